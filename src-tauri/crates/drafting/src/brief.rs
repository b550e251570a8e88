//! The pre-call brief, put together: the eight sections are filled, grounded and cut to length, and what was read is counted.

use crate::{
    account,
    desk::{Desk, verify},
    recurring::RECURRING,
    sections,
};
use domain::{
    Brief, Citation, Coverage, Dossier, Dropped, Item, Mode, ObjectType, Section, SectionName, Sources,
    TranscriptState, Unrecognised, Who, text::word_count,
};
use std::collections::{BTreeMap, BTreeSet};

/// The most words a compact brief shows.
pub const WORDS_MAX: usize = 180;

/// Which line goes first when the brief is too long: a section that has more than this many lines gives up its last one.
const GIVE_UP: [(SectionName, usize); 14] = [
    (SectionName::Deal, 2),
    (SectionName::People, 3),
    (SectionName::Promises, 3),
    (SectionName::TheirWords, 3),
    (SectionName::Promises, 2),
    (SectionName::People, 2),
    (SectionName::LastTalk, 1),
    (SectionName::TheirWords, 2),
    (SectionName::People, 1),
    (SectionName::Landmines, 2),
    (SectionName::Deal, 1),
    (SectionName::TheirWords, 1),
    (SectionName::Landmines, 1),
    (SectionName::Promises, 1),
];

/// The same where a model has read the lines: those chosen for their worth go late.
const GIVE_UP_OF_READ: [(SectionName, usize); 14] = [
    (SectionName::Deal, 2),
    (SectionName::TheirWords, 8),
    (SectionName::Promises, 3),
    (SectionName::TheirWords, 7),
    (SectionName::People, 2),
    (SectionName::Deal, 1),
    (SectionName::TheirWords, 6),
    (SectionName::Promises, 2),
    (SectionName::LastTalk, 2),
    (SectionName::TheirWords, 2),
    (SectionName::People, 1),
    (SectionName::Landmines, 2),
    (SectionName::TheirWords, 1),
    (SectionName::Promises, 1),
];

/// Writes the extractive brief of a dossier, with the sources its lines cite. `full` keeps every line, however long it gets.
///
/// Deterministic. Lines that grounding refuses, and lines the length does not allow, are listed in `dropped` with the reason.
pub fn brief(dossier: &Dossier, full: bool) -> (Brief, Sources) {
    let known = dossier.as_known();
    let dossier = known.as_ref();
    let mut desk = Desk::of(dossier);
    let strangers = dossier.unrecognised();
    let mut proposed = sections::propose(&mut desk, &strangers, full);
    let mut moment = desk.moment();
    let stages = dossier.pipelines.iter().flat_map(|pipeline| &pipeline.stages);
    moment.labels.extend(stages.map(|stage| stage.label.clone()).chain(account::currencies(dossier)));
    let mut dropped = Vec::new();
    for items in proposed.values_mut() {
        items.retain_mut(|item| {
            let refused = verify(item, &desk.sources, &moment, None).err();
            let passed = refused.is_none();
            dropped.extend(refused);
            passed
        });
    }
    if !full {
        let give_up = if desk.lines.is_empty() { &GIVE_UP[..] } else { &GIVE_UP_OF_READ[..] };
        shorten(&mut proposed, give_up, &mut dropped);
    }
    let sections: Vec<Section> = SectionName::ALL
        .into_iter()
        .map(|name| {
            let items = proposed.remove(&name).unwrap_or_default();
            let empty = items.is_empty().then(|| sections::why_empty(name).to_owned());
            Section { name, empty, items }
        })
        .collect();
    let cited: BTreeSet<&Citation> =
        sections.iter().flat_map(|section| &section.items).flat_map(|item| &item.citations).collect();
    let sources = desk.sources.into_iter().filter(|(citation, _)| cited.contains(citation)).collect();
    let words = sections.iter().flat_map(|section| &section.items).map(|item| word_count(&item.text)).sum();
    let brief = Brief {
        mode: Mode::Extractive,
        who: Who {
            contact: dossier.contact.clone(),
            account: dossier.account.id.clone(),
            name: account::title(dossier),
            why: dossier.why.clone(),
        },
        fresh_as_of: dossier.fresh_as_of,
        coverage: coverage(dossier, &strangers),
        words,
        sections,
        dropped,
    };
    (brief, sources)
}

