//! Whether an account's texts answer a question: every passage is looked at, by word and by meaning, never only the nearest few.
//!
//! Pure. The caller brings all passages of the account, each with how near its meaning is to the question's where that is known.
//! `docs/asking.md` has what is weighed, how the weights were fitted, and how often the verdict is wrong.

use crate::{
    concern::{CONCERNS, UNREAD, concern, is_by},
    pattern,
    question::{Question, Subject, Term},
    rank::{self, Inquiry, figures},
    vocabulary::Vocabulary,
};
use domain::{Says, text};
use jiff::civil::Date;
use regex::Regex;
use std::sync::LazyLock;

/// One thing said or written, as a question is held against it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Passage {
    /// The passage's words.
    pub text: String,
    /// Who said or wrote the passage; `None` where that is not one person.
    pub speaker: Option<String>,
    /// The talk, mail or note it stands in: a number that neighbours share.
    pub source: usize,
    /// The day the passage was said or written, where that is known.
    pub day: Option<Date>,
    /// What the passage says, where a model has read it.
    pub says: Option<Says>,
    /// Cosine of the angle between its meaning and the question's, −1 to 1; none where meaning is not known.
    pub similarity: Option<f32>,
    /// The similarity to the question as it would be put to the person it names ([`crate::addressed`]); `None` where it names nobody.
    pub addressed: Option<f32>,
}

/// How far an account's texts answer a question.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Certainty {
    /// Nothing comes near the question.
    #[default]
    Absent,
    /// Something comes near, but it may be another thing, or said of somebody else.
    Unsure,
    /// There are passages that answer the question.
    Found,
}

impl Certainty {
    /// The certainty's name for scripts: `absent`, `unsure` or `found`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Absent => "absent",
            Self::Unsure => "unsure",
            Self::Found => "found",
        }
    }
}

/// Whether an account's passages answer a question, and which.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Verdict {
    /// How far the passages answer the question.
    pub certainty: Certainty,
    /// The passages that do, best first; where none does, the nearest ones.
    pub passages: Vec<usize>,
    /// Names, numbers and codes of the question that occur nowhere, as they stand in it.
    pub absent: Vec<String>,
    /// The figures that the decision was made by.
    pub signs: Signs,
}

/// The figures by which a question is called answered, or not.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Signs {
    /// How well the best passage fits; greater is better.
    pub best: f32,
    /// How well the three after it fit, on average: what was really talked about is rarely said once.
    pub next: f32,
    /// By how much a passage about somebody else than the person it is about would fit better; 0 where it is about nobody.
    pub rival: f32,
    /// 1 where the question is about one person, a half where it names another beside, 0 where it is about nobody.
    pub one_person: f32,
    /// Share of the question's words, weighed by how rare they are, that occur nowhere.
    pub absent: f32,
    /// The highest similarity that any passage has to the question.
    pub nearest: f32,
    /// The value that decides, see [`ANSWERS_FROM`] and [`NEAR_FROM`]; greater is surer.
    pub value: f32,
    /// How surely it is answered by what models read in the question and the passages; `None` where they did not.
    pub understood: Option<f32>,
}

/// A value from which on passages count as an answer.
pub const ANSWERS_FROM: f32 = 2.3;
/// A value below which nothing comes near the question.
pub const NEAR_FROM: f32 = -2.9;
/// The same where the question names somebody or something that occurs nowhere: then less has to be near.
const NEAR_WITHOUT_ITS_NAME: f32 = -2.0;
/// From here on a question is taken to ask for a fact of a category or a promise, 0 to 1.
const OF_A_KIND_FROM: f32 = 0.5;
/// Where models have read question and passages, what they are sure of and what words and meaning find count together: from here on it is an answer.
const BOTH_FROM: f32 = 4.25;
/// From here on words and meaning answer whatever the models read.
const ALONE_FROM: f32 = 3.4;
/// From this certainty on something comes near, whatever words and meaning find.
const READ_NEAR_FROM: f32 = -1.2;
/// The most passages that are shown for an answer.
const SHOWN_MAX: usize = 6;
/// A passage that fits worse than the best by more than this is not shown beside it.
const BESIDE: f32 = 2.4;
/// So many passages, by words and meaning, are read closely.
const READ_MAX: usize = 60;
/// So much a word of a question counts for the reply to it.
const REPLIED: f32 = 0.9;
/// So much a word of a question counts for the passages right beside one that has it.
const BESIDE_IT: f32 = 0.6;
/// So much a word of a question counts for the passages two away from one that has it.
const TWO_AWAY: f32 = 0.3;
/// What counts as similarity where meaning is not known: words alone decide then, and have to fit well.
const MEANING_UNKNOWN: f32 = 0.6;

