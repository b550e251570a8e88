//! Times as recorders write them: "00:01:02.345", "1:02", "10:31 AM", "0 minutes 9 seconds". Checked arithmetic throughout.

/// The words for units, in English, German and French, each with its milliseconds. Lower case, without a full stop.
const UNITS: [(&[&str], u64); 3] = [
    (&["h", "hr", "hrs", "hour", "hours", "std", "stunde", "stunden", "heure", "heures"], 3_600_000),
    (&["m", "min", "mins", "minute", "minutes", "minuten"], 60_000),
    (&["s", "sec", "secs", "second", "seconds", "sek", "sekunde", "sekunden", "seconde", "secondes"], 1_000),
];
/// More units than any time has.
const UNITS_MAX: usize = 3;
/// A time of more digits in one place is none.
const DIGITS_MAX: usize = 6;

/// A time of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Time {
    /// Milliseconds from the beginning, or from midnight if it is a time of day.
    pub ms: u64,
    /// How many places it has: 2 for "1:02", 3 for "0:01:02", 0 for one of words.
    pub places: u8,
    /// Whether it says "AM" or "PM", and so is a time of day.
    pub is_clock: bool,
}

/// Where something begins and, if the file says so, ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stretch {
    pub start: Time,
    pub end: Option<Time>,
}

/// The time that a text begins with, and what follows it. Nothing of a word or number may follow directly.
pub(crate) fn leading(text: &str) -> Option<(Time, &str)> {
    let (first, rest) = number(text)?;
    let (second, rest) = number(rest.strip_prefix(':')?)?;
    let (third, rest) = match rest.strip_prefix(':').and_then(number) {
        Some((third, rest)) => (Some(third), rest),
        None => (None, rest),
    };
    let (millis, rest) = fraction(rest);
    let (half, rest) = half_of_day(rest);
    if rest.starts_with(|c: char| c.is_alphanumeric() || c == ':') {
        return None;
    }
    let (places, hours, minutes, seconds) = match third {
        Some(seconds) => (3, first, second, seconds),
        None if half.is_some() => (2, first, second, 0),
        None => (2, 0, first, second),
    };
    if 60 <= seconds || (places == 3 && 60 <= minutes) || (half.is_some() && (60 <= minutes || 12 < hours)) {
        return None;
    }
    let hours = match half {
        Some(Half::Am) => hours % 12,
        Some(Half::Pm) => (hours % 12).checked_add(12)?,
        None => hours,
    };
    let seconds = hours.checked_mul(3_600)?.checked_add(minutes.checked_mul(60)?)?.checked_add(seconds)?;
    let ms = seconds.checked_mul(1_000)?.checked_add(millis)?;
    Some((Time { ms, places, is_clock: half.is_some() }, rest))
}

/// A text that is a time and nothing else, in digits or in words.
pub(crate) fn whole(text: &str) -> Option<Time> {
    let text = text.trim();
    match leading(text) {
        Some((time, rest)) => rest.trim().is_empty().then_some(time),
        None => in_words(text),
    }
}

/// A text that is one time, or two with a dash or an arrow between them.
pub(crate) fn stretch(text: &str) -> Option<Stretch> {
    let text = text.trim();
    if let Some(start) = whole(text) {
        return Some(Stretch { start, end: None });
    }
    let (start, rest) = leading(text)?;
    let rest = rest.trim_start();
    let rest =
        ["-->", "->", "→", "–", "—", "-", "to ", "bis ", "à "].iter().find_map(|sign| rest.strip_prefix(sign))?;
    let end = whole(rest)?;
    Some(Stretch { start, end: (start.ms <= end.ms).then_some(end) })
}

/// "1 hour 2 minutes", "0 Minuten 9 Sekunden", "1h 2m 3s", "12 min".
fn in_words(text: &str) -> Option<Time> {
    let (mut rest, mut ms, mut last_unit) = (text.trim(), 0_u64, u64::MAX);
    for _ in 0..UNITS_MAX {
        if rest.is_empty() {
            break;
        }
        let (value, after) = number(rest)?;
        let after = after.trim_start();
        let end = after.find(|c: char| !c.is_alphabetic()).unwrap_or(after.len());
        let (word, after) = after.split_at_checked(end)?;
        let word = word.to_lowercase();
        let unit = UNITS.iter().find(|(words, _)| words.contains(&word.as_str())).map(|(_, unit)| *unit)?;
        if last_unit <= unit {
            return None;
        }
        ms = ms.checked_add(value.checked_mul(unit)?)?;
        last_unit = unit;
        rest = after.trim_start_matches(['.', ',', ' ', '\u{a0}']);
    }
    (rest.is_empty() && last_unit != u64::MAX).then_some(Time { ms, places: 0, is_clock: false })
}

