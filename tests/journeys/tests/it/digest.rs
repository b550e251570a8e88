//! The digest of the whole pipeline: what is kept of it, its target, what is filed of it, and the page for a leader.

use app::{ApproveRequest, DigestAs, DigestReport, DigestRequest, ErrorCode, Model, PushRequest, PushSilent, Writable};
use domain::{PromiseMark, RecordId};
use jiff::{Timestamp, ToSpan};
use journeys::{TestApp, now, sample};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

async fn synced() -> TestApp {
    let app = TestApp::connected_to(sample()).await;
    app.sync().await;
    app
}

async fn writable(app: &TestApp) -> Writable {
    app::open_for_writing(&app.settings).await.unwrap()
}

fn digest(writable: &Writable, at: Timestamp) -> DigestReport {
    app::digest(&writable.open, &DigestRequest::default(), at).unwrap()
}

/// The digest with nothing kept: every account is read.
fn from_scratch(writable: &Writable, at: Timestamp) -> DigestReport {
    let all: Vec<RecordId> = writable.open.database.digest_shares().unwrap().into_keys().collect();
    writable.open.database.put_digest_shares(&[], &all, at).unwrap();
    digest(writable, at)
}

/// What of a report must not depend on what was kept.
fn said(report: &DigestReport) -> Value {
    let mut said = serde_json::to_value(report).unwrap();
    said["accounts_read"] = Value::Null;
    said
}

/// Three weeks on, when deals have stalled.
fn later() -> Timestamp {
    now() + (21 * 24).hours()
}

#[tokio::test]
async fn a_second_look_reads_no_account() {
    let app = synced().await;
    let writable = writable(&app).await;
    let first = digest(&writable, now());
    let second = digest(&writable, now() + 20.seconds());
    assert_eq!((first.accounts_read, second.accounts_read), (first.accounts, 0));
    assert!(12 <= first.accounts && first.unread.is_empty());
    assert_eq!(said(&first), said(&second));
    // Another day is another digest.
    assert_eq!(digest(&writable, now() + 24.hours()).accounts_read, first.accounts);
}

/// Whatever changes, what was kept never tells of what is no longer so.
#[tokio::test]
async fn what_was_kept_says_what_reading_everything_says() {
    let app = synced().await;
    let deal = app.record("harbourline/rollout");
    let petra = app.record("harbourline/petra");
    let company = app.record("harbourline");
    let edit = |id: &RecordId, properties: Value| json!({"op": "edit", "type": id.object.singular(), "id": id.id, "properties": properties});
    let all = app::promises(&app.open().await, None, now()).unwrap().promises;
    let owed = all.iter().find(|promise| promise.status == "overdue").expect("the sample owes something overdue");
    let changes: Vec<(&str, Value)> = vec![
        ("nothing", Value::Null),
        ("amount", edit(&deal, json!({"amount": "31337"}))),
        ("close date", edit(&deal, json!({"closedate": "2026-02-01T00:00:00Z"}))),
        ("next step", edit(&deal, json!({"hs_next_step": ""}))),
        ("name", edit(&company, json!({"name": "Harbourline & Sons"}))),
        ("person", edit(&petra, json!({"lastname": "Lange"}))),
        (
            "note",
            json!({"op": "create", "type": "note", "properties": {"hs_note_body": "We will send the form by 2 March.", "hs_timestamp": "2026-02-27T09:00:00Z"},
                   "associations": [{"type": "company", "id": company.id}, {"type": "deal", "id": deal.id}]}),
        ),
        ("promise", json!("mark")),
        ("gone", json!({"op": "delete", "type": "deal", "id": deal.id})),
    ];
    let mut known = said(&digest(&writable(&app).await, now()));
    let mut told = 0;
    for (what, change) in changes {
        match &change {
            Value::Null => {}
            Value::String(_) => {
                let request = app::MarkPromiseRequest {
                    citation: owed.citations[0].to_string(),
                    mark: Some(PromiseMark::Done),
                    until: None,
                };
                app::mark_promise(&writable(&app).await.open, &request, now()).unwrap();
            }
            change => {
                app.crm.mutate(change).unwrap();
                app.sync().await;
            }
        }
        let writable = writable(&app).await;
        let kept = digest(&writable, now());
        let whole = from_scratch(&writable, now());
        assert_eq!(said(&kept), said(&whole), "after {what}");
        assert_eq!(whole.accounts_read, whole.accounts);
        if what == "nothing" {
            assert_eq!(kept.accounts_read, 0);
        }
        told += usize::from(said(&kept) != known);
        known = said(&kept);
    }
    assert!(4 <= told, "the changes show in the digest: {told}");
}