static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty|dozen|couple|hundred|thousand|million|once|twice|several|few|many|every|daily|weekly|monthly|yearly|times|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|\w+zehn|\w+zig|hundert|tausend|million\w*|einmal|zweimal|täglich|wöchentlich|monatlich|jährlich)\b",
    )
});

/// How well one passage fits the question, figure by figure.
#[derive(Debug, Clone, Copy, Default)]
struct Fit {
    at: usize,
    /// Share of the question's words it has or that stand next to it, weighed by how rare they are, 0 to 1.
    words: f32,
    /// How near its meaning is to the question's.
    similarity: f32,
    /// How far it is about the person asked about, 0 to 1; 1 where it is about nobody.
    concern: f32,
    /// 1 if it was said when the question asks about, −1 if not, 0 if it does not say when.
    day: f32,
    /// 1 if the passage asks rather than tells, else 0.
    asks: f32,
    /// 1 if it has a number and one is wanted, −1 if it lacks it, 0 if none is wanted.
    number: f32,
    /// The number of its words, divided by thirty; at most 1.5.
    length: f32,
    /// How well it answers by what models read in it and in the question; `None` where they did not.
    rank: Option<f32>,
}

impl Fit {
    /// How well the passage fits: the logit of a regression on which passages hold the evidence. The fit is described in `docs/asking.md`.
    fn score(&self) -> f32 {
        if let Some(rank) = self.rank {
            return rank + 5.61 * (self.concern - 1.0) + 1.43 * self.day;
        }
        3.79 * self.words + 6.13 * self.similarity + 5.61 * self.concern + 1.43 * self.day - 1.17 * self.asks
            + 0.80 * self.number
            + 0.58 * self.length
            - 13.42
    }

    /// How well the passage would fit if it were about the person asked about.
    fn score_if_theirs(&self) -> f32 {
        Self { concern: 1.0, ..*self }.score()
    }

    /// How well the passage fits by what is known before it is read closely.
    fn at_first_sight(&self) -> f32 {
        let seen = self.words + 1.6 * self.similarity.max(0.0) + 0.25 * self.day - 0.2 * self.asks;
        self.rank.map_or(seen, |rank| rank + 1.43 * self.day)
    }
}

