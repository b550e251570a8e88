//! A draft as of a moment knows nothing of what came later, whatever the dossier it is given holds.

use domain::{
    Activity, Citation, DealFile, Document, Dossier, Entry, ObjectType, Owner, Part, Pipeline, PropertyChange, Record,
    RecordId, Sources, Span, Stage, TranscriptState, Utterance,
};
use drafting::{Inbound, brief, digest_of, digest_share, ledger, noticed, reply, signals, tasks};
use grounding::Moment;
use jiff::{Timestamp, ToSpan};
use proptest::{collection::vec, prelude::*};
use std::collections::{BTreeMap, BTreeSet};

const SENTENCES: [&str; 14] = [
    "I'll send you the data sheet by Friday.",
    "The board has released 44,000 euros, but not a cent beyond it.",
    "My worry is the migration, not the software.",
    "Please do not call me again.",
    "Can you confirm that the export includes all metadata?",
    "We will decide on 12 December.",
    "Our competitor Pactolane was here on Monday.",
    "Attached the data sheet, as promised.",
    "We are now 1,620 people.",
    "I'm now head of operations.",
    "Everything must be signed before the freeze on 3 January.",
    "I will introduce you to Joost next week.",
    "Ich schicke Ihnen die Liste bis Montag.",
    "We have 52,000 euros for this year.",
];
const KINDS: [ObjectType; 5] =
    [ObjectType::Call, ObjectType::Email, ObjectType::Note, ObjectType::Meeting, ObjectType::Task];

/// An activity in the making; days count from the moment.
#[derive(Debug, Clone)]
struct Act {
    kind: usize,
    day: i64,
    created: i64,
    ours: bool,
    words: Vec<usize>,
}

fn act() -> impl Strategy<Value = Act> {
    (0..KINDS.len(), -90_i64..30, -90_i64..30, any::<bool>(), vec(0..SENTENCES.len(), 1..4))
        .prop_map(|(kind, day, created, ours, words)| Act { kind, day, created, ours, words })
}

fn moment_of(day: i64) -> Timestamp {
    now() + (24 * day).hours() + day.rem_euclid(7).minutes()
}

fn now() -> Timestamp {
    "2026-11-20T09:00:00Z".parse().unwrap()
}

fn record(id: &str, properties: &[(&str, &str)]) -> Record {
    let properties = properties.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let at = moment_of(-100);
    Record { id: id.parse().unwrap(), properties, created_at: at, modified_at: at, archived: false }
}

fn entry(index: usize, act: &Act) -> Entry {
    let id = RecordId::new(KINDS[act.kind], (100 + index).to_string());
    let at = moment_of(act.day);
    let speaker = if act.ours { "Maren Holt" } else { "Petra Lang" };
    // The mark tells whose words these are.
    let text = act.words.iter().map(|at| SENTENCES[*at]).collect::<Vec<_>>().join(" ") + &format!(" Mark{index}.");
    let part = match KINDS[act.kind] {
        ObjectType::Call => Part::transcript(),
        ObjectType::Email => Part("hs_email_text".to_owned()),
        ObjectType::Note => Part("hs_note_body".to_owned()),
        _ => Part("hs_meeting_body".to_owned()),
    };
    let turn =
        Utterance { speaker: speaker.to_owned(), email: None, span: Span::whole(&text), start_ms: 0, end_ms: 1_000 };
    let title = format!("Title{index}");
    let mut record = record(&id.to_string(), &[("hs_meeting_title", &title), ("hs_timestamp", &at.to_string())]);
    record.created_at = moment_of(act.created);
    record.modified_at = moment_of(act.created);
    let document = Document {
        record: id.clone(),
        utterances: if part.is_transcript() { vec![turn] } else { Vec::new() },
        part,
        text,
        speaker: Some(speaker.to_owned()),
        at,
    };
    Entry {
        activity: Activity { id, at, created_at: moment_of(act.created), title },
        record,
        participants: vec!["contact:1".parse().unwrap()],
        transcript: (KINDS[act.kind] == ObjectType::Call).then_some(TranscriptState::Present),
        documents: vec![document],
    }
}

