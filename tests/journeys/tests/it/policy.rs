//! What an administrator has settled holds wherever it is decided, whatever the rep chooses.

use app::{
    ApproveRequest, ErrorCode, LlmRequest, Policy, ProposalStatus, PushRequest, PushSilent, ScopeChoice, Settings,
    Silent, SyncRequest,
};
use journeys::{TestApp, sample};
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// The same app under a policy.
fn under(app: &TestApp, policy: &str) -> Settings {
    let file = app.settings.home.join("policy.toml");
    std::fs::write(&file, policy).unwrap();
    Settings { policy: Arc::new(Policy::read(&file)), ..app.settings.clone() }
}

async fn sync(settings: &Settings, scope: Option<ScopeChoice>) -> Result<app::SyncReport, app::AppError> {
    let request = SyncRequest { scope, full: true, embed: false, ..SyncRequest::default() };
    app::sync(settings, request, &Silent, &CancellationToken::new()).await
}

async fn note_of(app: &TestApp) -> ApproveRequest {
    let writable = app::open_for_writing(&app.settings).await.unwrap();
    let call = app.record("kestrel/c-export").to_string();
    let shown = app::draft_note(&writable.open, &call, app.settings.now()).unwrap().shown.remove(0);
    ApproveRequest { id: shown.id, hash: Some(shown.hash), confirm: None }
}

#[tokio::test]
async fn a_policy_that_cannot_be_followed_leaves_reading_and_nothing_else() {
    let app = TestApp::connected_to(sample()).await;
    app.sync().await;
    let calls = app.calls();
    let broken = under(&app, "[updtes]\nallowed = true\n");
    app::open_for_reading(&broken).await.unwrap();
    for refused in [
        sync(&broken, None).await.err(),
        app::open_for_writing(&broken).await.err(),
        app::push(&broken, PushRequest::default(), &PushSilent, &CancellationToken::new()).await.err(),
    ] {
        let refused = refused.unwrap();
        assert_eq!(refused.code, ErrorCode::Policy);
        assert!(refused.message.contains("updtes"), "{}", refused.message);
    }
    assert_eq!(app.calls(), calls, "HubSpot was not asked for anything");
    let checks = app::doctor(&broken).await.checks;
    let check = checks.iter().find(|check| check.name == "policy").unwrap();
    assert!(!check.ok && check.detail.contains("updtes"), "{check:?}");
}

#[tokio::test]
async fn only_the_book_is_copied_where_the_admin_says_so() {
    let app = TestApp::connected_to(sample()).await;
    sync(&app.settings, Some(ScopeChoice::Portal)).await.unwrap();
    let held = under(&app, "[scope]\nown_book_only = true\n");
    assert_eq!(sync(&held, Some(ScopeChoice::Portal)).await.unwrap_err().code, ErrorCode::Policy);
    // Whatever was chosen before.
    assert_eq!(sync(&held, None).await.unwrap().scope, ScopeChoice::Book);
    assert_eq!(
        app::sync_status(&app::open_for_reading(&held).await.unwrap(), held.now()).unwrap().scope,
        ScopeChoice::Book
    );
}

#[tokio::test]
async fn what_the_admin_forbids_is_not_approved_and_what_was_approved_before_is_not_filed() {
    let app = TestApp::connected_to(sample()).await;
    app.sync().await;
    let request = note_of(&app).await;
    let held = under(&app, "[writing]\nnotes = false\n");
    {
        let writable = app::open_for_writing(&held).await.unwrap();
        let refused = app::approve(&writable.open, std::slice::from_ref(&request), held.now()).unwrap_err();
        assert_eq!(refused.code, ErrorCode::Policy);
        let card = app::proposal(&writable.open, &request.id).unwrap();
        assert!(card.held.unwrap().contains("may not write notes"), "the card says so before anybody tries");
    }
    {
        let writable = app::open_for_writing(&app.settings).await.unwrap();
        app::approve(&writable.open, std::slice::from_ref(&request), app.settings.now()).unwrap();
    }
    app::push(&held, PushRequest::default(), &PushSilent, &CancellationToken::new()).await.unwrap();
    let open = app.open().await;
    assert_eq!(app::proposal(&open, &request.id).unwrap().status, ProposalStatus::Proposed);
    assert_eq!(app.crm.stats()["created"]["notes"], 0);
    assert!(open.database.write_log().unwrap().iter().any(|line| line.why.contains("forbidden by the admin")));
}