/// Holds a question against all passages of an account; `people` are the names of those who take part.
pub fn judge(asked: &Inquiry<'_>, people: &[String], passages: &[&Passage]) -> Verdict {
    let question = Question::of(asked.question, people, passages.iter().filter_map(|passage| passage.day).max());
    let mut vocabulary = Vocabulary::default();
    let read: Vec<Vec<u32>> = passages.iter().map(|passage| vocabulary.read(&passage.text)).collect();
    let words = Words::of(&question.terms, &vocabulary, &read);
    // A question about anything else is held against words and meaning alone: whoever reads kinds of questions knows nothing of it.
    let understood = asked.understood.filter(|understood| OF_A_KIND_FROM <= understood.asks.of_a_kind());
    let read_by_models =
        understood.and_then(|understood| Some((understood, figures(asked.question, understood.asks, passages)?)));
    let ranks: Option<Vec<f32>> = read_by_models
        .as_ref()
        .map(|(understood, figures)| figures.iter().map(|row| understood.weighs.rank(row)).collect());
    let nearest = passages.iter().filter_map(|passage| passage.similarity).fold(0.0_f32, f32::max);
    let nearest = if passages.iter().any(|passage| passage.similarity.is_some()) { nearest } else { MEANING_UNKNOWN };
    let mut by_words = held(&question, passages, &words, None, &mut vocabulary);
    let mut signs = signs(&by_words, question.subject.as_ref(), words.absent_share(), nearest);
    let certainty = read_by_models.as_ref().zip(ranks.as_ref()).and_then(|((understood, figures), ranks)| {
        let signs = rank::signs(understood.asks, figures, ranks)?;
        Some(understood.weighs.certainty(&signs))
    });
    signs.understood = certainty;
    let absent: Vec<&Term> = words.absent(&question.terms).collect();
    // A name, number or code that occurs nowhere is not answered by something like it.
    let exact_missing = absent.iter().any(|term| term.is_exact || term.is_capital);
    let near_from = if exact_missing { NEAR_WITHOUT_ITS_NAME } else { NEAR_FROM };
    let certainty = match (signs.value, certainty) {
        _ if by_words.is_empty() => Certainty::Absent,
        (value, _) if exact_missing && near_from <= value => Certainty::Unsure,
        (value, None) if ANSWERS_FROM <= value && !exact_missing => Certainty::Found,
        (value, Some(read)) if (BOTH_FROM <= value + read || ALONE_FROM <= value) && !exact_missing => Certainty::Found,
        (value, None) if near_from <= value => Certainty::Unsure,
        (value, Some(read)) if near_from <= value || READ_NEAR_FROM <= read => Certainty::Unsure,
        _ => Certainty::Absent,
    };
    // What words and meaning find by themselves stands as they order it; else what the models read orders it.
    let fits = match &ranks {
        Some(ranks) if signs.value < ANSWERS_FROM => held(&question, passages, &words, Some(ranks), &mut vocabulary),
        _ => std::mem::take(&mut by_words),
    };
    let best = fits.first().map(Fit::score).unwrap_or_default();
    // Whoever asks answers nothing, however near the words of the one question are to those of the other; the reply to it may.
    let told = |at: usize| match only_asks(passages[at]) {
        false => Some(at),
        true => Some(at + 1).filter(|next| *next < passages.len() && replied_to(*next, passages) == Some(at)),
    };
    let answers = |fit: &Fit| CONCERNS <= fit.concern && told(fit.at).is_some();
    let is_close = |fit: &Fit| best - BESIDE <= fit.score();
    let certainty = match certainty {
        Certainty::Found if !fits.iter().any(|fit| is_close(fit) && answers(fit)) => Certainty::Unsure,
        other => other,
    };
    let close = |fit: &&Fit| is_close(fit) && (certainty != Certainty::Found || answers(fit));
    let mut shown: Vec<usize> = Vec::new();
    for at in fits.iter().filter(close).map(|fit| told(fit.at).unwrap_or(fit.at)) {
        if shown.len() < SHOWN_MAX && !shown.contains(&at) {
            shown.push(at);
        }
    }
    if shown.is_empty() {
        shown.extend(fits.first().map(|fit| fit.at));
    }
    // Another word may say the same as an ordinary one; a name, a number or a code has no other.
    let absent = absent.iter().filter(|term| term.is_exact).map(|term| term.written.clone()).collect();
    Verdict { certainty, passages: shown, absent, signs }
}

/// The passages that fit best, best first: by words and meaning, or by `ranks` where models have read all of them.
fn held(
    question: &Question,
    passages: &[&Passage],
    words: &Words,
    ranks: Option<&[f32]>,
    vocabulary: &mut Vocabulary,
) -> Vec<Fit> {
    let rank = |at: usize| ranks.and_then(|ranks| ranks.get(at)).copied();
    let mut fits: Vec<Fit> =
        (0..passages.len()).map(|at| Fit { rank: rank(at), ..first_sight(at, question, passages, words) }).collect();
    let by = |key: fn(&Fit) -> f32| move |a: &Fit, b: &Fit| key(b).total_cmp(&key(a)).then_with(|| a.at.cmp(&b.at));
    if READ_MAX < fits.len() {
        fits.select_nth_unstable_by(READ_MAX, by(Fit::at_first_sight));
        fits.truncate(READ_MAX);
    }
    if let Some(subject) = &question.subject {
        for fit in &mut fits {
            let passage = &passages[fit.at];
            let hits =
                |stem: u32| words.meant.iter().any(|meant| meant.get(stem as usize).is_some_and(|share| 0.0 < *share));
            fit.concern = concern(&passage.text, passage.speaker.as_deref(), subject, vocabulary, &hits);
        }
    }
    fits.sort_by(by(Fit::score));
    fits
}

