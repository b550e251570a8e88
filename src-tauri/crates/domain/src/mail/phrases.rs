//! Looking up the phrases of the lexicon in a text, all of one kind at once.

use super::lexicon::{List, phrases};
use std::sync::OnceLock;

/// The phrases of one kind or of several, in all languages, found at the starts of words. A phrase may end within a word, so a stem will do.
pub(super) struct Phrases {
    of: List,
    more: &'static [List],
    built: OnceLock<Built>,
}

struct Built {
    /// The phrases, in plain letters.
    list: Vec<String>,
    /// For each bucket where it ends in `places`.
    ends: Vec<usize>,
    /// The phrases' numbers by bucket.
    places: Vec<usize>,
}

impl Phrases {
    /// Those that stand in one list of each language's table.
    pub const fn of(of: List) -> Self {
        Self { of, more: &[], built: OnceLock::new() }
    }

    /// Those of several lists, so that a text is gone through once for all of them.
    pub const fn of_all(of: List, more: &'static [List]) -> Self {
        Self { of, more, built: OnceLock::new() }
    }

    fn built(&self) -> &Built {
        self.built.get_or_init(|| {
            let lists = std::iter::once(&self.of).chain(self.more);
            let list: Vec<String> = lists.flat_map(|of| phrases(*of)).collect();
            let mut places: Vec<usize> = (0..list.len()).collect();
            places.sort_by_key(|place| list.get(*place).map(|phrase| bucket(phrase)));
            let upto = |end: usize| {
                places.partition_point(|place| list.get(*place).is_some_and(|phrase| bucket(phrase) <= end))
            };
            let ends = (0..BUCKETS).map(upto).collect();
            Built { list, ends, places }
        })
    }

    /// The phrases.
    pub fn list(&self) -> impl Iterator<Item = &str> {
        self.built().list.iter().map(String::as_str)
    }

    /// Whether a text has one of them.
    pub fn any(&self, plain: &str) -> bool {
        starts(plain).any(|at| self.at(plain, at).next().is_some())
    }

    /// At how many places a text has one of them.
    pub fn count(&self, plain: &str) -> usize {
        starts(plain).filter(|at| self.at(plain, *at).next().is_some()).count()
    }

    /// Whether a text is one of them and nothing else.
    pub fn is(&self, plain: &str) -> bool {
        self.at(plain, 0).any(|phrase| phrase == plain)
    }

    /// Those that a text begins with.
    pub fn opening<'a>(&'a self, plain: &'a str) -> impl Iterator<Item = &'a str> {
        self.at(plain, 0)
    }

    /// The phrases that begin at a byte of a text.
    fn at<'a>(&'a self, plain: &'a str, at: usize) -> impl Iterator<Item = &'a str> {
        let built = self.built();
        let rest = plain.get(at..).unwrap_or_default();
        let bucket = bucket(rest);
        let end = built.ends.get(bucket).copied().unwrap_or_default();
        let start = bucket.checked_sub(1).and_then(|before| built.ends.get(before)).copied().unwrap_or_default();
        let bucket = built.places.get(start..end).unwrap_or_default();
        let phrase = |place: &usize| built.list.get(*place).map(String::as_str);
        bucket.iter().filter_map(phrase).filter(move |phrase| rest.starts_with(phrase))
    }
}

const BUCKETS: usize = 512;

/// Where a phrase is looked for, by its first two bytes: every phrase that is looked for within a text has two.
fn bucket(text: &str) -> usize {
    let byte = |at: usize| usize::from(text.as_bytes().get(at).copied().unwrap_or_default());
    (byte(0) * 37 + byte(1)) % BUCKETS
}

/// The bytes of a text at which a word or a sign begins. Looks at bytes: of what is not ASCII only General Punctuation and Latin-1 signs are no
/// letters, which is as near as looking for phrases needs it.
fn starts(plain: &str) -> impl Iterator<Item = usize> + '_ {
    let mut inside = false;
    plain.bytes().enumerate().filter_map(move |(at, byte)| {
        if byte & 0xc0 == 0x80 {
            return None;
        }
        let begins = !inside && byte != b' ';
        inside = byte.is_ascii_alphanumeric() || 0x80 <= byte && byte != 0xe2 && byte != 0xc2;
        begins.then_some(at)
    })
}
