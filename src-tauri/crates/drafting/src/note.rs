//! The call note: what was said and matters, what they object to, who promised what. Every line stands in the transcript.

use crate::{
    desk::{Desk, item},
    phrases::Phrases,
};
use domain::{
    Anchor, Citation, Document, Dossier, Dropped, Entry, Heading, Item, ItemKind, Line, Marker, Mode, RecordId,
    Sources, text::word_count,
};
use facts::{Side, Statement, Topic, content_stems, hangs_on, language, salience, substance};
use grounding::check;
use std::collections::BTreeSet;

/// The fewest and the most key points that a note has.
const POINTS: std::ops::RangeInclusive<usize> = 3..=7;
/// How many turns of a talk make one key point more.
const TURNS_A_POINT: usize = 8;
/// A sentence with fewer words is a fragment, one with more is a speech.
const WORDS: std::ops::RangeInclusive<usize> = 6..=42;
/// The most objections that a note has.
const OBJECTIONS: usize = 5;
/// A doubt that weighs less is a manner of speaking, unless it says of itself that it is one.
const WORTH_AN_OBJECTION: f32 = 4.2;
/// A sentence that matters less is left out once there are enough.
const WORTH_A_POINT: f32 = 2.0;

/// The note of a call, ready to be filed.
#[derive(Debug, Clone, PartialEq)]
pub struct CallNote {
    /// The note's title, as in "Call with Velora Health, 25 February 2026".
    pub title: String,
    /// The note's lines, in the order of [`Heading::ALL`].
    pub lines: Vec<Line>,
    /// Lines that grounding refused and that were left out, each with the reason.
    pub dropped: Vec<Dropped>,
    /// The text behind every citation of the lines.
    pub sources: Sources,
}

/// Writes the note of a call out of its transcript; `None` where there is none. Deterministic.
pub fn note(dossier: &Dossier, call: &RecordId) -> Option<CallNote> {
    let entry = dossier.entries.iter().find(|entry| entry.activity.id == *call)?;
    let transcript = entry.spoken()?;
    let mut desk = Desk::of(dossier);
    // A note speaks the language of its talk.
    desk.phrases = Phrases::of(language(&transcript.text));
    let weighed = sentences(&desk, transcript);
    let said: Vec<Statement> = weighed.iter().map(|(_, statement)| statement.clone()).collect();
    let promised: Vec<_> =
        desk.promises.iter().filter(|promise| promise.statement.activity == *call).cloned().collect();
    let mut taken: Vec<Citation> = promised.iter().map(|promise| promise.citation.clone()).collect();
    let objections = objections(&said, &taken);
    taken.extend(objections.iter().map(|statement| statement.citation.clone()));
    let points = key_points(&weighed, transcript, &taken);

    let mut proposed: Vec<(Heading, Item, Option<String>)> = Vec::new();
    for (heading, rule, statements) in
        [(Heading::Point, "key_points", points), (Heading::Objection, Topic::Objection.as_str(), objections)]
    {
        for statement in statements {
            let citation = desk.cite(&statement, statement.citation.clone());
            let line = item(ItemKind::Quote, Some(rule), statement.text.clone(), vec![citation]);
            proposed.push((heading, line, Some(statement.speaker)));
        }
    }
    for promise in &promised {
        let heading = if promise.by == Side::Us { Heading::Ours } else { Heading::Theirs };
        let citation = desk.cite(&promise.statement, promise.quoted());
        let by = desk.phrases.by(promise.due);
        let text = format!("{}, {by}: “{}”", promise.statement.speaker, promise.text);
        proposed.push((heading, item(ItemKind::Fact, Some("promise_ledger"), text, vec![citation]), None));
    }
    proposed.sort_by_key(|(heading, ..)| *heading);
    Some(checked(entry, desk, proposed))
}

