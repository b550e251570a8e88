//! What stands in the place of what: a name, a number, a negation or an opposite where the source has something else.

use crate::{
    align::{Gap, has_matter, is_part_of, says_the_same},
    claim::is_one_person,
    evidence::{Body, Footing, Piece},
    flaw::Flaw,
    lexicon::{Person, Place, is_denial, is_negation, is_opener, is_prefixed, is_saying, places},
    quotes::is_verbatim,
    reading::{Atom, Reading, Sense},
    segments::{Segment, segments},
};
use std::{collections::BTreeSet, ops::Range};

/// A stretch whose matter is found in one place to this share is held against that place word by word.
const CLOSE: f32 = 0.62;
/// Gaps longer than this on either side are not "in the place of" one another.
const GAP_MAX: usize = 4;

/// Checks a part of a line against the places it may rest on; where one of them has nothing against it, none has.
pub(crate) fn check(line: &Reading, part: &Segment, body: &Body) -> Vec<Flaw> {
    let mut flaws = BTreeSet::new();
    for stretch in stretches(line, part) {
        let atoms = &line.atoms[stretch.clone()];
        let mut best: Option<Vec<Flaw>> = None;
        for footing in body.footings(atoms, &|piece| may_be_theirs(piece, part)) {
            let found = against(line, &stretch, body, &footing);
            if best.as_ref().is_none_or(|best| found.len() < best.len()) {
                best = Some(found);
            }
        }
        flaws.extend(best.into_iter().flatten());
    }
    flaws.into_iter().collect()
}

fn may_be_theirs(piece: &Piece, part: &Segment) -> bool {
    match (&part.by, &piece.speaker) {
        (Some(name), Some(speaker)) => is_one_person(name, speaker) || piece_names(piece, name),
        _ => true,
    }
}

fn piece_names(piece: &Piece, name: &[String]) -> bool {
    piece.reading.atoms.iter().any(|atom| matches!(&atom.sense, Sense::Name(tokens) if is_one_person(name, tokens)))
}

/// The part as a whole, and its clauses where they can stand alone.
fn stretches(line: &Reading, part: &Segment) -> Vec<Range<usize>> {
    let atoms = &line.atoms;
    let matter = |range: &Range<usize>| atoms[range.clone()].iter().filter(|atom| has_matter(atom)).count();
    let mut stretches = vec![part.content.clone()];
    let joint = |at: usize| {
        let atom = &atoms[at];
        atom.breaks
            || matches!(
                atom.low.as_str(),
                "and" | "but" | "while" | "because" | "und" | "aber" | "weil" | "whereas" | "so" | "or"
            )
    };
    let mut clauses: Vec<Range<usize>> = Vec::new();
    for at in part.content.clone() {
        match clauses.last_mut() {
            Some(last) if !(joint(at) && 2 <= matter(&(last.start..at))) => last.end = at + 1,
            _ => clauses.push(at..at + 1),
        }
    }
    if 1 < clauses.len() {
        stretches.extend(clauses.into_iter().filter(|clause| 1 <= matter(clause)));
    }
    stretches.retain(|range| !range.is_empty());
    stretches
}

/// What speaks against a stretch of the line, if it rests on this place.
fn against(line: &Reading, stretch: &Range<usize>, body: &Body, footing: &Footing) -> Vec<Flaw> {
    let piece = &body.pieces[footing.piece];
    let (ours, theirs) = (&line.atoms[stretch.clone()], &piece.reading.atoms[footing.window.clone()]);
    let alignment = &footing.alignment;
    let mut flaws = Vec::new();
    let ends = line.atoms.get(stretch.end).is_none_or(|next| next.opens);
    // In a short line a single word is half of the matter; there the small words count too.
    let mostly = 5 * alignment.pairs.len() >= 3 * ours.len() && 3 <= alignment.pairs.len();
    let close = mostly || CLOSE <= alignment.coverage && 2 <= alignment.matter;
    let beside = Beside { line, ours, theirs, piece, body, pairs: &alignment.pairs, ends };
    if close {
        for gap in alignment.gaps(ours.len(), theirs.len()) {
            flaws.extend(in_place(&beside, &gap));
        }
    }
    if 2 <= alignment.matter || (1 == alignment.matter && 0.5 <= alignment.coverage) {
        flaws.extend(subject(line, stretch, ours, theirs, piece, body));
    }
    if 0.45 <= alignment.coverage && 2 <= alignment.matter {
        flaws.extend(opposites(&beside, close));
        let moved = line.atoms[stretch.clone()].iter().skip(1).any(is_joint);
        if !close && !moved {
            flaws.extend(polarity(&beside, &alignment.pairs));
        }
    }
    flaws.sort();
    flaws.dedup();
    cancel(&mut flaws);
    flaws
}

