//! Laying a line beside a source: which atoms stand in both, in order, and what stands in the place of what.

use crate::{
    lexicon::Person,
    reading::{Atom, Reading, Sense},
};
use std::ops::Range;

/// How a stretch of a line lies beside a stretch of a source.
#[derive(Debug, Clone, Default)]
pub(crate) struct Alignment {
    /// Pairs of atoms that say the same, ascending in both.
    pub pairs: Vec<(usize, usize)>,
    /// Weight of what was found; matter counts more than grammar.
    pub weight: f32,
    /// Share of the line's matter that was found, 0 to 1.
    pub coverage: f32,
    /// How many of the line's atoms with matter were found.
    pub matter: usize,
}

/// What stands between two pairs: on the line's side and on the source's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Gap {
    /// The atoms of the line that stand in the gap.
    pub line: Range<usize>,
    /// The atoms of the source that stand in the gap.
    pub source: Range<usize>,
    /// Whether a pair stands on either side of the gap.
    pub inner: bool,
    /// Whether the gap comes before the first pair.
    pub leads: bool,
}

/// The weight of an atom: names, numbers and dates carry a line, grammar hardly does.
pub(crate) fn weight(atom: &Atom) -> f32 {
    match atom.sense {
        Sense::Name(_) if atom.calls => 0.4,
        Sense::Function => 0.15,
        Sense::Pronoun(_) => 0.2,
        Sense::Negation => 0.4,
        // Who does it is found by what is done, not the other way round.
        Sense::Name(_) => 0.9,
        Sense::Plain => 1.0,
        Sense::Number(_) | Sense::When(_) => 1.1,
    }
}

/// Whether an atom carries matter, rather than grammar alone.
pub(crate) fn has_matter(atom: &Atom) -> bool {
    !matches!(atom.sense, Sense::Function | Sense::Pronoun(_) | Sense::Negation)
}

/// Whether an atom of the line and one of a source say the same.
pub(crate) fn says_the_same(line: &Atom, source: &Atom) -> bool {
    // "Hey Ada!" says nothing of Ada.
    if source.calls && !line.calls {
        return false;
    }
    match (&line.sense, &source.sense) {
        (Sense::Number(one), Sense::Number(two)) => one.equals(two),
        (Sense::When(one), Sense::When(two)) => one.follows_from(two),
        (Sense::Name(one), Sense::Name(two)) => {
            is_part_of(one, two) || is_part_of(two, one) || one.concat() == two.concat()
        }
        (Sense::Name(one), Sense::Plain | Sense::Function) => one.len() == 1 && one[0] == source.low,
        (Sense::Plain | Sense::Function, Sense::Name(two)) => two.len() == 1 && two[0] == line.low,
        (Sense::Negation, Sense::Negation) => true,
        // "Ada said they would" is "I would".
        (Sense::Pronoun(Person::Third), Sense::Pronoun(Person::First)) => true,
        (Sense::Plain, Sense::Plain) => crate::words::alike(&line.stem, &source.stem),
        (Sense::Number(_) | Sense::When(_) | Sense::Name(_), _)
        | (_, Sense::Number(_) | Sense::When(_) | Sense::Name(_)) => false,
        _ => line.low == source.low,
    }
}

/// Whether every word of one name is in the other.
pub(crate) fn is_part_of(one: &[String], other: &[String]) -> bool {
    !one.is_empty() && one.iter().all(|word| other.contains(word))
}