#[tokio::test]
async fn a_model_is_asked_only_where_the_admin_lets_it_be_and_folders_and_calls_are_held_to_the_policy() {
    let app = TestApp::connected_to(sample()).await;
    app.sync().await;
    let folder = tempfile::tempdir().unwrap();
    let allowed = folder.path().canonicalize().unwrap().join("allowed");
    std::fs::create_dir(&allowed).unwrap();
    let held = under(
        &app,
        &format!(
            "[models]\nregions = [\"local\"]\n[folders]\nallowed = [\"{}\"]\n[hubspot]\nshare_percent_max = 5\n",
            allowed.display()
        ),
    );
    let ask = |url: &str| LlmRequest {
        model: Some("compatible:m".to_owned()),
        url: Some(url.to_owned()),
        context_tokens: None,
    };
    let stops = app::Stops::default();
    let refused = app::choose_llm(&held, &stops, &ask("https://models.example/v1"), None).unwrap_err();
    assert_eq!(refused.code, ErrorCode::Policy);
    app::choose_llm(&held, &stops, &ask("http://127.0.0.1:9/v1"), None).unwrap();
    // One that was chosen before the policy came is not asked either.
    app::choose_llm(&app.settings, &stops, &ask("https://models.example/v1"), None).unwrap();
    assert!(app::llm_settings(&held, &stops, None, held.now()).unwrap().problem.unwrap().contains("may not be asked"));

    let writable = app::open_for_writing(&held).await.unwrap();
    let (model, cancel) = (app::Model::none(), CancellationToken::new());
    let elsewhere =
        app::add_shelf_folder(&writable.open, &model, folder.path(), held.now(), &cancel).await.unwrap_err();
    assert_eq!(elsewhere.code, ErrorCode::Policy);
    assert_eq!(
        app::watch_folder(&writable.open, &model, folder.path(), held.now(), &cancel).await.unwrap_err().code,
        ErrorCode::Policy
    );
    app::add_shelf_folder(&writable.open, &model, &allowed, held.now(), &cancel).await.unwrap();
    assert_eq!(app::set_share(&writable.open, 6, held.now()).unwrap_err().code, ErrorCode::Policy);
    assert_eq!(
        app::sync_status(&writable.open, held.now()).unwrap().calls.share,
        5,
        "what was chosen before counts no more"
    );
}

#[tokio::test]
async fn a_property_that_is_never_to_be_read_is_not_asked_for() {
    let app = TestApp::connected_to(sample()).await;
    let held = under(&app, "[privacy]\nnever_read = [\"contact/phone\", \"contact/mobilephone\"]\n");
    sync(&held, None).await.unwrap();
    let open = app::open_for_reading(&held).await.unwrap();
    let contacts = open.database.records(domain::ObjectType::Contact).unwrap();
    assert!(!contacts.is_empty());
    for contact in &contacts {
        assert!(contact.properties.get("phone").is_none_or(|phone| phone.is_empty()), "{:?}", contact.id);
        assert!(contact.properties.contains_key("lastname"));
    }
    drop(open);
    sync(&app.settings, None).await.unwrap();
    let open = app.open().await;
    let contacts = open.database.records(domain::ObjectType::Contact).unwrap();
    assert!(contacts.iter().any(|contact| contact.properties.contains_key("phone")), "without the policy it is read");
}

fn asking(query: &str) -> app::SearchRequest {
    app::SearchRequest { query: query.to_owned(), limit: 20, ..app::SearchRequest::default() }
}

/// What is here of a person and of what was said with them: rows that name their address, and hits of a search for their words.
async fn of_petra(settings: &Settings) -> (usize, usize) {
    let open = app::open_for_reading(settings).await.unwrap();
    let all: Vec<domain::Record> = domain::ObjectType::ALL
        .into_iter()
        .flat_map(|object| open.database.records(object).unwrap())
        .filter(|record| record.properties.values().any(|value| value.contains("@harbourline.example")))
        .collect();
    let request = asking("Petra Lang");
    let hits = app::search(&open, &app::Model::none(), &request, settings.now()).await.unwrap().hits;
    let hers = hits.iter().filter(|hit| hit.speaker.as_deref() == Some("Petra Lang")).count();
    (all.len(), hers)
}

