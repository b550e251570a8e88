//! What a file is, by its content alone: one table of rules for bytes, one for text. The first rule that holds decides.

use crate::{captions, error::TranscriptError, model::Format, table, text, words};

/// What a rule says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Is {
    /// It is read as this.
    A(Format),
    /// It is refused, for this reason.
    No(TranscriptError),
}

/// A rule: what is looked for, and what it means.
struct Rule<T: ?Sized> {
    holds: fn(&T) -> bool,
    is: Is,
}

/// Signatures of files that are no text.
const BYTES: &[Rule<[u8]>] = &[
    Rule { holds: |bytes| bytes.is_empty(), is: Is::No(TranscriptError::Empty) },
    Rule { holds: |bytes| bytes.starts_with(b"PK\x03\x04"), is: Is::A(Format::Docx) },
    Rule {
        holds: |bytes| head(bytes, 1_024).windows(5).any(|window| window == b"%PDF-"),
        is: Is::No(TranscriptError::Pdf),
    },
    Rule {
        holds: |bytes| bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") || bytes.starts_with(b"{\\rtf"),
        is: Is::No(TranscriptError::OldDocument),
    },
    Rule { holds: is_picture, is: Is::No(TranscriptError::Picture) },
    Rule { holds: is_recording, is: Is::No(TranscriptError::Recording) },
    Rule { holds: is_archive, is: Is::No(TranscriptError::Archive) },
];

/// Shapes of text. What is left over is read as text, which refuses what has neither speakers nor times.
const TEXTS: &[Rule<str>] = &[
    Rule { holds: |text| !words::has_words(text), is: Is::No(TranscriptError::Empty) },
    Rule { holds: |text| begins(text, "WEBVTT"), is: Is::A(Format::WebVtt) },
    Rule { holds: is_json, is: Is::A(Format::Json) },
    Rule {
        holds: |text| begins(text, "<!doctype html") || begins(text, "<html"),
        is: Is::No(TranscriptError::WebPage),
    },
    Rule {
        holds: |text| begins(text, "<?xml") || begins(text, "<tt ") || begins(text, "<!DOCTYPE"),
        is: Is::No(TranscriptError::Xml),
    },
    Rule { holds: is_subrip, is: Is::A(Format::SubRip) },
    Rule { holds: |text| 2 <= count(text, captions::has_arrow_times) && !is_document(text), is: Is::A(Format::WebVtt) },
    Rule { holds: |text| 1 <= count(text, captions::has_paired_times), is: Is::A(Format::Sbv) },
    Rule { holds: is_mail, is: Is::No(TranscriptError::Mail) },
    Rule { holds: is_code, is: Is::No(TranscriptError::Code) },
    Rule { holds: |text| table::is_table(text) && !has_turns(text), is: Is::A(Format::Csv) },
    Rule { holds: is_markdown, is: Is::A(Format::Markdown) },
];

/// How many lines rules look at.
const LINES_MAX: usize = 400;

/// What the bytes of a file are; `None` where they are text of some kind.
pub(crate) fn bytes(bytes: &[u8]) -> Option<Is> {
    BYTES.iter().find(|rule| (rule.holds)(bytes)).map(|rule| rule.is)
}

/// What a text is.
pub(crate) fn text(text: &str) -> Is {
    TEXTS.iter().find(|rule| (rule.holds)(text)).map_or(Is::A(Format::Text), |rule| rule.is)
}

fn head(bytes: &[u8], len: usize) -> &[u8] {
    bytes.get(..len).unwrap_or(bytes)
}

fn is_picture(bytes: &[u8]) -> bool {
    let starts: [&[u8]; 8] =
        [b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM\x36", b"II*\0", b"MM\0*", b"\0\0\x01\0", b"\x8aMNG"];
    let is_webp = bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP");
    let is_heic = bytes.get(4..8) == Some(b"ftyp")
        && bytes.get(8..12).is_some_and(|brand| [b"heic", b"mif1", b"avif"].iter().any(|known| brand == *known));
    is_webp || is_heic || starts.iter().any(|start| bytes.starts_with(start))
}

fn is_recording(bytes: &[u8]) -> bool {
    let starts: [&[u8]; 9] =
        [b"RIFF", b"ID3", b"OggS", b"fLaC", b"\x1aE\xdf\xa3", b"\xff\xfb", b"\xff\xf3", b"#!AMR", b"FORM"];
    bytes.get(4..8) == Some(b"ftyp") || starts.iter().any(|start| bytes.starts_with(start))
}

fn is_archive(bytes: &[u8]) -> bool {
    let starts: [&[u8]; 7] =
        [b"PK\x05\x06", b"PK\x07\x08", b"\x1f\x8b", b"7z\xbc\xaf\x27\x1c", b"Rar!", b"BZh", b"\xfd7zXZ"];
    starts.iter().any(|start| bytes.starts_with(start))
}

/// Whether a text begins with a word, capitals aside.
fn begins(text: &str, word: &str) -> bool {
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
}

/// The first lines with anything on them.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    words::lines(text).map(|(_, line)| line.trim()).filter(|line| !line.is_empty()).take(LINES_MAX)
}

fn count(text: &str, holds: fn(&str) -> bool) -> usize {
    lines(text).filter(|line| holds(line)).count()
}

/// JSON begins with a bracket and what a value begins with; "[00:01:02] Ada: hi" does not.
fn is_json(text: &str) -> bool {
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    let mut chars = text.chars();
    let open = chars.next();
    let next = chars.find(|c| !c.is_whitespace());
    match open {
        Some('{') => matches!(next, Some('"' | '}') | None),
        Some('[') => {
            matches!(next, Some('{' | '[' | '"' | ']') | None) && !(next == Some('[') && text.starts_with("[[0"))
        }
        _ => false,
    }
}

/// SubRip: a time with an arrow and commas, or a number above a time with an arrow.
fn is_subrip(text: &str) -> bool {
    let mut before = "";
    for line in lines(text) {
        if captions::has_arrow_times(line) {
            let is_numbered = !before.is_empty() && before.chars().all(|c| c.is_ascii_digit());
            let has_comma = line.split("->").next().is_some_and(|start| start.contains(','));
            return is_numbered || has_comma;
        }
        before = line.trim_start_matches('\u{feff}');
    }
    false
}

/// The text of a document has times with arrows too, each with a name below: Teams' older transcripts.
fn is_document(text: &str) -> bool {
    let lines: Vec<&str> = lines(text).collect();
    let timed = lines.iter().filter(|line| captions::has_arrow_times(line)).count();
    let named = lines.windows(3).filter(|three| match three {
        [time, name, words] => {
            let is_name = crate::speaker::likeness(name) == crate::speaker::Likeness::Strong
                && !name.ends_with(['.', ','])
                && !name.contains(": ");
            captions::has_arrow_times(time) && is_name && !captions::has_arrow_times(words)
        }
        _ => false,
    });
    timed.saturating_mul(8) <= named.count().saturating_mul(10)
}

/// A mail: two or more lines of its head before anything else is said, or the head of a mail's source.
fn is_mail(text: &str) -> bool {
    const FIELDS: [&[&str]; 3] = [
        &["from:", "von:", "de :", "de:"],
        &["to:", "an:", "à :", "à:"],
        &["subject:", "betreff:", "objet :", "objet:", "re:", "aw:"],
    ];
    const SOURCE: [&str; 4] = ["received:", "mime-version:", "message-id:", "return-path:"];
    let head: Vec<String> =
        lines(text).take(25).map(|line| line.trim_start_matches(['*', '>', ' ']).to_lowercase()).collect();
    let has = |starts: &[&str]| head.iter().any(|line| starts.iter().any(|start| line.starts_with(start)));
    let fields = FIELDS.iter().filter(|starts| has(starts)).count();
    3 <= fields || SOURCE.iter().filter(|start| has(&[start])).count() >= 2
}

/// Program text, a configuration or a log: a good part of the lines ends or begins as no sentence does.
fn is_code(text: &str) -> bool {
    const STARTS: [&str; 26] = [
        "#include",
        "import ",
        "from ",
        "def ",
        "class ",
        "fn ",
        "pub ",
        "const ",
        "let ",
        "var ",
        "function ",
        "return ",
        "return;",
        "if (",
        "for (",
        "while (",
        "} else",
        "//",
        "/*",
        "#!",
        "package ",
        "using ",
        "namespace ",
        "@",
        "SELECT ",
        "<?php",
    ];
    const LEVELS: [&str; 6] = ["INFO", "WARN", "ERROR", "DEBUG", "TRACE", "FATAL"];
    let (mut all, mut code) = (0_usize, 0_usize);
    for line in lines(text) {
        all = all.saturating_add(1);
        let ends = line.ends_with([';', '{', '}']) || ends_call(line) || line.ends_with("=>") || line.ends_with("->");
        // "from Ada: hi" is said.
        let starts = STARTS.iter().any(|start| line.starts_with(start)) && !line.ends_with(['.', '?', '!']);
        let has_level = line.split(|c: char| !c.is_ascii_uppercase()).any(|word| LEVELS.contains(&word))
            && line.contains(|c: char| c.is_ascii_digit());
        code = code.saturating_add(usize::from(ends || starts || has_level));
    }
    4 <= all && all.saturating_mul(25) <= code.saturating_mul(100)
}

/// Whether a line ends as "def main():" does. In "Jonas (Halden):" a space stands before the bracket.
fn ends_call(line: &str) -> bool {
    line.strip_suffix("):")
        .and_then(|line| line.rsplit_once('('))
        .is_some_and(|(name, _)| name.ends_with(char::is_alphanumeric))
}

/// Whether most lines begin with a label or a time as turns do, so that their commas are speech's.
fn has_turns(text: &str) -> bool {
    let (mut all, mut turns) = (0_usize, 0_usize);
    for line in lines(text) {
        all = all.saturating_add(1);
        let is_label = crate::speaker::before_colon(line)
            .is_some_and(|(label, _)| !label.contains([',', ';', '\t']) && !label.is_empty());
        turns = turns.saturating_add(usize::from(is_label || line.starts_with('[')));
    }
    all <= turns.saturating_mul(2)
}

fn is_markdown(text: &str) -> bool {
    let is_heading = |line: &str| line.starts_with('#') && line.trim_start_matches('#').starts_with(' ');
    let is_bold = |line: &str| text::bold_begins(line);
    1 <= count(text, |line| line.starts_with("# ") || line.starts_with("## "))
        || lines(text).filter(|line| is_heading(line) || is_bold(line)).count() >= 2
}
