//! The lines of iCalendar (RFC 5545, 3.1): where they begin, how they are folded, their parameters and values.
//!
//! Lines are borrowed from the text, and unfolded one at a time and only where somebody wants to read one.

use std::borrow::Cow;

/// The most bytes of one line that are read, folds among them: 1 MiB.
pub(crate) const LINE_BYTES_MAX: usize = 1 << 20;
/// The most parameters of one line; what comes after is its value all the same.
const PARAMETERS_MAX: usize = 64;
/// No name of a property is longer.
const NAME_BYTES_MAX: usize = 80;

/// One line as it stands in the text, with the line ends and spaces that fold it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RawLine<'a> {
    /// Its bytes without the last line end.
    bytes: &'a [u8],
    /// Where it begins in the text, in bytes.
    pub at: usize,
    /// The number of its first line in the text, from 1.
    pub number: usize,
}

/// A line that was taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Line {
    parameters: Vec<(String, Vec<String>)>,
    /// What stands behind the colon, unfolded, with its escapes.
    pub value: String,
    /// Whether it was longer than is read.
    pub is_cut: bool,
}

/// The lines of a text, in order.
pub(crate) fn lines(text: &[u8]) -> Lines<'_> {
    Lines { text, at: 0, number: 1 }
}

/// See [`lines`].
pub(crate) struct Lines<'a> {
    text: &'a [u8],
    at: usize,
    number: usize,
}

impl Lines<'_> {
    /// Goes behind the line ends that come next, and counts them.
    fn skip_ends(&mut self) {
        while let Some(end) = self.text.get(self.at).filter(|byte| is_end(**byte)) {
            let is_pair = *end == b'\r' && self.text.get(self.at + 1) == Some(&b'\n');
            self.at += if is_pair { 2 } else { 1 };
            self.number += 1;
        }
    }
}

impl<'a> Iterator for Lines<'a> {
    type Item = RawLine<'a>;

    fn next(&mut self) -> Option<RawLine<'a>> {
        self.skip_ends();
        let (start, number) = (self.at, self.number);
        if self.text.len() <= start {
            return None;
        }
        loop {
            let rest = self.text.get(self.at..).unwrap_or_default();
            self.at += rest.iter().position(|byte| is_end(*byte)).unwrap_or(rest.len());
            let end = self.at;
            self.skip_ends();
            if !self.text.get(self.at).is_some_and(|byte| is_blank(*byte)) {
                return Some(RawLine { bytes: self.text.get(start..end).unwrap_or_default(), at: start, number });
            }
        }
    }
}

impl<'a> RawLine<'a> {
    /// Its name, as it is written; empty where it has none.
    pub fn name(&self) -> Cow<'a, [u8]> {
        let stops = |byte: &u8| matches!(byte, b';' | b':') || is_end(*byte);
        let head = self.bytes.get(..NAME_BYTES_MAX.min(self.bytes.len())).unwrap_or_default();
        match head.iter().position(stops) {
            Some(end) if head.get(end).is_some_and(|byte| is_end(*byte)) => {
                let whole = unfold(head);
                let end = whole.iter().position(|byte| matches!(byte, b';' | b':')).unwrap_or(0);
                Cow::Owned(whole.get(..end).unwrap_or_default().to_vec())
            }
            Some(end) => Cow::Borrowed(head.get(..end).unwrap_or_default()),
            None => Cow::Borrowed(&[]),
        }
    }

    /// Where it ends in the text, in bytes.
    pub fn end(&self) -> usize {
        self.at.saturating_add(self.bytes.len())
    }

    /// Whether it has this name, in whatever case.
    pub fn is(&self, name: &str) -> bool {
        self.name().eq_ignore_ascii_case(name.as_bytes())
    }

    /// The component that it begins or ends, in capitals: `value("BEGIN")`. `None` where it has another name.
    pub fn value_of(&self, name: &str) -> Option<String> {
        self.is(name).then(|| self.read().value.trim().to_ascii_uppercase())
    }

    /// Takes it apart. What is no letter in UTF-8 becomes U+FFFD.
    pub fn read(&self) -> Line {
        let kept = self.bytes.get(..LINE_BYTES_MAX.min(self.bytes.len())).unwrap_or_default();
        let whole = unfold(kept);
        let text = String::from_utf8_lossy(&whole);
        let mut rest = text.trim_start_matches('\u{feff}');
        rest = rest.get(rest.find([';', ':']).unwrap_or(rest.len())..).unwrap_or_default();
        let mut parameters = Vec::new();
        while let Some(after) = rest.strip_prefix(';') {
            let (parameter, behind) = parameter(after);
            rest = behind;
            if parameters.len() < PARAMETERS_MAX {
                parameters.extend(parameter);
            }
        }
        let value = rest.strip_prefix(':').unwrap_or_default().to_owned();
        Line { parameters, value, is_cut: kept.len() < self.bytes.len() }
    }
}