/// Lets grounding see every line, and keeps those it passes.
fn checked(entry: &Entry, desk: Desk<'_>, proposed: Vec<(Heading, Item, Option<String>)>) -> CallNote {
    let moment = desk.moment();
    let (mut lines, mut dropped) = (Vec::new(), Vec::new());
    for (heading, item, speaker) in proposed {
        match check(&item, &desk.sources, &moment) {
            Ok(()) => lines.push(Line {
                text: item.text,
                kind: item.kind,
                rule: item.rule,
                citations: item.citations,
                verified: true,
                confidence: item.confidence,
                heading,
                under: heading,
                speaker,
            }),
            Err(flaw) => dropped.push(Dropped { text: item.text, reason: flaw.to_string() }),
        }
    }
    let cited: BTreeSet<&Citation> = lines.iter().flat_map(|line| &line.citations).collect();
    let day = desk.day(entry.activity.at);
    CallNote {
        title: desk.phrases.note_title(&desk.dossier.account.display_name(), day),
        sources: desk
            .sources
            .iter()
            .filter(|(id, _)| cited.contains(id))
            .map(|(id, s)| (id.clone(), s.clone()))
            .collect(),
        lines,
        dropped,
    }
}

/// The sentences of a talk in order, each with how much it tells by itself, and with the one before it where it makes no sense without.
fn sentences(desk: &Desk<'_>, transcript: &Document) -> Vec<(f32, Statement)> {
    let spoken = |s: &&Statement| s.spoken && s.activity == transcript.record;
    let said: Vec<&Statement> = desk.statements.iter().filter(spoken).collect();
    let mut joined: Vec<(f32, Statement)> = Vec::new();
    for (at, statement) in said.iter().enumerate() {
        let score = substance(statement);
        let before = at.checked_sub(1).and_then(|at| said.get(at)).filter(|before| before.context == statement.context);
        let Some(before) = before.filter(|_| hangs_on(&statement.text)) else {
            // What points back out of its own turn says little here.
            let alone = if hangs_on(&statement.text) { score - 2.0 } else { score };
            joined.push((alone, (*statement).clone()));
            continue;
        };
        let mut whole = (*statement).clone();
        whole.citation.span.start = before.citation.span.start;
        whole.text = whole.citation.span.of(&transcript.text).to_owned();
        let fits = word_count(&whole.text) <= *WORDS.end();
        joined.push(if fits { (score, whole) } else { (score - 2.0, (*statement).clone()) });
    }
    joined
}

fn objections(said: &[Statement], taken: &[Citation]) -> Vec<Statement> {
    let mut found: Vec<(f32, &Statement)> = said
        .iter()
        .filter(|s| s.side == Side::Them && WORDS.contains(&word_count(&s.text)) && is_free(s, taken))
        .filter_map(|s| Some((doubt(s).filter(|score| is_meant(*score, s))?, s)))
        .collect();
    found.sort_by(|(a, x), (b, y)| b.total_cmp(a).then_with(|| x.citation.cmp(&y.citation)));
    let mut chosen: Vec<Statement> = Vec::new();
    for (_, statement) in found {
        if chosen.len() < OBJECTIONS && chosen.iter().all(|other| !is_like(other, statement)) {
            chosen.push(statement.clone());
        }
    }
    chosen.sort_by_key(|statement| statement.citation.span);
    chosen
}

/// How much a sentence weighs as a doubt; `None` where it is none.
fn doubt(statement: &Statement) -> Option<f32> {
    salience(statement).filter(|salience| salience.topic == Topic::Objection).map(|salience| salience.score)
}

fn is_meant(doubt: f32, statement: &Statement) -> bool {
    WORTH_AN_OBJECTION <= doubt || statement.text.contains("worr") || statement.text.contains("comfortable")
}

