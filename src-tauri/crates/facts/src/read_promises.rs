//! Promises that a model reads where the rules find none: without a verb of promising, split over sentences, noted down by a colleague.

use crate::{
    Side, Statement, Voices, content_stems,
    fates::Fates,
    promises::{Promise, PromiseStatus, UndatedPromise, day_of, is_given, named_in, settle},
};
use domain::{Act, Dossier, Marks, ReadLine, Says, Span};
use jiff::civil::Date;

/// From this probability on a line is taken for a promise, 0 to 1.
const PROMISES_FROM: f32 = 0.7;
/// A colleague's note has to say so more clearly: it tells of everybody.
const NOTED_FROM: f32 = 0.8;
/// One side has to be so much likelier to promise than the other.
const SIDE_SURE_BY: f32 = 0.2;

/// The promises that only a model reads, as they stand at the dossier's moment: those with a day, and those without. A line in which the rules
/// have `found` one is left to them.
///
/// A line is one only where the model gives it to the side that speaks; in a note, where it also names who has to keep it, or it is ours. Empty where
/// no model has read the account's lines. Deterministic.
pub fn read_promises(
    dossier: &Dossier,
    statements: &[Statement],
    found: &[&Promise],
    today: Date,
) -> (Vec<Promise>, Vec<UndatedPromise>) {
    let (mut dated, mut undated) = (Vec::new(), Vec::new());
    if dossier.lines.is_empty() {
        return (dated, undated);
    }
    let (voices, fates) = (Voices::of(dossier), Fates::of(dossier, statements));
    for (line, says) in lines(dossier, statements) {
        let is_found = |statement: &Statement| {
            let place = &statement.citation;
            found.iter().any(|promise| {
                let known = &promise.citation;
                known.record == place.record && known.part == place.part && known.span.overlaps(place.span)
            })
        };
        if line.iter().any(is_found) {
            continue;
        }
        let Some((mut promise, has_day)) = promised(dossier, &voices, line, says) else { continue };
        settle(&mut promise, &fates, has_day, today);
        if has_day { dated.push(promise) } else { undated.push(UndatedPromise { promise, names_a_day: false }) }
    }
    (dated, undated)
}

/// The lines that the model has read, each as its sentences with what it says.
fn lines<'a>(dossier: &Dossier, statements: &'a [Statement]) -> Vec<(&'a [Statement], Says)> {
    let line_of = |statement: &Statement| {
        let place = &statement.citation;
        let read = dossier.lines.get(&(place.record.clone(), place.part.clone()))?;
        ReadLine::at(read, place.span.start)
    };
    let mut found: Vec<(&[Statement], Says)> = Vec::new();
    let mut start = 0;
    let mut last: Option<(&Statement, Option<Span>)> = None;
    let places: Vec<Option<ReadLine>> = statements.iter().map(line_of).collect();
    for at in 0..=statements.len() {
        let here = statements.get(at).map(|statement| (statement, places[at].map(|line| line.span)));
        let goes_on = last.zip(here).is_some_and(|((before, span), (now, other))| {
            before.citation.record == now.citation.record && before.citation.part == now.citation.part && span == other
        });
        if !goes_on {
            let read = places.get(start).copied().flatten().filter(|_| start < at);
            found.extend(read.and_then(|read| Some((statements.get(start..at)?, read.says))));
            start = at;
        }
        last = here;
    }
    found
}

