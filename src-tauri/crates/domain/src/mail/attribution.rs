//! The line that says when and who: "On 3 March 2026 at 10:41, Jo Lind <jo@lind.example> wrote:".

use super::{
    Author,
    lines::{Line, address, plain, shape, words},
    opening::{Means, Opening, next_said},
    phrases::Phrases,
    signer::is_name_shaped,
};

/// Lines an attribution may be broken over.
pub(super) const ATTRIBUTION_LINES: usize = 4;

/// Words an attribution may have.
const ATTRIBUTION_WORDS: usize = 36;

/// The line that says when and who: "On 3 March 2026 at 10:41, Jo Lind <jo@lind.example> wrote:", over up to four lines, wherever it was broken.
pub(super) fn attribution(lines: &[Line<'_>], at: usize) -> Option<Opening> {
    let first = lines.get(at)?;
    let begins = shape(&first.plain);
    if !(begins.day
        || begins.time
        || begins.address
        || says_wrote(&first.plain)
        || opens_attribution(first)
        || is_name_before_wrote(lines, at))
    {
        return None;
    }
    if ends_above(lines, at) {
        return None;
    }
    let mut found: Option<Opening> = None;
    let mut joined = String::new();
    for (len, line) in lines[at..].iter().take(ATTRIBUTION_LINES).enumerate() {
        let goes_on = line.depth == first.depth && !line.is_blank();
        // Below the verb only the name and its colon may follow: anything else is said in what is quoted.
        if !goes_on || found.is_some() && !is_end_of_attribution(line) {
            return found;
        }
        if !joined.is_empty() {
            joined.push(' ');
        }
        joined.push_str(&line.plain);
        if ATTRIBUTION_WORDS < words(&joined).count() {
            return found;
        }
        let next = next_said(lines, at + len + 1);
        let marked = next.and_then(|next| lines.get(next)).is_some_and(|next| first.depth < next.depth);
        if is_attribution(&joined, marked) {
            let text: Vec<&str> = lines[at..=at + len].iter().map(|line| line.body).collect();
            let by = attributed_to(&text.join(" "));
            found = Some(Opening { end: at + len + 1, means: Means::Unsaid, has_header: false, by });
            if joined.ends_with([':', '-', '_']) {
                return found;
            }
            continue;
        }
        // A sentence that ends is nobody's attribution; an abbreviation is.
        let last = line.plain.rsplit(' ').next().unwrap_or_default();
        if line.plain.ends_with(['!', '?']) || line.plain.ends_with('.') && 6 < last.len() || line.plain.ends_with(':')
        {
            return found;
        }
    }
    found
}

/// Whether a line is the end of what the author says right above an attribution: "Friday at 8 is fine.", then "On 3 March 2026 …".
fn ends_above(lines: &[Line<'_>], at: usize) -> bool {
    let (Some(line), Some(next)) = (lines.get(at), lines.get(at + 1)) else { return false };
    // "Den tirs. 3." goes on.
    let last = words(&line.plain).last().unwrap_or_default();
    let word = 4 <= last.len() && last.chars().all(char::is_alphabetic);
    let ends = 3 <= line.words && word && line.plain.ends_with(['.', '!', '?'])
        || line.plain.ends_with(',') && !line.plain.contains(|c: char| c.is_ascii_digit()) && !opens_attribution(line);
    ends && line.depth == next.depth && opens_attribution(next) && shape(&next.plain).day
}

/// The rest of an attribution that was broken behind its verb: a name, an address, a colon.
fn is_end_of_attribution(line: &Line<'_>) -> bool {
    let name = line.body.split(['<', '(', '[']).next().unwrap_or_default().trim().trim_end_matches(':');
    let named = name.split_whitespace().all(|word| !word.starts_with(char::is_lowercase) || PARTICLES.is(&plain(word)));
    line.words <= 12
        && named
        && !line.plain.ends_with(['.', '?', '!', ','])
        && (address(&line.plain).is_some() || line.plain.ends_with(':') || line.words <= 4)
}

/// "Jo Lind", and on the next line "skrev den 2026-03-03 10:41:".
fn is_name_before_wrote(lines: &[Line<'_>], at: usize) -> bool {
    let (Some(line), Some(next)) = (lines.get(at), lines.get(at + 1)) else { return false };
    let seen = shape(&next.plain);
    is_name_shaped(line)
        && words(&next.plain).take(8).any(|word| WROTE.is(word))
        && (seen.day || seen.time || seen.address || next.words <= 3)
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
    line.words <= 24 && (OPENERS.is(first) || WEEKDAYS.is(first))
}

/// How attributions begin.
static OPENERS: Phrases = Phrases::of(|table| table.openers);
static WEEKDAYS: Phrases = Phrases::of(|table| table.weekdays);
static WROTE: Phrases = Phrases::of(|table| table.wrote);

/// Words of somebody who tells of a letter rather than quotes it.
static TELLS: Phrases = Phrases::of(|table| table.tells);

/// The author an attribution names: what stands before an address, behind the last number, comma and verb.
fn attributed_to(text: &str) -> Option<Author> {
    let address = address(text).map(str::to_owned);
    let head: String =
        text.chars().take_while(|c| !matches!(c, '<' | '[')).filter(|c| !letters::is_shapeless(*c)).collect();
    let head = head.trim_end_matches([':', ' ', ',', '(']);
    let mut name: Vec<&str> = Vec::new();
    for word in head.rsplit(|c: char| c.is_whitespace() || c == ',').skip_while(|word| {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::lines;

    /// Broken once or twice at any space, with other spaces, with marks of direction: it is one introduction, and ends where it ends.
    #[test]
    fn an_attribution_is_known_wherever_it_was_broken() {
        for text in [
            "On Tue, 3 Mar 2026 at 10:41, Jo van Lind <jo@lind.example> wrote:",
            "Am Di., 3. März 2026 um 10:41 Uhr schrieb Jo von Lind <jo@lind.example>:",
            "Le mar. 3 mars 2026 à 10:41, Jo Lind <jo@lind.example> a écrit :",
            "El mar, 3 mar 2026 a las 10:41, Jo Lind (<jo@lind.example>) escribió:",
            "Il giorno mar 3 mar 2026 alle ore 10:41 Jo Lind <jo@lind.example> ha scritto:",
            "Op di 3 mrt 2026 om 10:41 schreef Jo van Lind <jo@lind.example>:",
            "Den tirs. 3. mar. 2026 kl. 10.41 skrev Jo Lind <jo@lind.example>:",
            "Den tis 3 mars 2026 kl 10:41 skrev Jo af Lind <jo@lind.example>:",
            "wt., 3 mar 2026 o 10:41 Jo Lind <jo@lind.example> napisał(a):",
            "Em ter., 3 de mar. de 2026 às 10:41, Jo Lind <jo@lind.example> escreveu:",
            "Jo Lind skrev den 2026-03-03 10:41:",
            "W dniu 3.03.2026 o 10:41, Jo Lind pisze:",
        ] {
            let pieces: Vec<&str> = text.split(' ').collect();
            let mut variants = vec![
                text.replace(' ', "\u{a0}"),
                text.replace(' ', "\u{202f}\u{200b}"),
                text.replace('<', "\u{2068}<").replace('>', ">\u{2069}"),
                text.replace('>', "\n>"),
            ];
            for first in 1..pieces.len() {
                variants.push(format!("{}\n{}", pieces[..first].join(" "), pieces[first..].join(" ")));
                for second in first + 1..pieces.len() {
                    let (one, two, three) = (&pieces[..first], &pieces[first..second], &pieces[second..]);
                    variants.push(format!("{}\n{}\n{}", one.join(" "), two.join(" "), three.join(" ")));
                }
            }
            // A name that stands alone is a name.
            for variant in variants.into_iter().filter(|variant| !variant.starts_with("Jo\n")) {
                let mail = format!("{variant}\n\n> Hi\n> Jo");
                let found = attribution(&lines::of(&mail), 0).map(|opening| opening.end);
                assert_eq!(found, Some(variant.lines().count()), "{mail}");
            }
        }
    }
}