/// The time that a text ends with, and what stands before it: "Ada Reyes  0:03", "Ada 0 minutes 9 seconds".
pub(crate) fn trailing(text: &str) -> Option<(&str, Time)> {
    let text = text.trim_end();
    let starts = text.char_indices().rev().filter(|(at, _)| {
        let before = text.get(..*at).and_then(|before| before.chars().next_back());
        before.is_none_or(|c| c.is_whitespace() || matches!(c, '|' | ',' | '-' | '–' | '·' | '•'))
    });
    // The longest time: "1 hour 2 minutes" rather than "2 minutes", "10:31 AM" rather than nothing.
    let mut found = None;
    for (at, c) in starts.take(6) {
        if !c.is_ascii_digit() {
            continue;
        }
        let Some((before, tail)) = text.split_at_checked(at) else { continue };
        // "in 5 minutes" is said; a stamp in words has two units.
        let units = tail.split_whitespace().filter(|word| word.starts_with(|c: char| c.is_ascii_digit())).count();
        if let Some(time) = whole(tail).filter(|time| time.places != 0 || 2 <= units) {
            found = Some((before, time));
        }
    }
    found
}

fn number(text: &str) -> Option<(u64, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (digits, rest) = text.split_at_checked(end)?;
    (1..=DIGITS_MAX).contains(&digits.len()).then(|| digits.parse().ok())?.map(|number| (number, rest))
}

/// ".345" or ",3" as milliseconds; more digits are cut.
fn fraction(text: &str) -> (u64, &str) {
    let Some(digits) = text.strip_prefix(['.', ',']) else { return (0, text) };
    let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
    let Some((digits, rest)) = digits.split_at_checked(end).filter(|(digits, _)| !digits.is_empty()) else {
        return (0, text);
    };
    let mut millis = 0;
    for place in 0..3 {
        millis = millis * 10 + digits.as_bytes().get(place).map_or(0, |digit| u64::from(digit - b'0'));
    }
    (millis, rest)
}

enum Half {
    Am,
    Pm,
}

/// "AM" or "PM" after a time, in the spellings of English.
fn half_of_day(text: &str) -> (Option<Half>, &str) {
    let word = text.trim_start_matches([' ', '\u{a0}', '\u{202f}']);
    for (spelling, is_pm) in [("a.m.", false), ("p.m.", true), ("am", false), ("pm", true)] {
        let Some((head, rest)) = word.split_at_checked(spelling.len()) else { continue };
        if head.eq_ignore_ascii_case(spelling) && !rest.starts_with(char::is_alphanumeric) {
            return (Some(if is_pm { Half::Pm } else { Half::Am }), rest);
        }
    }
    (None, text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_in_their_many_shapes() {
        let ms = |text: &str| whole(text).map(|time| time.ms);
        for (text, expected) in [
            ("00:01:02.345", 62_345),
            ("0:03", 3_000),
            ("90:09", 5_409_000),
            ("1:02:03", 3_723_000),
            ("0:0:3.45", 3_450),
            ("00:00:02,1", 2_100),
            ("10:31 AM", 37_860_000),
            ("12:05:07 a.m.", 307_000),
            ("1:00pm", 46_800_000),
            ("0 minutes 9 seconds", 9_000),
            ("1 hour 2 minutes 3 seconds", 3_723_000),
            ("0 Minuten 27 Sekunden", 27_000),
            ("2 Std. 5 Min.", 7_500_000),
            ("1 heure 4 minutes", 3_840_000),
            ("1h 2m 3s", 3_723_000),
            ("27m 42s", 1_662_000),
        ] {
            assert_eq!(ms(text), Some(expected), "{text}");
        }
        for text in [
            "",
            "12",
            "1:2:3:4",
            "0:75",
            "1:60:00",
            "13:00 pm",
            "a:bc",
            "10:31 AMx",
            "9999999:00",
            "3 apples",
            "2 min 1 h",
            "1:02x",
        ] {
            assert_eq!(ms(text), None, "{text}");
        }
    }

    #[test]
    fn times_stand_at_ends_and_in_pairs() {
        let before = |text: &'static str| trailing(text).map(|(before, time)| (before.trim(), time.ms));
        assert_eq!(before("Ada Reyes  0:03  "), Some(("Ada Reyes", 3_000)));
        assert_eq!(before("Ada 1 hour 2 minutes"), Some(("Ada", 3_720_000)));
        assert_eq!(before("Speaker 1 10:31 AM"), Some(("Speaker 1", 37_860_000)));
        assert_eq!(before("we meet at"), None);
        let pair = |text| stretch(text).map(|pair| (pair.start.ms, pair.end.map(|end| end.ms)));
        assert_eq!(pair("0:02 - 0:05"), Some((2_000, Some(5_000))));
        assert_eq!(pair("0:0:1.0 --> 0:0:3.45"), Some((1_000, Some(3_450))));
        assert_eq!(pair("0:05 – 0:02"), Some((5_000, None)));
        assert_eq!(pair("0:05 and 0:06"), None);
    }
}