/// How surely the passages answer: above zero they rather do. The logit of a regression on questions about long conversations, answerable
/// ones against those of another conversation and those of the other person; described in `docs/asking.md`.
fn signs(fits: &[Fit], subject: Option<&Subject>, absent: f32, nearest: f32) -> Signs {
    let best = fits.first().map(Fit::score).unwrap_or_default();
    let after: Vec<f32> = fits.iter().skip(1).take(3).map(Fit::score).collect();
    #[allow(clippy::cast_precision_loss)] // At most three.
    let next = if after.is_empty() { best - 1.0 } else { after.iter().sum::<f32>() / after.len() as f32 };
    let others = fits.iter().filter(|fit| subject.is_some() && fit.concern < CONCERNS).map(Fit::score_if_theirs);
    let rival = others.reduce(f32::max).map_or(0.0, |other| (other - best).clamp(-6.0, 6.0));
    let one_person = match subject {
        Some(Subject { with_another: false, .. }) => 1.0,
        Some(_) => 0.5,
        None => 0.0,
    };
    let value =
        0.572 * best + 0.325 * next - 0.89 * rival - 1.149 * one_person - 1.263 * absent + 5.364 * nearest + 0.589;
    Signs { best, next, rival, one_person, absent, nearest, value, understood: None }
}

fn first_sight(at: usize, question: &Question, passages: &[&Passage], words: &Words) -> Fit {
    let passage = passages[at];
    let similarity = passage.similarity.unwrap_or(MEANING_UNKNOWN);
    let addressed = passage.addressed.unwrap_or(similarity);
    let concern = match &question.subject {
        Some(subject) if is_by(passage.speaker.as_deref(), &subject.parts) => UNREAD.0,
        Some(_) => UNREAD.1,
        None => 1.0,
    };
    let day = match (&question.days, passage.day) {
        (Some(days), Some(day)) if days.contains(&day) => 1.0,
        (Some(_), Some(_)) => -1.0,
        _ => 0.0,
    };
    let number = match (question.wants_number, question.wants_number && NUMBER.is_match(&passage.text)) {
        (false, _) => 0.0,
        (true, true) => 1.0,
        (true, false) => -1.0,
    };
    #[allow(clippy::cast_precision_loss)] // Words of a passage.
    let length = (passage.text.split_whitespace().count() as f32 / 30.0).min(1.5);
    let asks = if is_question(passage) { 1.0 } else { 0.0 };
    let words = words.share(at, passages);
    let similarity = (similarity + addressed) / 2.0;
    Fit { at, words, similarity, concern, day, asks, number, length, ..Fit::default() }
}

/// The passage that a passage replies to: the one before it in the same talk, by somebody else, if it asks.
fn replied_to(at: usize, passages: &[&Passage]) -> Option<usize> {
    let before = at.checked_sub(1)?;
    let (question, reply) = (passages[before], passages[at]);
    let replies = question.source == reply.source && question.speaker != reply.speaker && is_question(question);
    replies.then_some(before)
}

fn is_question(passage: &Passage) -> bool {
    passage.text.trim_end().ends_with('?')
}

/// Whether every sentence of a passage is a question.
fn only_asks(passage: &Passage) -> bool {
    is_question(passage) && text::sentences(&passage.text).iter().all(|span| span.of(&passage.text).ends_with('?'))
}

/// Which passage has which of the question's words.
struct Words {
    /// A row a passage, a column a word: how far the passage has it, 0 to 1.
    own: Vec<Vec<f32>>,
    /// A row a word: for each stem how far it stands for the word.
    meant: Vec<Vec<f32>>,
    /// The weight of each word, by how rare it is.
    weights: Vec<f32>,
    /// In how many passages each word occurs.
    with: Vec<usize>,
}

impl Words {
    fn of(terms: &[Term], vocabulary: &Vocabulary, read: &[Vec<u32>]) -> Self {
        let meant: Vec<Vec<f32>> = terms.iter().map(|term| vocabulary.meant_by(term)).collect();
        let has =
            |stems: &Vec<u32>, meant: &Vec<f32>| stems.iter().map(|stem| meant[*stem as usize]).fold(0.0, f32::max);
        let own: Vec<Vec<f32>> =
            read.iter().map(|stems| meant.iter().map(|meant| has(stems, meant)).collect()).collect();
        let with: Vec<usize> =
            (0..terms.len()).map(|index| own.iter().filter(|row| 0.0 < row[index]).count()).collect();
        let weights = terms.iter().zip(&with).map(|(term, with)| rarity(term, *with, read.len())).collect();
        Self { own, meant, weights, with }
    }

    fn total(&self) -> f32 {
        self.weights.iter().sum::<f32>().max(f32::MIN_POSITIVE)
    }

