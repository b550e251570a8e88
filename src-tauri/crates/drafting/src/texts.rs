//! The account's own texts as stretches that a language model may read and cite: a talk turn by turn, mails and notes by their authors.

use domain::{Citation, Document, Dossier, Entry, Part, RecordId, Side, Slices, Source, Span, Voices};
use facts::{Statement, statements};
use std::collections::BTreeSet;

/// Sentences of one author are read together up to so many letters.
const STRETCH_CHARS: usize = 1_200;
/// Sentences this many letters apart are no longer one stretch: something of another layer stands between them.
const GAP_CHARS: usize = 120;

/// A stretch of text by one author, with the citation that opens it.
#[derive(Debug, Clone, PartialEq)]
pub struct Stretch {
    /// The citation of the stretch.
    pub citation: Citation,
    /// The words of the stretch, with who said them and when.
    pub source: Source,
}

/// TextsOf texts a draft is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextsOf<'a> {
    /// One talk, read whole and turn by turn.
    Talk(&'a RecordId),
    /// What a person wrote and said, and the mails and talks that they took part in.
    Person(&'a RecordId),
    /// Everything of the account.
    Account,
}

/// What a draft is to read of an account.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ToRead<'a> {
    /// TextsOf texts the draft is about.
    pub which: TextsOf<'a>,
    /// What a search found beside them: the stretches that hold these are read too.
    pub found: &'a [Citation],
    /// The most letters that are read, a talk that is meant aside, which is read whole: first what was found, then what is newest.
    pub chars_max: usize,
}

/// The stretches that a draft reads, each once: a talk that is meant, then what was found, then the rest, the newest first. Deterministic.
///
/// Only what an author wrote or said themselves is among them: no quoted history, signature or automatic reply, nothing that Foreword filed, and
/// nobody who is on neither side. A talk that is meant is read turn by turn, whoever speaks.
pub fn read(dossier: &Dossier, reading: &ToRead<'_>) -> Vec<Stretch> {
    let known = dossier.as_known();
    let dossier = known.as_ref();
    let talk = if let TextsOf::Talk(call) = reading.which { Some(call) } else { None };
    let mut chosen = talk.map(|call| turns(dossier, call)).unwrap_or_default();
    let all: Vec<Stretch> =
        stretches(dossier, &statements(dossier)).into_iter().filter(|one| Some(&one.citation.record) != talk).collect();
    let is_found = |one: &Stretch| reading.found.iter().any(|found| overlaps(&one.citation, found));
    let is_meant = |one: &Stretch| match reading.which {
        TextsOf::Talk(_) => false,
        TextsOf::Person(person) => is_of(dossier, one, person),
        TextsOf::Account => true,
    };
    let mut order: Vec<RecordId> = Vec::new();
    for entry in dossier.entries.iter().rev() {
        order.push(entry.activity.id.clone());
    }
    let mut left = reading.chars_max;
    let mut taken: BTreeSet<&Citation> = BTreeSet::new();
    // What was looked for goes before what is merely new.
    let by_age = || order.iter().flat_map(|activity| all.iter().filter(move |one| one.citation.record == *activity));
    for one in by_age().filter(|one| is_found(one)).chain(by_age().filter(|one| is_meant(one))) {
        let chars = one.source.text.chars().count();
        if chars <= left && taken.insert(&one.citation) {
            left -= chars;
            chosen.push(one.clone());
        }
    }
    chosen
}

/// A talk's turns, in order; what one person says without a break is one.
pub fn turns(dossier: &Dossier, call: &RecordId) -> Vec<Stretch> {
    let entry = dossier.entries.iter().find(|entry| entry.activity.id == *call);
    let document = entry.and_then(Entry::spoken);
    let Some(document) = document else { return Vec::new() };
    let voices = Voices::of(dossier);
    let mut turns: Vec<(&str, Span)> = Vec::new();
    for turn in &document.utterances {
        match turns.last_mut() {
            Some((speaker, span)) if *speaker == turn.speaker => span.end = turn.span.end,
            _ => turns.push((&turn.speaker, turn.span)),
        }
    }
    let (slices, content) = (Slices::of(&document.text), document.content_hash());
    let stretch = |(speaker, span): (&str, Span)| {
        let citation = Citation { record: call.clone(), part: Part::transcript(), content: content.clone(), span };
        let source = source_of(document, Some(speaker.to_owned()), voices.side(speaker), slices.get(span));
        Stretch { citation, source }
    };
    turns.into_iter().map(stretch).collect()
}

fn source_of(document: &Document, speaker: Option<String>, side: Option<Side>, text: &str) -> Source {
    Source {
        record: document.record.clone(),
        property: (!document.part.is_transcript()).then(|| document.part.0.clone()),
        time: document.at,
        speaker,
        side,
        text: text.to_owned(),
    }
}

/// Sentences that one author says one after the other, put together.
fn stretches(dossier: &Dossier, statements: &[Statement]) -> Vec<Stretch> {
    let mut found = Vec::new();
    for document in dossier.entries.iter().flat_map(|entry| &entry.documents) {
        let slices = Slices::of(&document.text);
        let here =
            statements.iter().filter(|s| s.citation.record == document.record && s.citation.part == document.part);
        let mut open: Option<(Citation, &Statement)> = None;
        let mut close = |open: Option<(Citation, &Statement)>| {
            let Some((citation, first)) = open else { return };
            let source = source_of(document, Some(first.speaker.clone()), Some(first.side), slices.get(citation.span));
            found.push(Stretch { citation, source });
        };
        for statement in here {
            let span = statement.citation.span;
            let goes_on = open.as_ref().is_some_and(|(citation, first)| {
                first.speaker == statement.speaker
                    && citation.span.end <= span.start
                    && span.start - citation.span.end <= GAP_CHARS
                    && span.end.saturating_sub(citation.span.start) <= STRETCH_CHARS
            });
            match open.as_mut().filter(|_| goes_on) {
                Some((citation, _)) => citation.span.end = span.end,
                None => close(open.replace((statement.citation.clone(), statement))),
            }
        }
        close(open);
    }
    found
}

/// Whether two citations speak of the same place of the same text.
fn overlaps(one: &Citation, other: &Citation) -> bool {
    one.record == other.record
        && one.part == other.part
        && one.content == other.content
        && one.span.start < other.span.end
        && other.span.start < one.span.end
}

/// Whether a stretch is a person's own, or stands in a mail or talk that they took part in.
fn is_of(dossier: &Dossier, stretch: &Stretch, person: &RecordId) -> bool {
    let entry = dossier.entries.iter().find(|entry| entry.activity.id == stretch.citation.record);
    if entry.is_some_and(|entry| entry.participants.contains(person)) {
        return true;
    }
    let name = dossier.person(person).map(domain::Record::display_name).unwrap_or_default();
    stretch.source.speaker.as_deref().is_some_and(|speaker| domain::names::same(speaker, &name))
}
