//! Briefs of the sample portal, held against what its authors demand of them, and against the promise that every line can be proved.

use crate::shared::shared;
use app::BriefRequest;
use domain::{Brief, ItemKind, Sources};

const STORYLINES: &str = include_str!("../../../../src-tauri/crates/hubspot-sim/portal/storylines.md");

/// One line of a storyline's table.
struct Demand {
    who: String,
    section: String,
    must_contain: String,
    source: String,
}

impl Demand {
    fn name(&self) -> String {
        format!("{} {} `{}`", self.source, self.section, self.must_contain)
    }
}

fn demands() -> Vec<Demand> {
    let (mut who, mut demands) = (String::new(), Vec::new());
    for line in STORYLINES.lines() {
        if let Some(address) = line.strip_prefix("Who: ") {
            address.trim().clone_into(&mut who);
        }
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        if let [section, must_contain, source] = cells[..]
            && section != "section"
            && !section.starts_with('-')
        {
            demands.push(Demand {
                who: who.clone(),
                section: section.to_owned(),
                must_contain: must_contain.to_owned(),
                source: source.to_owned(),
            });
        }
    }
    demands
}

async fn brief(who: &str) -> (Brief, Sources) {
    let open = shared().open().await;
    let request = BriefRequest { who: who.to_owned(), ..BriefRequest::default() };
    let report = app::brief(&open, &request, journeys::now()).unwrap();
    (report.brief, report.sources)
}

/// A text in small letters, its numbers without what stands between thousands: each language writes that otherwise.
fn plain(text: &str) -> String {
    let letters: Vec<char> = text.to_lowercase().chars().collect();
    let is_digit = |at: Option<usize>| at.and_then(|at| letters.get(at)).is_some_and(char::is_ascii_digit);
    let divides = |at: usize| {
        matches!(letters[at], ',' | '.' | '\u{a0}') && is_digit(at.checked_sub(1)) && is_digit(Some(at + 1))
    };
    (0..letters.len()).filter(|at| !divides(*at)).map(|at| letters[at]).collect()
}

fn is_met(demand: &Demand, brief: &Brief) -> bool {
    let source = shared().record(&demand.source);
    let wanted = plain(&demand.must_contain);
    brief
        .sections
        .iter()
        .filter(|section| section.name.as_str() == demand.section)
        .flat_map(|section| &section.items)
        .any(|item| {
            plain(&item.text).contains(&wanted) && item.citations.iter().any(|citation| citation.record == source)
        })
}

#[tokio::test]
async fn every_storyline_gets_what_its_author_demands() {
    let demands = demands();
    assert!(80 < demands.len(), "the tables were not read: {} demands", demands.len());
    let mut missing = Vec::new();
    for demand in &demands {
        let (brief, _) = brief(&demand.who).await;
        let met = is_met(demand, &brief);
        println!("| {} | {} | {} |", demand.name(), if met { "present" } else { "missing" }, demand.who);
        if !met {
            missing.push(demand.name());
        }
    }
    assert!(missing.is_empty(), "{} of {} demands are missing:\n{}", missing.len(), demands.len(), missing.join("\n"));
}

#[tokio::test]
async fn every_line_can_be_proved() {
    let open = shared().open().await;
    let mut people: Vec<String> = demands().into_iter().map(|demand| demand.who).collect();
    people.dedup();
    assert_eq!(people.len(), 12);
    for who in people {
        let (brief, sources) = brief(&who).await;
        assert!(brief.words <= 180, "{who}: {} words", brief.words);
        assert!(
            brief.dropped.iter().all(|dropped| dropped.reason.starts_with("left out")),
            "{who}: {:#?}",
            brief.dropped
        );
        for item in brief.sections.iter().flat_map(|section| &section.items) {
            assert!(item.verified && !item.citations.is_empty(), "{who}: {item:?}");
            for citation in &item.citations {
                // The closed set holds it, and it opens to words that are still there.
                let source = &sources[citation];
                let cited = app::cite(&open, &citation.to_string()).unwrap();
                assert!(!cited.changed && !cited.text.is_empty(), "{who}: {citation}");
                if item.kind == ItemKind::Quote {
                    assert!(source.text.contains(&item.text), "{who}: “{}” is not in “{}”", item.text, source.text);
                    assert!(
                        cited.text.replace('\n', " ").contains(&item.text),
                        "{who}: “{}” is not “{}”",
                        item.text,
                        cited.text
                    );
                }
            }
        }
        assert_eq!(brief.sections.len(), 8);
        assert!(brief.sections.iter().all(|section| section.items.is_empty() == section.empty.is_some()));
    }
}

#[tokio::test]
async fn text_that_gives_orders_is_only_text() {
    let (brief, _) = brief("sandrine.faure@kestrel-aero.example").await;
    let shown: Vec<&str> =
        brief.sections.iter().flat_map(|section| &section.items).map(|item| item.text.as_str()).collect();
    assert!(shown.iter().all(|text| !text.to_lowercase().contains("ignore previous")), "{shown:#?}");
}

#[tokio::test]
async fn a_brief_reads_like_this() {
    let (brief, _) = brief("petra.lang@harbourline.example").await;
    let mut text = format!("{} · {}\n", brief.who.name, brief.who.why);
    for section in &brief.sections {
        text.push_str(&format!("\n{}\n", section.name.as_str()));
        for item in &section.items {
            text.push_str(&format!("  {:?} {}\n", item.kind, item.text));
        }
        if let Some(reason) = &section.empty {
            text.push_str(&format!("  ({reason})\n"));
        }
    }
    insta::assert_snapshot!(text);
}

#[tokio::test]
async fn a_brief_as_of_the_past_uses_nothing_later() {
    let open = shared().open().await;
    let request = BriefRequest {
        who: "petra.lang@harbourline.example".to_owned(),
        as_of: Some("2026-02-10T08:00:00Z".to_owned()),
        full: true,
    };
    let report = app::brief(&open, &request, journeys::now()).unwrap();
    let as_of = "2026-02-10T08:00:00Z".parse().unwrap();
    assert!(report.brief.sections.iter().any(|section| !section.items.is_empty()));
    for (citation, source) in &report.sources {
        // A planned meeting lies ahead; everything that was said or written lies behind.
        let planned = citation.part.0.starts_with("hs_meeting") || citation.part.0 == "hs_timestamp";
        assert!(planned || source.time <= as_of, "{citation} is of {}", source.time);
    }
}
