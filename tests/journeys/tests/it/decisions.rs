//! What the rep decides: promises that are finished, drafts that are taken back or drawn up anew, and texts that were begun.

use app::{
    ApproveRequest, ErrorCode, KeepUnsentRequest, Model, OwedView, ProposalView, PushRequest, PushSilent,
    SearchRequest, Settings, Silent,
};
use domain::PromiseMark;
use journeys::{TestApp, sample};
use serde_json::json;
use tokio_util::sync::CancellationToken;

const WHO: &str = "petra.lang@harbourline.example";

async fn synced() -> TestApp {
    let app = TestApp::connected_to(sample()).await;
    app.sync().await;
    app
}

async fn mark(
    app: &TestApp,
    citation: &str,
    mark: Option<PromiseMark>,
    until: Option<&str>,
) -> Result<(), app::AppError> {
    let writable = app::open_for_writing(&app.settings).await?;
    let request = app::MarkPromiseRequest { citation: citation.to_owned(), mark, until: until.map(str::to_owned) };
    app::mark_promise(&writable.open, &request, app.settings.now())
}

/// What we owe in an account and is open, as its page shows it.
async fn owed(app: &TestApp, account: &str) -> Vec<OwedView> {
    let id = app.record(account).to_string();
    let all = app::account_promises(&app.open().await, &id, app.settings.now()).unwrap().promises;
    all.into_iter().filter(|promise| promise.ours && promise.mark.is_none()).collect()
}

async fn due_today(app: &TestApp) -> Vec<OwedView> {
    app::today(&app.open().await, app.settings.now()).unwrap().promises
}

#[tokio::test]
async fn a_promise_that_is_done_is_owed_nowhere_and_can_be_put_back() {
    let app = synced().await;
    let due = due_today(&app).await;
    assert!(1 < due.len(), "the sample owes something");
    let late: Vec<Option<i32>> = due.iter().map(|promise| promise.days_late).collect();
    assert!(late.is_sorted_by(|a, b| b <= a), "the oldest debt stands first: {late:?}");
    let promise = due[0].clone();
    assert_ne!(promise.whom, "", "it says to whom");

    mark(&app, &promise.citation, Some(PromiseMark::Done), None).await.unwrap();
    let left = due_today(&app).await;
    assert_eq!(left.len(), due.len() - 1);
    assert!(left.iter().all(|other| other.citation != promise.citation));
    let open = app.open().await;
    let kept = app::promises(&open, Some(&promise.account), app.settings.now()).unwrap().promises;
    let line = kept.iter().find(|line| line.text == promise.text).unwrap();
    assert_eq!(line.status, "kept");
    let brief = app::BriefRequest { who: promise.account.clone(), full: true, as_of: None };
    let briefed = app::brief(&open, &brief, app.settings.now()).unwrap().brief;
    let owes = |item: &domain::Item| item.promise.as_ref().is_some_and(|one| promise.text.contains(&one.words));
    assert!(!briefed.sections.iter().flat_map(|section| &section.items).any(owes), "the brief does not ask for it");
    let shown = app::account_promises(&open, &promise.account, app.settings.now()).unwrap();
    let decided = shown.promises.iter().find(|one| one.citation == promise.citation).unwrap();
    assert_eq!(decided.mark, Some(PromiseMark::Done));
    drop(open);

    mark(&app, &promise.citation, None, None).await.unwrap();
    assert_eq!(due_today(&app).await, due);
}