impl Line {
    /// The first value of a parameter.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        let found = self.parameters.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.and_then(|(_, values)| values.first()).map(|value| value.trim()).filter(|value| !value.is_empty())
    }
}

/// A line without the line ends and the one space after each that fold it. A fold may stand within a letter.
pub(crate) fn unfold(bytes: &[u8]) -> Cow<'_, [u8]> {
    if !bytes.iter().any(|byte| is_end(*byte)) {
        return Cow::Borrowed(bytes);
    }
    let mut whole = Vec::with_capacity(bytes.len());
    let mut is_folded = false;
    for byte in bytes {
        match byte {
            b'\r' | b'\n' => is_folded = true,
            b' ' | b'\t' if is_folded => is_folded = false,
            _ => {
                whole.push(*byte);
                is_folded = false;
            }
        }
    }
    Cow::Owned(whole)
}

/// A text value without its escapes (RFC 5545, 3.3.11). A backslash that escapes nothing stays.
pub(crate) fn unescape(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    let mut letters = value.chars().peekable();
    while let Some(letter) = letters.next() {
        let escaped = if letter == '\\' { letters.peek().copied() } else { None };
        match escaped {
            Some('n' | 'N') => text.push('\n'),
            Some(sign) if sign.is_ascii_punctuation() => text.push(sign),
            _ => {
                text.push(letter);
                continue;
            }
        }
        letters.next();
    }
    text
}

/// The parameter that a text begins with, and what comes behind it: `;`, `:` or nothing. `None` where there is no name before a `=`.
fn parameter(text: &str) -> (Option<(String, Vec<String>)>, &str) {
    let end = text.find(['=', ';', ':']).unwrap_or(text.len());
    let (name, mut rest) = text.split_at(end);
    if !rest.starts_with('=') {
        return (None, rest);
    }
    let mut values = Vec::new();
    loop {
        let text = rest.get(1..).unwrap_or_default();
        let (value, behind) = parameter_value(text);
        values.push(value);
        rest = behind;
        if !rest.starts_with(',') {
            return (Some((name.trim().to_owned(), values)), rest);
        }
    }
}

/// One value of a parameter, quoted or not, and what comes behind it. A quotation mark that nothing closes is a letter like any other.
fn parameter_value(text: &str) -> (String, &str) {
    let quoted = text.strip_prefix('"').and_then(|inner| inner.split_once('"'));
    let (value, behind) = match quoted {
        Some((value, behind)) => (value, behind),
        None => ("", text),
    };
    let end = behind.find([',', ';', ':']).unwrap_or(behind.len());
    let (more, behind) = behind.split_at(end);
    (uncaret(&format!("{value}{more}")), behind)
}

/// A parameter's value without the escapes of RFC 6868.
fn uncaret(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    let mut letters = value.chars().peekable();
    while let Some(letter) = letters.next() {
        let escaped = if letter == '^' { letters.peek() } else { None };
        let sign = match escaped {
            Some('n') => '\n',
            Some('^') => '^',
            Some('\'') => '"',
            _ => {
                text.push(letter);
                continue;
            }
        };
        text.push(sign);
        letters.next();
    }
    text
}

