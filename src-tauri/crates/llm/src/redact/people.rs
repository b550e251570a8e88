//! People's names: those the CRM knows, whole and in parts, and those a salutation gives away.

use super::{Category, Found, pattern};
use regex::Regex;
use std::{collections::BTreeMap, ops::Range, sync::LazyLock};

/// Words that are names and ordinary words; alone they are a name only where an ordinary word would not have a capital letter.
const AMBIGUOUS: [&str; 78] = [
    "alt", "april", "art", "august", "bach", "bank", "berg", "best", "bill", "black", "brown", "bush", "case", "chase",
    "cross", "day", "dean", "drew", "early", "field", "frank", "frei", "good", "grace", "grant", "gray", "green",
    "gross", "hall", "hill", "hope", "jack", "joy", "jung", "june", "king", "klein", "koch", "kurz", "lake", "lang",
    "long", "mark", "max", "may", "miles", "neu", "page", "park", "pat", "post", "price", "rich", "rivers", "rob",
    "rose", "roth", "schwarz", "short", "skip", "sommer", "stone", "sue", "summer", "wade", "ward", "weber", "weiss",
    "west", "white", "will", "winter", "wolf", "wood", "young", "sage", "lane", "english",
];
/// Parts of a name that are not searched for alone.
const PARTICLES: [&str; 20] = [
    "van", "von", "de", "der", "den", "del", "della", "di", "da", "du", "la", "le", "ten", "ter", "zu", "zur", "el",
    "al", "bin", "dos",
];
const TITLES: [&str; 14] =
    ["dr", "prof", "mr", "mrs", "ms", "miss", "sir", "herr", "frau", "mme", "ing", "dipl", "mag", "phd"];
/// Words that, after a last name, make it a company's.
const COMPANY: [&str; 19] = [
    "gmbh",
    "ag",
    "inc",
    "ltd",
    "llc",
    "bv",
    "nv",
    "sa",
    "sas",
    "sarl",
    "kg",
    "ohg",
    "plc",
    "corp",
    "group",
    "holding",
    "university",
    "foundation",
    "consulting",
];
/// Words that stand before a noun and not before a name.
const ARTICLES: [&str; 23] = [
    "the", "a", "an", "this", "that", "our", "your", "my", "his", "her", "their", "der", "die", "das", "den", "dem",
    "des", "ein", "eine", "einen", "einem", "einer", "no",
];
/// Names that are months, and what stands before a month.
const MONTHS: [&str; 4] = ["april", "may", "june", "august"];
const BEFORE_MONTHS: [&str; 9] = ["in", "by", "until", "since", "im", "last", "next", "from", "till"];

/// What a person does and a noun seldom: after these an ambiguous word opens its sentence as a name.
const DOES: [&str; 34] = [
    "said", "says", "asked", "asks", "wrote", "writes", "called", "calls", "gave", "gives", "sent", "sends", "told",
    "tells", "wants", "wanted", "thinks", "thought", "agreed", "agrees", "signed", "promised", "needs", "joined",
    "left", "is", "was", "has", "sagte", "sagt", "fragte", "schrieb", "möchte", "hat",
];

/// A salutation or form of address with a name behind it.
static ADDRESSED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?m)(?:\b(?:Dear|Hi|Hello|Hey|Hallo|Liebe|Lieber|Beste|Bonjour|Cher|Chère|Guten (?:Tag|Morgen)|Geachte|Sehr geehrte|Sehr geehrter)\s(?:(?:Mr|Mrs|Ms|Dr|Frau|Herr|Herrn|Mme|Mevrouw|Monsieur|Madame|Prof)\.?\s)*|\b(?:Mr|Mrs|Ms|Dr|Frau|Herr|Herrn|Mme|Mevrouw|Monsieur|Madame|Prof)\.?\s)(\p{Lu}[\p{Ll}'’-]+(?:[- ]\p{Lu}[\p{Ll}'’-]+){0,2})",
    )
});
/// What stands after a salutation and is nobody in particular.
const NOBODY: [&str; 30] = [
    "All",
    "Team",
    "Everyone",
    "Everybody",
    "Sir",
    "Madam",
    "Colleagues",
    "Customer",
    "Support",
    "Sales",
    "There",
    "Folks",
    "Friends",
    "Both",
    "Alle",
    "Zusammen",
    "Damen",
    "Herren",
    "Kollegen",
    "Kolleginnen",
    "Allemaal",
    "Tous",
    "Partner",
    "World",
    "Again",
    "From",
    "We",
    "Thanks",
    "Just",
    "The",
];

