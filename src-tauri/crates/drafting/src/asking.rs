//! Whether an account's texts answer a question: every passage is looked at, by word and by meaning, never only the nearest few.
//!
//! Pure. The caller brings all passages of the account, each with how near its meaning is to the question's where that is known.

use facts::content_stems;
use std::collections::{BTreeSet, HashMap};

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
pub const ANSWERS_FROM: f32 = 0.5;
/// The most passages to show.
const SHOWN_MAX: usize = 6;

/// A word of the question.
struct Term {
    written: String,
    /// The stems that count as this word.
    stems: Vec<String>,
    /// A name, a number or a code: nothing else will do in its place.
    is_exact: bool,
    weight: f32,
}

/// Holds a question against all passages of an account; `people` are the names of those who take part.
pub fn judge(question: &str, people: &[String], passages: &[Passage]) -> Verdict {
    let mut stemmer = Stems::default();
    let read: Vec<BTreeSet<String>> = passages.iter().map(|passage| stemmer.of(&passage.text)).collect();
    let persons = persons(question, people);
    let mut terms = terms(question, &persons);
    weigh(&mut terms, &read);
    let total: f32 = terms.iter().map(|term| term.weight).sum::<f32>().max(f32::MIN_POSITIVE);
    let occurs = |term: &Term| read.iter().any(|stems| has(stems, term));
    let absent: Vec<&Term> = terms.iter().filter(|term| !occurs(term)).collect();
    let absent_share = absent.iter().map(|term| term.weight).sum::<f32>() / total;
    let own: Vec<Vec<bool>> = read.iter().map(|stems| terms.iter().map(|term| has(stems, term)).collect()).collect();
    let mut ranked: Vec<(f32, usize, Signs)> = (0..passages.len())
        .map(|at| {
            // What stands next to it in the same talk counts a little less.
            let near = |offset: isize| {
                at.checked_add_signed(offset).filter(|near| passages.get(*near).is_some_and(|p| p.source == passages[at].source))
            };
            let words = terms.iter().enumerate().map(|(index, term)| {
                if own[at][index] {
                    term.weight
                } else if [-1, 1].into_iter().filter_map(near).any(|near| own[near][index]) {
                    0.6 * term.weight
                } else if [-2, 2].into_iter().filter_map(near).any(|near| own[near][index]) {
                    0.3 * term.weight
                } else {
                    0.0
                }
            });
            let words = words.sum::<f32>() / total;
            let similarity = passages[at].similarity.unwrap_or(0.0).max(0.0);
            let person = if persons.is_empty() || concerns(&passages[at], &persons) { 1.0 } else { 0.0 };
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
    let found = !exact_missing && ANSWERS_FROM <= signs.value;
    let best = ranked.first().map_or(0.0, |(score, ..)| *score);
    let passages = ranked.iter().filter(|(score, ..)| 0.8 * best <= *score).take(SHOWN_MAX).map(|(_, at, _)| *at).collect();
    Verdict { found, passages, absent: absent.iter().map(|term| term.written.clone()).collect(), signs }
}

fn value(signs: &Signs) -> f32 {
    0.5 * signs.words + 0.5 * signs.similarity
}

/// The people a question names, in lower case.
fn persons(question: &str, people: &[String]) -> Vec<String> {
    let words: BTreeSet<String> = plain_words(question).map(|word| word.trim_end_matches("'s").to_lowercase()).collect();
    people
        .iter()
        .flat_map(|name| name.split_whitespace())
        .map(str::to_lowercase)
        .filter(|part| 2 < part.chars().count() && words.contains(part))
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect()
}

fn concerns(passage: &Passage, persons: &[String]) -> bool {
    let speaker = passage.speaker.as_deref().unwrap_or_default().to_lowercase();
    let text = passage.text.to_lowercase();
    persons.iter().any(|person| speaker.contains(person.as_str()) || text.contains(person.as_str()))
}

fn plain_words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && !matches!(c, '\'' | '’')).map(|word| word.trim_matches(['\'', '’'])).filter(|word| !word.is_empty())
}

/// The question's words with matter, each once, without those that only ask and without the people.
fn terms(question: &str, persons: &[String]) -> Vec<Term> {
    const ASKING: &str = " what who whom whose when where why how which did does do is are was were has have had will would can could should \
        much many often long old kind type sort thing things way ways happen happened happening mention mentioned mentions discuss discussed say said \
        talk talked think thought tell told ever any there their they about anyone anybody somebody something anything recently still like go going went \
        make made take took get got use used using plan planning start started work working feel felt look help name year month day time \
        according during after before since between one two new first last own way \
        wer wen wem wessen wann wo warum wie welche welcher welches hat haben hatte ist sind war wird gibt gab gesagt sagt erwähnt schon jemals ";
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
            terms.push(Term { written: bare.to_owned(), stems: all, is_exact: numeric || capital, weight: 1.0 });
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

/// Gives each word the weight of its rarity here.
fn weigh(terms: &mut [Term], read: &[BTreeSet<String>]) {
    for term in terms {
        let with = read.iter().filter(|stems| has(stems, term)).count();
        #[allow(clippy::cast_precision_loss)] // Counts of passages are far below 2^24.
        let rarity = (1.0 + read.len() as f32 / (with as f32 + 0.5)).ln();
        term.weight = if term.is_exact { 1.3 * rarity } else { rarity };
    }
}

fn has(stems: &BTreeSet<String>, term: &Term) -> bool {
    if term.stems.iter().any(|stem| stems.contains(stem)) {
        return true;
    }
    // A slip of the pen, or a part of a compound.
    let Some(wanted) = term.stems.first().filter(|stem| 5 <= stem.len() && !stem.contains(|c: char| c.is_ascii_digit())) else { return false };
    stems.iter().any(|stem| is_slip(wanted, stem) || (7 <= wanted.len() && stem.len() > wanted.len() && stem.contains(wanted.as_str())))
}

/// Whether two stems differ by one letter: put in, left out, changed, or two exchanged.
fn is_slip(one: &str, other: &str) -> bool {
    if one.len().abs_diff(other.len()) > 1 || one.len() < 5 || other.len() < 5 || one.as_bytes().first() != other.as_bytes().first() {
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

/// Stems of texts, each word stemmed once.
#[derive(Default)]
struct Stems {
    known: HashMap<String, Option<String>>,
}

impl Stems {
    fn of(&mut self, text: &str) -> BTreeSet<String> {
        let mut stems = BTreeSet::new();
        for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
            let lower = word.to_lowercase();
            let stem = self.known.entry(lower).or_insert_with_key(|lower| {
                if lower.chars().any(|c| c.is_ascii_digit()) { Some(lower.clone()) } else { content_stems(lower).into_iter().next() }
            });
            stems.extend(stem.clone());
        }
        stems
    }
}
