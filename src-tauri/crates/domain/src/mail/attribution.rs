//! The line that says when and who: "On 3 March 2026 at 10:41, Jo Lind <jo@lind.example> wrote:".

use super::{
    Author,
    lines::{Line, address, plain, shape, words},
    opening::{Means, Opening, next_said},
    phrases::Phrases,
};

/// Lines an attribution may be broken over.
pub(super) const ATTRIBUTION_LINES: usize = 4;

/// Words an attribution may have.
const ATTRIBUTION_WORDS: usize = 36;

/// The line that says when and who: "On 3 March 2026 at 10:41, Jo Lind <jo@lind.example> wrote:", over up to four lines.
pub(super) fn attribution(lines: &[Line<'_>], at: usize) -> Option<Opening> {
    let first = lines.get(at)?;
    let begins = shape(&first.plain);
    if !(begins.day || begins.time || begins.address || says_wrote(&first.plain) || opens_attribution(first)) {
        return None;
    }
    let mut joined = String::new();
    for (len, line) in lines[at..].iter().take(ATTRIBUTION_LINES).enumerate() {
        if line.depth != first.depth || line.is_blank() {
            return None;
        }
        if !joined.is_empty() {
            joined.push(' ');
        }
        joined.push_str(&line.plain);
        let count = words(&joined).count();
        if ATTRIBUTION_WORDS < count {
            return None;
        }
        let next = next_said(lines, at + len + 1);
        let marked = next.and_then(|next| lines.get(next)).is_some_and(|next| first.depth < next.depth);
        if is_attribution(&joined, marked) {
            let text: Vec<&str> = lines[at..=at + len].iter().map(|line| line.body).collect();
            return Some(Opening {
                end: at + len + 1,
                means: Means::Unsaid,
                has_header: false,
                by: attributed_to(&text.join(" ")),
            });
        }
        // A sentence that ends is nobody's attribution; an abbreviation is.
        let last = line.plain.rsplit(' ').next().unwrap_or_default();
        if line.plain.ends_with(['!', '?']) || line.plain.ends_with('.') && 6 < last.len() || line.plain.ends_with(':')
        {
            return None;
        }
    }
    None
}

fn is_attribution(text: &str, marked: bool) -> bool {
    let shape = shape(text);
    let wrote = says_wrote(text);
    let dashed = text.ends_with("---") && text.starts_with("--");
    let bare = text.trim_end_matches(['-', ' ', '_']);
    let ends = bare.ends_with(':') || dashed;
    let verb_last = wrote && words(bare).last().is_some_and(|last| WROTE.is(last)) && shape.day && shape.time;
    // "On 3 March Jo Lind wrote:" has no year.
    let brief = wrote
        && words(text).next().is_some_and(|word| OPENERS.is(word))
        && words(bare).last().is_some_and(|last| WROTE.is(last))
        && words(text).count() <= 12
        && text.contains(|c: char| c.is_ascii_digit());
    // Who speaks of themselves or to somebody tells a story; they introduce no quotation.
    let tells = words(text).any(|word| TELLS.is(word)) && !shape.address;
    if tells && !marked {
        return false;
    }
    if wrote && (ends || verb_last) {
        return shape.day
            || brief
            || shape.address
            || dashed
            || marked && words(text).count() <= 12 && !tells
            || shape.time && marked;
    }
    ends && !tells && (shape.day && (shape.address || shape.time && marked)) || dashed && shape.day && shape.address
}

fn says_wrote(text: &str) -> bool {
    words(text).any(|word| WROTE.is(word))
}

fn opens_attribution(line: &Line<'_>) -> bool {
    let first = words(&line.plain).next().unwrap_or_default();
    line.words <= 12 && OPENERS.is(first)
}

/// How attributions begin.
static OPENERS: Phrases = Phrases::of(|table| table.openers);
static WROTE: Phrases = Phrases::of(|table| table.wrote);

/// Words of somebody who tells of a letter rather than quotes it.
static TELLS: Phrases = Phrases::of(|table| table.tells);

/// The author an attribution names: what stands before an address, behind the last number, comma and verb.
fn attributed_to(text: &str) -> Option<Author> {
    let address = address(text).map(str::to_owned);
    let head = text.split(['<', '[']).next().unwrap_or_default().trim_end_matches([':', ' ', ',', '(']);
    let mut name: Vec<&str> = Vec::new();
    for word in head.rsplit([' ', ',']).skip_while(|word| {
        let word = plain(word);
        word.is_empty()
            || WROTE.is(word.trim_end_matches([':', '(', 'a', ')']))
            || WROTE.is(word.as_str())
            || matches!(word.as_str(), "a" | "ha" | "has" | "hat" | "napisal(a)")
    }) {
        let plain = plain(word);
        if word.is_empty()
            || WROTE.is(plain.as_str())
            || !word.starts_with(char::is_uppercase) && !PARTICLES.is(plain.as_str())
            || 5 < name.len()
        {
            break;
        }
        name.push(word);
    }
    while name.last().is_some_and(|word| {
        PARTICLES.is(plain(word).as_str())
            || matches!(plain(word).as_str(), "uhr" | "cet" | "cest" | "gmt" | "pm" | "am")
    }) {
        name.pop();
    }
    name.reverse();
    let name = Some(name.join(" ")).filter(|name| !name.is_empty() && !name.contains(['@', '/']));
    (name.is_some() || address.is_some()).then_some(Author { name, address })
}

static PARTICLES: Phrases = Phrases::of(|table| table.particles);