/// "did not accept" is "rejected": an opposite and a negation together take each other back.
fn cancel(flaws: &mut Vec<Flaw>) {
    let negated = flaws.iter().filter(|flaw| matches!(flaw, Flaw::Negation { .. })).count();
    let flips = |flaw: &Flaw| match flaw {
        // "with" against "without" is one difference, not two.
        Flaw::Opposite { word, said } if is_negation(&crate::words::fold(word)) || is_negation(said) => false,
        Flaw::Opposite { word, said } => flip_between(&crate::words::fold(word), &crate::words::fold(said)),
        _ => false,
    };
    if negated == 1 && flaws.iter().any(flips) {
        flaws.retain(|flaw| !matches!(flaw, Flaw::Negation { .. }) && !flips(flaw));
    }
}

fn flip_between(one: &str, other: &str) -> bool {
    let (one, other) = (crate::words::stem(one), crate::words::stem(other));
    is_prefixed(&one, &other) || clash(&one, &other).is_some_and(|place| place.flips && !place.in_place_only)
}

/// The scale two stems stand on at different degrees.
fn clash(one: &str, other: &str) -> Option<Place> {
    let shared = |a: &Place| places(other).iter().any(|b| a.scale == b.scale && a.degree == b.degree);
    if places(one).iter().any(shared) {
        return None;
    }
    places(one).iter().copied().find(|a| places(other).iter().any(|b| a.scale == b.scale && a.degree != b.degree))
}

struct Beside<'a> {
    line: &'a Reading,
    ours: &'a [Atom],
    theirs: &'a [Atom],
    piece: &'a Piece,
    body: &'a Body,
    pairs: &'a [(usize, usize)],
    /// Whether the line's sentence ends with the stretch.
    ends: bool,
}

