//! Less than everything: a token without a scope, a rep's own book.

use app::{ErrorCode, ScopeChoice, Silent, SyncRequest};
use domain::ObjectType;
use hubspot_sim::SimConfig;
use journeys::{TestApp, sample, with_transcripts};
use tokio_util::sync::CancellationToken;

const TRANSCRIPTS: &str = "crm.extensions_calling_transcripts.read";

#[tokio::test]
async fn transcripts_that_may_not_be_read_are_counted_and_the_rest_is_here() {
    let app =
        TestApp::connected_to(SimConfig { without_scopes: vec![TRANSCRIPTS.to_owned()], ..with_transcripts() }).await;
    let report = app.sync().await;
    assert_eq!((report.transcripts.present, report.transcripts.not_permitted), (0, 12));
    assert_eq!(report.incomplete, []);
    // One refusal speaks for all.
    let asked = report.api_calls.by_endpoint.iter().filter(|(endpoint, _)| endpoint.contains("transcript"));
    assert_eq!(asked.map(|(_, count)| count).sum::<usize>(), 1);
    assert_eq!(app.differences().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_missing_scope_is_named_and_the_rest_is_here() {
    let without = vec!["crm.objects.deals.read".to_owned()];
    let app = TestApp::connected_to(SimConfig { without_scopes: without, ..sample() }).await;
    let report = app.sync().await;
    let refused: Vec<&str> =
        report.incomplete.iter().filter(|one| one.what == "refused").map(|one| one.reason.as_str()).collect();
    assert!(
        refused.iter().any(|reason| reason.contains("deals (the access token lacks the scope crm.objects.deals.read")),
        "{refused:?}"
    );
    assert_eq!(report.objects["deals"].local, 0);
    for here in ["contacts", "companies", "emails", "notes", "calls"] {
        assert!(0 < report.objects[here].local, "{here}");
    }
    let open = app.open().await;
    assert!(app::overview(&open).unwrap().fresh_as_of.is_some(), "what was read is fresh");
    assert!(app::overview(&open).unwrap().alarm.is_some_and(|alarm| alarm.contains("deals")));
}

#[tokio::test]
async fn a_token_that_is_wrong_changes_nothing() {
    let mut app = TestApp::connected_to(sample()).await;
    app.settings.access_token = Some(app::Secret::new("pat-eu1-wrong"));
    let error = app::sync(&app.settings, SyncRequest::default(), &Silent, &CancellationToken::new()).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Unauthorized);
    assert!(!format!("{error:?} {:?}", error.causes()).contains("pat-eu1-wrong"));
    assert_eq!(app::portals(&app.settings).await.unwrap().portals, []);
}

#[tokio::test]
async fn a_book_holds_what_the_rep_owns_and_what_hangs_on_it() {
    let app = TestApp::connected_to(sample()).await;
    let request = SyncRequest { scope: Some(ScopeChoice::Book), embed: false, ..SyncRequest::default() };
    let report = app.sync_as(request).await;
    assert_eq!(report.scope, ScopeChoice::Book);
    for object in ObjectType::ALL {
        let counts = &report.objects[object.plural()];
        let all = journeys::records(&app.crm, object).await.len();
        assert!(0 < counts.local && counts.local <= all, "{object}: {} of {all}", counts.local);
        assert_eq!(counts.remote, Some(counts.local), "{object}");
    }
    let open = app.open().await;
    for object in ObjectType::ACTIVITIES {
        for activity in open.database.all(object).unwrap() {
            let kept =
                ObjectType::CORE.into_iter().any(|core| !open.database.associated(&activity, core).unwrap().is_empty());
            assert!(kept, "{activity} hangs on nothing that is here");
        }
    }
    // A later sync keeps the scope without being told.
    assert_eq!(app.sync().await.scope, ScopeChoice::Book);
}