#[tokio::test]
async fn a_promise_can_wait_be_none_or_be_theirs() {
    let app = synced().await;
    let due = due_today(&app).await;
    let promise = &due[0];
    assert_eq!(
        mark(&app, &promise.citation, Some(PromiseMark::Later), Some("2020-01-01")).await.unwrap_err().code,
        ErrorCode::Usage
    );
    let tomorrow = app.settings.now().to_zoned(journeys::zone()).date().tomorrow().unwrap().to_string();
    mark(&app, &promise.citation, Some(PromiseMark::Later), Some(&tomorrow)).await.unwrap();
    assert_eq!(due_today(&app).await.len(), due.len() - 1);
    let a_day_later = app.settings.now() + jiff::SignedDuration::from_hours(24);
    let then = app::today(&app.open().await, a_day_later).unwrap().promises;
    assert!(then.iter().any(|other| other.citation == promise.citation), "it comes back on its day");

    mark(&app, &promise.citation, Some(PromiseMark::NoPromise), None).await.unwrap();
    let ledger = app::promises(&app.open().await, Some(&promise.account), app.settings.now()).unwrap().promises;
    assert!(ledger.iter().all(|line| line.text != promise.text));
    mark(&app, &promise.citation, Some(PromiseMark::Theirs), None).await.unwrap();
    let ledger = app::promises(&app.open().await, Some(&promise.account), app.settings.now()).unwrap().promises;
    assert!(ledger.iter().any(|line| line.text == promise.text && line.by == "them"));
    assert_eq!(mark(&app, "nonsense", Some(PromiseMark::Done), None).await.unwrap_err().code, ErrorCode::Usage);
}

#[tokio::test]
async fn what_was_begun_and_decided_about_a_person_goes_with_them() {
    let app = synced().await;
    let (harbourline, velora) = (app.record("harbourline").to_string(), app.record("velora").to_string());
    let promise = owed(&app, "harbourline").await.into_iter().next().expect("something is owed to Harbourline");
    mark(&app, &promise.citation, Some(PromiseMark::Done), None).await.unwrap();
    let writable = app::open_for_writing(&app.settings).await.unwrap();
    let keep = |name: &str, account: Option<&str>, text: &str| {
        let request = KeepUnsentRequest {
            portal: writable.open.id.0.clone(),
            name: name.to_owned(),
            account: account.map(str::to_owned),
            title: Some("Follow-up".to_owned()),
            texts: vec!["Subject".to_owned(), text.to_owned()],
        };
        app::keep_unsent(&writable.open, &request, app.settings.now()).unwrap();
    };
    keep("mail follow-up", Some(&harbourline), "About the redline, as we said");
    keep("mail nudge", Some(&velora), "Ask Petra Lang about it");
    keep("mail check-in", Some(&velora), "How is the pilot going?");
    keep("place search", None, "redline");
    assert_eq!(app::unsent(&writable.open).unwrap().len(), 4);
    let stray = KeepUnsentRequest {
        portal: "0".to_owned(),
        name: "x".to_owned(),
        texts: vec!["x".to_owned()],
        ..KeepUnsentRequest::default()
    };
    assert_eq!(app::keep_unsent(&writable.open, &stray, app.settings.now()).unwrap_err().code, ErrorCode::Usage);
    drop(writable);

    let report = app::forget(&app.settings, "Petra Lang", &Silent, &CancellationToken::new()).await.unwrap();
    assert!(report.verified, "{report:?}");
    assert_eq!(report.erased["unsent"], 3);
    let open = app.open().await;
    let left = app::unsent(&open).unwrap();
    assert_eq!(left.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["mail check-in"]);
    let record = promise.citation.split('/').next().unwrap_or_default();
    if report.records.iter().any(|gone| gone == record) {
        assert!(open.database.promise_marks(app.settings.now()).unwrap().is_empty());
    }
}

async fn draft(app: &TestApp) -> ProposalView {
    let writable = app::open_for_writing(&app.settings).await.unwrap();
    app::draft_note(&writable.open, WHO, app.settings.now()).unwrap().shown.remove(0)
}

#[tokio::test]
async fn an_approval_and_a_rejection_are_taken_back_as_if_nothing_had_been_said() {
    let app = synced().await;
    let shown = draft(&app).await;
    let writable = app::open_for_writing(&app.settings).await.unwrap();
    let now = app.settings.now();
    let request = ApproveRequest { id: shown.id.clone(), hash: Some(shown.hash.clone()), confirm: None };
    app::approve(&writable.open, &[request], now).unwrap();
    let back = app::take_back(&writable.open, &shown.id, now).unwrap();
    assert_eq!((back.status.as_str(), back.hash == shown.hash), ("proposed", true));
    assert!(writable.open.database.entries().unwrap().is_empty());
    app::reject(&writable.open, &shown.id, "Wrong", now).unwrap();
    let back = app::take_back(&writable.open, &shown.id, now).unwrap();
    assert_eq!((back.status.as_str(), back.reason), ("proposed", None));
    assert!(writable.open.database.decided_ratings(10).unwrap().is_empty(), "nothing is learned from it");
    assert!(writable.open.database.verify_audit(None).unwrap().verified);
}