/// The weightiest sentence of each stretch of the talk; stretches of small talk have none, as long as enough others do.
fn key_points(said: &[(f32, Statement)], transcript: &Document, taken: &[Citation]) -> Vec<Statement> {
    let turns = transcript.utterances.len();
    let count = (turns / TURNS_A_POINT).clamp(*POINTS.start(), *POINTS.end());
    let length = transcript.utterances.last().map_or(0, |last| last.span.end).max(1);
    let stretch_of = |statement: &Statement| (statement.citation.span.start * count / length).min(count - 1);
    let mut best: Vec<Vec<(f32, &Statement)>> = vec![Vec::new(); count];
    let is_phrase = |s: &Statement| doubt(s).is_some_and(|score| !is_meant(score, s));
    let can_stand = |s: &Statement| WORDS.contains(&word_count(&s.text)) && is_free(s, taken) && !is_phrase(s);
    for (score, statement) in said.iter().filter(|(_, s)| can_stand(s)) {
        best[stretch_of(statement)].push((*score, statement));
    }
    let mut chosen: Vec<(f32, Statement)> = Vec::new();
    for stretch in &mut best {
        stretch.sort_by(|(a, x), (b, y)| b.total_cmp(a).then_with(|| x.citation.cmp(&y.citation)));
        let new = stretch.iter().find(|(_, s)| chosen.iter().all(|(_, other)| !is_like(other, s)));
        chosen.extend(new.map(|(score, s)| (*score, (*s).clone())));
    }
    // The least telling go first, down to the fewest a note has.
    while *POINTS.start() < chosen.len() {
        let Some(least) = (0..chosen.len()).min_by(|a, b| chosen[*a].0.total_cmp(&chosen[*b].0)) else { break };
        if WORTH_A_POINT <= chosen[least].0 {
            break;
        }
        chosen.remove(least);
    }
    chosen.into_iter().map(|(_, statement)| statement).collect()
}

fn is_free(statement: &Statement, taken: &[Citation]) -> bool {
    let span = statement.citation.span;
    taken.iter().all(|other| other.record != statement.citation.record || !other.span.overlaps(span))
}

/// Whether two sentences say much the same, or one is part of the other.
fn is_like(one: &Statement, other: &Statement) -> bool {
    let (a, b) = (content_stems(&one.text), content_stems(&other.text));
    one.citation.span.overlaps(other.citation.span) || a.len().min(b.len()) < 2 * a.intersection(&b).count()
}

/// The last line of whatever a rep files: what made it, who approved it, the marker it is found by, and where the log of writes stood.
pub fn footer(approver: &str, marker: &Marker, mode: Mode, anchor: &Anchor) -> String {
    format!("{} · approved by {approver} · ref {marker} · {anchor}", mode.made_by())
}

/// The fixed words of a note: in the language of what is quoted in it, else of what is written.
pub fn phrases_of(lines: &[Line]) -> Phrases {
    let text = |quotes: bool| -> String {
        let lines = lines.iter().filter(|line| !quotes || line.kind == ItemKind::Quote);
        lines.map(|line| line.text.as_str()).collect::<Vec<_>>().join(" ")
    };
    let (quoted, all) = (text(true), text(false));
    Phrases::of(language(if quoted.is_empty() { &all } else { &quoted }))
}

/// The note as HubSpot gets it: a title, short headings, lists, the footer. Every text is escaped.
pub fn body(title: &str, lines: &[Line], footer: &str) -> String {
    let mut html = format!("<p><strong>{}</strong></p>\n", escaped(title));
    let phrases = phrases_of(lines);
    for heading in Heading::ALL {
        let here: Vec<&Line> = lines.iter().filter(|line| line.under == heading).collect();
        if here.is_empty() {
            continue;
        }
        html.push_str(&format!("<p><strong>{}</strong></p>\n<ul>\n", escaped(&phrases.heading(heading))));
        for line in here {
            html.push_str(&format!("<li>{}</li>\n", escaped(&line.shown())));
        }
        html.push_str("</ul>\n");
    }
    html.push_str(&format!("<p>{}</p>", escaped(footer)));
    html
}

