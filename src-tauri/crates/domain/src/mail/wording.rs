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

pub(super) fn is_postscript(line: &Line<'_>) -> bool {
    let text = line.plain.as_str();
    ["ps", "p.s", "pps", "p.p.s", "p. s", "post scriptum", "post-scriptum", "postscriptum", "p.d", "pd", "nb", "n.b"]
        .iter()
        .any(|mark| {
            text.strip_prefix(mark).is_some_and(|rest| {
                rest.starts_with([':', '.', ' ', '-', ',', '!']) && 2 <= line.words
                    || matches!(text, "ps" | "ps:" | "p.s." | "p.s.:")
            })
        })
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
    let house = line.words <= 10
        && (!text.ends_with(['.', '?'])
            || text.ends_with("sp. z o.o.")
            || text.ends_with("s.a.")
            || text.ends_with("b.v.")
            || text.ends_with("inc.")
            || text.ends_with("ltd."))
        && line.body.starts_with(char::is_uppercase)
        && (words(text).any(|word| HOUSES.is(word))
            || matches!(last, "ab" | "ag" | "as" | "bv" | "nv" | "sa" | "sas" | "spa" | "inc" | "kg" | "oy" | "o"));
    phone || link || bars || house
}

/// What a company is by law.
static HOUSES: Phrases = Phrases::of(|table| table.houses);

/// Whether a line reads as a sentence or a part of one rather than as a name, a title or a number.
pub(super) fn is_prose(line: &Line<'_>) -> bool {
    if line.words < 4 || is_particular(line) && line.words < 12 || is_postscript(line) {
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
