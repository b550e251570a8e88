//! Which way a figure moves: "will fall to 40" does not follow from "will rise to 40", however far apart the words stand.

use crate::{
    evidence::Body,
    flaw::Flaw,
    reading::{Atom, Reading, Sense},
    words::stem,
};
use std::{collections::BTreeSet, sync::LazyLock};

/// So many atoms before a number its verb may stand.
const BEFORE: usize = 6;
/// So many after it: German and "the 40 we grow to" put it there.
const AFTER: usize = 3;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Way {
    Up,
    Down,
}

fn stems(words: &str) -> BTreeSet<String> {
    words.split_whitespace().map(stem).collect()
}

static UP: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    stems(
        "rise rises rising rose risen raise raised raising increase increased grow grows growing grew grown climb climbed jump jumped gain gained \
        steigen steigt stieg gestiegen erhoehen erhoeht wachsen waechst wuchs gewachsen",
    )
});
static DOWN: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    stems(
        "fall falls falling fell fallen drop dropped dropping decrease decreased decline declined shrink shrinks shrank shrunk sink sinks sank sunk \
        reduce reduced cut lower lowered lowering slump slumped sinken sinkt sank gesunken senken gesenkt fallen faellt fiel gefallen schrumpfen",
    )
});

/// Verbs that go somewhere only with an "up" or "down".
fn goes(atom: &Atom) -> bool {
    matches!(
        atom.low.as_str(),
        "go" | "goes"
            | "going"
            | "went"
            | "gone"
            | "come"
            | "comes"
            | "came"
            | "coming"
            | "move"
            | "moves"
            | "moved"
            | "geht"
            | "ging"
    )
}

/// The reasons against what a line says of a movement: of a number, or of the thing that moves where no number is named. The other
/// way in every source that says which way it moves is a reason; where no source says, there is none.
pub(crate) fn check(line: &Reading, body: &Body) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    for at in 0..line.atoms.len() {
        let is_anchor = match &line.atoms[at].sense {
            Sense::Number(number) => !number.weak,
            Sense::Plain => true,
            _ => false,
        };
        let Some((way, word)) = way_of(&line.atoms, at).filter(|_| is_anchor) else { continue };
        let said = ways_of(&line.atoms[at], body);
        if let Some((_, against)) = said.first()
            && said.iter().all(|(other, _)| *other != way)
        {
            flaws.push(Flaw::Opposite { word: word.to_owned(), said: (*against).to_owned() });
        }
    }
    flaws
}

/// Which way the sources move a number or thing, wherever they name it and say so.
fn ways_of<'a>(anchor: &Atom, body: &'a Body) -> Vec<(Way, &'a str)> {
    let mut found = Vec::new();
    for piece in &body.pieces {
        let atoms = &piece.reading.atoms;
        let same = |at: &usize| crate::align::says_the_same(anchor, &atoms[*at]);
        found.extend((0..atoms.len()).filter(same).filter_map(|at| way_of(atoms, at)));
    }
    found
}

/// Which way the thing at `at` moves, and the nearest word that says so; none where none near it in its clause does, and for that word
/// itself. Of a thing only what follows tells: "usage is rising", "costs fell".
fn way_of(atoms: &[Atom], at: usize) -> Option<(Way, &str)> {
    let is_number = matches!(atoms[at].sense, Sense::Number(_));
    if !is_number && way(atoms, at).is_some() {
        return None;
    }
    let starts = (0..=at).rev().find(|start| atoms[*start].opens).unwrap_or(0);
    let ends = (at + 1..atoms.len()).find(|end| atoms[*end].opens).unwrap_or(atoms.len());
    // The nearest word before it counts, and the end of a clause hides what stands beyond it.
    let before = (starts.max(at.saturating_sub(BEFORE))..at).rev().take_while({
        let mut open = !atoms[at].breaks;
        move |here| std::mem::replace(&mut open, !atoms[*here].breaks)
    });
    let before = before.filter(|_| is_number);
    let joins = |here: usize| atoms[here].breaks || matches!(atoms[here].low.as_str(), "and" | "und" | "but" | "aber");
    let after = (at + 1..ends.min(at + 1 + AFTER)).take_while(|here| !joins(*here));
    before.chain(after).find_map(|here| way(atoms, here).map(|way| (way, atoms[here].low.as_str())))
}

/// Which way a word moves things. "Up" and "down" do beside a verb of going; "up to 40" is no movement.
fn way(atoms: &[Atom], at: usize) -> Option<Way> {
    let atom = &atoms[at];
    let moved = at.checked_sub(1).is_some_and(|before| goes(&atoms[before]));
    match atom.low.as_str() {
        "up" | "hoch" | "rauf" if moved => Some(Way::Up),
        "down" | "runter" if moved => Some(Way::Down),
        _ if UP.contains(&atom.stem) => Some(Way::Up),
        _ if DOWN.contains(&atom.stem) => Some(Way::Down),
        _ => None,
    }
}