/// One gap: what the line has there against what the source has.
fn in_place(beside: &Beside<'_>, gap: &Gap) -> Vec<Flaw> {
    let Beside { line, ours, theirs, piece, body, .. } = beside;
    let (mine, other) = (&ours[gap.line.clone()], &theirs[gap.source.clone()]);
    let mut flaws = Vec::new();
    flaws.extend(negation(beside, gap));
    // Right before what both say, "down" stands in the place of "up", however much else was left out.
    if let (Some(ours), Some(theirs)) = (mine.last(), other.last())
        && clash(&ours.stem, &theirs.stem).is_some()
        && !is_taken_by_you(beside.theirs, theirs)
        && !is_quantity(&ours.sense)
        && !is_quantity(&theirs.sense)
    {
        flaws.push(Flaw::Opposite { word: line.written(ours), said: theirs.low.clone() });
    }
    if mine.is_empty() || GAP_MAX < mine.len() || GAP_MAX + 2 < other.len() {
        return flaws;
    }
    let name = |atom: &Atom| match &atom.sense {
        Sense::Name(tokens) => Some(tokens.clone()),
        _ => None,
    };
    // Who is only called does nothing, unless the line calls somebody too.
    let calls = mine.iter().any(|atom| atom.calls);
    let other_names: Vec<Vec<String>> = other.iter().filter(|atom| calls || !atom.calls).filter_map(name).collect();
    let passive = mine.iter().chain(ours.iter()).any(|atom| matches!(atom.low.as_str(), "by" | "von"));
    for (offset, atom) in mine.iter().enumerate() {
        let Some(tokens) = name(atom) else { continue };
        let is_same = other_names.iter().any(|other| is_one_person(&tokens, other));
        let named_there =
            other_names.iter().any(|other| !ours.iter().filter_map(name).any(|mine| is_one_person(&mine, other)));
        // Where the source names somebody the line leaves out, or names both the other way round.
        let swapped =
            !other_names.is_empty() && (named_there || stands_better(beside, gap.line.start + offset, &tokens));
        if !is_same && swapped && !passive && gap.line.len().abs_diff(gap.source.len()) <= 2 {
            flaws.push(Flaw::NameElsewhere { name: line.written(atom) });
        }
        // "I" and "my" are the speaker's.
        let called = other.iter().filter_map(name).any(|other| is_one_person(&tokens, &other));
        let first = !called && other.iter().any(|atom| atom.sense == Sense::Pronoun(Person::First));
        let others = other.iter().any(|atom| matches!(atom.sense, Sense::Pronoun(Person::Second | Person::Third)));
        let speaker = piece.speaker.as_ref().filter(|speaker| !is_one_person(&tokens, speaker));
        if first && !others && speaker.is_some() && other_names.is_empty() && other.len() <= 3 && !passive {
            flaws.push(Flaw::NameElsewhere { name: line.written(atom) });
        }
    }
    // A word in the place of a name is another's name in lower case, unless it is known from the sources.
    if let [Atom { sense: Sense::Plain, low, stem, .. }] = mine
        && other.len() == other_names.len()
        && 1 == other.len()
        && gap_is_tight(gap)
        && !body.has_word(low, stem)
    {
        flaws.push(Flaw::Name { name: low.clone() });
    }
    // Words that no source knows, in the place of "I", are a name.
    let strange = |atom: &Atom| {
        atom.sense == Sense::Plain && !body.has_word(&atom.low, &atom.stem) && !is_opener(&atom.low)
            || atom.low.chars().count() == 1
    };
    let first_only = other.iter().all(|atom| atom.sense == Sense::Pronoun(Person::First)) && !other.is_empty();
    if first_only && mine.len() <= 4 && mine.iter().all(strange) && mine.iter().any(|atom| atom.sense == Sense::Plain) {
        flaws.push(Flaw::Name { name: mine.iter().map(|atom| line.written(atom)).collect::<Vec<_>>().join(" ") });
    }
    for atom in mine {
        flaws.extend(quantity(beside, atom, other));
        for against in other {
            let unknown_there = |place: &Place| !place.in_place_only || gap_is_tight(gap);
            let known = says_the_same(atom, against);
            if known || is_quantity(&atom.sense) || is_quantity(&against.sense) {
                continue;
            }
            let clashes = clash(&atom.stem, &against.stem).filter(unknown_there).is_some()
                || (is_prefixed(&atom.stem, &against.stem) && gap_is_tight(gap));
            let also = |row: &[Atom], stem: &str| row.iter().any(|other| other.stem == stem);
            // "From Ada" is no time, beside "by Monday".
            let at = ours.iter().position(|own| std::ptr::eq(own, atom)).map(|at| at + 1);
            let of_time = !matches!(atom.low.as_str(), "from" | "by")
                || at
                    .and_then(|next| ours.get(next))
                    .is_none_or(|next| !matches!(next.sense, Sense::Name(_) | Sense::Pronoun(_)));
            if clashes
                && of_time
                && !is_taken_by_you(theirs, against)
                && !also(mine, &against.stem)
                && !also(other, &atom.stem)
            {
                flaws.push(Flaw::Opposite { word: line.written(atom), said: against.low.clone() });
            }
        }
    }
    flaws
}

/// Whether an atom is a number or date and nothing else; "first" is also the opposite of "last".
fn is_quantity(sense: &Sense) -> bool {
    match sense {
        Sense::Number(number) => !number.weak,
        Sense::When(_) => true,
        _ => false,
    }
}

fn gap_is_tight(gap: &Gap) -> bool {
    gap.line.len() <= 3 && gap.source.len() <= 3
}

/// Whether the sources' other names fit the surroundings of this name better than it does itself.
fn stands_better(beside: &Beside<'_>, offset: usize, tokens: &[String]) -> bool {
    let Beside { line, ours, piece, .. } = beside;
    let Some(at) = line.atoms.iter().position(|atom| std::ptr::eq(atom, &ours[offset])) else { return false };
    let (mut own, mut rival) = (0.0_f32, 0.0_f32);
    for (there, atom) in piece.reading.atoms.iter().enumerate() {
        let Sense::Name(other) = &atom.sense else { continue };
        let near = crate::align::surroundings(line, at, &piece.reading, there);
        if is_one_person(tokens, other) { own = own.max(near) } else { rival = rival.max(near) }
    }
    own < rival
}

