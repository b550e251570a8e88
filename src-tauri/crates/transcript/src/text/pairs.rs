//! Names and times that stand on lines of their own.

use super::shape::{Mark, Shape};
use crate::speaker::{self, Likeness};

/// Names and times on lines of their own become heads: "Ada Reyes", "0:03", words; and "0:0:0.0 --> 0:0:3.4", "Ada Reyes", words.
///
/// The line that is taken into the other becomes empty.
pub(super) fn join<'a>(lines: &[(usize, &'a str)], shapes: &mut [Shape<'a>]) {
    drop_doubles(lines, shapes);
    let full: Vec<usize> = (0..shapes.len()).filter(|at| shapes.get(*at) != Some(&Shape::Empty)).collect();
    let is_name = |at: usize| {
        let line = lines.get(at).map_or("", |(_, line)| line.trim());
        let shape_fits = matches!(shapes.get(at), Some(Shape::Words | Shape::Title(_)));
        shape_fits && speaker::likeness(line) == Likeness::Strong && !line.ends_with(['.', ',', ':'])
    };
    let is_time = |at: usize| matches!(shapes.get(at), Some(Shape::Time(_)));
    let is_words = |at: Option<&usize>| at.is_some_and(|at| !is_time(*at));
    let times = full.iter().filter(|at| is_time(**at)).count();
    let pairs = |name_first: bool| {
        full.windows(2).enumerate().filter_map(move |(place, pair)| match pair {
            [name, time] if name_first => Some((*name, *time, place + 2)),
            [time, name] => Some((*name, *time, place + 2)),
            _ => None,
        })
    };
    let found = |name_first: bool| -> Vec<(usize, usize)> {
        let fits =
            |(name, time, next): &(usize, usize, usize)| is_name(*name) && is_time(*time) && is_words(full.get(*next));
        pairs(name_first).filter(fits).map(|(name, time, _)| (name, time)).collect()
    };
    let (before, behind) = (found(true), found(false));
    let best = if before.len() < behind.len() { behind } else { before };
    // Nearly every time has its name, and not by chance.
    if best.len() < 2 || best.len().saturating_mul(10) < times.saturating_mul(8) {
        return;
    }
    for (name, time) in best {
        let (Some(Shape::Time(stretch)), Some((_, line))) = (shapes.get(time).cloned(), lines.get(name)) else {
            continue;
        };
        let named = speaker::name(line).unwrap_or_default();
        if let Some(shape) = shapes.get_mut(name.min(time)) {
            *shape = Shape::Empty;
        }
        if let Some(shape) = shapes.get_mut(name.max(time)) {
            *shape = Shape::Head { name: named.into(), time: stretch, mark: Mark::Sign };
        }
    }
}

/// Where a page is copied, name and time stand before "Ada Reyes 0 minutes 3 seconds" once more, for the eye.
fn drop_doubles<'a>(lines: &[(usize, &'a str)], shapes: &mut [Shape<'a>]) {
    for at in 0..shapes.len() {
        let Some(Shape::Head { name, time, .. }) = shapes.get(at) else { continue };
        if time.start.places != 0 {
            continue;
        }
        let name = name.clone().into_owned();
        let mut seen = 0;
        for before in (0..at).rev() {
            let line = lines.get(before).map_or("", |(_, line)| line.trim());
            let is_double = line == name
                || (!line.is_empty() && line.chars().all(|c| c.is_ascii_digit() || matches!(c, ':' | ' ')));
            match is_double {
                true if seen < 2 => seen += 1,
                _ if line.is_empty() => continue,
                _ => break,
            }
            if let Some(shape) = shapes.get_mut(before) {
                *shape = Shape::Empty;
            }
        }
    }
}