fn dossier(acts: &[Act], changes: &[(i64, bool)]) -> Dossier {
    let mut entries: Vec<Entry> = acts.iter().enumerate().map(|(index, act)| entry(index, act)).collect();
    entries.sort_by_key(|entry| entry.activity.at);
    let change = |(day, late): &(i64, bool)| PropertyChange {
        property: "dealstage".to_owned(),
        value: if *late { "late" } else { "early" }.to_owned(),
        at: moment_of(*day),
        source: "CRM_UI".to_owned(),
    };
    let mut history: Vec<PropertyChange> = changes.iter().map(change).collect();
    history.sort_by_key(|change| change.at);
    let stage = |id: &str, probability: f32| Stage {
        id: id.to_owned(),
        label: id.to_owned(),
        closed: false,
        probability: Some(probability),
    };
    let deal = [("dealname", "Rollout"), ("dealstage", "late"), ("amount", "48000"), ("closedate", "2026-12-01")];
    let maren = Owner {
        id: "9".to_owned(),
        email: "maren@quillstack.example".to_owned(),
        name: "Maren Holt".to_owned(),
        archived: false,
    };
    let mut dossier = Dossier {
        account: record("company:1", &[("name", "Harbourline"), ("numberofemployees", "1450")]),
        contact: None,
        why: "asked for".to_owned(),
        as_of: now(),
        fresh_as_of: Some(now()),
        zone: jiff::tz::TimeZone::get("Europe/Berlin").unwrap(),
        portal_zone: jiff::tz::TimeZone::get("Europe/Berlin").unwrap(),
        deal: None,
        currency: "EUR".to_owned(),
        owners: vec![maren],
        contacts: vec![record(
            "contact:1",
            &[("firstname", "Petra"), ("lastname", "Lang"), ("jobtitle", "Head of Legal")],
        )],
        deals: vec![DealFile { record: record("deal:1", &deal), history }],
        tickets: Vec::new(),
        pipelines: vec![Pipeline {
            id: "default".to_owned(),
            label: "Sales".to_owned(),
            stages: vec![stage("early", 0.2), stage("late", 0.9)],
        }],
        entries,
        readings: domain::Readings::new(),
        lines: domain::ReadLines::new(),
        pages: Vec::new(),
        gaps: Vec::new(),
        marks: Vec::new(),
        alike: Vec::new(),
    };
    dossier.choose_deal(None, &[]);
    dossier
}

/// The same account as somebody saw it who left the office at the moment.
fn seen_then(dossier: &Dossier) -> Dossier {
    let mut seen = dossier.clone();
    seen.entries.retain(|entry| entry.activity.created_at <= now());
    seen.entries.retain(|entry| {
        entry.activity.at <= now()
            || matches!(entry.activity.object(), ObjectType::Meeting | ObjectType::Task | ObjectType::Call)
    });
    for entry in &mut seen.entries {
        entry.documents.retain(|document| document.at <= now());
    }
    seen.deals[0].history.retain(|change| change.at <= now());
    seen
}

fn is_of_the_past(dossier: &Dossier, sources: &Sources) -> Result<(), TestCaseError> {
    let by_id: BTreeMap<&RecordId, &Entry> = dossier.entries.iter().map(|entry| (&entry.activity.id, entry)).collect();
    for (citation, source) in sources {
        prop_assert!(source.time <= now(), "{citation} is of {}", source.time);
        let Citation { record, part, .. } = citation;
        if let Some(entry) = by_id.get(record) {
            prop_assert!(entry.activity.created_at <= now(), "{citation} was made later");
            let planned = matches!(part.0.as_str(), "hs_meeting_title" | "hs_timestamp");
            prop_assert!(entry.activity.at <= now() || planned, "{citation} is of {}", entry.activity.at);
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    /// Whatever happened later, the brief of a moment is the one that could have been written then, and cites nothing newer.
    #[test]
    fn a_brief_knows_nothing_of_later(acts in vec(act(), 0..14), changes in vec((-60_i64..30, any::<bool>()), 0..5), full in any::<bool>()) {
        let dossier = dossier(&acts, &changes);
        let seen = seen_then(&dossier);
        let (made, sources) = brief(&dossier, full);
        let later: BTreeSet<String> = (0..acts.len())
            .filter(|at| 0 < acts[*at].created || 0 < acts[*at].day)
            .map(|at| format!("Mark{at}."))
            .collect();
        let shown = made.sections.iter().flat_map(|section| &section.items).map(|item| item.text.clone());
        let told: Vec<String> = shown.chain(made.dropped.iter().map(|dropped| dropped.text.clone())).collect();
        prop_assert!(told.iter().all(|text| later.iter().all(|mark| !text.contains(mark.as_str()))), "{told:?}");
        is_of_the_past(&dossier, &sources)?;
        prop_assert_eq!((made, sources), brief(&seen, full));
    }

    /// The other drafts know nothing that came later either.
    #[test]
    fn no_draft_knows_anything_of_later(acts in vec(act(), 0..10), changes in vec((-60_i64..30, any::<bool>()), 0..3)) {
        let dossier = dossier(&acts, &changes);
        let seen = seen_then(&dossier);
        let utc = jiff::tz::TimeZone::UTC;
        let moment = Moment::new("2026-11-20T09:00:00Z".parse().unwrap(), &utc, &utc);
        let day = digest_of(&[digest_share(&dossier, None, &moment)], None, &moment);
        is_of_the_past(&dossier, &day.sources)?;
        prop_assert_eq!(day, digest_of(&[digest_share(&seen, None, &moment)], None, &moment));
        prop_assert_eq!(tasks(&dossier), tasks(&seen));
        prop_assert_eq!(noticed(&dossier), noticed(&seen));
        prop_assert_eq!(ledger(&dossier), ledger(&seen));
        prop_assert_eq!(signals(&dossier), signals(&seen));
        let inbound = Inbound::pasted("Can you confirm that the export includes all metadata?", Some("Petra Lang"));
        prop_assert_eq!(reply::passages(&dossier, &inbound), reply::passages(&seen, &inbound));
        prop_assert_eq!(reply(&dossier, &inbound, &[]), reply(&seen, &inbound, &[]));
    }
}
