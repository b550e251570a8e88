//! Whether an account's texts answer a question: every passage is looked at, by word and by meaning, never only the nearest few.
//!
//! Pure. The caller brings all passages of the account, each with how near its meaning is to the question's where that is known.

use facts::content_stems;
use regex::Regex;
use std::{
    collections::{BTreeSet, HashMap},
    sync::LazyLock,
};

/// One thing said or written, as a question is held against it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Passage {
    /// The words.
    pub text: String,
    /// Who said them.
    pub speaker: Option<String>,
    /// The talk, mail or note it stands in: a number that neighbours share.
    pub source: usize,
    /// Cosine of the angle between its meaning and the question's, −1 to 1; none where meaning is not known.
    pub similarity: Option<f32>,
}

/// What the passages say to a question.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Verdict {
    /// Whether they answer it.
    pub found: bool,
    /// The passages that do, best first; where none does, the nearest ones.
    pub passages: Vec<usize>,
    /// Words of the question that occur nowhere, as they stand in it.
    pub absent: Vec<String>,
    /// What the decision rests on.
    pub signs: Signs,
}

/// What a decision rests on.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Signs {
    /// Share of the question's words, weighed by how rare they are here, that the best passage has, 0 to 1.
    pub words: f32,
    /// The best passage's similarity.
    pub similarity: f32,
    /// The highest similarity of any passage.
    pub nearest: f32,
    /// Share of the question's words, weighed, that occur nowhere.
    pub absent: f32,
    /// Whether the question names somebody, and the best passage is theirs or of them.
    pub person: f32,
    /// The decision's value; greater is surer.
    pub value: f32,
}

/// A value from which on passages count as an answer.
pub const ANSWERS_FROM: f32 = 0.2;
/// The most passages to show.
const SHOWN_MAX: usize = 6;
/// What counts as similarity where meaning is not known: that of a loosely fitting passage.
const MEANING_UNKNOWN: f32 = 0.5;

/// A word of the question.
struct Term {
    written: String,
    /// The stems that count as this word.
    stems: Vec<String>,
    /// A name, a number or a code: nothing else will do in its place.
    is_exact: bool,
    weight: f32,
    /// In how many passages it occurs.
    with: usize,
}

/// Holds a question against all passages of an account; `people` are the names of those who take part.
pub fn judge(question: &str, people: &[String], passages: &[Passage]) -> Verdict {
    let mut vocabulary = Vocabulary::default();
    let read: Vec<Vec<u32>> = passages.iter().map(|passage| vocabulary.read(&passage.text)).collect();
    let persons = persons(question, people);
    let named: Vec<u32> = persons.iter().filter_map(|person| vocabulary.words.get(person).copied().flatten()).collect();
    let mut terms = terms(&without_dates(question), &persons);
    // Which passage has which of the question's words.
    let own: Vec<Vec<bool>> = {
        let meant: Vec<Vec<bool>> = terms.iter().map(|term| vocabulary.meant_by(term)).collect();
        let has = |stems: &Vec<u32>, meant: &Vec<bool>| stems.iter().any(|stem| meant[*stem as usize]);
        read.iter().map(|stems| meant.iter().map(|meant| has(stems, meant)).collect()).collect()
    };
    for (index, term) in terms.iter_mut().enumerate() {
        term.with = own.iter().filter(|row| row[index]).count();
        term.weight = rarity(term, passages.len());
    }
    let total: f32 = terms.iter().map(|term| term.weight).sum::<f32>().max(f32::MIN_POSITIVE);
    let absent: Vec<&Term> = terms.iter().filter(|term| term.with == 0).collect();
    let absent_share = absent.iter().map(|term| term.weight).sum::<f32>() / total;
    let mut ranked: Vec<(f32, usize, Signs)> = (0..passages.len())
        .map(|at| {
            // What stands next to it in the same talk counts a little less.
            let near = |offset: isize| {
                at.checked_add_signed(offset)
                    .filter(|near| passages.get(*near).is_some_and(|p| p.source == passages[at].source))
            };
            let words = terms.iter().enumerate().map(|(index, term)| {
                let beside = |offsets: [isize; 2]| offsets.into_iter().filter_map(near).any(|near| own[near][index]);
                let share = if own[at][index] {
                    1.0
                } else if beside([-1, 1]) {
                    0.6
                } else if beside([-2, 2]) {
                    0.3
                } else {
                    0.0
                };
                share * term.weight
            });
            let mut words = words.sum::<f32>() / total;
            let mut similarity = passages[at].similarity.unwrap_or(MEANING_UNKNOWN).max(0.0);
            // Who asks the same has not answered it.
            if passages[at].text.trim_end().ends_with('?') {
                (words, similarity) = (0.75 * words, 0.85 * similarity);
            }
            let theirs = persons.is_empty() || concerns(&passages[at], &persons, &read[at], &named);
            let person = if theirs { 1.0 } else { 0.0 };
            let signs = Signs { words, similarity, nearest: 0.0, absent: absent_share, person, value: 0.0 };
            (words + similarity + 0.15 * person, at, signs)
        })
        .collect();
    ranked.sort_by(|(a, x, _), (b, y, _)| b.total_cmp(a).then_with(|| x.cmp(y)));
    let nearest = ranked.iter().map(|(_, _, signs)| signs.similarity).fold(0.0_f32, f32::max);
    let mut signs = ranked.first().map(|(.., signs)| *signs).unwrap_or_default();
    signs.nearest = nearest;
    signs.value = value(&signs);
    let exact_missing = absent.iter().any(|term| term.is_exact);
    let found = !exact_missing && !ranked.is_empty() && ANSWERS_FROM <= signs.value;
    let best = ranked.first().map_or(0.0, |(score, ..)| *score);
    let passages =
        ranked.iter().filter(|(score, ..)| 0.8 * best <= *score).take(SHOWN_MAX).map(|(_, at, _)| *at).collect();
    Verdict { found, passages, absent: absent.iter().map(|term| term.written.clone()).collect(), signs }
}