/// A word of a text, of letters only.
struct Word {
    at: Range<usize>,
    /// The word in lower case, without accents.
    low: String,
}

/// The people whose names are looked for.
#[derive(Debug, Clone, Default)]
pub(super) struct People {
    /// Every way to write somebody, longest first: words, who, which form.
    written: Vec<(Vec<String>, usize, &'static str)>,
    /// Initials without dots, as a chat shows a speaker.
    initials: BTreeMap<String, usize>,
}

impl People {
    /// Reads full names; titles, brackets and what is no letter do not count.
    pub fn of(names: &[String]) -> Self {
        let mut people = Self::default();
        for (person, name) in names.iter().enumerate() {
            let name = name.split(['(', ',', '@', '<']).next().unwrap_or_default();
            people.add(person, &units(name));
            // Umlauts are also written with an e.
            let spelled = name.replace('ä', "ae").replace('ö', "oe").replace('ü', "ue").replace('ß', "ss");
            if spelled != name {
                people.add(person, &units(&spelled));
            }
        }
        people.written.sort_by_key(|(words, person, _)| (std::cmp::Reverse(words.len()), *person));
        people
    }

    /// Adds every way to write a name. A unit is what stands between spaces: "Marie-Claire" is one of two words.
    fn add(&mut self, person: usize, units: &[Vec<String>]) {
        let (Some(first), Some(last)) = (units.first(), units.last()) else { return };
        let mut write = |words: Vec<String>, form| {
            let is_word = 1 < words.len() || words.iter().any(|word| 1 < word.chars().count());
            if is_word {
                self.written.push((words, person, form));
            }
        };
        write(units.concat(), "");
        if units.len() == 1 {
            return;
        }
        // The last name begins at its particle, else it is the last unit.
        let is_particle = |unit: &Vec<String>| unit.iter().all(|word| PARTICLES.contains(&word.as_str()));
        let from = units.iter().skip(1).position(is_particle).map_or(units.len() - 1, |at| at + 1);
        let surname = units.get(from..).unwrap_or_default().concat();
        write([first.clone(), surname.clone()].concat(), "");
        write([surname.clone(), first.clone()].concat(), "");
        let initial = |word: &String| word.chars().take(1).collect::<String>();
        write([first.iter().take(1).map(initial).collect(), surname.clone()].concat(), "SHORT");
        for (whole, form) in [(first, "FIRST"), (&surname, "LAST"), (last, "LAST")] {
            write(whole.clone(), form);
            // Half of a double name, but not the O of an O'Something.
            if let [one, other] = whole.as_slice() {
                [one, other]
                    .into_iter()
                    .filter(|word| 3 <= word.chars().count())
                    .for_each(|word| write(vec![word.clone()], form));
            }
        }
        let counted = units.iter().filter(|unit| !is_particle(unit));
        let dotted: Vec<String> = counted.filter_map(|unit| unit.first().map(initial)).collect();
        if 2 <= dotted.len() {
            self.initials.entry(dotted.concat()).or_insert(person);
            self.written.push((dotted, person, "INITIALS"));
        }
    }

    /// Every name in a text; where several fit at one place, the longest.
    pub fn find(&self, text: &str) -> Vec<Found> {
        let words = words(text);
        let mut found: Vec<Found> = Vec::new();
        for at in 0..words.len() {
            let written = self.written.iter().filter_map(|(name, person, form)| {
                let range = stretch(text, &words, at, name)?;
                is_meant(text, &words, at, name, form).then_some((range, *person, *form))
            });
            // The first is the longest.
            if let Some((range, person, form)) = written.into_iter().next() {
                found.push(Found { at: range, category: Category::Person, person: Some((person, form)) });
            } else if let Some(initials) = self.speaker_initials(text, words.get(at)) {
                found.push(initials);
            }
        }
        found.extend(addressed(text));
        found
    }