/// Gives up lines, least important first, until the brief is short enough.
fn shorten(
    sections: &mut BTreeMap<SectionName, Vec<Item>>,
    order: &[(SectionName, usize)],
    dropped: &mut Vec<Dropped>,
) {
    let words = |sections: &BTreeMap<SectionName, Vec<Item>>| -> usize {
        sections.values().flatten().map(|item| word_count(&item.text)).sum()
    };
    let mut give_up = |item: Item| {
        dropped.push(Dropped { text: item.text, reason: format!("left out to keep to {WORDS_MAX} words") });
    };
    // What only fills up goes before anything that a rule found.
    while WORDS_MAX < words(sections) {
        let items = sections.get_mut(&SectionName::TheirWords);
        let Some(items) =
            items.filter(|items| items.last().is_some_and(|item| item.rule.as_deref() == Some(RECURRING)))
        else {
            break;
        };
        items.pop().into_iter().for_each(&mut give_up);
    }
    for (name, keep) in order {
        while WORDS_MAX < words(sections) {
            let Some(items) = sections.get_mut(name).filter(|items| *keep < items.len()) else { break };
            items.pop().into_iter().for_each(&mut give_up);
        }
    }
}

/// What was read of the timeline so far: a planned meeting is not there to be read yet.
fn coverage(dossier: &Dossier, strangers: &[Unrecognised]) -> Coverage {
    let past: Vec<_> = dossier.entries.iter().filter(|entry| entry.activity.at <= dossier.as_of).collect();
    let withheld = |state: TranscriptState| past.iter().filter(|entry| entry.transcript == Some(state)).count();
    let wordless =
        past.iter().filter(|entry| entry.documents.is_empty() && entry.activity.object() == ObjectType::Email).count();
    let refused = withheld(TranscriptState::NotPermitted);
    let unknown = withheld(TranscriptState::Unknown);
    let mut missing = Vec::new();
    let mut say = |count: usize, one: &str, many: &str| match count {
        0 => {}
        1 => missing.push(format!("1 {one}")),
        _ => missing.push(format!("{count} {many}")),
    };
    say(wordless, "e-mail came without its text", "e-mails came without their text");
    say(refused, "call transcript not permitted", "call transcripts not permitted");
    say(unknown, "call transcript not found", "call transcripts not found");
    let lost = |entry: &&&domain::Entry| entry.activity.object() == ObjectType::Email && !entry.record.took_place();
    say(past.iter().filter(lost).count(), "e-mail did not arrive", "e-mails did not arrive");
    missing.extend(dossier.gaps.iter().cloned());
    // Whoever is not recognised is credited to nobody: said here, and loudly where the name is a known one.
    for stranger in strangers.iter().filter(|stranger| stranger.is_impostor) {
        missing.push(format!("mail under a known name from an unknown address: {}", stranger.name));
    }
    for stranger in strangers.iter().filter(|stranger| !stranger.is_impostor) {
        if let Some(known) = &stranger.looks_like {
            missing.push(format!("mail from an address that looks like {known} and is not: {}", stranger.name));
        }
    }
    for contact in &dossier.contacts {
        let name = contact.display_name();
        if domain::mixes_scripts(&name) {
            missing.push(format!("the name “{name}” has letters of several alphabets"));
        }
    }
    let texts: usize = strangers.iter().filter(|stranger| !stranger.is_impostor).map(|stranger| stranger.texts).sum();
    match texts {
        0 => {}
        1 => missing.push("1 mail or turn by somebody not recognised".to_owned()),
        _ => missing.push(format!("{texts} mails or turns by people not recognised")),
    }
    let unread = past
        .iter()
        .filter(|entry| {
            entry.documents.is_empty()
                || matches!(entry.transcript, Some(TranscriptState::NotPermitted | TranscriptState::Unknown))
        })
        .count();
    Coverage { read: past.len() - unread, total: past.len(), missing }
}