#[tokio::test]
async fn who_is_forgotten_is_in_no_kept_digest() {
    let app = synced().await;
    {
        let writable = writable(&app).await;
        digest(&writable, now());
        assert!(!writable.open.database.digest_shares().unwrap().is_empty());
    }
    let forgotten =
        app::forget(&app.settings, "petra.lang@harbourline.example", &app::Silent, &CancellationToken::new())
            .await
            .unwrap();
    assert!(forgotten.verified, "{:?}", forgotten.searched);
    let writable = writable(&app).await;
    assert!(writable.open.database.digest_shares().unwrap().is_empty());
    // A share that was read before and comes late is not kept any more.
    let stale = store::KeptShare {
        account: app.record("harbourline"),
        mark: "the mark of before".to_owned(),
        key: "k".to_owned(),
        share: "{}".to_owned(),
    };
    writable.open.database.put_digest_shares(&[stale], &[], now()).unwrap();
    assert!(writable.open.database.digest_shares().unwrap().is_empty());
}

#[tokio::test]
async fn the_target_is_set_once_and_holds_for_each_quarter() {
    let app = synced().await;
    let writable = writable(&app).await;
    assert_eq!(digest(&writable, now()).target, None);
    app::set_target(&writable.open, Some(250_000), now()).unwrap();
    let report = digest(&writable, now());
    let target = report.target.clone().unwrap();
    assert_eq!((target.amount, target.from.as_str(), target.to.as_str()), (250_000, "2026-01-01", "2026-03-31"));
    let rules =
        |report: &DigestReport| report.draft.items.iter().filter_map(|item| item.rule.clone()).collect::<Vec<_>>();
    assert!(rules(&report).contains(&"against_target".to_owned()), "{:?}", rules(&report));
    for nonsense in [0, 2_000_000_000_000] {
        assert_eq!(app::set_target(&writable.open, Some(nonsense), now()).unwrap_err().code, ErrorCode::Usage);
    }
    app::set_target(&writable.open, None, now()).unwrap();
    assert_eq!(digest(&writable, now()).target, None);
}

#[tokio::test]
async fn the_page_for_a_leader_says_all_lines_and_their_sources() {
    let app = synced().await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("pipeline.html");
    let writable = writable(&app).await;
    app::write_digest(&writable.open, &file, now()).unwrap();
    let page = std::fs::read_to_string(&file).unwrap();
    let report = digest(&writable, now());
    assert!(!report.draft.items.is_empty());
    let plain =
        |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
    for item in &report.draft.items {
        assert!(page.contains(&plain(&item.text)), "{} is missing", item.text);
    }
    for outside in ["<script", "http://", "https://", "<img", "<link"] {
        assert!(!page.contains(outside), "{outside} reaches outside");
    }
    #[cfg(unix)]
    assert_eq!(std::os::unix::fs::PermissionsExt::mode(&file.metadata().unwrap().permissions()) & 0o777, 0o600);
}

