//! Whether a line reads as a sentence, a point of a list, a postscript, or as particulars of somebody.

use super::{
    lines::{Line, address, words},
    phrases::Phrases,
};

/// Whether a line is one of a list: a list is none of a signature.
pub(super) fn is_listed(line: &Line<'_>) -> bool {
    let rest = line.plain.trim_start_matches(|c: char| c.is_ascii_digit());
    let numbered = rest.len() < line.plain.len() && (rest.starts_with(") ") || rest.starts_with(". "));
    numbered || line.body.starts_with(['•', '*']) || line.plain.starts_with("- ")
}

/// Whether a line begins a postscript: with a mark and words, or with a mark alone.
pub(super) fn is_postscript(line: &Line<'_>) -> bool {
    let text = line.plain.as_str();
    POSTSCRIPTS.opening(text).any(|mark| {
        text.strip_prefix(mark).is_some_and(|rest| {
            rest.starts_with([':', '.', ' ', '-', ',', '!']) && 2 <= line.words
                || rest.trim_end_matches([':', '.', ' ']).is_empty() && mark != "nb" && mark != "pd"
        })
    })
}

static POSTSCRIPTS: Phrases = Phrases::of(|table| table.postscripts);

/// Whether a line says when somebody is there: "Mon-Thu, 9-17 h", "Working days: Mo, Di, Do". Who proposes days asks, or speaks of both sides.
pub(super) fn is_hours(line: &Line<'_>) -> bool {
    let text = line.plain.as_str();
    if 14 < line.words || text.ends_with(['?', '!']) || words(text).any(|word| PERSONAL.is(word) && !WEEKDAYS.is(word))
    {
        return false;
    }
    let days = words(text).filter(|word| WEEKDAYS.is(word)).count();
    let low = words(text).filter(|word| 4 <= word.len() && !WEEKDAYS.is(word)).count();
    HOURS.any(text) || 2 <= days && (low <= 2 && text.contains(|c: char| c.is_ascii_digit()) || low == 0)
}

/// Words of lines that stand under every mail of somebody, however personal they sound.
pub(super) static HOURS: Phrases = Phrases::of(|table| table.hours);
static WEEKDAYS: Phrases = Phrases::of(|table| table.weekdays);

/// Whether a word of a plain text, with its signs, says what a company is by law: "gmbh", "s.p.a.,".
pub(super) fn is_house(word: &str) -> bool {
    HOUSES.is(word.trim_end_matches(['.', ',']))
}

/// Whether a line holds particulars: a number to call, an address, a link, a field with a label, parts set apart by bars.
pub(super) fn is_particular(line: &Line<'_>) -> bool {
    let text = line.plain.as_str();
    if 22 < line.words {
        return false;
    }
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let phone = 7 <= digits
        && (text.starts_with('+')
            || text.contains(" +")
            || text.contains("(0")
            || PHONE.any(text)
            || words(text).all(|word| word.bytes().all(|b| b.is_ascii_digit())));
    let link = text.contains("www.")
        || text.contains("http")
        || address(text).is_some() && line.words <= 12
        || text.starts_with("[cid:")
        || text.starts_with("[image");
    let bars = (text.contains(" | ") || text.contains(" · ") || text.contains(" • ")) && !text.ends_with('?');
    let last = words(text).last().unwrap_or_default();
    let named = text.split_whitespace().any(is_house) || words(text).any(|word| HOUSES.is(word));
    let ends = !text.ends_with(['.', '?'])
        || text.split_whitespace().last().is_some_and(is_house)
        || ["sp. z o.o.", "s.a.", "b.v.", "n.v."].iter().any(|end| text.ends_with(end));
    let house = line.words <= 10
        && ends
        && line.body.starts_with(char::is_uppercase)
        && (named
            || matches!(last, "ab" | "ag" | "as" | "bv" | "nv" | "sa" | "sas" | "spa" | "inc" | "kg" | "oy" | "o"));
    phone || link || bars || house
}

/// What a company is by law.
static HOUSES: Phrases = Phrases::of(|table| table.houses);

/// Whether a line reads as a sentence or a part of one rather than as a name, a title or a number.
pub(super) fn is_prose(line: &Line<'_>) -> bool {
    let signs_for = ["i. v", "i. a", "i.v", "i.a", "ppa", "p.p"].iter().any(|mark| line.plain.starts_with(mark));
    if line.words < 4 || is_particular(line) && line.words < 12 || is_postscript(line) || is_hours(line) || signs_for {
        return false;
    }
    let ends = line.plain.ends_with(['.', '?', '!', ':', ';', ',']);
    let low = line.body.split_whitespace().filter(|word| word.starts_with(char::is_lowercase)).count();
    let personal = words(&line.plain).any(|word| PERSONAL.is(word));
    (ends && 5 <= line.words && line.words <= 3 * low)
        || 6 <= line.words && line.words < 2 * low + 1
        || personal && 5 <= line.words && 2 <= low
}

/// Words by which somebody speaks of themselves or to somebody.
pub(super) static PERSONAL: Phrases = Phrases::of(|table| table.personal);
static PHONE: Phrases = Phrases::of(|table| table.phone);
