//! Text with speakers, times or both, in the many shapes that recorders and people give it. What a line is, the whole text decides: a name is a name
//! because it comes again, because a program set it apart, or because nearly all lines have one.

mod head;
mod inline;
mod pairs;
mod recorder;
mod refuse;
mod roles;
mod shape;
mod speech;

pub(crate) use head::person;
pub(crate) use shape::of_day_ms;

use crate::{Draft, error::TranscriptError, model::Format, turns::Order, words};
use shape::Shape;

/// The most lines of a text: far more than anybody says in a day.
const LINES_MAX: usize = 3_000_000;

/// Reads a text.
pub(crate) fn read<'t>(text: &'t str, format: Format) -> Result<Draft, TranscriptError> {
    let split = inline::split(text);
    let lines: Vec<(usize, &'t str)> = match &split {
        Some(parts) => parts.iter().map(|part| (1, *part)).collect(),
        None => words::lines(text).take(LINES_MAX + 1).collect(),
    };
    if LINES_MAX < lines.len() {
        return Err(TranscriptError::TooMuch);
    }
    let participants = head::listed(&lines);
    let listed: Vec<String> = participants.iter().filter_map(|person| person.name.clone()).collect();
    let mut draft = Draft { participants, ..Draft::new(format, Order::File) };
    let own: Vec<bool> = lines.iter().map(|(_, line)| recorder::wrote(line)).collect();
    let shape_of = |((_, line), own): (&(usize, &'t str), &bool)| if *own { Shape::Empty } else { shape::of(line) };
    let mut shapes: Vec<Shape<'_>> = lines.iter().zip(&own).map(shape_of).collect();
    pairs::join(&lines, &mut shapes);
    let speakers = roles::learn(&shapes, &listed);
    roles::settle(&lines, &mut shapes, &speakers);
    roles::stamps(&lines, &mut shapes);
    let first = first_speech(&shapes);
    refuse::check(&shapes, first)?;
    let first = first.unwrap_or(lines.len());
    head::read(lines.get(..first).unwrap_or_default(), &mut draft);
    speech::read(first, &lines, &shapes, &own, &mut draft);
    Ok(draft)
}

/// The line at which speech begins: the first speaker, or the first time where a time has no speaker; a time right before a speaker is part of it.
fn first_speech(shapes: &[Shape<'_>]) -> Option<usize> {
    let spoken = shapes
        .iter()
        .position(|shape| matches!(shape, Shape::Head { .. } | Shape::Labelled { .. } | Shape::Timed { .. }));
    let Some(spoken) = spoken else {
        return shapes.iter().position(|shape| matches!(shape, Shape::Time(_)));
    };
    let before = shapes.get(..spoken).unwrap_or_default().iter().rposition(|shape| *shape != Shape::Empty);
    let timed = before.filter(|at| matches!(shapes.get(*at), Some(Shape::Time(_))));
    // Times with words on the next line, before anybody is named.
    let early = shapes.windows(2).position(|pair| matches!(pair, [Shape::Time(_), Shape::Words]));
    Some(early.unwrap_or(spoken).min(timed.unwrap_or(spoken)).min(spoken))
}

/// Whether a line begins with words set in bold.
pub(crate) fn bold_begins(line: &str) -> bool {
    shape::bare(line).bold.is_some()
}
