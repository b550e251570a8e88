//! What the page of a deal or ticket shows: the same as its account shows of it, and only what is associated with it.

use crate::shared::shared;
use app::SearchRequest;
use domain::{ObjectType, RecordId};
use journeys::{TestApp, create, now, sample};
use serde_json::json;
use std::collections::BTreeSet;

fn ids(activities: Vec<domain::Activity>) -> BTreeSet<String> {
    activities.into_iter().map(|activity| activity.id.to_string()).collect()
}

#[tokio::test]
async fn a_deal_shows_what_its_account_does_of_it_and_only_what_is_associated_with_it() {
    let shared = shared();
    let open = shared.open().await;
    let (deal, account) = (shared.record("harbourline/rollout"), shared.record("harbourline"));
    let page = app::deal(&open, &deal.to_string(), now()).unwrap();
    let whole = app::account(&open, &account.to_string(), now()).unwrap();
    assert!(whole.deals.contains(&page.deal));
    assert_eq!(page.account, Some(account.to_string()));
    assert_eq!(page.account_name.as_deref(), Some(whole.name.as_str()));
    assert!(!page.people.is_empty());
    for person in &page.people {
        let there = whole.people.iter().find(|one| one.id == person.id);
        assert_eq!(there.map(|one| one.last_heard), Some(person.last_heard), "{}", person.name);
    }

    let around = ids(open.database.timeline_around(&deal, now()).unwrap());
    let whole = ids(open.database.timeline(&account, now()).unwrap());
    assert!(!around.is_empty() && around.is_subset(&whole));
    assert_eq!(usize::try_from(page.activities).unwrap(), around.len());
    let (mut seen, mut next) = (BTreeSet::new(), None);
    loop {
        let page = app::timeline(&open, &deal.to_string(), next.as_deref(), now()).unwrap();
        seen.extend(page.entries.into_iter().map(|entry| entry.record));
        next = page.next;
        if next.is_none() {
            break;
        }
    }
    assert_eq!(seen, around);

    let all = app::account_promises(&open, &account.to_string(), now()).unwrap().promises;
    let own = app::account_promises(&open, &deal.to_string(), now()).unwrap().promises;
    let is_around = |promise: &&app::OwedView| {
        let (record, _) = promise.citation.split_once('/').unwrap();
        around.contains(record)
    };
    assert_eq!(own, all.iter().filter(is_around).cloned().collect::<Vec<_>>());

    let request = SearchRequest {
        query: "contract".to_owned(),
        around: Some(deal.to_string()),
        limit: 40,
        ..SearchRequest::default()
    };
    let found = app::search(&open, &shared.model, &request, now()).await.unwrap();
    assert!(!found.hits.is_empty());
    for hit in &found.hits {
        let record = hit.record.to_string();
        assert!(record == deal.to_string() || around.contains(&record), "{record}");
    }
    assert_eq!(app::deal(&open, &account.to_string(), now()).unwrap_err().code, app::ErrorCode::NotFound);
    assert_eq!(app::deal(&open, "deal:999999999", now()).unwrap_err().code, app::ErrorCode::NotFound);
}

#[tokio::test]
async fn a_ticket_shows_what_it_says_and_what_was_written_about_it() {
    let app = TestApp::connected_to(sample()).await;
    let company = create(&app, "company", json!({"name": "Tannert Works"}), &[]);
    let person = json!({"firstname": "Björn", "lastname": "Tannert", "email": "bjorn@tannert.example"});
    let person = create(&app, "contact", person, &[("company", &company)]);
    let ticket = json!({
        "subject": "Export stops", "content": "<p>It stops at 2 GB.</p>", "hs_ticket_priority": "HIGH",
        "hs_pipeline": "0", "hs_pipeline_stage": "1",
    });
    let ticket = create(&app, "ticket", ticket, &[("contact", &person), ("company", &company)]);
    let mail = |text: &str, associations: &[(&str, &str)]| {
        let properties = json!({
            "hs_timestamp": "2026-03-03T09:00:00Z", "hs_email_subject": "Export", "hs_email_direction": "INCOMING_EMAIL",
            "hs_email_status": "SENT", "hs_email_from_email": "bjorn@tannert.example", "hs_email_text": text,
        });
        create(&app, "email", properties, associations)
    };
    let about = mail("It stops each night.", &[("contact", &person), ("ticket", &ticket)]);
    mail("We would like an offer.", &[("contact", &person)]);
    app.sync().await;
    let open = app.open().await;
    // The simulator's clock runs on while these are made.
    let later = now() + jiff::SignedDuration::from_mins(10);
    let id = RecordId::new(ObjectType::Ticket, ticket).to_string();
    let page = app::ticket(&open, &id, later).unwrap();
    assert_eq!((page.ticket.subject.as_str(), page.ticket.priority.as_deref()), ("Export stops", Some("high")));
    assert_eq!(page.content.as_deref(), Some("It stops at 2 GB."));
    assert_eq!(page.account_name.as_deref(), Some("Tannert Works"));
    assert_eq!(page.people.iter().map(|person| person.name.as_str()).collect::<Vec<_>>(), ["Björn Tannert"]);
    let timeline = app::timeline(&open, &id, None, later).unwrap();
    let records: Vec<String> = timeline.entries.into_iter().map(|entry| entry.record).collect();
    assert_eq!(records, [format!("email:{about}")]);
    assert!(app::proposals_about(&open, &id).unwrap().proposals.is_empty());
    let opened = app::open_record(&open, &id).unwrap();
    assert_eq!((opened.title.as_str(), opened.text.as_str()), ("Export stops", "It stops at 2 GB."));
    let fields: Vec<&str> = opened.fields.iter().map(|field| field.property.as_str()).collect();
    assert!(fields.contains(&"hs_ticket_priority"), "{fields:?}");
    assert_eq!(opened.changed_at, Some(page.changed_at));
    let names: Vec<&str> = opened.places.iter().map(|place| place.name.as_str()).collect();
    assert_eq!(names, ["Export stops", "Tannert Works"]);
    let mail = app::open_record(&open, &format!("email:{about}")).unwrap();
    assert_eq!(
        mail.places.iter().map(|place| place.id.as_str()).collect::<Vec<_>>(),
        [format!("company:{company}").as_str(), id.as_str()]
    );
    assert_eq!((mail.fields.len(), mail.changed_at), (0, None));
}
