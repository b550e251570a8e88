//! Briefs of the stories: every line verifies, a first call has more than empty sections, and nothing is from after its moment.

use crate::portal::{now, stories, story};
use domain::{Brief, Dossier, SectionName};
use drafting::{WORDS_MAX, brief};
use std::fmt::Write as _;

fn shown(brief: &Brief) -> String {
    let mut shown = String::new();
    for section in &brief.sections {
        writeln!(shown, "{}", section.name.as_str()).unwrap();
        for item in &section.items {
            writeln!(shown, "  {:?} {}", item.kind, item.text).unwrap();
        }
        if let Some(reason) = &section.empty {
            writeln!(shown, "  ({reason})").unwrap();
        }
    }
    for dropped in brief.dropped.iter().filter(|dropped| !dropped.reason.contains("words")) {
        writeln!(shown, "dropped {}: {}", dropped.text, dropped.reason).unwrap();
    }
    shown
}

#[test]
fn the_briefs_of_all_stories() {
    let mut all = String::new();
    for dossier in stories() {
        let (brief, sources) = brief(&dossier, false);
        assert!(brief.words <= WORDS_MAX, "{} words", brief.words);
        let items = brief.sections.iter().flat_map(|section| &section.items);
        for item in items {
            assert!(item.verified && item.citations.iter().all(|citation| sources.contains_key(citation)));
        }
        writeln!(all, "# {}\n{}", dossier.account.display_name(), shown(&brief)).unwrap();
    }
    insta::assert_snapshot!(all);
}

/// An account nobody has spoken with, as HubSpot knows it from its own pages.
fn unknown() -> Dossier {
    let mut dossier = story("harbourline");
    dossier.contact = Some(dossier.contacts[0].id.clone());
    dossier.contacts.truncate(1);
    dossier.deals.clear();
    dossier.tickets.clear();
    dossier.entries.retain(|entry| {
        let is_theirs = entry.documents.iter().any(|document| document.speaker.as_deref() == Some("Petra Lang"));
        let is_talk = entry.documents.iter().any(|document| document.part.is_transcript());
        let planned = now() < entry.activity.at;
        planned || !is_theirs && !is_talk && entry.activity.id.object == domain::ObjectType::Note
    });
    for (name, value) in [
        ("recent_conversion_event_name", "Contact us: Contract management demo"),
        ("recent_conversion_date", "2026-11-17T09:00:00Z"),
        ("num_conversion_events", "2"),
        ("hs_analytics_last_url", "https://quillstack.example/pricing"),
        ("hs_analytics_num_page_views", "14"),
        ("hs_analytics_last_timestamp", "1795000000000"),
    ] {
        dossier.contacts[0].properties.insert(name.to_owned(), value.to_owned());
    }
    dossier
}

#[test]
fn a_first_call_has_forms_pages_colleagues_and_three_questions() {
    let (brief, sources) = brief(&unknown(), false);
    let section = |name: SectionName| &brief.sections.iter().find(|section| section.name == name).unwrap().items;
    assert_eq!(section(SectionName::AskFirst).len(), 3, "{:?}", brief.dropped);
    for item in section(SectionName::TheirWords) {
        assert!(item.verified && item.citations.iter().all(|citation| sources.contains_key(citation)));
    }
    assert!(brief.words <= WORDS_MAX);
    insta::assert_snapshot!(shown(&brief));
}