/// The flaw of a number or date that stands where the source has another; `None` where there is none.
fn quantity(beside: &Beside<'_>, atom: &Atom, other: &[Atom]) -> Option<Flaw> {
    let line = beside.line;
    match &atom.sense {
        Sense::Number(mine) if !mine.weak => {
            let numbers: Vec<_> = other
                .iter()
                .filter_map(|atom| match &atom.sense {
                    Sense::Number(number) if !number.weak => Some(number),
                    _ => None,
                })
                .collect();
            let stands =
                beside.theirs.iter().any(|atom| matches!(&atom.sense, Sense::Number(other) if mine.equals(other)));
            let clash = numbers.len() == 1 && !mine.equals(numbers[0]) && (!stands || other.len() <= 2);
            clash.then(|| Flaw::NumberElsewhere { number: line.written(atom) })
        }
        // "one" in the place of another number is a number after all.
        Sense::Number(mine) if mine.low_is("one", line) => {
            let another = other
                .iter()
                .any(|atom| matches!(&atom.sense, Sense::Number(number) if !number.weak && !number.equals(mine)));
            (another && other.len() <= 2).then(|| Flaw::NumberElsewhere { number: line.written(atom) })
        }
        Sense::When(mine) => {
            let whens: Vec<_> = other
                .iter()
                .filter_map(|atom| match &atom.sense {
                    Sense::When(when) => Some(when),
                    _ => None,
                })
                .collect();
            let clash = whens.len() == 1 && !mine.follows_from(whens[0]) && other.len() <= 3;
            clash.then(|| Flaw::Time { time: line.written(atom) })
        }
        _ => None,
    }
}

/// The flaw of a negation that stands on one side of a gap only; `None` where there is none.
fn negation(beside: &Beside<'_>, gap: &Gap) -> Option<Flaw> {
    let Beside { line, ours, theirs, .. } = beside;
    let (mine, other) = (&ours[gap.line.clone()], &theirs[gap.source.clone()]);
    let negates = |atom: &Atom| atom.sense == Sense::Negation;
    let denies = |atom: &Atom| is_denial(&atom.stem);
    let in_mine = mine.iter().any(negates);
    let in_other = other.iter().any(negates);
    let around = || {
        let from = gap.line.start.saturating_sub(2);
        let to = (gap.line.end + 2).min(ours.len());
        ours[from..to].iter().map(|atom| line.written(atom)).collect::<Vec<_>>().join(" ")
    };
    // A clause that was moved is checked by itself.
    if 2 <= mine.iter().filter(|atom| has_matter(atom)).count()
        || (!gap.inner && mine.iter().any(is_joint) && !ours.is_empty() && 0 < gap.line.start)
    {
        return None;
    }
    if in_mine && !in_other && !other.iter().any(denies) && !negates_elsewhere(beside) {
        return Some(Flaw::Negation { words: around() });
    }
    let elsewhere = || {
        ours.iter().enumerate().any(|(at, atom)| negates(atom) && !beside.pairs.iter().any(|(paired, _)| *paired == at))
    };
    if in_other && !in_mine && !mine.iter().any(denies) && !elsewhere() {
        let tight = if gap.inner {
            other.len() <= GAP_MAX
                && !other.iter().any(|atom| atom.breaks && has_clause(other))
                && mine.len() <= GAP_MAX
        } else if gap.leads {
            // Right before what the line begins with, in the same clause.
            let from = other.iter().rposition(negates).unwrap_or(0);
            let next = theirs.get(gap.source.end);
            other.len() - from <= 3
                && !other[from + 1..].iter().any(is_joint)
                && next.is_none_or(|next| !is_joint(next))
        } else {
            // Right after what the line ends with: German puts its "nicht" there.
            let at = other.iter().position(negates).unwrap_or(0);
            at <= 2 && beside.ends && !other[..=at].iter().any(is_joint)
        };
        return tight.then(|| Flaw::Negation { words: around() });
    }
    None
}

