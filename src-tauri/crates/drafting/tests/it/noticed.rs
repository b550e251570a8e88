//! Particulars that the stories' signatures and talks name.

use crate::portal::{stories, story};
use drafting::noticed;
use std::fmt::Write as _;

#[test]
fn what_the_crm_has_otherwise_is_proposed() {
    let mut shown = String::new();
    for dossier in stories() {
        let (found, sources) = noticed(&dossier);
        for value in &found {
            let current = value.current.as_deref().unwrap_or("nothing");
            writeln!(shown, "{} {}: {current} -> {}", value.record, value.property, value.proposed).unwrap();
            let source = &sources[&value.citation];
            assert!(source.text.contains(value.proposed.as_str()), "{value:?}");
            let entry = dossier.entries.iter().find(|entry| entry.activity.id == value.citation.record).unwrap();
            let document = entry.documents.iter().find(|document| document.part == value.citation.part).unwrap();
            assert_eq!(value.citation.span.of(&document.text), value.proposed);
        }
        assert_eq!(found.len(), sources.len());
    }
    insta::assert_snapshot!(shown);
}

#[test]
fn what_was_said_in_a_talk_counts_as_well() {
    let mut dossier = story("harbourline");
    let call = dossier.entries.iter_mut().rfind(|entry| entry.transcript.is_some()).unwrap();
    let document = call.documents.iter_mut().find(|document| document.part.is_transcript()).unwrap();
    let start = document.text.chars().count();
    let said = "By now we are 1,620 people. My new mobile number is +31 6 5550 0199.";
    document.text.push_str(said);
    let mut turn = document.utterances[0].clone();
    turn.speaker = "Petra Lang".to_owned();
    turn.span = domain::Span { start, end: start + said.chars().count() };
    document.utterances.push(turn);
    let found = noticed(&dossier).0;
    let value = |property: &str| found.iter().find(|value| value.property == property).map(|value| &value.proposed[..]);
    assert_eq!(value("numberofemployees"), Some("1620"));
    assert_eq!(value("mobilephone"), Some("+31 6 5550 0199"));
}
