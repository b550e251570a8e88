//! The log of writes proves itself: after a push, after a person was forgotten, and against whoever changes a row.

use app::{ApproveRequest, PushRequest, PushSilent, Silent};
use journeys::{TestApp, sample};
use serde_json::Value;
use tokio_util::sync::CancellationToken;

/// An app that has filed the note of a call.
async fn filed() -> (TestApp, String) {
    let app = TestApp::connected_to(sample()).await;
    app.sync().await;
    let id = {
        let writable = app::open_for_writing(&app.settings).await.unwrap();
        let call = app.record("kestrel/c-export").to_string();
        let shown = app::draft_note(&writable.open, &call, app.settings.now()).unwrap().shown.remove(0);
        let request = ApproveRequest { id: shown.id.clone(), hash: Some(shown.hash), confirm: None };
        app::approve(&writable.open, &[request], app.settings.now()).unwrap();
        shown.id
    };
    let report =
        app::push(&app.settings, PushRequest::default(), &PushSilent, &CancellationToken::new()).await.unwrap();
    assert_eq!(report.entries[0].status, "verified");
    (app, id)
}

async fn check(app: &TestApp, against: Option<&str>) -> app::AuditCheck {
    app::verify_audit(&app.open().await, against).unwrap()
}

/// Changes rows with SQLite's own means, as somebody would who has the key.
async fn tamper(app: &TestApp, sql: &str) {
    let open = app.open().await;
    let path = open.database.path().to_owned();
    let portal = path.parent().unwrap();
    let vault = secrets::Vault::of_home(&app.settings.home).unwrap();
    let (key, _) = vault.store_key(&open.id.0, portal, &app.settings.keyring).unwrap();
    drop(open);
    let hex: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
    let connection = rusqlite::Connection::open(path).unwrap();
    connection.pragma_update(None, "key", format!("x'{hex}'")).unwrap();
    connection
        .execute_batch("DROP TRIGGER write_log_is_not_changed; DROP TRIGGER audit_payload_is_not_changed;")
        .unwrap();
    connection.execute_batch(sql).unwrap();
}

#[tokio::test]
async fn after_a_push_the_log_holds_and_says_who_approved_what() {
    let (app, id) = filed().await;
    let held = check(&app, None).await;
    assert_eq!((held.verified, held.entries, held.erased), (true, 5, 0));
    let file = app.settings.home.join("log.jsonl");
    let export = async |file: &std::path::Path| {
        let writable = app::open_for_writing(&app.settings).await.unwrap();
        app::export_audit(&writable.open, file, app.settings.now()).unwrap()
    };
    assert_eq!(export(&file).await, 5);
    let text = std::fs::read_to_string(&file).unwrap();
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let approval = lines.iter().find(|line| line["what"] == "approved").unwrap();
    assert_eq!((approval["proposal"].as_str(), approval["why"].as_str()), (Some(id.as_str()), Some("by Maren Holt")));
    let detail = &approval["payload"]["detail"];
    assert!(detail["after"]["body"].as_str().unwrap().contains("Compiled from your CRM"));
    assert!(!detail["sources"].as_array().unwrap().is_empty());
    assert!(detail["made"]["request_id"].as_str().unwrap().starts_with("r-"));
    let sent = lines.iter().find(|line| line["what"] == "sent").unwrap();
    assert_eq!(sent["payload"]["detail"]["trace_id"].as_str(), Some(id.as_str()));
    assert_eq!(lines.last().unwrap()["head"], held.head.as_str());
    // The export is a line itself, which the next one has.
    assert_eq!(export(&app.settings.home.join("again.jsonl")).await, 6);
    let again = std::fs::read_to_string(app.settings.home.join("again.jsonl")).unwrap();
    let last: Value = serde_json::from_str(again.lines().last().unwrap()).unwrap();
    assert_eq!(last["what"], "exported");
    assert!(last["why"].as_str().unwrap().contains("log.jsonl"));
}

#[tokio::test]
async fn settings_and_the_admins_policy_are_lines_of_the_chain() {
    let app = TestApp::connected_to(sample()).await;
    app.sync().await;
    let policy = app.settings.home.join("policy.toml");
    let noted = async || {
        let lines = app.open().await.database.audit_lines().unwrap();
        lines.into_iter().map(|line| (line.line.what, line.line.why)).collect::<Vec<_>>()
    };
    assert_eq!(noted().await, []);
    app::set_share(&app::open_for_writing(&app.settings).await.unwrap().open, 20, app.settings.now()).unwrap();
    app::note_setting(&app.settings, "language model: none").await.unwrap();
    std::fs::write(&policy, "[scope]\nown_book_only = true\n").unwrap();
    let held = app::Settings { policy: std::sync::Arc::new(app::Policy::read(&policy)), ..app.settings.clone() };
    for _ in 0..2 {
        drop(app::open_for_writing(&held).await.unwrap());
    }
    drop(app::open_for_writing(&app.settings).await.unwrap());
    let lines = noted().await;
    let whats: Vec<&str> = lines.iter().map(|(what, _)| what.as_str()).collect();
    assert_eq!(whats, ["setting_changed", "setting_changed", "policy_changed", "policy_changed"], "each once");
    assert!(lines[0].1.contains("20 %") && lines[2].1.contains("scope.own_book_only"), "{lines:?}");
    assert_eq!(lines[3].1, "there is none any more");
    assert!(check(&app, None).await.verified);
    // And nobody says otherwise afterwards: opening for writing chains nothing anew.
    let sql = "DROP TRIGGER audit_chain_is_not_shortened;
        UPDATE write_log SET why = 'none' WHERE seq = 3; DELETE FROM audit_chain WHERE 3 <= seq";
    tamper(&app, sql).await;
    drop(app::open_for_writing(&app.settings).await.unwrap());
    let found = check(&app, None).await;
    assert_eq!((found.verified, found.broken_at), (false, Some(3)), "{found:?}");
}

