//! How well passages answer a question where models have read both: the figures that are weighed, in the order in which the weights were trained.
//!
//! Pure. The weights come with the models; `docs/reading.md` has how they came about.

use crate::asking::Passage;
use domain::{Act, Asks, Category};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// A word counts by its first letters, so that its forms are one. As in training.
const STEM: usize = 6;
/// Shorter words do not count. As in training.
const WORD_MIN: usize = 3;
/// A passage of so many words counts as long, and a longer one no more. As in training.
const WORDS_MAX: u16 = 60;

/// Weighs the figures of [`figures`] and [`signs`].
pub trait Weighs {
    /// How well a passage of these figures answers; greater is better, on no fixed scale.
    fn rank(&self, figures: &[f32]) -> f32;

    /// How surely the account answers the question; above 0 it rather does.
    fn certainty(&self, signs: &[f32]) -> f32;
}

/// What is understood of a question: what it asks for, and how to weigh what may answer it.
#[derive(Clone, Copy)]
pub struct Understood<'a> {
    /// What the question asks for.
    pub asks: &'a Asks,
    /// How what may answer it is weighed.
    pub weighs: &'a dyn Weighs,
}

/// A question as it is asked of an account's passages.
#[derive(Clone, Copy)]
pub struct Inquiry<'a> {
    /// The question in the rep's words.
    pub question: &'a str,
    /// What is understood of it; `None` where no model reads questions.
    pub understood: Option<Understood<'a>>,
}

impl<'a> Inquiry<'a> {
    /// A question of which nothing is understood but its words and their meaning.
    pub fn plain(question: &'a str) -> Self {
        Self { question, understood: None }
    }
}

/// The figures of every passage, in their order; `None` where no passage was read by both models. What a passage was not read for is 0: a title, or
/// what a mail quotes, says nothing of anybody's.
pub(crate) fn figures(question: &str, asks: &Asks, passages: &[&Passage]) -> Option<Vec<Vec<f32>>> {
    passages.iter().find(|passage| passage.says.is_some() && passage.similarity.is_some())?;
    let words: Vec<BTreeSet<String>> = passages.iter().map(|passage| words_of(&passage.text)).collect();
    let mut told: BTreeMap<&str, usize> = BTreeMap::new();
    for word in words.iter().flatten() {
        *told.entry(word).or_default() += 1;
    }
    let asked = words_of(question);
    #[allow(clippy::cast_precision_loss)] // Passages of an account.
    let rarity = |word: &str| {
        let with = told.get(word).copied().unwrap_or(0) as f32;
        (1.0 + passages.len() as f32 / (with + 0.5)).ln()
    };
    let total: f32 = asked.iter().map(|word| rarity(word)).sum::<f32>().max(1e-6);
    let newness = newness(passages);
    let near = |at: Option<usize>, source: usize| {
        let beside = at.and_then(|at| passages.get(at)).filter(|beside| beside.source == source);
        beside.and_then(|beside| beside.similarity).unwrap_or(0.0)
    };
    let rows = (0..passages.len())
        .map(|at| {
            let passage = passages[at];
            let (says, similarity) = (passage.says.unwrap_or_default(), passage.similarity.unwrap_or(0.0));
            let agrees = Category::ALL.map(|category| asks.wants(category) * says.tells(category));
            let (sum, promised) =
                (agrees.iter().sum::<f32>(), says.does(Act::WePromise).max(says.does(Act::TheyPromise)) * asks.promise);
            let shared = words[at].intersection(&asked).map(|word| rarity(word)).sum::<f32>() / total;
            let is = |holds: bool| f32::from(u8::from(holds));
            let length = u16::try_from(passage.text.split_whitespace().count()).unwrap_or(u16::MAX).min(WORDS_MAX);
            let most = Category::ALL.map(|category| says.tells(category)).into_iter().fold(0.0, f32::max);
            let mut row = vec![
                similarity,
                near(at.checked_sub(1), passage.source),
                near(Some(at + 1), passage.source),
                shared,
                sum,
                promised,
            ];
            row.extend(agrees);
            row.extend([
                is(passage.text.contains('?')),
                is(passage.text.chars().any(|c| c.is_ascii_digit())),
                f32::from(length) / f32::from(WORDS_MAX),
                newness[at],
                newness[at] * (1.0 - asks.topic),
                says.does(Act::Worth),
                says.does(Act::Tempting),
            ]);
            row.extend(Act::ALL.into_iter().filter(|act| act.is_of_the_talk()).map(|act| says.does(act)));
            row.extend([most, (sum + promised) * similarity, asks.topic * similarity]);
            row
        })
        .collect();
    Some(rows)
}