/// The question without the dates in it: they say when, not what.
fn without_dates(question: &str) -> String {
    static DATE: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"\b(?:\d{1,2}(?:st|nd|rd|th|\.)? (?:of )?)?(?:january|february|march|april|may|june|july|august|september|october|november|december|januar|februar|märz|mai|juni|juli|oktober|dezember)\b(?: \d{1,2}(?:st|nd|rd|th)?\b)?,?(?: (?:19|20)\d\d\b)?|\b(?:19|20)\d\d(?:-\d\d-\d\d)?\b",
        )
    });
    DATE.replace_all(question, " ").into_owned()
}

#[allow(clippy::expect_used)] // Every pattern is a literal of this file and compiled by its tests.
fn pattern(text: &str) -> Regex {
    regex::RegexBuilder::new(text).case_insensitive(true).build().expect("a pattern of this file")
}

/// How surely the best passage answers: above zero it rather does. A logistic fit to questions about long conversations, answerable
/// ones against those of another conversation.
fn value(signs: &Signs) -> f32 {
    // What somebody else said of themselves answers less.
    let person = signs.person - 1.0;
    3.2 * signs.words + 4.4 * signs.similarity + 3.4 * signs.nearest + 4.0 * signs.words * signs.similarity + person
        - 6.56
}

/// The people a question names, in lower case.
fn persons(question: &str, people: &[String]) -> Vec<String> {
    let words: BTreeSet<String> =
        plain_words(question).map(|word| word.trim_end_matches("'s").to_lowercase()).collect();
    people
        .iter()
        .flat_map(|name| name.split_whitespace())
        .map(str::to_lowercase)
        .filter(|part| 2 < part.chars().count() && words.contains(part))
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect()
}

/// Whether a passage is said by one of these people, or names one; `named` are their names' stems by number.
fn concerns(passage: &Passage, persons: &[String], stems: &[u32], named: &[u32]) -> bool {
    named.iter().any(|name| stems.binary_search(name).is_ok())
        || passage.speaker.as_deref().is_some_and(|speaker| {
            let speaker = speaker.to_lowercase();
            persons.iter().any(|person| speaker.contains(person.as_str()))
        })
}

fn plain_words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && !matches!(c, '\'' | '’'))
        .map(|word| word.trim_matches(['\'', '’']))
        .filter(|word| !word.is_empty())
}

/// The question's words with matter, each once, without those that only ask and without the people.
fn terms(question: &str, persons: &[String]) -> Vec<Term> {
    const ASKING: &str = " what who whom whose when where why how which did does do is are was were has have had will would can could should \
        much many often long old kind type sort thing things way ways happen happened happening mention mentioned mentions discuss discussed say said \
        talk talked think thought tell told ever any there their they about anyone anybody somebody something anything recently still like go going went \
        make made take took get got use used using plan planning start started work working feel felt look help name year month day time \
        according during after before since between one two new first last own way \
        wer wen wem wessen wann wo warum wie welche welcher welches hat haben hatte ist sind war wird gibt gab gesagt sagt erwähnt schon jemals ";
    let german = is_german(question);
    let mut seen = BTreeSet::new();
    let mut terms = Vec::new();
    for (at, word) in plain_words(question).enumerate() {
        let bare = word.trim_end_matches("'s").trim_end_matches("’s");
        let lower = bare.to_lowercase();
        let numeric = lower.chars().any(|c| c.is_ascii_digit());
        let capital = 0 < at && bare.chars().next().is_some_and(char::is_uppercase);
        if ASKING.contains(&format!(" {lower} ")) && !capital || persons.contains(&lower) {
            continue;
        }
        let stems: Vec<String> = if numeric { vec![lower.clone()] } else { content_stems(bare).into_iter().collect() };
        let Some(first) = stems.first().cloned() else { continue };
        if seen.insert(first.clone()) {
            let mut all = stems;
            all.extend(synonyms(&first));
            terms.push(Term {
                written: bare.to_owned(),
                stems: all,
                is_exact: numeric || (capital && !german),
                weight: 1.0,
                with: 0,
            });
        }
    }
    terms
}

