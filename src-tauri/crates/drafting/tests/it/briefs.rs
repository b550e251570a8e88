//! Briefs of the stories: every line verifies, a first call has more than empty sections, and nothing is from after its moment.

use crate::portal::{now, stories, story};
use domain::{
    Alike, Brief, Dossier, ItemKind, ObjectType, Record, RecordId, SavedPage, SectionName, Span, Stage, Utterance,
};
use drafting::{SIMILAR, WORDS_MAX, brief, is_first_call, most_alike};
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

#[test]
fn a_mail_under_a_known_name_from_an_unknown_address_is_minded_with_its_address() {
    let mut dossier = story("harbourline");
    let mail = dossier.entries.iter_mut().rfind(|entry| {
        entry.activity.at <= now() && entry.record.get("hs_email_from_email") == Some("petra.lang@harbourline.example")
    });
    let mail = mail.unwrap();
    let before = mail.record.id.clone();
    mail.record.properties.insert("hs_email_from_email".into(), "petra.lang@harbour1ine.example".into());
    dossier.name_speakers();
    let (brief, sources) = brief(&dossier, false);
    let minded = &brief.sections.iter().find(|section| section.name == SectionName::Landmines).unwrap().items;
    let line = minded.iter().find(|item| item.rule.as_deref() == Some("unknown_address")).unwrap();
    assert!(line.verified && line.text.starts_with("Mail as Petra Lang, "), "{}", line.text);
    assert!(
        line.text.ends_with("from an address that is not on record: “petra.lang@harbour1ine.example”"),
        "{}",
        line.text
    );
    assert!(line.citations.iter().all(|citation| citation.record == before && sources.contains_key(citation)));
    assert!(brief.coverage.missing.iter().any(|missing| missing.contains("harbour1ine")));
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

/// Talks in which no rule finds anything: no sum, no day, no objection.
fn small_talk() -> Dossier {
    const TALKS: [&[(&str, &str)]; 3] = [
        &[
            ("Maren Holt", "How was the tour through the vineyard?"),
            ("Petra Lang", "The vineyard tour was lovely, and our gardener loves digging in the rain."),
            ("Petra Lang", "My sister plays the cello in an orchestra."),
        ],
        &[
            ("Petra Lang", "We want to plant another vineyard row behind the cellar."),
            ("Maren Holt", "That sounds like a lot of digging."),
            ("Petra Lang", "The neighbours painted a fence."),
        ],
        &[
            ("Petra Lang", "The vineyard needs a new press for the cellar, and the old barrels leak."),
            ("Petra Lang", "My bus came late again."),
            ("Petra Lang", "They fixed it."),
        ],
    ];
    let mut dossier = story("harbourline");
    dossier.deals.clear();
    dossier.tickets.clear();
    let mut call = dossier.entries.iter().find(|entry| entry.transcript.is_some()).unwrap().clone();
    call.participants.truncate(1);
    dossier.entries = (1..)
        .zip(TALKS)
        .map(|(number, turns)| {
            let mut entry = call.clone();
            let at = now() - jiff::SignedDuration::from_hours(24 * 10 * (4 - number));
            entry.activity.id.id = number.to_string();
            (entry.activity.at, entry.activity.created_at) = (at, at);
            entry.record.id = entry.activity.id.clone();
            entry.documents.retain(|document| document.part.is_transcript());
            let document = &mut entry.documents[0];
            (document.record, document.at) = (entry.activity.id.clone(), at);
            (document.text, document.utterances) = spoken(turns);
            entry
        })
        .collect();
    dossier
}

fn spoken(turns: &[(&str, &str)]) -> (String, Vec<Utterance>) {
    let mut text = String::new();
    let mut utterances = Vec::new();
    for (speaker, words) in turns {
        let start = text.chars().count();
        text.push_str(words);
        let span = Span { start, end: text.chars().count() };
        text.push('\n');
        utterances.push(Utterance { speaker: (*speaker).to_owned(), email: None, span, start_ms: 0, end_ms: 0 });
    }
    (text.trim_end().to_owned(), utterances)
}

#[test]
fn where_the_rules_find_nothing_what_keeps_coming_up_is_quoted() {
    let dossier = small_talk();
    let (made, sources) = brief(&dossier, false);
    let of = |name: SectionName| made.sections.iter().find(|section| section.name == name).unwrap();
    let told = of(SectionName::LastTalk).items.last().unwrap();
    assert!(told.text.starts_with("The vineyard needs a new press"), "{made:?}");
    let quoted: Vec<&str> = of(SectionName::TheirWords).items.iter().map(|item| item.text.as_str()).collect();
    // Digging came up twice; the cello, the fence and the bus once.
    assert_eq!(quoted, ["The vineyard tour was lovely, and our gardener loves digging in the rain."]);
    for item in of(SectionName::TheirWords).items.iter().chain([told]) {
        assert!(item.verified && item.rule.as_deref() == Some("recurring"), "{item:?}");
        assert!(item.citations.iter().all(|citation| sources.contains_key(citation)));
    }
}

fn record(object: ObjectType, id: &str, properties: &[(&str, &str)]) -> Record {
    Record {
        id: RecordId::new(object, id),
        properties: properties.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
        created_at: now(),
        modified_at: now(),
        archived: false,
    }
}

#[test]
fn a_first_call_names_similar_accounts_and_a_saved_page_within_its_words() {
    let mut dossier = unknown();
    assert!(is_first_call(&dossier) && !is_first_call(&story("harbourline")));
    let stage =
        |share| Stage { id: "s".to_owned(), label: "Closed".to_owned(), closed: true, probability: Some(share) };
    let other = |id: &str, name: &str, share, closed: &str| {
        let industry = ("industry", "LOGISTICS_AND_SUPPLY_CHAIN");
        let company = record(ObjectType::Company, id, &[("name", name), industry, ("numberofemployees", "1200")]);
        let deal = record(ObjectType::Deal, id, &[("dealstage", "s"), ("closedate", closed)]);
        Alike::of(&company, Some((&deal, &stage(share))), true)
    };
    let others = vec![
        other("901", "Lost Lines", 0.0, "2026-10-02T00:00:00Z"),
        other("902", "Northwind", 1.0, "2026-03-10T00:00:00Z"),
        other("903", "De Haven & Sons", 1.0, "2024-06-30T00:00:00Z"),
    ];
    dossier.alike = most_alike(&dossier.account, others);
    dossier.pages = vec![SavedPage {
        id: RecordId::new(ObjectType::Shelf, "3"),
        title: "Harbourline opens a depot in Cork".to_owned(),
        saved_at: "2026-11-17T15:00:00Z".parse().unwrap(),
    }];
    let (full, sources) = brief(&dossier, true);
    let lines = |brief: &Brief, rule: &str| -> Vec<String> {
        let items = brief.sections.iter().flat_map(|section| &section.items);
        items.filter(|item| item.rule.as_deref() == Some(rule)).map(|item| item.text.clone()).collect()
    };
    assert_eq!(
        lines(&full, SIMILAR),
        [
            "Likely similar: “Northwind”, also logistics and supply chain, 1,200 employees, won in March",
            "Likely similar: “De Haven & Sons”, also logistics and supply chain, 1,200 employees, won in June 2024",
            "Likely similar: “Lost Lines”, also logistics and supply chain, 1,200 employees, lost in October",
        ],
        "{:?}",
        full.dropped
    );
    assert_eq!(lines(&full, "saved_page"), ["Saved for this account: “Harbourline opens a depot in Cork”, 3 days ago"]);
    for item in full.sections.iter().flat_map(|section| &section.items) {
        assert!(item.verified && item.citations.iter().all(|citation| sources.contains_key(citation)));
        assert!(item.rule.as_deref() != Some(SIMILAR) || item.kind == ItemKind::Inferred);
    }
    let (short, _) = brief(&dossier, false);
    assert!(short.words <= WORDS_MAX, "{} words", short.words);
    assert_eq!(lines(&short, SIMILAR).len(), 3, "{:?}", short.dropped);
}
