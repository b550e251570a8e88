//! Searching offline: the sample portal's own list of questions, each with the source that answers it.

use crate::shared::shared;
use app::{ErrorCode, KnownNames, SearchRequest};
use serde::Deserialize;

const SEARCHES: &str = include_str!("../../../../src-tauri/crates/hubspot-sim/portal/searches.toml");

/// Questions whose source does not come first or second yet: those that share no word with it, which the small model reaches only in part,
/// and some where another text comes between. One that is found has to leave this list.
const NOT_FOUND: &[&str] = &[
    "vendor lock-in and data portability",
    "employee surveillance concerns",
    "absent participant",
    "never telephone this person",
    "prompt injection attempt",
    "handwriting for weddings and parties",
    "furious buyer may quit after notifications failed",
    "poor mobile coverage in remote places",
    "Welche Firmen aus der Region setzen das System ein",
];

#[derive(Deserialize)]
struct Searches {
    search: Vec<Search>,
}

#[derive(Deserialize)]
struct Search {
    query: String,
    how: String,
    target: Vec<String>,
}

#[tokio::test]
async fn a_name_is_found_while_it_is_being_typed_accounts_first_of_equals() {
    let open = shared().open().await;
    let known = KnownNames::default();
    let called = |query: &str| app::called(&open, &known, query, journeys::now()).unwrap();
    let (account, petra) =
        (shared().record("harbourline").to_string(), shared().record("harbourline/petra").to_string());
    let found = called("harb");
    assert_eq!(found[0].id, account);
    assert!(found.len() <= 8);
    let found = called("petra l");
    assert_eq!((found[0].id.as_str(), found[0].name.as_str()), (petra.as_str(), "Petra Lang"));
    assert_eq!(found[0].account.as_deref(), Some(account.as_str()));
    assert_eq!(called("pet harbour")[0].id, petra, "her own name is begun, and her company's");
    assert_eq!(called("petra.lang@harb")[0].id, petra);
    assert!(called("harbourline").iter().all(|one| one.id != petra), "a company is not everyone in it");
    let deal = shared().record("harbourline/rollout");
    let name = app::deal(&open, &deal.to_string(), journeys::now()).unwrap().deal.name;
    assert!(called(&name).iter().any(|one| one.id == deal.to_string()));
    assert_eq!(called("zzzz"), []);
    // What the command line makes of a whole name is the first that the palette has.
    let target = app::resolve(&open, "Petra Lang", journeys::now()).unwrap();
    assert_eq!(target.contact.map(|id| id.to_string()), Some(called("Petra Lang")[0].id.clone()));
    let lately = called("");
    assert!(!lately.is_empty() && lately.len() <= 8);
}

fn asking(query: &str) -> SearchRequest {
    SearchRequest { query: query.to_owned(), limit: 10, ..SearchRequest::default() }
}

#[tokio::test]
async fn every_question_finds_its_source_first_or_second() {
    let shared = shared();
    let open = shared.open().await;
    let searches: Searches = toml::from_str(SEARCHES).unwrap();
    let mut misses = Vec::new();
    for Search { query, how, target } in &searches.search {
        let targets: Vec<_> = target.iter().map(|key| shared.record(key)).collect();
        let report = app::search(&open, &shared.model, &asking(query), journeys::now()).await.unwrap();
        assert!(report.by_meaning, "{:?}", report.note);
        let rank = report.hits.iter().position(|hit| targets.contains(&hit.record));
        let found = rank.is_some_and(|rank| rank <= 1);
        let excused = NOT_FOUND.contains(&query.as_str());
        if found && excused {
            misses.push(format!("{query} ({how}) is found, but listed as not found"));
        }
        if !found && !excused {
            let first: Vec<String> =
                report.hits.iter().take(2).map(|hit| format!("{}: {:.60}", hit.record, hit.text)).collect();
            misses.push(format!("{query} ({how}) finds {target:?} at {rank:?}, but first {first:#?}"));
        }
    }
    assert!(misses.is_empty(), "{} of {} missed:\n{}", misses.len(), searches.search.len(), misses.join("\n"));
}