/// The figures by which a question is called answered or not, from those of the passages and how well each answers; `None` without a passage.
pub(crate) fn signs(asks: &Asks, figures: &[Vec<f32>], ranks: &[f32]) -> Option<Vec<f32>> {
    let best = (0..ranks.len()).max_by(|a, b| ranks[*a].total_cmp(&ranks[*b]).then_with(|| b.cmp(a)))?;
    let top = ranks[best];
    let mut after: Vec<f32> = ranks.to_vec();
    after.sort_by(|a, b| b.total_cmp(a));
    let next = after.get(1..after.len().min(4)).filter(|next| !next.is_empty());
    #[allow(clippy::cast_precision_loss)] // At most three.
    let next = next.map_or(top - 1.0, |next| next.iter().sum::<f32>() / next.len() as f32);
    let share = 1.0 / ranks.iter().map(|rank| (rank - top).exp()).sum::<f32>();
    let most = |column: usize| figures.iter().filter_map(|row| row.get(column)).copied().fold(f32::MIN, f32::max);
    let of_best = |column: usize| figures[best].get(column).copied().unwrap_or(0.0);
    let signs = vec![
        top,
        next,
        share,
        of_best(4),
        most(4),
        of_best(5),
        asks.promise,
        asks.crm + asks.contact + asks.person,
        asks.topic,
        asks.likeliest().1,
        of_best(0),
        most(0),
        of_best(3),
        most(3),
    ];
    Some(signs)
}

fn words_of(text: &str) -> BTreeSet<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| WORD_MIN <= word.chars().count())
        .map(|word| word.chars().take(STEM).flat_map(char::to_lowercase).collect())
        .collect()
}

/// Where each passage's day stands among the days of all, 0 for the first and 1 for the latest; 1 where no day is known.
fn newness(passages: &[&Passage]) -> Vec<f32> {
    let days: BTreeSet<Date> = passages.iter().filter_map(|passage| passage.day).collect();
    let days: Vec<Date> = days.into_iter().collect();
    #[allow(clippy::cast_precision_loss)] // Days of an account.
    let place = |day: Date| match days.len() {
        0 | 1 => 1.0,
        many => days.partition_point(|other| *other < day) as f32 / (many - 1) as f32,
    };
    passages.iter().map(|passage| passage.day.map_or(1.0, place)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Says;

    fn passage(text: &str, similarity: f32, category: Category) -> Passage {
        let mut probabilities = [0.0; Says::COUNT];
        probabilities[category.place()] = 1.0;
        let says = Says::of(&probabilities);
        Passage { text: text.to_owned(), similarity: Some(similarity), says, ..Passage::default() }
    }

    #[test]
    fn figures_stand_in_the_order_of_training() {
        let passages =
            [passage("We can find 30 thousand?", 0.4, Category::Budget), passage("Rain again.", 0.1, Category::Pain)];
        let passages: Vec<&Passage> = passages.iter().collect();
        let asks = Asks::of([("budget", 0.7), ("topic", 0.3)]);
        let rows = figures("how much can they find", &asks, &passages).unwrap();
        assert!(rows.iter().all(|row| row.len() == 40));
        let close = |a: f32, b: f32| (a - b).abs() < 1e-6;
        let first = &rows[0];
        assert!(
            close(first[0], 0.4) && close(first[2], 0.1) && close(first[4], 0.7) && close(first[8], 0.7),
            "{first:?}"
        );
        assert!(
            close(first[20], 1.0) && close(first[21], 1.0) && close(first[22], 5.0 / 60.0) && close(first[24], 0.7)
        );
        assert!(close(first[38], 0.7 * 0.4) && close(first[39], 0.3 * 0.4), "{first:?}");
        // "can" and "find" of "how", "much", "can", "they" and "find".
        assert!(0.2 < first[3] && first[3] < 0.6 && rows[1][3] == 0.0, "{first:?}");
        let signs = signs(&asks, &rows, &[2.0, 1.0]).unwrap();
        assert!(
            signs.len() == 14
                && close(signs[0], 2.0)
                && close(signs[1], 1.0)
                && close(signs[3], 0.7)
                && close(signs[9], 0.7)
        );
        assert!(close(signs[2], 1.0 / (1.0 + (-1.0_f32).exp())), "{signs:?}");
        assert_eq!(super::signs(&asks, &[], &[]), None);
        assert_eq!(figures("how much", &asks, &[&Passage::default()]), None);
    }
}
