//! Blocks of header lines: "From: …", "Sent: …", in languages we know and in others.

use super::{
    Author,
    lexicon::{List, phrases},
    lines::{Line, Shape, address, plain, shape, words},
    opening::{Means, Opening},
};
use std::{collections::HashMap, sync::LazyLock};

/// Lines a list of recipients may go on for.
const CONTINUED_LINES: usize = 6;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Field {
    From,
    Sent,
    To,
    Copy,
    Subject,
    Other,
}

/// The names of header fields; of a name that is two languages' the first in this order.
static FIELDS: LazyLock<HashMap<String, Field>> = LazyLock::new(|| {
    let mut fields = HashMap::new();
    let lists: [(Field, List); 6] = [
        (Field::From, |table| table.from),
        (Field::Sent, |table| table.sent),
        (Field::To, |table| table.to),
        (Field::Copy, |table| table.copy),
        (Field::Subject, |table| table.subject),
        (Field::Other, |table| table.other_fields),
    ];
    for (field, of) in lists {
        for name in phrases(of) {
            fields.entry(name).or_insert(field);
        }
    }
    fields
});

/// A line of a header block: which field, and its value in plain letters.
fn field(text: &str) -> Option<(Field, &str)> {
    let (name, value) = text.split_once(':')?;
    let name = name.trim().trim_matches(['_', '|', ' ', '-']);
    let known = *FIELDS.get(name)?;
    Some((known, value.trim()))
}

/// A block of header lines that begins at a line, below a rule or a marker or not.
pub(super) fn header(lines: &[Line<'_>], at: usize, ruled: bool) -> Option<Opening> {
    let first = lines.get(at)?;
    if !first.plain.contains(':') {
        return None;
    }
    if let Some(end) = fields_in_one(lines, at) {
        return Some(end);
    }
    field(&first.plain).and_then(|_| known_header(lines, at, ruled)).or_else(|| shaped_header(lines, at))
}

/// A header of fields we know by name. Without a rule above it has an address or a moment, as software writes them: "From: Hamburg,
/// To: Bremen, Date: on Friday" is somebody's own list.
fn known_header(lines: &[Line<'_>], at: usize, ruled: bool) -> Option<Opening> {
    let depth = lines.get(at)?.depth;
    let (mut end, mut next) = (at, at);
    let mut seen: Vec<Field> = Vec::new();
    let mut total = Shape::default();
    let (mut by, mut lone, mut bare) = (None, false, 0_usize);
    while let Some(line) = lines.get(next).filter(|line| line.depth == depth && next < at + 40) {
        if line.is_blank() {
            // Paragraphs of HTML leave an empty line between two header lines.
            let goes_on = lines.get(next + 1).is_some_and(|line| {
                line.depth == depth && field(&line.plain).is_some_and(|(field, _)| !seen.contains(&field))
            });
            if !goes_on || next == at {
                break;
            }
            next += 1;
            continue;
        }
        if let Some((field, value)) =
            field(&line.plain).filter(|(field, _)| *field == Field::Other || !seen.contains(field))
        {
            if field == Field::From {
                by = author_of(line.body.split_once([':', '：']).map_or("", |(_, value)| value));
            }
            seen.push(field);
            bare += usize::from(value.is_empty());
            lone = value.is_empty();
            let shape = shape(value);
            total.address |= shape.address;
            total.day |= shape.day && shape.time;
            next += 1;
            end = next;
            continue;
        }
        // A value on the line after its name, or a list of recipients that goes on.
        let continued = seen.last().is_some_and(|last| *last != Field::Sent || lone)
            && (lone
                || lines[next..]
                    .iter()
                    .take(CONTINUED_LINES)
                    .take_while(|line| !line.is_blank())
                    .any(|line| field(&line.plain).is_some())
                || line.body.starts_with('<')
                || line.plain.contains('@'))
            && line.words <= 30;
        if !continued {
            break;
        }
        if lone {
            let shape = shape(&line.plain);
            total.address |= shape.address;
            total.day |= shape.day && shape.time;
            if seen.last() == Some(&Field::From) {
                by = author_of(line.body);
            }
        }
        lone = false;
        next += 1;
        end = next;
    }
    seen.sort_unstable();
    seen.dedup();
    let has = |field: Field| seen.contains(&field);
    let from = has(Field::From);
    let named = seen.iter().filter(|field| **field != Field::Other).count();
    let told = total.day || total.address;
    let holds = from && 2 <= named && (told || ruled)
        || has(Field::Sent) && total.day && has(Field::To) && (has(Field::Subject) || total.address);
    (holds && bare <= seen.len()).then_some(Opening { end, means: Means::Unsaid, has_header: true, by })
}

/// A header whose lines were run together: "From: … Sent: … To: … Subject: …".
fn fields_in_one(lines: &[Line<'_>], at: usize) -> Option<Opening> {
    let line = lines.get(at)?;
    if line.words < 6 || 80 < line.words || line.plain.matches(':').count() < 3 {
        return None;
    }
    let (first, _) = field(&line.plain)?;
    let mut seen = vec![first];
    let mut rest = line.plain.as_str();
    while let Some((head, tail)) = rest.split_once(':') {
        let name = head.trim_end().rsplit(' ').next().unwrap_or_default();
        let name = format!("{name}:");
        if let Some((field, _)) = field(&name).filter(|(field, _)| !seen.contains(field)) {
            seen.push(field);
        }
        rest = tail;
    }
    let by = author_of(line.body.split_once([':', '：']).map_or("", |(_, value)| value));
    let holds = 3 <= seen.len()
        && seen.contains(&Field::From)
        && seen.contains(&Field::Subject)
        && (shape(&line.plain).day || shape(&line.plain).address);
    holds.then_some(Opening { end: at + 1, means: Means::Unsaid, has_header: true, by })
}

/// A header in a language we do not know: four or more "Word: value" lines, somebody first, then a moment.
fn shaped_header(lines: &[Line<'_>], at: usize) -> Option<Opening> {
    let depth = lines.get(at)?.depth;
    let pair = |line: &Line<'_>| -> Option<Shape> {
        let (name, value) = line.plain.split_once(':')?;
        let short = !name.is_empty()
            && name.chars().count() <= 20
            && words(name).count() <= 2
            && !name.contains(|c: char| c.is_ascii_digit());
        (short && !value.trim().is_empty() && !value.starts_with("//")).then(|| shape(value))
    };
    let shapes: Vec<Shape> =
        lines[at..].iter().take(8).take_while(|line| line.depth == depth && !line.is_blank()).map_while(pair).collect();
    let (first, second) = (shapes.first()?, shapes.get(1)?);
    let holds = 4 <= shapes.len()
        && !first.day
        && !first.time
        && first.address
        && second.day
        && second.time
        && shapes.get(2)?.address;
    let by = author_of(lines.get(at)?.body.split_once([':', '：']).map_or("", |(_, value)| value));
    holds.then_some(Opening { end: at + shapes.len(), means: Means::Unsaid, has_header: true, by })
}

/// The author a header's value names.
pub(super) fn author_of(value: &str) -> Option<Author> {
    let value = value.trim().trim_matches(['*', ' ', '\u{a0}']);
    let address = address(value).map(str::to_owned);
    let name = value.split(['<', '[', '(']).next().unwrap_or_default().replace("mailto:", "");
    let name = name.trim().trim_matches(['"', '\'', '“', '”', ',', ';', ' ']).to_owned();
    let name = Some(name).filter(|name| !name.is_empty() && !name.contains('@') && words(&plain(name)).count() <= 8);
    (name.is_some() || address.is_some()).then_some(Author { name, address })
}