#[tokio::test]
async fn a_head_noted_before_is_part_of_what_comes_after() {
    let (app, id) = filed().await;
    let noted = check(&app, None).await.head;
    assert_eq!(app::undo(&app.settings, &id).await.unwrap().entries[0].status, "undone");
    let later = check(&app, Some(&noted)).await;
    assert!(later.verified && later.head != noted);
    assert!(!check(&app, Some(&noted.replace(|_: char| true, "0").replacen('0', "1", 1))).await.verified);
}

#[tokio::test]
async fn after_a_person_was_forgotten_the_log_still_holds() {
    let (app, _) = filed().await;
    let noted = check(&app, None).await.head;
    let who = app.record("kestrel/sandrine").to_string();
    let report = app::forget(&app.settings, &who, &Silent, &CancellationToken::new()).await.unwrap();
    assert!(report.verified, "{report:?}");
    let held = check(&app, Some(&noted)).await;
    assert!(held.verified, "{:?}", held.reason);
    assert_eq!((held.entries, held.erased), (6, 5), "what the lines said is gone, that they stood there is not");
    let lines = app.open().await.database.audit_lines().unwrap();
    assert!(lines.iter().filter(|line| line.payload.is_some()).all(|line| line.line.what == "erased"));
}

#[tokio::test]
async fn whoever_changes_a_row_is_found_out() {
    for (sql, seq) in [
        ("UPDATE write_log SET why = 'by Bo Persson' WHERE seq = 2", 2),
        ("UPDATE audit_payload SET payload = replace(payload, 'Kestrel', 'Falcon') WHERE seq = 1", 1),
        ("DELETE FROM audit_payload WHERE seq = 4", 4),
    ] {
        let (app, _) = filed().await;
        tamper(&app, sql).await;
        let found = check(&app, None).await;
        assert_eq!((found.verified, found.broken_at), (false, Some(seq)), "{sql}: {:?}", found.reason);
        assert!(found.reason.unwrap().contains(&format!("line {seq}")));
    }
}

#[tokio::test]
async fn the_log_is_read_page_by_page_newest_first_and_says_whether_it_is_whole() {
    let app = TestApp::connected_to(sample()).await;
    app.sync().await;
    let writable = app::open_for_writing(&app.settings).await.unwrap();
    for amount in 1..=60_u64 {
        app::set_target(&writable.open, Some(amount), app.settings.now()).unwrap();
    }
    let call = app.record("kestrel/c-export").to_string();
    let shown = app::draft_note(&writable.open, &call, app.settings.now()).unwrap().shown.remove(0);
    let request = app::ApproveRequest { id: shown.id.clone(), hash: Some(shown.hash), confirm: None };
    app::approve(&writable.open, &[request], app.settings.now()).unwrap();
    let first = app::activity(&writable.open, None, &[]).unwrap();
    let approved = first.lines.iter().find(|line| line.what == "approved").unwrap();
    assert_eq!(approved.proposal.as_deref(), Some(shown.id.as_str()));
    assert_eq!(approved.title.as_deref(), Some(shown.title.as_str()));
    assert!(first.lines.is_sorted_by(|a, b| b.seq < a.seq) && first.lines.len() == 50);
    let mut read = first.lines.len();
    let mut before = first.before;
    while let Some(at) = before {
        let page = app::activity(&writable.open, Some(at), &[]).unwrap();
        assert!(page.lines.iter().all(|line| line.seq < at));
        (read, before) = (read + page.lines.len(), page.before);
    }
    assert_eq!(read, first.total as usize, "every line once");
    let settings = app::activity(&writable.open, None, &["setting_changed".to_owned()]).unwrap();
    assert!(60 <= settings.total && settings.lines.iter().all(|line| line.what == "setting_changed"));
    assert!(settings.lines[0].why.as_deref().unwrap().contains("60"));
    let check = app::check_log(&writable.open, None).unwrap();
    assert!(check.whole && check.lines == first.total && check.reason.is_none(), "{check:?}");
    // The log has grown out of a head that it had, and out of no other.
    app::set_target(&writable.open, Some(1), app.settings.now()).unwrap();
    let held = app::check_log(&writable.open, Some(&check.head)).unwrap();
    assert!(held.whole && held.head != check.head, "{held:?}");
    let other = app::check_log(&writable.open, Some(&"3".repeat(64))).unwrap();
    assert!(!other.whole && other.reason.is_some_and(|reason| reason.contains("the head named is not in this log")));
}