#[tokio::test]
async fn lines_of_an_account_are_filed_as_a_note_and_as_a_task() {
    let app = synced().await;
    let at = later();
    let (account, shown) = {
        let writable = writable(&app).await;
        let report = digest(&writable, at);
        let stalled = report.parts.iter().find(|part| part.name == "stalled").expect("something has stalled");
        let account = stalled.lines[0].account.clone().unwrap();
        let mut shown = Vec::new();
        for filed_as in [DigestAs::Note, DigestAs::Task] {
            shown.extend(app::propose_digest(&writable.open, &account, filed_as, at).unwrap().shown);
        }
        let again = app::propose_digest(&writable.open, &account, DigestAs::Note, at).unwrap();
        assert_eq!(again.shown[0].id, shown[0].id, "asked for twice it is there once");
        let requests: Vec<ApproveRequest> = shown
            .iter()
            .map(|one| ApproveRequest { id: one.id.clone(), hash: Some(one.hash.clone()), confirm: None })
            .collect();
        app::approve(&writable.open, &requests, now()).unwrap();
        let nobody = app::propose_digest(&writable.open, "company:999999", DigestAs::Note, at);
        assert_eq!(nobody.unwrap_err().code, ErrorCode::NotFound);
        (account, shown)
    };
    assert_eq!(shown.len(), 2);
    let report =
        app::push(&app.settings, PushRequest::default(), &PushSilent, &CancellationToken::new()).await.unwrap();
    assert!(report.entries.iter().all(|entry| entry.status == "verified"), "{report:?}");
    let stats = app.crm.stats();
    let created = &stats["created"];
    assert_eq!((created["notes"].as_u64(), created["tasks"].as_u64()), (Some(1), Some(1)), "{stats}");
    assert!(account.starts_with("company:") || account.starts_with("contact:"));
}

#[tokio::test]
async fn the_health_of_all_that_stalls_is_proposed_at_once() {
    let app = synced().await;
    app::schema_apply(&app.settings).await.unwrap();
    app.sync_fully().await;
    let writable = writable(&app).await;
    let at = later();
    let report = digest(&writable, at);
    let stalled = report.parts.iter().find(|part| part.name == "stalled").expect("something has stalled");
    let deals: std::collections::BTreeSet<String> =
        stalled.lines.iter().filter_map(|line| line.record.clone()).collect();
    let phraser = app::Phraser::chosen(&app.settings, std::sync::Arc::default()).unwrap();
    let model = Model::none();
    let cancel = CancellationToken::new();
    let done = app::propose_health_of_stalled(&writable.open, &model, &phraser, at, &cancel).await.unwrap();
    let of: std::collections::BTreeSet<String> = done.iter().map(|one| one.deal.clone()).collect();
    assert_eq!(of, deals);
    let proposed = done.iter().filter(|one| !one.proposals.is_empty()).count();
    assert_eq!(proposed, done.len(), "{done:?}");
    // What the digest's lines say, and no score that nobody can account for.
    let all = app::proposals(&writable.open).unwrap().proposals;
    let mut values: Vec<(String, String)> =
        all.iter().map(|one| (one.property.clone().unwrap_or_default(), one.proposed.clone())).collect();
    values.sort();
    values.dedup();
    assert!(
        values.iter().any(|(property, value)| property.starts_with("Deal health") && value == "stalled"),
        "{values:?}"
    );
    assert!(
        values.iter().any(|(property, value)| property.starts_with("Stall reason") && value == "no_reply"),
        "{values:?}"
    );
    assert!(values.iter().all(|(property, _)| !property.contains("score")), "{values:?}");
    assert!(all.iter().all(|one| one.lines.iter().all(|line| line.verified && !line.citations.is_empty())));
    // Nothing is in HubSpot before somebody approves it.
    assert_eq!(app.crm.stats()["created"]["notes"].as_u64().unwrap_or(0), 0);
    let stopped = CancellationToken::new();
    stopped.cancel();
    assert!(app::propose_health_of_stalled(&writable.open, &model, &phraser, at, &stopped).await.unwrap().is_empty());
}
