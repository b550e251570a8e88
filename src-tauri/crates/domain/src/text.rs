//! Reading plain text: its sentences, and in a mail the part its author wrote. Pure.

use crate::Span;
use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation;

/// The sentences of a text, in order, as spans without surrounding white space.
///
/// Sentences end by Unicode's rules (UAX #29), at empty lines, and at the ends of lines that stand alone, such as bullets and
/// greetings; a line that mail software wrapped goes on in the next. Common abbreviations and ordinals do not end one.
pub fn sentences(text: &str) -> Vec<Span> {
    let mut found = Vec::new();
    for line in lines_joined(text) {
        let Some(block) = text.get(line.clone()) else { continue };
        // A wrapped line's end reads as a space; it is one byte too, so offsets hold.
        let flat = block.replace('\n', " ");
        let mut start = 0;
        for (at, piece) in flat.split_sentence_bound_indices() {
            let end = at + piece.len();
            if ends_in_abbreviation(&flat[start..end]) && end < flat.len() {
                continue;
            }
            let body = &flat[start..end];
            let trimmed = body.trim();
            if trimmed.chars().any(char::is_alphanumeric) {
                let lead = body.len() - body.trim_start().len();
                let from = line.start + start + lead;
                found.push(from..from + trimmed.len());
            }
            start = end;
        }
    }
    to_spans(text, &found)
}

/// The byte ranges of lines, with wrapped ones joined.
fn lines_joined(text: &str) -> Vec<Range<usize>> {
    let mut ranges: Vec<Range<usize>> = Vec::new();
    let mut offset = 0;
    let mut previous = "";
    for line in text.split_inclusive('\n') {
        let range = offset..offset + line.trim_end_matches(['\n', '\r']).len();
        offset += line.len();
        let body = line.trim();
        let goes_on = 55 <= previous.chars().count()
            && body.starts_with(|c: char| c.is_lowercase() || c.is_ascii_digit())
            && !previous.ends_with(['.', '!', '?', ':']);
        match ranges.last_mut() {
            Some(last) if goes_on => last.end = range.end,
            _ if body.is_empty() => {}
            _ => ranges.push(range),
        }
        previous = body;
    }
    ranges
}

fn ends_in_abbreviation(text: &str) -> bool {
    const ABBREVIATIONS: [&str; 28] = [
        "mr.", "mrs.", "ms.", "dr.", "prof.", "st.", "no.", "nr.", "art.", "e.g.", "i.e.", "z.b.", "d.h.", "u.a.",
        "bzw.", "ca.", "vs.", "inc.", "ltd.", "hr.", "fr.", "approx.", "mio.", "mrd.", "mia.", "tsd.", "rs.", "sfr.",
    ];
    let last = text.trim_end().rsplit(char::is_whitespace).next().unwrap_or_default().to_lowercase();
    // "3." before a word is a German ordinal or a numbered item, not the end of a sentence.
    let ordinal = last.len() <= 3 && last.ends_with('.') && last[..last.len() - 1].bytes().all(|b| b.is_ascii_digit());
    (ordinal && last.len() >= 2) || ABBREVIATIONS.contains(&last.as_str())
}

/// Byte ranges, ascending, to spans, in one pass over the text.
fn to_spans(text: &str, ranges: &[Range<usize>]) -> Vec<Span> {
    let (mut byte, mut chars) = (0, 0);
    let mut count_to = |target: usize| {
        chars += text.get(byte..target).map_or(0, |piece| piece.chars().count());
        byte = target;
        chars
    };
    ranges.iter().map(|range| Span { start: count_to(range.start), end: count_to(range.end) }).collect()
}

/// The part of a mail its author wrote, as a span from its start: quoted history and the signature are left out.
///
/// History begins at a line like "On … wrote:", "Am … schrieb …:", "-----Original Message-----", a block of "From:/Sent:" lines or
/// a line that begins with ">". The signature begins at "-- " or at a closing such as "Best regards," near the end.
pub fn own_words(mail: &str) -> Span {
    let lines: Vec<(usize, &str)> = line_offsets(mail).collect();
    let history = lines.iter().position(|(_, line)| starts_history(line)).unwrap_or(lines.len());
    let signature = lines[..history].iter().rposition(|(_, line)| is_closing(line));
    // A closing is one only near the end: "Thanks" may also open a mail.
    let cut = match signature {
        Some(at) if 0 < at && history - at <= 10 => at,
        _ => history,
    };
    let end = lines.get(cut).map_or(mail.len(), |(offset, _)| *offset);
    let body = mail.get(..end).unwrap_or(mail).trim_end();
    Span { start: 0, end: body.chars().count() }
}