#[tokio::test]
async fn nobody_at_a_domain_that_is_kept_out_is_copied_and_what_was_copied_before_goes() {
    let app = TestApp::connected_to(sample()).await;
    app.sync().await;
    let (rows, hits) = of_petra(&app.settings).await;
    assert!(0 < rows && 0 < hits, "{rows} {hits}");
    let held = under(&app, "[privacy]\nexcluded_domains = [\"harbourline.example\"]\n");
    let report = sync(&held, None).await.unwrap();
    assert_eq!(of_petra(&held).await, (0, 0));
    let skipped = |report: &app::SyncReport, object: &str| {
        report.objects[object].skipped.iter().filter(|one| one.reason.contains("domain that your admin")).count()
    };
    assert!(0 < skipped(&report, "contacts") && 0 < skipped(&report, "companies"));
    assert!(
        report.incomplete.iter().all(|one| one.what != "skipped_records"),
        "it is no fault: {:?}",
        report.incomplete
    );
    // A note that hangs on them alone is not theirs to copy either, and a talk with them is not taken in.
    let petra = app.record("harbourline/petra");
    journeys::create(
        &app,
        "note",
        serde_json::json!({"hs_note_body": "A word of hers about the mooring fees.", "hs_timestamp": journeys::now().to_string()}),
        &[("contact", petra.id.as_str())],
    );
    sync(&held, None).await.unwrap();
    let open = app::open_for_reading(&held).await.unwrap();
    let request = asking("mooring fees");
    let hits = app::search(&open, &app::Model::none(), &request, held.now()).await.unwrap().hits;
    assert!(hits.iter().all(|hit| !hit.text.contains("mooring")), "{hits:?}");
    drop(open);
    let file = app.settings.home.join("talk.json");
    let said = serde_json::json!([{"speaker": "Petra Lang", "email": "petra.lang@harbourline.example", "text": "We wait until the spring.", "start": 1.0, "end": 4.0}]);
    std::fs::write(&file, said.to_string()).unwrap();
    let writable = app::open_for_writing(&held).await.unwrap();
    let import = app::ImportRequest { files: vec![file.display().to_string()], ..app::ImportRequest::default() };
    let taken = app::import(&writable.open, &app::Model::none(), &import, held.now(), &CancellationToken::new()).await;
    let refused = match &taken {
        Ok(report) => report.transcripts.iter().all(|one| one.error.is_some()),
        Err(error) => error.code == ErrorCode::Policy,
    };
    assert!(refused, "{taken:?}");
    drop(writable);

    // Allowed again they are read like everybody else: nobody was forgotten.
    let free = under(&app, "");
    sync(&free, None).await.unwrap();
    let (again, _) = of_petra(&free).await;
    assert!(rows <= again, "{rows} before, {again} now");
}

#[tokio::test]
async fn what_left_hubspot_goes_after_the_days_that_the_admin_says() {
    let app = TestApp::connected_to(sample()).await;
    app.sync().await;
    let note = journeys::create(
        &app,
        "note",
        serde_json::json!({"hs_note_body": "The quay wall is to be repaired in June.", "hs_timestamp": journeys::now().to_string()}),
        &[("company", app.record("harbourline").id.as_str())],
    );
    app.sync().await;
    let id = domain::RecordId::new(domain::ObjectType::Note, note.clone());
    app.crm.mutate(&serde_json::json!({"op": "delete", "type": "note", "id": note})).unwrap();
    // When something was seen to be gone is told by this machine's own clock.
    let real = jiff::Timestamp::now();
    let at = |settings: &Settings, days: i64| Settings {
        now: Some(real + jiff::SignedDuration::from_hours(24 * days)),
        ..settings.clone()
    };
    let held = under(&app, "[retention]\narchived_days = 30\n");
    sync(&at(&held, 1), None).await.unwrap();
    let is_here = async |settings: &Settings| {
        app::open_for_reading(settings).await.unwrap().database.record(&id).unwrap().is_some()
    };
    assert!(is_here(&held).await, "it is archived and stays for a while");
    sync(&at(&held, 20), None).await.unwrap();
    assert!(is_here(&held).await);
    sync(&at(&held, 40), None).await.unwrap();
    assert!(!is_here(&held).await);
    // What is still in HubSpot stays, however old.
    assert_eq!(app.differences().await, Vec::<String>::new());
}

#[test]
fn a_domain_that_is_none_is_a_mistake_in_the_policy() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("policy.toml");
    for wrong in ["[privacy]\nexcluded_domains = [\"rival\"]\n", "[privacy]\nexcluded_domains = [\"a b.example\"]\n"] {
        std::fs::write(&file, wrong).unwrap();
        assert!(Policy::read(&file).view().problem.is_some_and(|problem| problem.contains("no domain")), "{wrong}");
    }
}