#[tokio::test]
async fn filters_hold_for_every_hit() {
    let shared = shared();
    let open = shared.open().await;
    let harbourline = shared.record("harbourline");
    let request = SearchRequest {
        account: Some("petra.lang@harbourline.example".to_owned()),
        kinds: vec!["email".to_owned(), "transcript".to_owned()],
        after: Some("2026-02-01".to_owned()),
        before: Some("2026-03-04T00:00:00+01:00".to_owned()),
        ..asking("contract")
    };
    let report = app::search(&open, &shared.model, &request, journeys::now()).await.unwrap();
    assert!(!report.hits.is_empty());
    for hit in &report.hits {
        assert_eq!(hit.account, Some(harbourline.to_string()));
        assert!(["email", "transcript"].contains(&hit.kind), "{}", hit.kind);
        let time = hit.time.to_string();
        assert!("2026-01-31T23:00:00Z" <= time.as_str() && time.as_str() < "2026-03-03T23:00:00Z", "{time}");
        // What is highlighted stands there, and the citation opens to the very words.
        let chars: Vec<char> = hit.text.chars().collect();
        assert!(hit.highlights.iter().all(|(start, end)| start < end && *end <= chars.len()));
        let cited = app::cite(&open, &hit.citation).unwrap();
        assert_eq!((cited.text.as_str(), cited.changed), (hit.text.as_str(), false));
        assert!(cited.speaker.is_some(), "{}", hit.citation);
    }
}

#[tokio::test]
async fn limits_in_the_query_hold() {
    let shared = shared();
    let open = shared.open().await;
    let find = async |query: &str| app::search(&open, &shared.model, &asking(query), journeys::now()).await;

    let said = find("from:petra kind:transcript after:2026-02-01 budget").await.unwrap();
    assert!(!said.hits.is_empty());
    for hit in &said.hits {
        assert_eq!((hit.speaker.as_deref(), hit.kind), (Some("Petra Lang"), "transcript"));
    }
    let rollout = shared.record("harbourline/rollout");
    let around = open.database.associated(&rollout, domain::ObjectType::Call).unwrap();
    let told = find(&format!("deal:{rollout} kind:transcript what do they pay")).await.unwrap();
    assert!(!told.hits.is_empty());
    assert!(told.hits.iter().all(|hit| around.iter().any(|(call, _)| *call == hit.record)));
    let by_name = find("deal:\"Harbourline: contract rollout\" price").await.unwrap();
    assert!(by_name.hits.iter().all(|hit| hit.account_name.as_deref() == Some("Harbourline Freight")));
    let elsewhere = find("account:\"Velora Health\" budget").await.unwrap();
    assert!(elsewhere.hits.iter().all(|hit| hit.account == Some(shared.record("velora").to_string())));

    // A phrase in quotation marks is found word for word; a slip of the finger finds what was meant.
    let literal = find("\"not a cent beyond it\"").await.unwrap();
    assert!(literal.hits[0].text.contains("not a cent beyond it"), "{}", literal.hits[0].text);
    let mistyped = find("securty questionaire").await.unwrap();
    assert!(mistyped.hits[..2].iter().any(|hit| hit.text.to_lowercase().contains("questionnaire")));

    for (query, code) in [
        ("account:\"Velora Health\"", ErrorCode::Usage),
        ("deal:Atlantis price", ErrorCode::NotFound),
        ("account:Northgate price", ErrorCode::Ambiguous),
    ] {
        assert_eq!(find(query).await.unwrap_err().code, code, "{query}");
    }
}

#[tokio::test]
async fn names_find_accounts_or_say_what_they_could_mean() {
    let shared = shared();
    let open = shared.open().await;
    let resolve = |who: &str| app::resolve(&open, who, journeys::now());

    let petra = resolve("petra lang").unwrap();
    assert_eq!(
        (petra.contact, petra.account),
        (Some(shared.record("harbourline/petra")), shared.record("harbourline"))
    );
    let by_deal = resolve(&shared.record("harbourline/rollout").to_string()).unwrap();
    assert_eq!((by_deal.contact, by_deal.account), (None, shared.record("harbourline")));

    let ambiguous = resolve("Northgate").unwrap_err();
    assert_eq!((ambiguous.code, ambiguous.candidates.len()), (ErrorCode::Ambiguous, 2));
    assert_eq!(resolve("Nobody Inparticular").unwrap_err().code, ErrorCode::NotFound);
    assert_eq!(resolve("4711").unwrap_err().code, ErrorCode::Usage);

    let next = resolve("next").unwrap();
    assert_eq!(next.account, shared.record("harbourline"));
    assert!(next.why.starts_with("next meeting: ") && next.why.ends_with("today 10:00"), "{}", next.why);
}