/// Stems that stand for one another in sales talk.
fn synonyms(stem: &str) -> Vec<String> {
    const GROUPS: [&str; 16] = [
        "price cost pay charg budget fee",
        "buy purchas acquir",
        "cancel termin quit",
        "renew extend prolong",
        "compani firm busi organis organiz",
        "meet call talk session",
        "contract agreement",
        "competitor rival altern",
        "job work career profession",
        "hobbi interest activ",
        "holiday vacat trip travel",
        "child children kid son daughter",
        "car vehicl",
        "photo pictur",
        "begin start launch",
        "worri concern afraid fear",
    ];
    GROUPS
        .iter()
        .filter(|group| group.split(' ').any(|member| member == stem))
        .flat_map(|group| group.split(' '))
        .filter(|member| *member != stem)
        .map(str::to_owned)
        .collect()
}

/// The weight of a word: how rare it is here.
fn rarity(term: &Term, passages: usize) -> f32 {
    #[allow(clippy::cast_precision_loss)] // Counts of passages are far below 2^24.
    let rarity = (1.0 + passages as f32 / (term.with as f32 + 0.5)).ln();
    if term.is_exact { 1.3 * rarity } else { rarity }
}

/// Whether two stems are one word with different endings, as "zustimmen" and "Zustimmung" are.
fn is_kin(one: &str, other: &str) -> bool {
    let shared = one.chars().zip(other.chars()).take_while(|(a, b)| a == b).count();
    6 <= shared && one.chars().count().max(other.chars().count()) <= shared + 3
}

/// Whether a question is German, where a capital makes no name.
fn is_german(question: &str) -> bool {
    const GERMAN: &str = " wer wen wem wessen wann wo warum wie welche welcher welches der die das dem den des ist hat haben wird muss ein eine und ";
    2 <= plain_words(question).filter(|word| GERMAN.contains(&format!(" {} ", word.to_lowercase()))).count()
}

/// Whether two stems differ by one letter: put in, left out, changed, or two exchanged.
fn is_slip(one: &str, other: &str) -> bool {
    if one.len().abs_diff(other.len()) > 1
        || one.len() < 5
        || other.len() < 5
        || one.as_bytes().first() != other.as_bytes().first()
    {
        return false;
    }
    let (a, b): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let head = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let tail = a[head..].iter().rev().zip(b[head..].iter().rev()).take_while(|(x, y)| x == y).count();
    let (left, right) = (a.len() - head - tail, b.len() - head - tail);
    let exchanged = left == 2 && right == 2 && a[head] == b[head + 1] && a[head + 1] == b[head];
    // Short words differ by one letter and mean other things.
    (left <= 1 && right <= 1 && 7 <= a.len().max(b.len())) || exchanged
}

/// The stems of all texts, each word stemmed once.
#[derive(Default)]
struct Vocabulary {
    /// The stem of each word; none for words without matter.
    words: HashMap<String, Option<u32>>,
    numbers: HashMap<String, u32>,
    stems: Vec<String>,
}

impl Vocabulary {
    /// The stems of a text, by number.
    fn read(&mut self, text: &str) -> Vec<u32> {
        let mut found = Vec::new();
        let mut lower = String::new();
        for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
            // Most words are small ASCII letters already and need no copy.
            let plain = word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
            let key = if plain {
                word
            } else {
                lower.clear();
                lower.extend(word.chars().flat_map(char::to_lowercase));
                lower.as_str()
            };
            let stem = match self.words.get(key) {
                Some(stem) => *stem,
                None => self.learn(key),
            };
            found.extend(stem);
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    fn learn(&mut self, lower: &str) -> Option<u32> {
        let has_digit = lower.chars().any(|c| c.is_ascii_digit());
        let stem = if has_digit { Some(lower.to_owned()) } else { content_stems(lower).into_iter().next() };
        let number = stem.and_then(|stem| {
            let next = u32::try_from(self.stems.len()).ok()?;
            let number = *self.numbers.entry(stem.clone()).or_insert(next);
            if number == next {
                self.stems.push(stem);
            }
            Some(number)
        });
        self.words.insert(lower.to_owned(), number);
        number
    }

    /// For each stem whether it stands for a word of the question: as itself, as a synonym, with a slip of the pen, or in a compound.
    fn meant_by(&self, term: &Term) -> Vec<bool> {
        let exact = |stem: &String| term.stems.contains(stem);
        let plain = self.stems.iter().map(exact).collect::<Vec<bool>>();
        let Some(wanted) =
            term.stems.first().filter(|stem| 5 <= stem.len() && !stem.contains(|c: char| c.is_ascii_digit()))
        else {
            return plain;
        };
        let loosely = |stem: &String| {
            is_slip(wanted, stem)
                || is_kin(wanted, stem)
                || (7 <= wanted.len() && wanted.len() < stem.len() && stem.contains(wanted.as_str()))
        };
        self.stems.iter().zip(plain).map(|(stem, exact)| exact || loosely(stem)).collect()
    }
}