/// Lays `line` beside `source`: the heaviest common row of atoms.
pub(crate) fn align(line: &[Atom], source: &[Atom]) -> Alignment {
    let (rows, columns) = (line.len(), source.len());
    let mut best = vec![0.0_f32; (rows + 1) * (columns + 1)];
    let cell = |row: usize, column: usize| row * (columns + 1) + column;
    for row in (0..rows).rev() {
        for column in (0..columns).rev() {
            let mut here = best[cell(row + 1, column)].max(best[cell(row, column + 1)]);
            if says_the_same(&line[row], &source[column]) {
                // A little more for what stands together, so that a "the" is matched with its noun.
                let joined =
                    row + 1 < rows && column + 1 < columns && says_the_same(&line[row + 1], &source[column + 1]);
                let gain = weight(&line[row]) + if joined { 0.05 } else { 0.0 };
                here = here.max(gain + best[cell(row + 1, column + 1)]);
            }
            best[cell(row, column)] = here;
        }
    }
    let mut pairs = Vec::new();
    let (mut row, mut column) = (0, 0);
    while row < rows && column < columns {
        let here = best[cell(row, column)];
        if says_the_same(&line[row], &source[column]) {
            let joined = row + 1 < rows && column + 1 < columns && says_the_same(&line[row + 1], &source[column + 1]);
            let gain = weight(&line[row]) + if joined { 0.05 } else { 0.0 };
            if (here - gain - best[cell(row + 1, column + 1)]).abs() < 1e-4 {
                pairs.push((row, column));
                (row, column) = (row + 1, column + 1);
                continue;
            }
        }
        if best[cell(row, column + 1)] < best[cell(row + 1, column)] { row += 1 } else { column += 1 }
    }
    let lost = drop_strays(&mut pairs, line, source);
    let found: f32 = pairs.iter().map(|(row, _)| &line[*row]).filter(|atom| has_matter(atom)).map(weight).sum();
    let all: f32 = line.iter().filter(|atom| has_matter(atom)).map(weight).sum();
    Alignment {
        weight: best[0] - lost,
        coverage: if all == 0.0 { 1.0 } else { found / all },
        matter: pairs.iter().filter(|(row, _)| has_matter(&line[*row])).count(),
        pairs,
    }
}

/// Drops pairs that happen to be alike far from where the rest lies; returns their weight.
fn drop_strays(pairs: &mut Vec<(usize, usize)>, line: &[Atom], source: &[Atom]) -> f32 {
    /// Two pairs this many source atoms further apart than in the line belong to different places.
    const APART: usize = 8;
    let mut groups: Vec<Vec<(usize, usize)>> = Vec::new();
    for pair in pairs.iter().copied() {
        match groups.last_mut() {
            Some(group) if group.last().is_some_and(|last| pair.1 - last.1 <= APART + pair.0 - last.0) => {
                group.push(pair)
            }
            _ => groups.push(vec![pair]),
        }
    }
    let touching = |pair: &(usize, usize), other: &(usize, usize)| {
        let (from, to) = (pair.1.min(other.1), pair.1.max(other.1));
        let one_sentence = !source[from + 1..=to].iter().any(|atom| atom.opens);
        from < to && pair.0.abs_diff(other.0) <= 2 && to - from <= 2 && one_sentence
    };
    // A "not" of another clause is another "not".
    for group in &mut groups {
        let all = group.clone();
        group.retain(|pair| line[pair.0].sense != Sense::Negation || all.iter().any(|other| touching(pair, other)));
    }
    let heavy = |group: &Vec<(usize, usize)>| group.iter().map(|(row, _)| weight(&line[*row])).sum::<f32>();
    let most = groups.iter().map(heavy).fold(0.0_f32, f32::max);
    let (kept, strays): (Vec<_>, Vec<_>) =
        groups.into_iter().partition(|group| 0.4 * most <= heavy(group) || 3 < group.len());
    *pairs = kept.into_iter().flatten().collect();
    strays.iter().map(heavy).sum()
}

impl Alignment {
    /// The longest row of pairs that follow each other in both.
    pub fn run(&self) -> usize {
        let (mut longest, mut here) = (0, 0);
        let mut last: Option<(usize, usize)> = None;
        for pair in &self.pairs {
            here = if last.is_some_and(|last| *pair == (last.0 + 1, last.1 + 1)) { here + 1 } else { 1 };
            longest = longest.max(here);
            last = Some(*pair);
        }
        longest
    }

