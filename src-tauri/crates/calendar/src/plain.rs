//! Text for people: on one line or many, without marks, bounded.

/// What some calendars put around the words of a description. A sign that opens no such mark is text.
const MARKS: [&str; 39] = [
    "a",
    "b",
    "blockquote",
    "body",
    "br",
    "center",
    "div",
    "em",
    "font",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "hr",
    "html",
    "html-blob",
    "i",
    "img",
    "li",
    "meta",
    "o:p",
    "ol",
    "p",
    "pre",
    "script",
    "span",
    "strong",
    "style",
    "table",
    "tbody",
    "td",
    "title",
    "tr",
    "u",
    "ul",
    "!--",
];
/// Marks that end a line.
const LINES: [&str; 13] = ["blockquote", "br", "div", "h1", "h2", "h3", "h4", "hr", "li", "p", "table", "tr", "ul"];
/// Marks around what nobody sees.
const UNSEEN: [&str; 4] = ["head", "script", "style", "title"];
/// No mark is longer, in bytes.
const MARK_BYTES_MAX: usize = 4000;

/// On one line, at most so many characters, without spaces around.
pub(crate) fn line(text: &str, chars_max: usize) -> String {
    let mut line = String::new();
    for word in text.split(|letter: char| letter.is_whitespace() || letter.is_control()).filter(|word| !word.is_empty())
    {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
        // Enough bytes for as many letters of any script: the rest need not be looked at.
        if chars_max.saturating_mul(4) < line.len() {
            break;
        }
    }
    shortened(line, chars_max)
}

/// On as many lines as it has, no two of them empty in a row, at most so many characters, without marks.
pub(crate) fn lines(text: &str, chars_max: usize) -> String {
    let text = without_marks(text);
    let (mut whole, mut empty) = (String::new(), 0);
    for line in text.lines() {
        let line: String = line.trim_end().chars().filter(|letter| !letter.is_control() || *letter == '\t').collect();
        empty = if line.trim().is_empty() { empty + 1 } else { 0 };
        if empty <= 1 {
            whole.push_str(&line);
            whole.push('\n');
        }
        if chars_max.saturating_mul(4) < whole.len() {
            break;
        }
    }
    shortened(whole.trim().to_owned(), chars_max)
}

fn shortened(mut text: String, chars_max: usize) -> String {
    if let Some((end, _)) = text.char_indices().nth(chars_max) {
        text.truncate(end);
        let kept = text.trim_end().len();
        text.truncate(kept);
    }
    text
}

/// A text without HTML's marks, and with the signs that HTML names, if it has any of [`MARKS`]; as it is otherwise.
fn without_marks(text: &str) -> String {
    if !text.match_indices('<').any(|(at, _)| text.get(at..).and_then(mark).is_some()) {
        return text.to_owned();
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        let (before, from) = rest.split_at(at);
        plain.push_str(before);
        let Some((name, behind)) = mark(from) else {
            plain.push('<');
            rest = from.get(1..).unwrap_or_default();
            continue;
        };
        rest = behind;
        if LINES.contains(&name) && !plain.ends_with('\n') || name == "br" {
            plain.push('\n');
        }
        if UNSEEN.contains(&name) && !from.starts_with("</") {
            rest = behind_end_of(name, rest);
        }
    }
    plain.push_str(rest);
    // "&" last, so that nothing is read twice.
    let named = [
        ("&nbsp;", " "),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&apos;", "'"),
        ("&amp;", "&"),
    ];
    named.iter().fold(plain, |text, (name, sign)| text.replace(name, sign))
}

/// The mark that a text begins with, by its name, and what comes behind it.
fn mark(from: &str) -> Option<(&'static str, &str)> {
    let inner = from.strip_prefix('<')?;
    let inner = inner.strip_prefix('/').unwrap_or(inner);
    let bytes = inner.as_bytes();
    let is_one = |name: &&&str| {
        let ends = |byte: &u8| matches!(byte, b'>' | b'/') || byte.is_ascii_whitespace();
        let head = bytes.get(..name.len());
        head.is_some_and(|head| head.eq_ignore_ascii_case(name.as_bytes()))
            && (**name == "!--" || bytes.get(name.len()).is_some_and(ends))
    };
    let name = *MARKS.iter().find(is_one)?;
    let within = bytes.get(..MARK_BYTES_MAX.min(bytes.len()))?;
    let end =
        within.iter().position(|byte| matches!(byte, b'>' | b'<')).filter(|end| within.get(*end) == Some(&b'>'))?;
    // "a <b and c> d" has no mark: what stands in one is blank or says that something is something.
    let said = within.get(name.len()..end).unwrap_or_default();
    let is_said =
        name == "!--" || said.contains(&b'=') || said.iter().all(|byte| *byte == b'/' || byte.is_ascii_whitespace());
    is_said.then_some((name, inner.get(end + 1..)?))
}

/// What comes behind "</name>"; nothing where that is missing.
fn behind_end_of<'a>(name: &str, text: &'a str) -> &'a str {
    let ends = |(at, _): (usize, &str)| {
        let from = text.get(at..)?;
        mark(from).filter(|(found, _)| *found == name).map(|(_, behind)| behind)
    };
    text.match_indices("</").find_map(ends).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn marks_go_and_signs_stay() {
        let html = "<html><head><style>p { x }</style></head><body><p>Agenda:</p><ul><li>Price &lt; 5&nbsp;k</li><li><a href=\"https://a.example\">Site</a></li></ul>Q&amp;A<br><br>Bye</body></html>";
        assert_eq!(lines(html, 1000), "Agenda:\nPrice < 5 k\nSite\nQ&A\n\nBye");
        assert_eq!(lines("if a <b and c> d, then <Ada> &amp; co", 1000), "if a <b and c> d, then <Ada> &amp; co");
        assert_eq!(lines("one\r\n\r\n\r\n\r\ntwo  \u{7}\n", 1000), "one\n\ntwo");
        assert_eq!(lines("<style>never closed", 1000), "");
    }

    #[test]
    fn text_is_bounded_by_letters() {
        assert_eq!(line("  Grün \n\t und \u{0} Blau ", 7), "Grün un");
        assert_eq!(lines("ÄÖÜ ß", 4), "ÄÖÜ");
        assert_eq!(line(&"ä ".repeat(100_000), 5), "ä ä ä");
    }

    proptest! {
        #[test]
        fn any_text_is_plain(text in ".{0,200}|(<|/|style|>|p|&lt;| |ä){0,60}") {
            prop_assert!(lines(&text, 50).chars().count() <= 50);
            prop_assert!(line(&text, 50).chars().count() <= 50);
        }
    }
}