    /// "PL:" at the start of a line, "(PL)" or "/PL" at its end: a speaker or a hand.
    fn speaker_initials(&self, text: &str, word: Option<&Word>) -> Option<Found> {
        let word = word?;
        let person = self.initials.get(&word.low)?;
        let written = text.get(word.at.clone())?;
        let before = text.get(..word.at.start)?.chars().next_back();
        let after = text.get(word.at.end..)?.chars().next();
        let opens_line = before.is_none_or(|c| c == '\n') && after == Some(':');
        let in_brackets = before == Some('(') && after == Some(')');
        let signs = matches!(before, Some('/')) && after.is_none_or(|c| c == '\n');
        let is_capital = written.chars().all(char::is_uppercase);
        let person = Some((*person, "INITIALS"));
        (is_capital && (opens_line || in_brackets || signs)).then(|| Found {
            at: word.at.clone(),
            category: Category::Person,
            person,
        })
    }
}

fn fold(c: char) -> char {
    match c {
        'à'..='å' => 'a',
        'ç' | 'č' | 'ć' => 'c',
        'è'..='ë' | 'ě' | 'ę' => 'e',
        'ì'..='ï' => 'i',
        'ñ' | 'ń' => 'n',
        'ò'..='ö' | 'ø' => 'o',
        'ù'..='ü' | 'ů' => 'u',
        'ý' | 'ÿ' => 'y',
        'š' | 'ś' => 's',
        'ž' | 'ź' | 'ż' => 'z',
        'ł' => 'l',
        'ř' => 'r',
        other => other,
    }
}

fn low(text: &str) -> String {
    text.to_lowercase().replace('ß', "ss").chars().map(fold).collect()
}

fn words(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (start, c.is_alphabetic()) {
            (None, true) => start = Some(at),
            (Some(from), false) => {
                let written = text.get(from..at).unwrap_or_default();
                words.push(Word { at: from..at, low: low(written) });
                start = None;
            }
            _ => {}
        }
    }
    words
}

/// The words of a name by what stands between spaces, titles aside.
fn units(name: &str) -> Vec<Vec<String>> {
    let low = |unit: &str| words(unit).into_iter().map(|word| word.low).collect::<Vec<_>>();
    let all = name.split_whitespace().map(low);
    all.filter(|unit| !unit.is_empty() && !unit.iter().all(|word| TITLES.contains(&word.as_str()))).collect()
}

/// Where a name stands, if it starts at this word. Between its words are at most a few spaces, dots, hyphens or apostrophes. A genitive
/// s at its end is not part of it.
fn stretch(text: &str, words: &[Word], at: usize, name: &[String]) -> Option<Range<usize>> {
    let mut end = 0;
    for (offset, wanted) in name.iter().enumerate() {
        let word = words.get(at + offset)?;
        let is_last = offset + 1 == name.len();
        end = word.at.end;
        if word.low != *wanted {
            let genitive = is_last && 4 <= wanted.len() && word.low.strip_suffix('s') == Some(wanted);
            if !genitive {
                return None;
            }
            end -= 1;
        }
        if let Some(before) = offset.checked_sub(1).and_then(|before| words.get(at + before)) {
            let between = text.get(before.at.end..word.at.start)?;
            let is_join = between.len() <= 3
                && between.chars().all(|c| matches!(c, ' ' | '.' | '-' | '\'' | '’' | ',' | '\u{a0}'));
            // "Ask Petra, Lang is out" is two people; the comma joins only where the last name comes first.
            if !is_join || (between.contains(',') && name.len() != 2) {
                return None;
            }
        }
    }
    Some(words.get(at)?.at.start..end)
}