    /// What stands between the pairs, before the first and after the last.
    pub fn gaps(&self, line_len: usize, source_len: usize) -> Vec<Gap> {
        let mut gaps = Vec::new();
        let (mut row, mut column) = (0, 0);
        for (index, (next_row, next_column)) in self.pairs.iter().chain([&(line_len, source_len)]).enumerate() {
            let last = index == self.pairs.len();
            let gap = Gap {
                line: row..*next_row,
                source: column..*next_column,
                inner: 0 < index && !last,
                leads: index == 0,
            };
            if !(gap.line.is_empty() && gap.source.is_empty()) {
                gaps.push(gap);
            }
            (row, column) = (next_row + 1, next_column + 1);
        }
        gaps
    }
}

/// How well what stands around one atom agrees with what stands around another: shared matter on the same side counts by its distance,
/// on the other side half.
pub(crate) fn surroundings(line: &Reading, at: usize, source: &Reading, there: usize) -> f32 {
    const REACH: usize = 6;
    let side = |reading: &Reading, at: usize, right: bool| -> Vec<(usize, usize)> {
        let range: Vec<usize> = if right {
            (at + 1..(at + 1 + REACH).min(reading.atoms.len())).collect()
        } else {
            (at.saturating_sub(REACH)..at).rev().collect()
        };
        let mut near = Vec::new();
        for (distance, index) in range.into_iter().enumerate() {
            let atom = &reading.atoms[index];
            if (right && atom.opens) || (!right && reading.atoms[index + 1].opens) {
                break;
            }
            if has_matter(atom) {
                near.push((distance + 1, index));
            }
        }
        near
    };
    let mut total = 0.0;
    for right in [false, true] {
        for (distance, index) in side(line, at, right) {
            let best = [right, !right].into_iter().flat_map(|same| {
                let factor = if same == right { 1.0 } else { 0.5 };
                side(source, there, same).into_iter().map(move |(away, other)| (factor, away, other))
            });
            let found = best
                .filter(|(_, _, other)| says_the_same(&line.atoms[index], &source.atoms[*other]))
                .map(|(factor, away, _)| {
                    #[allow(clippy::cast_precision_loss)] // Distances are below ten.
                    let apart = (distance * away) as f32;
                    factor / apart
                })
                .fold(0.0_f32, f32::max);
            total += found;
        }
    }
    total
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reading::Known;

    #[test]
    fn what_stands_in_the_place_of_what() {
        let read = |text: &str| Reading::of(text, None, &Known::default());
        let (line, source) =
            (read("The board released 45,000 euros."), read("The board has released 44,000 euros this year."));
        let alignment = align(&line.atoms, &source.atoms);
        let gaps = alignment.gaps(line.atoms.len(), source.atoms.len());
        let inner: Vec<_> = gaps.iter().filter(|gap| gap.inner).collect();
        assert_eq!(inner.len(), 2, "{gaps:?}");
        assert_eq!((inner[1].line.clone(), inner[1].source.clone()), (3..4, 4..5));
        assert!((0.7..0.8).contains(&alignment.coverage), "{}", alignment.coverage);
    }

    #[test]
    fn a_number_belongs_to_what_stands_beside_it() {
        let read = |text: &str| Reading::of(text, None, &Known::default());
        let source = read("We ran three tests over two weeks.");
        let line = read("There were two tests.");
        let two = line.atoms.iter().position(|atom| matches!(atom.sense, Sense::Number(_))).unwrap();
        let numbers: Vec<usize> =
            (0..source.atoms.len()).filter(|at| matches!(source.atoms[*at].sense, Sense::Number(_))).collect();
        assert!(surroundings(&line, two, &source, numbers[1]) < surroundings(&line, two, &source, numbers[0]));
    }
}