/// The promise of a line, and whether it names a day; `None` where the model reads none in it, or it is not clear whose it is.
fn promised(dossier: &Dossier, voices: &Voices, line: &[Statement], says: Says) -> Option<(Promise, bool)> {
    let first = line.first()?;
    let (ours, theirs) = (says.does(Act::WePromise), says.does(Act::TheyPromise));
    let (side, likely, other) = if theirs < ours { (Side::Us, ours, theirs) } else { (Side::Them, theirs, ours) };
    let from = if first.reported { NOTED_FROM } else { PROMISES_FROM };
    if likely < from || likely - other < SIDE_SURE_BY {
        return None;
    }
    // What has come, or went, is promised no more.
    let is_over =
        |statement: &Statement| statement.marks.has(Marks::HANDED_OVER) || statement.marks.has(Marks::RECEIVED);
    let may_give = |statement: &&Statement| {
        let asks = statement.text.trim_end().ends_with('?');
        !asks && !is_over(statement) && !content_stems(&statement.text).is_empty()
    };
    let weight = |statement: &&Statement| {
        let gives = is_given(&statement.text) || statement.marks.has(Marks::DELIVERS);
        (gives, statement.marks.has(Marks::NAMES_A_DAY), content_stems(&statement.text).len())
    };
    let mut best: Option<&Statement> = None;
    for statement in line.iter().filter(may_give) {
        if best.is_none_or(|best| weight(&best) < weight(&statement)) {
            best = Some(statement);
        }
    }
    let statement = best?;
    let named = named_in(dossier, voices, &statement.text).filter(|(named, _)| *named == side);
    let whom = match (first.reported, named) {
        // Of their side a note has to say who.
        (true, named) if side == Side::Them => named?.1,
        (true, named) => named.map_or_else(|| statement.speaker.clone(), |(_, name)| name),
        (false, _) if statement.side == side => statement.speaker.clone(),
        // Whoever repeats what the other side has said promises nothing.
        (false, _) => return None,
    };
    let day = day_of(statement).or_else(|| line.iter().find_map(day_of));
    let promise = Promise {
        text: statement.text.trim().trim_end_matches(['.', ' ']).to_owned(),
        citation: statement.citation.clone(),
        statement: statement.clone(),
        by: side,
        whom,
        due: day.map_or(statement.day, |(due, _)| due),
        or_due: day.and_then(|(_, other)| other),
        status: PromiseStatus::Open,
        likely_kept: None,
    };
    Some((promise, day.is_some()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        promises, statements,
        statements::tests::{BUYER, REP, mails},
    };
    use domain::Category;
    use jiff::civil::date;

    /// What is read in one mail of which the model says how likely each side promises in it: who owes what, by when.
    fn read(by: (&str, &str), text: &str, ours: f32, theirs: f32) -> Vec<(Side, String, Option<Date>)> {
        let mut dossier = mails(&[(by, "Next steps", text)]);
        let mut probabilities = [0.0; Says::COUNT];
        probabilities[Category::ALL.len() + Act::WePromise as usize] = ours;
        probabilities[Category::ALL.len() + Act::TheyPromise as usize] = theirs;
        let document = &dossier.entries[0].documents[0];
        let line = ReadLine { span: Span::whole(&document.text), says: Says::of(&probabilities).unwrap() };
        dossier.lines.insert((document.record.clone(), document.part.clone()), vec![line]);
        let (said, today) = (statements(&dossier), date(2026, 3, 20));
        let rules = promises(&dossier, &said, today);
        let (dated, undated) = read_promises(&dossier, &said, &rules.iter().collect::<Vec<_>>(), today);
        let dated = dated.into_iter().map(|promise| (promise.by, promise.text, Some(promise.due)));
        dated.chain(undated.into_iter().map(|one| (one.promise.by, one.promise.text, None))).collect()
    }

    #[test]
    fn what_the_model_reads_is_promised_by_whoever_speaks() {
        let text = "Understood. The drawings then, on 12 March.";
        let drawings = "The drawings then, on 12 March".to_owned();
        assert_eq!(read(REP, text, 0.8, 0.05), [(Side::Us, drawings.clone(), Some(date(2026, 3, 12)))]);
        assert_eq!(read(BUYER, text, 0.05, 0.8), [(Side::Them, drawings, Some(date(2026, 3, 12)))]);
        // Whoever repeats what the other side promises owes nothing, and what may be either is neither.
        assert_eq!(read(BUYER, text, 0.8, 0.05), []);
        assert_eq!(read(REP, text, 0.6, 0.55), []);
        assert_eq!(read(REP, text, 0.3, 0.0), []);
        assert_eq!(read(REP, "And the drawings, when?", 0.9, 0.0), []);
        // What rules find is left to them.
        assert_eq!(read(REP, "I'll send you the drawings by Friday.", 0.9, 0.0), []);
    }
}