/// A text as HTML, without what nobody sees: whatever a card shows is what is sent, and nothing else.
fn escaped(text: &str) -> String {
    domain::visible(text).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// The lines after an edit: those that read as before keep what they are, every other one is the rep's own.
///
/// `texts` in order, one a line, as [`Line::text`] or [`Line::shown`]; empty ones and the headings of a note are left out. A line that
/// stands in the place of an old one stays in its part of the note; one that is new stands where the line before it does.
pub fn edited(lines: &[Line], texts: &[String]) -> Vec<Line> {
    let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let phrases = phrases_of(lines);
    let is_heading = |text: &str| Heading::ALL.iter().any(|heading| phrases.heading(*heading) == text);
    let texts: Vec<String> =
        texts.iter().map(|text| plain(text)).filter(|text| !text.is_empty() && !is_heading(text)).collect();
    let reads_as = |line: &Line, text: &str| plain(&line.text) == text || plain(&line.shown()) == text;
    // Which old line each new one is; the old ones that are gone are free to be stood in for.
    let mut used = vec![false; lines.len()];
    let mut same: Vec<Option<usize>> = Vec::new();
    for text in &texts {
        let found = (0..lines.len()).find(|at| !used[*at] && reads_as(&lines[*at], text));
        if let Some(at) = found {
            used[at] = true;
        }
        same.push(found);
    }
    let mut next = 0;
    let mut under = lines.first().map_or(Heading::Yours, |line| line.under);
    let mut edited = Vec::new();
    for (text, same) in texts.iter().zip(same) {
        let line = match same {
            Some(at) => {
                next = at + 1;
                lines[at].clone()
            }
            None => {
                if let Some(place) = lines.get(next).filter(|_| !used[next]) {
                    under = place.under;
                    next += 1;
                }
                Line::of_the_rep(text, under)
            }
        };
        under = line.under;
        edited.push(line);
    }
    edited
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quote(text: &str, heading: Heading) -> Line {
        Line {
            kind: ItemKind::Quote,
            rule: None,
            heading,
            under: heading,
            verified: true,
            citations: vec![Citation::property("call:7".parse().unwrap(), "transcript", text)],
            speaker: Some("Ada Reyes".to_owned()),
            ..Line::of_the_rep(text, heading)
        }
    }

    #[test]
    fn what_was_not_changed_stays_what_it_was() {
        let lines = [
            quote("One is one.", Heading::Point),
            quote("Two is two.", Heading::Point),
            quote("No.", Heading::Objection),
        ];
        let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        let same = edited(&lines, &texts(&["Key points", "Ada Reyes: “One is one.”", "Two is two.", "", "No."]));
        assert_eq!(same, lines);
        let changed = edited(&lines, &texts(&["One is one.", "Two is three.", "Ada Reyes: “No.”", "And four."]));
        assert_eq!(changed[0], lines[0]);
        assert_eq!((changed[1].heading, changed[1].under), (Heading::Yours, Heading::Point));
        assert!(!changed[1].verified && changed[1].citations.is_empty());
        assert_eq!((changed[3].heading, changed[3].under), (Heading::Yours, Heading::Objection));
        assert_eq!(edited(&lines, &texts(&["No."])), [lines[2].clone()]);
    }

    #[test]
    fn a_body_escapes_what_people_say() {
        let lines = [quote("<script>x</script> & \"y\"", Heading::Point)];
        let html = body(
            "Call with A & B",
            &lines,
            &footer(
                "Maren Holt",
                &Marker::of_bits(255),
                Mode::Extractive,
                &Anchor::new("0a1b2c3d", "4f5e6d7c8b9a0f1e"),
            ),
        );
        assert!(html.contains("Ada Reyes: “&lt;script&gt;x&lt;/script&gt; &amp; &quot;y&quot;”"), "{html}");
        assert!(html.ends_with("<p>Compiled from your CRM · approved by Maren Holt · ref 00000000000000ff · log 0a1b2c3d-4f5e6d7c8b9a0f1e</p>"));
        assert!(!html.contains("Objections"));
    }
}
