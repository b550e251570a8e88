//! Syncs that are cut off, refused and lied to, and end with the same data all the same.

use app::{ErrorCode, SyncRequest};
use hubspot_sim::SimConfig;
use journeys::{StopAfter, TestApp, sample, with_transcripts};
use std::collections::BTreeMap;
use tokio_util::sync::CancellationToken;

const REQUEST: SyncRequest =
    SyncRequest { full: false, scope: None, accept_deletions: false, embed: false, in_background: false };

#[tokio::test]
async fn a_sync_that_was_cut_off_goes_on_where_it_stopped() {
    let whole = TestApp::connected_to(with_transcripts()).await;
    whole.sync().await;
    let reading = |calls: BTreeMap<String, u64>| -> u64 {
        let reads =
            calls.iter().filter(|(endpoint, _)| endpoint.contains("/objects/") || endpoint.contains("transcripts"));
        reads.map(|(_, count)| count).sum()
    };
    let expected = reading(whole.calls());

    for reports in [2, 6, 9, 14, 20] {
        let app = TestApp::connected_to(with_transcripts()).await;
        let cancel = CancellationToken::new();
        let stopping = StopAfter::new(reports, cancel.clone());
        let error = app::sync(&app.settings, REQUEST, &stopping, &cancel).await.unwrap_err();
        assert_eq!(error.code, ErrorCode::Cancelled);
        app.sync().await;
        // The page that was on its way when the sync was cut off is the only one read twice.
        let calls = reading(app.calls());
        assert!((expected..=expected + 1).contains(&calls), "stopped at {reports}: {calls} calls, not {expected}");
        assert_eq!(app.differences().await, Vec::<String>::new(), "stopped at {reports}");
    }
}

#[tokio::test]
async fn an_unreliable_network_brings_the_same_data() {
    let faults = "429:0.05,500:0.05,truncate:0.02,drop_before:0.02".parse().unwrap();
    let app = TestApp::connected_to(SimConfig { faults, seed: 3, ..with_transcripts() }).await;
    let report = app.sync().await;
    assert!(0 < report.retries, "the seed draws no fault");
    assert_eq!(app.differences().await, Vec::<String>::new());
    assert_eq!(report.transcripts.present, 12);
}

#[tokio::test]
async fn a_sync_with_nothing_to_do_makes_twenty_six_calls() {
    let app = TestApp::connected_to(sample()).await;
    app.sync().await;
    let before = app.calls();
    let report = app.sync().await;
    assert!(!report.full);
    let made = app.calls().into_iter().filter(|(endpoint, count)| before.get(endpoint) != Some(count));
    let made: Vec<String> = made.map(|(endpoint, _)| endpoint).collect();
    // Whose portal it is, one search a type, what hangs on companies and people, and whether the meetings, tasks and deals ahead are still
    // there.
    assert_eq!(report.api_calls.total, 26, "{made:#?}");
    let changes: usize = report.objects.values().map(|counts| counts.created + counts.updated + counts.deleted).sum();
    assert_eq!((changes, report.chunks.added, report.chunks.removed), (0, 0, 0));
}

#[tokio::test]
async fn only_one_process_writes_to_a_home() {
    let app = TestApp::connected_to(sample()).await;
    let home = store::Home::open(&app.settings.home).unwrap();
    let _lock = home.lock().unwrap();
    let error = app::sync(&app.settings, REQUEST, &app::Silent, &CancellationToken::new()).await.unwrap_err();
    assert_eq!((error.code, error.code.exit_status()), (ErrorCode::Busy, 5));
}