/// Whether the source's clause negates in another place, as German does at its end.
fn negates_elsewhere(beside: &Beside<'_>) -> bool {
    let Beside { theirs, pairs, .. } = beside;
    let (Some((_, first)), Some((_, last))) = (pairs.first(), pairs.last()) else { return false };
    let from = (0..=*first).rev().find(|at| is_joint(&theirs[*at])).unwrap_or(0);
    let to = (last + 1..theirs.len()).find(|at| is_joint(&theirs[*at])).unwrap_or(theirs.len());
    (from..to).any(|at| theirs[at].sense == Sense::Negation && !pairs.iter().any(|(_, paired)| *paired == at))
}

/// Whether another clause may begin with this atom.
fn is_joint(atom: &Atom) -> bool {
    atom.breaks
        || matches!(atom.low.as_str(), "and" | "but" | "or" | "while" | "because" | "und" | "aber" | "oder" | "weil")
}

/// Whether a stretch is a clause of its own rather than a word or two.
fn has_clause(atoms: &[Atom]) -> bool {
    3 <= atoms.len()
}

/// Negation of loosely matched stretches: around the matter both have, one side negates and the other does not.
fn polarity(beside: &Beside<'_>, pairs: &[(usize, usize)]) -> Option<Flaw> {
    let Beside { line, ours, theirs, .. } = beside;
    let matter: Vec<&(usize, usize)> = pairs.iter().filter(|(row, _)| has_matter(&ours[*row])).collect();
    let (first, last) = (matter.first()?, matter.last()?);
    let negates = |atom: &Atom| atom.sense == Sense::Negation || is_denial(&atom.stem);
    let reach = |from: usize, to: usize, len: usize| from.saturating_sub(3)..(to + 3).min(len);
    let mine = ours.iter().any(negates);
    let near = theirs[reach(first.1, last.1, theirs.len())].iter().any(negates);
    // Of what is loosely matched only a line's own negation is telling: a source of several clauses may negate something else.
    let strict = ours.iter().any(|atom| atom.sense == Sense::Negation);
    if strict && mine && !near {
        let words = ours[reach(first.0, last.0, ours.len())]
            .iter()
            .map(|atom| line.written(atom))
            .collect::<Vec<_>>()
            .join(" ");
        return Some(Flaw::Negation { words });
    }
    None
}

/// Words of the line that no source has, where this place has their opposite.
fn opposites(beside: &Beside<'_>, close: bool) -> Vec<Flaw> {
    let Beside { line, ours, theirs, body, .. } = beside;
    let mut flaws = Vec::new();
    for atom in ours.iter().filter(|atom| matches!(atom.sense, Sense::Plain | Sense::Function)) {
        if places(&atom.stem).is_empty() || stands(body, atom) {
            continue;
        }
        let mut sides = theirs.iter().filter(|other| matches!(other.sense, Sense::Plain | Sense::Function));
        let said = sides.find(|other| {
            clash(&atom.stem, &other.stem).is_some_and(|place| !place.in_place_only && (close || place.flips))
                && !ours.iter().any(|mine| mine.stem == other.stem)
        });
        if let Some(said) = said.filter(|said| !is_taken_by_you(theirs, said)) {
            flaws.push(Flaw::Opposite { word: line.written(atom), said: said.low.clone() });
        }
    }
    flaws
}

/// "You will receive it" says that whoever speaks sends it.
fn is_taken_by_you(theirs: &[Atom], said: &Atom) -> bool {
    let at = theirs.iter().position(|atom| std::ptr::eq(atom, said)).unwrap_or(0);
    matches!(said.low.as_str(), "receive")
        && theirs[at.saturating_sub(3)..at].iter().any(|atom| atom.sense == Sense::Pronoun(Person::Second))
}

/// Whether a word, or one of its degree, is in any source.
fn stands(body: &Body, atom: &Atom) -> bool {
    body.pieces.iter().flat_map(|piece| &piece.reading.atoms).any(|other| {
        other.stem == atom.stem
            || places(&atom.stem)
                .iter()
                .any(|a| places(&other.stem).iter().any(|b| a.scale == b.scale && a.degree == b.degree))
    })
}