/// Whether this is the person and not a word like the name.
fn is_meant(text: &str, words: &[Word], at: usize, name: &[String], form: &str) -> bool {
    let Some(word) = words.get(at) else { return false };
    let written = text.get(word.at.clone()).unwrap_or_default();
    let is_capital = written.chars().next().is_some_and(char::is_uppercase);
    let glued = text.get(..word.at.start).and_then(|before| before.chars().next_back());
    let is_part = glued.is_some_and(|c| c.is_numeric() || matches!(c, '_' | '@' | '/'));
    if is_part {
        return false;
    }
    if form == "INITIALS" {
        let last = words.get(at + name.len() - 1);
        let follows = last.and_then(|last| text.get(last.at.end..)).unwrap_or_default();
        let dotted = last.and_then(|last| text.get(word.at.start..last.at.end)).unwrap_or_default();
        return is_capital && dotted.contains('.') && !dotted.contains(' ') && follows.starts_with('.');
    }
    if 1 < name.len() {
        let opens_low = PARTICLES.contains(&word.low.as_str());
        return is_capital || opens_low || (form.is_empty() && name.iter().all(|part| 2 < part.len()));
    }
    if form == "LAST" && names_company(text, words, at) {
        return false;
    }
    is_capital
        && !PARTICLES.contains(&word.low.as_str())
        && (!AMBIGUOUS.contains(&word.low.as_str()) || stands_as_name(text, words, at))
}

/// Whether a last name is part of a company's: "Koch GmbH", "Akker Metaal B.V.".
fn names_company(text: &str, words: &[Word], at: usize) -> bool {
    let Some(word) = words.get(at) else { return false };
    let following: Vec<&Word> = words.iter().skip(at + 1).take(4).collect();
    let suffix = following.iter().position(|word| COMPANY.contains(&word.low.as_str())).or_else(|| {
        let pairs = following.windows(2);
        pairs.clone().position(|pair| matches!(pair, [b, v] if matches!(b.low.as_str(), "b" | "n") && v.low == "v"))
    });
    let Some(end) = suffix.and_then(|at| following.get(at)) else { return false };
    // Between the two are capitalised words only, and nothing that ends a phrase.
    let between = text.get(word.at.end..end.at.start).unwrap_or_default();
    let is_joined = |c: char| c.is_alphabetic() || matches!(c, ' ' | '&' | '-' | '.');
    between.chars().all(is_joined) && between.split_whitespace().all(|word| !word.starts_with(char::is_lowercase))
}

/// Whether an ambiguous word stands where only a name has a capital letter: inside a sentence, not behind an article, not beside a
/// number as a month would.
fn stands_as_name(text: &str, words: &[Word], at: usize) -> bool {
    let Some(word) = words.get(at) else { return false };
    let before = text.get(..word.at.start).unwrap_or_default().trim_end();
    let after = text.get(word.at.end..).unwrap_or_default().trim_start();
    let opens = before
        .chars()
        .next_back()
        .is_none_or(|c| matches!(c, '.' | '!' | '?' | ':' | '\n' | '"' | '“' | '-' | '•' | '*'));
    let previous = at.checked_sub(1).and_then(|before| words.get(before));
    let follows = |list: &[&str]| previous.is_some_and(|word| list.contains(&word.low.as_str()));
    let is_noun = follows(&ARTICLES) || (MONTHS.contains(&word.low.as_str()) && follows(&BEFORE_MONTHS));
    let near_number =
        before.ends_with(|c: char| c.is_ascii_digit() || c == '.') || after.starts_with(|c: char| c.is_ascii_digit());
    // Addressed or speaking: "Mark," "Mark:" "Mark's".
    let is_called = after.starts_with(':')
        || (opens && after.starts_with(','))
        || after.starts_with("'s")
        || after.starts_with("’s");
    let next = words.get(at + 1).map_or("", |word| word.low.as_str());
    let is_month = MONTHS.contains(&word.low.as_str());
    let acts = DOES.contains(&next) && !(is_month && matches!(next, "is" | "was" | "has"));
    !near_number && !is_noun && (!opens || is_called || acts)
}

fn addressed(text: &str) -> Vec<Found> {
    let names = ADDRESSED.captures_iter(text).filter_map(|caught| caught.get(1));
    let somebody = names.filter(|name| !name.as_str().split([' ', '-']).any(|word| NOBODY.contains(&word)));
    somebody.map(|name| Found::plain(name.range(), Category::Person)).collect()
}