fn is_end(byte: u8) -> bool {
    matches!(byte, b'\r' | b'\n')
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> Vec<(String, Line)> {
        lines(text.as_bytes()).map(|line| (String::from_utf8(line.name().into_owned()).unwrap(), line.read())).collect()
    }

    #[test]
    fn folds_are_undone_whatever_ends_a_line() {
        for end in ["\r\n", "\n", "\r", "\r\r\n"] {
            let text = format!("SUMMARY:Of{end} fer{end}\t  for Grün{end}{end}UID:1{end}");
            let read = read(&text);
            let found: Vec<_> = read.iter().map(|(name, line)| (name.as_str(), line.value.as_str())).collect();
            assert_eq!(found, [("SUMMARY", "Offer  for Grün"), ("UID", "1")], "{end:?}");
        }
        // Within a letter, and within a name.
        let mut bytes = b"SUMM\n ARY:Gr\xc3\r\n \xbcn".to_vec();
        assert_eq!(lines(&bytes).next().unwrap().read().value, "Grün");
        assert!(lines(&bytes).next().unwrap().is("summary"));
        bytes.push(0xff);
        assert_eq!(lines(&bytes).next().unwrap().read().value, "Grün\u{fffd}");
        let numbers: Vec<_> = lines(b"A:1\r\n 2\r\n\r\nB:3\nC:4").map(|line| line.number).collect();
        assert_eq!(numbers, [1, 4, 5]);
    }

    #[test]
    fn parameters_may_be_quoted() {
        let text = r#"ATTENDEE;CN="Reyes; Ada: Sales, EU";ROLE=X,"Y,Z";BARE;RSVP=TRUE:mailto:ada@a.example"#;
        let (name, line) = read(text).remove(0);
        assert_eq!((name.as_str(), line.value.as_str()), ("ATTENDEE", "mailto:ada@a.example"));
        assert_eq!(line.parameter("cn"), Some("Reyes; Ada: Sales, EU"));
        assert_eq!(line.parameter("ROLE"), Some("X"));
        assert_eq!(line.parameter("RSVP"), Some("TRUE"));
        assert_eq!(line.parameter("BARE"), None);
        let (_, line) = read("X;CN=The ^'A^' team^n^^ ^x:v").remove(0);
        assert_eq!(line.parameter("CN"), Some("The \"A\" team\n^ ^x"));
        let (_, line) = read("X;CN=\"open;A=1:v").remove(0);
        assert_eq!((line.parameter("CN"), line.parameter("A"), line.value.as_str()), (Some("\"open"), Some("1"), "v"));
        assert_eq!(read("nothing here")[0].1.value, "");
    }

    #[test]
    fn escapes_are_undone_and_other_backslashes_stay() {
        assert_eq!(unescape(r"One\, two\;\nthree \\ four\N C:\temp\"), "One, two;\nthree \\ four\n C:\\temp\\");
    }

    #[test]
    fn a_long_line_is_cut_and_says_so() {
        let text = format!("DESCRIPTION:{}\nUID:1", "x".repeat(3 * LINE_BYTES_MAX));
        let read = read(&text);
        assert!(read[0].1.is_cut && read[0].1.value.len() < LINE_BYTES_MAX);
        assert_eq!(read[1].1.value, "1");
    }

    fn fold(line: &str, width: usize) -> Vec<u8> {
        let mut folded = Vec::new();
        for (at, chunk) in line.as_bytes().chunks(width).enumerate() {
            if 0 < at {
                folded.extend_from_slice(b"\r\n ");
            }
            folded.extend_from_slice(chunk);
        }
        folded
    }

    proptest! {
        /// A line reads the same however it is folded, within its letters too.
        #[test]
        fn what_is_folded_unfolds(value in "[^\r\n\u{feff}]{0,200}", width in 1_usize..75) {
            let line = format!("SUMMARY:{value}");
            let folded = fold(&line, width);
            let read: Vec<_> = lines(&folded).collect();
            prop_assert_eq!(read.len(), 1);
            prop_assert!(read[0].is("SUMMARY"));
            prop_assert_eq!(read[0].read().value, value);
        }

        #[test]
        fn any_bytes_are_lines(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
            for line in lines(&bytes) {
                let _ = (line.name(), line.read());
            }
        }
    }
}