#[tokio::test]
async fn a_field_that_has_changed_since_is_drawn_up_anew_and_then_filed() {
    let app = synced().await;
    let petra = app.record("harbourline/petra");
    let writable = app::open_for_writing(&app.settings).await.unwrap();
    let all = app::draft_fields(&writable.open, WHO, app.settings.now()).unwrap().shown;
    drop(writable);
    let shown = all.into_iter().find(|one| one.property.is_some() && one.target == petra.to_string()).unwrap();
    app.crm
        .mutate(&json!({"op": "edit", "type": "contact", "id": petra.id, "source": "CRM_UI", "properties": {"jobtitle": "Chief of Staff"}}))
        .unwrap();
    app.sync().await;
    let stale = app::proposal(&app.open().await, &shown.id).unwrap();
    assert!(stale.drafted_from.is_some());
    let writable = app::open_for_writing(&app.settings).await.unwrap();
    let again = app::draft_again(&writable.open, &shown.id, app.settings.now()).unwrap();
    assert_eq!((again.drafted_from.as_deref(), again.current.as_deref()), (None, Some("Chief of Staff")));
    assert!(again.undo.contains("Chief of Staff") && again.hash != shown.hash);
    let request = ApproveRequest { id: again.id.clone(), hash: Some(again.hash), confirm: None };
    app::approve(&writable.open, &[request], app.settings.now()).unwrap();
    drop(writable);
    let report =
        app::push(&app.settings, PushRequest::default(), &PushSilent, &CancellationToken::new()).await.unwrap();
    assert_eq!(report.entries[0].status.as_str(), "verified");
}

#[tokio::test]
async fn what_was_filed_is_found_last_and_folded_in_the_timeline() {
    let app = synced().await;
    let writable = app::open_for_writing(&app.settings).await.unwrap();
    let note = app::draft_note(&writable.open, WHO, app.settings.now()).unwrap().shown.remove(0);
    let request = ApproveRequest { id: note.id.clone(), hash: Some(note.hash), confirm: None };
    app::approve(&writable.open, &[request], app.settings.now()).unwrap();
    drop(writable);
    app::push(&app.settings, PushRequest::default(), &PushSilent, &CancellationToken::new()).await.unwrap();
    app.sync().await;
    let open = app.open().await;
    let account = app.record("harbourline").to_string();
    let (mut ours, mut next) = (Vec::new(), None);
    loop {
        // HubSpot's clock goes on while the rep's stands still here.
        let later = app.settings.now() + jiff::SignedDuration::from_hours(24 * 365);
        let page = app::timeline(&open, &account, next.as_deref(), later).unwrap();
        ours.extend(page.entries.into_iter().filter(|entry| entry.ours).map(|entry| entry.kind));
        next = page.next;
        if next.is_none() {
            break;
        }
    }
    assert_eq!(ours, ["note"]);
    let no_model =
        Model::load(&Settings { model_dir: Some(app.settings.home.join("no model here")), ..app.settings.clone() });
    let request = SearchRequest { query: "Petra Lang".to_owned(), limit: 40, ..SearchRequest::default() };
    let found = app::search(&open, &no_model, &request, app.settings.now()).await.unwrap();
    let places: Vec<bool> = found.hits.iter().map(|hit| hit.ours).collect();
    assert!(places.contains(&true) && places.is_sorted(), "{places:?}");
    let few = app::search(&open, &no_model, &SearchRequest { limit: 2, ..request }, app.settings.now()).await.unwrap();
    assert_eq!((few.hits.len(), few.has_more), (2, true));
}