    /// The weighed share of words a passage has; what stands next to it in the same talk counts a little less.
    fn share(&self, at: usize, passages: &[&Passage]) -> f32 {
        // What follows a question answers it, though it does not repeat its words.
        let replied = replied_to(at, passages);
        let near = |offset: isize| {
            at.checked_add_signed(offset)
                .filter(|near| passages.get(*near).is_some_and(|beside| beside.source == passages[at].source))
        };
        let beside = |offsets: [isize; 2], index: usize| {
            offsets.into_iter().filter_map(near).map(|near| self.own[near][index]).fold(0.0, f32::max)
        };
        let had = self.weights.iter().enumerate().map(|(index, weight)| {
            let asked = replied.map_or(0.0, |asked| self.own[asked][index]);
            let shares = [
                self.own[at][index],
                REPLIED * asked,
                BESIDE_IT * beside([-1, 1], index),
                TWO_AWAY * beside([-2, 2], index),
            ];
            shares.into_iter().fold(0.0, f32::max) * weight
        });
        had.sum::<f32>() / self.total()
    }

    /// The words of the question that occur in no passage; light ones are left out.
    fn absent<'a>(&'a self, terms: &'a [Term]) -> impl Iterator<Item = &'a Term> {
        terms.iter().zip(&self.with).filter(|(term, with)| **with == 0 && !term.is_light).map(|(term, _)| term)
    }

    /// The share of the question's words, weighed by how rare they are, that occur in no passage.
    fn absent_share(&self) -> f32 {
        let absent = self.weights.iter().zip(&self.with).filter(|(_, with)| **with == 0).map(|(weight, _)| weight);
        absent.sum::<f32>() / self.total()
    }
}

/// The weight of a word of the question: how rare it is in the account's passages.
fn rarity(term: &Term, with: usize, passages: usize) -> f32 {
    #[allow(clippy::cast_precision_loss)] // Counts of passages are far below 2^24.
    let rarity = (1.0 + passages as f32 / (with as f32 + 0.5)).ln();
    if term.is_exact { 1.3 * rarity } else { rarity }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn talk(turns: &[(&str, &str)]) -> Vec<Passage> {
        let passage = |(speaker, text): &(&str, &str)| Passage {
            text: (*text).to_owned(),
            speaker: Some((*speaker).to_owned()),
            similarity: Some(0.3),
            ..Passage::default()
        };
        turns.iter().map(passage).collect()
    }

    #[test]
    fn what_one_said_of_themselves_does_not_answer_for_the_other() {
        let people = ["Anna Berg".to_owned(), "Ben Holt".to_owned()];
        let mut passages = talk(&[
            ("Ben Holt", "My dog Rufus chews on every shoe in the house."),
            ("Anna Berg", "That sounds lively. I spend my evenings with books."),
            ("Ben Holt", "The contract ends in March."),
            ("Anna Berg", "Then we should talk about the renewal in January."),
        ]);
        passages[0].similarity = Some(0.6);
        passages[0].addressed = Some(0.65);
        let passages: Vec<&Passage> = passages.iter().collect();
        let of = |question| judge(&Inquiry::plain(question), &people, &passages);
        assert_eq!(of("What does Ben's dog chew on?").certainty, Certainty::Found);
        assert_eq!(of("What does Ben's dog chew on?").passages[0], 0);
        assert_ne!(of("What does Anna's dog chew on?").certainty, Certainty::Found);
        assert!(of("What does Ben's dog chew on?").signs.value > of("What does Anna's dog chew on?").signs.value + 1.0);
        assert_ne!(of("What did they say about Zerbinetta?").certainty, Certainty::Found);
        assert_eq!(judge(&Inquiry::plain("Anything?"), &people, &[]).certainty, Certainty::Absent);
    }

    #[test]
    fn a_question_is_no_answer_to_a_question() {
        let people = ["Erna Holm".to_owned(), "Maren Holt".to_owned()];
        let mut passages = talk(&[("Erna Holm", "What is the price of the Team plan, and for how many seats?")]);
        passages[0].similarity = Some(0.9);
        let asked = |passages: &[Passage]| {
            let passages: Vec<&Passage> = passages.iter().collect();
            judge(&Inquiry::plain("What does the Team plan cost?"), &people, &passages)
        };
        assert_ne!(asked(&passages).certainty, Certainty::Found);

        passages.extend(talk(&[("Maren Holt", "The Team plan costs 38 euros a seat and month.")]));
        passages[1].similarity = Some(0.8);
        let verdict = asked(&passages);
        assert_eq!((verdict.certainty, verdict.passages.as_slice()), (Certainty::Found, &[1][..]));
    }
}