/// The lines a mail ends with after its closing: name, title, company, phone. Empty where there is no closing.
pub fn signature(mail: &str) -> &str {
    let lines: Vec<(usize, &str)> = line_offsets(mail).collect();
    let history = lines.iter().position(|(_, line)| starts_history(line)).unwrap_or(lines.len());
    let end = lines.get(history).map_or(mail.len(), |(offset, _)| *offset);
    let Some(at) = lines[..history].iter().rposition(|(_, line)| is_closing(line)) else { return "" };
    let start = lines.get(at + 1).map_or(end, |(offset, _)| *offset);
    if at == 0 || 10 < history - at { "" } else { mail.get(start..end).unwrap_or_default().trim() }
}

fn line_offsets(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut offset = 0;
    text.split_inclusive('\n').map(move |line| {
        let at = offset;
        offset += line.len();
        (at, line.trim())
    })
}

fn starts_history(line: &str) -> bool {
    let lower = line.to_lowercase();
    line.starts_with('>')
        || (lower.starts_with("on ") && lower.ends_with("wrote:"))
        || (lower.starts_with("am ") && lower.contains(" schrieb") && lower.ends_with(':'))
        || lower.contains("original message-----")
        || lower.contains("ursprüngliche nachricht-----")
        || (line.starts_with("From: ") || line.starts_with("Von: ")) && line.contains('@')
}

fn is_closing(line: &str) -> bool {
    const CLOSINGS: [&str; 26] = [
        "best",
        "best regards",
        "kind regards",
        "kindest regards",
        "warm regards",
        "regards",
        "many thanks",
        "thanks",
        "thank you",
        "cheers",
        "sincerely",
        "yours sincerely",
        "all the best",
        "best wishes",
        "talk soon",
        "mit freundlichen grüßen",
        "mit freundlichem gruß",
        "freundliche grüße",
        "viele grüße",
        "beste grüße",
        "herzliche grüße",
        "gruß",
        "met vriendelijke groet",
        "cordialement",
        "freundliche grüsse",
        "beste grüsse",
    ];
    let bare = line.trim_end_matches([',', '.', '!']).to_lowercase();
    line == "--" || CLOSINGS.contains(&bare.as_str())
}

/// How many words a reader counts.
pub fn word_count(text: &str) -> usize {
    text.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count()
}

/// A whole number with its thousands apart: 48000 as "48,000".
pub fn grouped(value: u64) -> String {
    let digits = value.to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if 0 < index && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn split(text: &str) -> Vec<&str> {
        sentences(text).into_iter().map(|span| span.of(text)).collect()
    }

    #[test]
    fn sentences_end_where_a_reader_ends_them() {
        assert_eq!(split("We pay 28.000 Euro. Not more! Ok?"), ["We pay 28.000 Euro.", "Not more!", "Ok?"]);
        assert_eq!(split("Ask Dr. Kehl. He knows."), ["Ask Dr. Kehl.", "He knows."]);
        assert_eq!(split("Es sind 1,5 Mio. Euro. Mehr nicht!"), ["Es sind 1,5 Mio. Euro.", "Mehr nicht!"]);
        assert_eq!(split("Bis zum 3. März geht das. Gut."), ["Bis zum 3. März geht das.", "Gut."]);
        assert_eq!(
            split("Hi Maren,\n\n- liability: 24 months\n- own cap\n"),
            ["Hi Maren,", "- liability: 24 months", "- own cap"]
        );
        let wrapped = "The board has released all of the money for this whole year and\nwants to sign. Then we go.";
        assert_eq!(split(wrapped).len(), 2);
        assert_eq!(split("—\n…"), Vec::<&str>::new());
    }

    #[test]
    fn a_mail_without_its_history_and_signature() {
        let mail = "Hi Maren,\n\nthe list is attached.\n\nKind regards,\nPetra Lang\nGeneral Counsel\n\nOn 3 March, Maren Holt wrote:\n> Hi Petra";
        assert_eq!(own_words(mail).of(mail), "Hi Maren,\n\nthe list is attached.");
        assert_eq!(signature(mail), "Petra Lang\nGeneral Counsel");
        let german = "Guten Tag,\nja.\n\nAm 3. März schrieb Maren Holt:\n> Hallo";
        assert_eq!(own_words(german).of(german), "Guten Tag,\nja.");
        let thanks = "Thanks,\nI will look at it and come back to you.";
        assert_eq!(own_words(thanks).of(thanks), thanks);
    }

    proptest! {
        /// Sentences are in order, do not overlap, and no text makes it panic.
        #[test]
        fn sentences_are_in_order(text in "([a-zäß]{1,9}|[.!?:,>-]|\n| |[0-9]{1,3}|[A-Z]){0,80}") {
            let mut end = 0;
            for span in sentences(&text) {
                prop_assert!(end <= span.start && span.start < span.end);
                prop_assert!(!span.of(&text).is_empty());
                end = span.end;
            }
            let whole = text.chars().count();
            prop_assert!(end <= whole && own_words(&text).end <= whole);
            let _ = signature(&text);
        }
    }
}