/// A name that opens the stretch stands for whoever the source has there: for its speaker where it says "I" or nothing.
fn subject(
    line: &Reading,
    stretch: &Range<usize>,
    ours: &[Atom],
    theirs: &[Atom],
    piece: &Piece,
    body: &Body,
) -> Option<Flaw> {
    let at = ours.iter().take(4).position(|atom| matches!(atom.sense, Sense::Name(_)))?;
    if ours[..at].iter().any(has_matter_but_time) {
        return None;
    }
    let Sense::Name(tokens) = &ours[at].sense else { return None };
    let speaker = piece.speaker.as_ref()?;
    if is_one_person(tokens, speaker) || !is_speaker(body, tokens) {
        return None;
    }
    let named = theirs
        .iter()
        .any(|atom| matches!(&atom.sense, Sense::Name(other) if is_one_person(tokens, other)) && !atom.calls);
    let has = |person: Person| theirs.iter().any(|atom| atom.sense == Sense::Pronoun(person));
    // "Asked Ada to send it" says nothing that Ada does.
    let verb_follows = ours.get(at + 1).is_some_and(|next| !next.breaks && !is_saying(&next.low) && next.low != "to");
    // "Could you send us the list" says nothing that whoever speaks does.
    let mut first = theirs.iter().filter(|atom| atom.sense == Sense::Pronoun(Person::First));
    let acts = first.any(|atom| !matches!(atom.low.as_str(), "us" | "me" | "uns" | "mich" | "mir"));
    let of_speaker = acts && !has(Person::Second) && !third_is_somebody(theirs);
    let _ = stretch;
    (verb_follows && !named && of_speaker).then(|| Flaw::NameElsewhere { name: line.written(&ours[at]) })
}

fn has_matter_but_time(atom: &Atom) -> bool {
    has_matter(atom) && !matches!(atom.sense, Sense::When(_))
}

fn is_speaker(body: &Body, tokens: &[String]) -> bool {
    body.known.speakers.iter().any(|speaker| is_part_of(tokens, speaker))
}

fn third_is_somebody(theirs: &[Atom]) -> bool {
    theirs.iter().any(|atom| {
        matches!(
            atom.low.as_str(),
            "he" | "she" | "they" | "him" | "her" | "them" | "his" | "their" | "er" | "ihn" | "ihm"
        )
    })
}

/// How much a number's surroundings in the line name the one who says it in this piece: somebody named just before it.
pub(crate) fn speaker_near(line: &Reading, at: usize, piece: &Piece) -> f32 {
    let Some(speaker) = &piece.speaker else { return 0.0 };
    let named = line.atoms[at.saturating_sub(8)..at].iter().rev().find_map(|atom| match &atom.sense {
        Sense::Name(tokens) => Some(tokens),
        _ => None,
    });
    if named.is_some_and(|tokens| is_one_person(tokens, speaker)) { 0.5 } else { 0.0 }
}

/// Whether the place a line rests on names somebody otherwise than by calling them.
pub(crate) fn names_in_window(body: &Body, footing: &Footing, name: &[String]) -> bool {
    let piece = &body.pieces[footing.piece];
    reports(piece, name, &footing.window)
}

/// Whether a stretch of a source says that somebody said something.
fn reports(piece: &Piece, name: &[String], window: &Range<usize>) -> bool {
    segments(&piece.reading).iter().any(|segment| {
        segment.by.as_ref().is_some_and(|by| is_one_person(name, by))
            && segment.named_at.is_some_and(|at| window.contains(&at))
    })
}

/// Whether a source reports a quotation as somebody's: in the sentence that names them with a verb of saying, or after its colon.
pub(crate) fn is_reported(piece: &Piece, name: &[String], quoted: &str) -> bool {
    let reading = &piece.reading;
    segments(reading).iter().any(|segment| {
        let Some(named_at) = segment.named_at.filter(|_| segment.by.as_ref().is_some_and(|by| is_one_person(name, by)))
        else {
            return false;
        };
        let opens = |at: &usize| reading.atoms[*at].opens;
        let start = (0..=named_at).rev().find(opens).unwrap_or(0);
        let mut end = (named_at + 1..reading.atoms.len()).find(opens).unwrap_or(reading.atoms.len());
        let last = &reading.words[reading.atoms[end - 1].at.end - 1];
        if last.colon {
            end = (end + 1..reading.atoms.len()).find(opens).unwrap_or(reading.atoms.len());
        }
        let from = reading.words[reading.atoms[start].at.start].bytes.start;
        let to = reading.words[reading.atoms[end - 1].at.end - 1].bytes.end;
        piece.text.get(from..to).is_some_and(|sentence| is_verbatim(quoted, sentence))
    })
}
