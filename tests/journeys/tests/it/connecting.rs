//! What a connection may do and what is true of the copy, on one page; access through the browser, renewed in time and taken back.

use app::{
    ApproveRequest, ConnectRequest, ErrorCode, KeepRequest, OAuthRequest, PushRequest, PushSilent, ScopeChoice,
    Settings, Silent, SyncRequest,
};
use domain::{ObjectType, RecordId};
use hubspot_sim::{HubSpotSim, SimConfig};
use journeys::{TestApp, sample, skipped};
use serde_json::{Value, json};
use std::{path::Path, time::Duration};
use tokio_util::sync::CancellationToken;

const TRANSCRIPTS: &str = "crm.extensions_calling_transcripts.read";
const DEALS: &str = "crm.objects.deals.read";
const MAILS: &str = "sales-email-read";
const WRITES: [&str; 3] = ["crm.objects.contacts.write", "crm.objects.companies.write", "crm.objects.deals.write"];

fn lacking(scopes: &[&str]) -> SimConfig {
    SimConfig { without_scopes: scopes.iter().map(|scope| (*scope).to_owned()).collect(), ..sample() }
}

#[tokio::test]
async fn a_missing_scope_says_what_it_switches_off_and_an_admin_is_asked_in_words() {
    let app = TestApp::connected_to(lacking(&[DEALS, MAILS, WRITES[2]])).await;
    app.sync().await;
    let open = app.open().await;
    let allowed = app::allowed(&app.settings, &open).await.unwrap();
    let missing: Vec<&str> =
        allowed.scopes.iter().filter(|scope| scope.held == Some(false)).map(|scope| scope.name.as_str()).collect();
    // A private app's token has no transcripts either: what that costs is said, and is no fault.
    assert_eq!(missing, [DEALS, MAILS, TRANSCRIPTS, WRITES[2]]);
    assert!(allowed.scopes.iter().all(|scope| !scope.without.is_empty() && !scope.opens.is_empty()));
    assert!(!allowed.is_read_only && allowed.scopes_known);
    assert_eq!(allowed.user, Some(app.crm.me().1));
    assert!(allowed.people.iter().any(|person| person.id == app.crm.me().0));
    assert_eq!(allowed.time_zone, app.crm.time_zone());
    let request = allowed.request.unwrap();
    assert!(missing.iter().all(|scope| request.contains(&format!("- {scope}: "))), "{request}");
    assert!(!request.contains("crm.objects.contacts.read"));

    // An admin adds them: the page says so at its next look, and nobody has to connect anew.
    app.crm.mutate(&json!({"op": "scopes", "add": missing})).unwrap();
    let allowed = app::allowed(&app.settings, &open).await.unwrap();
    assert!(allowed.scopes.iter().all(|scope| scope.held == Some(true)));
    assert_eq!(allowed.request, None);
}

#[tokio::test]
async fn what_hubspot_said_last_stands_where_it_cannot_be_reached_or_does_not_say() {
    let app = TestApp::connected_to(lacking(&[MAILS])).await;
    app.sync().await;
    let open = app::open_for_writing(&app.settings).await.unwrap().open;
    let asked = app::allowed(&app.settings, &open).await.unwrap();
    let away = Settings { base_url: Some("http://127.0.0.1:9".to_owned()), ..app.settings.clone() };
    let recalled = app::allowed(&away, &open).await.unwrap();
    assert_eq!(recalled.scopes, asked.scopes);

    let silent = SimConfig { switches: switched("token-info"), ..sample() };
    let app = TestApp::connected_to(silent).await;
    app.sync().await;
    let allowed = app::allowed(&app.settings, &app.open().await).await.unwrap();
    assert!(!allowed.scopes_known && !allowed.is_read_only && allowed.request.is_none());
    assert_eq!(allowed.owner_id, None, "who the rep is, the rep says");
    assert!(!allowed.people.is_empty());
}

fn switched(name: &str) -> hubspot_sim::Switches {
    let mut switches = hubspot_sim::Switches::default();
    switches.flip(name).unwrap();
    switches
}

#[tokio::test]
async fn each_choice_comes_with_its_count() {
    let app = TestApp::connected_to(sample()).await;
    app.sync().await;
    let me = app.crm.me().0;
    let reach = app::reach(&app.settings, &app.open().await, Some(&me)).await.unwrap();
    let (mut own, mut whole) = (0, 0);
    for object in ObjectType::ALL {
        let records = journeys::records(&app.crm, object).await;
        whole += records.len();
        let is_mine = |record: &&Value| record["properties"]["hubspot_owner_id"] == me.as_str();
        own += if object.is_activity() { 0 } else { records.values().filter(is_mine).count() };
    }
    assert!(0 < own && own < whole);
    assert_eq!((reach.own, reach.whole), (Some(own), whole));
}

#[tokio::test]
async fn a_connection_that_only_reads_drafts_and_what_is_approved_waits_until_it_may_write() {
    let app = TestApp::connected_to(lacking(&WRITES)).await;
    app.sync().await;
    assert!(app::allowed(&app.settings, &app.open().await).await.unwrap().is_read_only);
    let call = app.record("kestrel/c-export").to_string();
    let id = {
        let writable = app::open_for_writing(&app.settings).await.unwrap();
        let shown = app::draft_note(&writable.open, &call, app.settings.now()).unwrap().shown.remove(0);
        let request = ApproveRequest { id: shown.id.clone(), hash: Some(shown.hash), confirm: None };
        app::approve(&writable.open, &[request], app.settings.now()).unwrap();
        shown.id
    };
    let push = async || {
        let request = PushRequest { patience: jiff::SignedDuration::ZERO };
        let report = app::push(&app.settings, request, &PushSilent, &CancellationToken::new()).await.unwrap();
        let entry = report.entries.into_iter().find(|entry| entry.id == id).unwrap();
        (entry.status.as_str().to_owned(), entry.reason.unwrap_or_default())
    };
    let (status, reason) = push().await;
    assert_eq!(status, "waiting");
    assert!(reason.contains("It is safe here") && reason.contains(WRITES[0]), "{reason}");
    assert_eq!(app.crm.stats()["created"]["notes"], 0);

    app.crm.mutate(&json!({"op": "scopes", "add": WRITES})).unwrap();
    assert_eq!(push().await.0, "verified");
}

#[tokio::test]
async fn the_copy_says_per_type_what_is_there_and_here_and_counts_the_calls_of_today() {
    let app = TestApp::connected_to(lacking(&[DEALS])).await;
    let first = app.sync().await;
    let status = app::sync_status(&app.open().await, app.settings.now()).unwrap();
    for one in &status.objects {
        let records =
            journeys::records(&app.crm, one.object.trim_end_matches('s').parse().unwrap_or(ObjectType::Company)).await;
        if one.object == "deals" {
            assert!(one.refused.as_ref().is_some_and(|reason| reason.contains(DEALS)), "{:?}", one.refused);
            assert_eq!(one.last_success, None);
        } else {
            assert_eq!((one.refused.as_ref(), one.local as usize), (None, records.len()), "{}", one.object);
            assert!(one.last_success.is_some(), "{}", one.object);
        }
    }
    assert_eq!(status.calls.total, status.calls.by_family.values().sum::<usize>());
    // Asking which portal a token is for comes before there is anywhere to count it.
    let made = app.calls().values().sum::<u64>() as usize;
    assert!(
        first.api_calls.total <= status.calls.total && status.calls.total <= made,
        "{} of {made}",
        status.calls.total
    );
    assert_eq!(status.calls.share, 25);
    assert!(status.calls.allowed.is_some() && status.calls.left < status.calls.allowed);

    // The next run adds to the day, another share is kept.
    app.sync().await;
    app::set_share(&app::open_for_writing(&app.settings).await.unwrap().open, 10, journeys::now()).unwrap();
    let later = app::sync_status(&app.open().await, app.settings.now()).unwrap();
    assert!(status.calls.total < later.calls.total);
    assert_eq!(later.calls.share, 10);
    let refused =
        app::set_share(&app::open_for_writing(&app.settings).await.unwrap().open, 0, journeys::now()).unwrap_err();
    assert_eq!(refused.code, ErrorCode::Usage);
}

#[tokio::test]
async fn one_record_is_read_again_and_nothing_else() {
    let app = TestApp::connected_to(sample()).await;
    app.sync().await;
    let read = async |id: &str| app::sync_record(&app.settings, id, false, &Silent, &CancellationToken::new()).await;
    let (contact, other) = (app.record("harbourline/petra"), app.record("kestrel"));
    for id in [&contact, &other] {
        let edit = json!({"op": "edit", "type": id.object.singular(), "id": id.id, "properties": {"city": "Uppsala"}});
        app.crm.mutate(&edit).unwrap();
    }
    let city = async |id: &RecordId| {
        let open = app.open().await;
        open.database.record(id).unwrap().unwrap().get("city").map(str::to_owned)
    };
    let report = read(&contact.to_string()).await.unwrap();
    assert_eq!(city(&contact).await.as_deref(), Some("Uppsala"));
    assert_ne!(city(&other).await.as_deref(), Some("Uppsala"), "the other one waits for the next sync");
    assert_eq!(report.objects["contacts"].updated, 1);
    assert!(report.api_calls.total <= 4, "{:?}", report.api_calls.by_endpoint);

    app.crm.mutate(&json!({"op": "delete", "type": "contact", "id": contact.id})).unwrap();
    let report = read(&contact.to_string()).await.unwrap();
    assert_eq!(report.objects["contacts"].deleted, 1);
    assert_eq!(read("contact:1").await.unwrap_err().code, ErrorCode::NotFound);
    assert_eq!(read("petra").await.unwrap_err().code, ErrorCode::Usage);
    assert_eq!(read("local:1").await.unwrap_err().code, ErrorCode::Usage);
    // A run that comes after goes on from where the last one was.
    assert!(!app.sync().await.full);
    assert_eq!(city(&other).await.as_deref(), Some("Uppsala"));
    assert_eq!(app.differences().await, Vec::<String>::new());
}

#[tokio::test]
async fn the_doctor_looks_at_the_live_account_and_says_what_each_failure_costs() {
    let app = TestApp::connected_to(sample()).await;
    app.sync().await;
    let look = async |name: &str| {
        let checks = app::doctor(&app.settings).await.checks;
        let found = checks.into_iter().find(|check| check.name.ends_with(&format!(": {name}")));
        found.unwrap_or_else(|| panic!("no check {name}"))
    };
    for name in ["token", "scopes", "limits", "association types", "properties"] {
        let check = look(name).await;
        assert!(check.ok, "{name}: {}", check.detail);
    }
    app.crm.mutate(&json!({"op": "scopes", "remove": [MAILS]})).unwrap();
    let scopes = look("scopes").await;
    assert!(!scopes.ok && scopes.detail.contains("E-mails do not come"), "{}", scopes.detail);
    assert!(scopes.window_fix.is_some_and(|fix| fix.contains("Ask your admin")));

    let refusal = json!({"status": "error", "category": "MISSING_SCOPES", "message": "no"});
    let path = "/properties/2026-03/deals";
    app.crm.mutate(&json!({"op": "answer", "path": path, "status": 403, "body": refusal})).unwrap();
    let properties = look("properties").await;
    assert!(!properties.ok && properties.detail.contains("those of deals may not be read"), "{}", properties.detail);
    app.crm.mutate(&json!({"op": "answer", "path": path})).unwrap();

    let wrong = json!({"results": [{"category": "USER_DEFINED", "typeId": 7, "label": "Buyer"}]});
    app.crm.mutate(&json!({"op": "answer", "path": "/deals/contacts/labels", "status": 200, "body": wrong})).unwrap();
    let kinds = look("association types").await;
    assert!(!kinds.ok && kinds.detail.contains("deals would stand without people"), "{}", kinds.detail);

    let mut bad = app.settings.clone();
    bad.access_token = Some(app::Secret::new("pat-eu1-wrong"));
    let checks = app::doctor(&bad).await.checks;
    let token = checks.iter().find(|check| check.name.ends_with(": token")).unwrap();
    assert!(!token.ok && token.detail.contains("nothing new is read"), "{}", token.detail);
}

#[tokio::test]
async fn an_account_that_moves_house_and_a_torn_answer_are_no_refusals() {
    let app = TestApp::connected_to(sample()).await;
    let moving = json!({"message": "the account is moving"});
    app.crm.mutate(&json!({"op": "answer", "path": "/objects/2026-03/notes", "status": 477, "body": moving})).unwrap();
    let (request, cancel) = (SyncRequest { embed: false, ..SyncRequest::default() }, CancellationToken::new());
    assert!(app::sync(&app.settings, request, &Silent, &cancel).await.is_err(), "the run ends, and goes on later");
    app.crm.mutate(&json!({"op": "answer", "path": "/objects/2026-03/notes"})).unwrap();
    app.crm.next_request(hubspot_sim::Fault::Truncate);
    let report = app.sync().await;
    assert_eq!(report.incomplete, [], "nothing is noted as refused for good");
    assert_eq!(app.differences().await, Vec::<String>::new());

    // A page in the place of an answer is asked past once.
    let page = json!("<html><body>Sign in to the hotel's network</body></html>");
    app.crm.mutate(&json!({"op": "answer", "path": "/account-info/", "status": 200, "body": page})).unwrap();
    let error = app::sync(&app.settings, request, &Silent, &cancel).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::HubSpot);
}

/// An app that is to be connected through a keychain of its own; none where there is no such keychain.
async fn unconnected(home: &Path) -> Option<(HubSpotSim, Settings)> {
    if std::env::var("FOREWORD_TEST_KEYRING").as_deref() != Ok("1") {
        skipped("the keychain journeys need FOREWORD_TEST_KEYRING=1 and a keychain of their own");
        return None;
    }
    let crm = HubSpotSim::start(sample()).await.unwrap();
    let settings = journeys::unconnected(home, &crm);
    Some((crm, settings))
}

/// Somebody who opens what they are shown, and follows where it leads.
fn browse(url: &str) {
    let url = url.to_owned();
    tokio::spawn(async move {
        // Another tab asks first, and a guess: neither is taken for the answer.
        for stray in ["favicon.ico", "connected?code=guessed&state=guessed"] {
            let port = url.split("localhost%3A").nth(1).unwrap().split('%').next().unwrap();
            transport::get(format!("http://127.0.0.1:{port}/{stray}")).await.unwrap();
        }
        transport::get(url).await.unwrap();
    });
}

fn request(crm: &HubSpotSim) -> OAuthRequest {
    OAuthRequest {
        client_id: crm.client_id().to_owned(),
        client_secret: app::Secret::new(&crm.client_secret()),
        owner: None,
    }
}

fn asked(crm: &HubSpotSim, endpoint: &str) -> u64 {
    crm.stats()["calls"]["by_endpoint"][endpoint].as_u64().unwrap_or(0)
}

/// All of it in one test: the three ports are this computer's, and there is one of each.
#[tokio::test(flavor = "multi_thread")]
async fn access_through_the_browser_is_renewed_in_time_once_and_ends_when_it_is_taken_back() {
    let home = tempfile::tempdir().unwrap();
    let Some((crm, settings)) = unconnected(home.path()).await else { return };
    let cancel = CancellationToken::new();

    // Who says no is not connected, and nothing is left behind.
    crm.mutate(&json!({"op": "oauth", "deny": true})).unwrap();
    let error = app::connect_oauth(&settings, &request(&crm), &browse, &cancel).await.unwrap_err();
    assert!(error.code == ErrorCode::Unauthorized && error.message.contains("said no"), "{error}");
    assert_eq!(app::portals(&settings).await.unwrap().portals, []);
    crm.mutate(&json!({"op": "oauth"})).unwrap();

    // A wrong secret is told apart from a no, and repeated nowhere.
    let wrong = OAuthRequest { client_secret: app::Secret::new("not-the-secret-at-all"), ..request(&crm) };
    let error = app::connect_oauth(&settings, &wrong, &browse, &cancel).await.unwrap_err();
    assert!(error.message.contains("the client secret is not the app's"), "{error}");
    assert!(!format!("{error:?}").contains("not-the-secret"));

    // Waiting can be stopped.
    let stopped = CancellationToken::new();
    stopped.cancel();
    let error = app::connect_oauth(&settings, &request(&crm), &|_: &str| (), &stopped).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Cancelled);

    let connected = app::connect_oauth(&settings, &request(&crm), &browse, &cancel).await.unwrap();
    assert_eq!(connected.user, Some(crm.me().1), "who said yes");
    assert_eq!((connected.keeps, connected.missing_scopes), (ScopeChoice::Book, Vec::<String>::new()));
    let sync =
        async || app::sync(&settings, SyncRequest { embed: false, ..SyncRequest::default() }, &Silent, &cancel).await;
    sync().await.unwrap();
    let before = asked(&crm, "POST /oauth/2026-03/token");

    // Half an hour later the token has ended. Three who come at once renew it once, and its new refresh token serves the next time.
    crm.advance(Duration::from_secs(31 * 60));
    let open = app::open_for_reading(&settings).await.unwrap();
    let look = async || app::reach(&settings, &open, None).await.map(|reach| reach.whole);
    let (one, two, three) = tokio::join!(look(), look(), look());
    assert!(0 < one.unwrap() && two.is_ok() && three.is_ok());
    assert_eq!(asked(&crm, "POST /oauth/2026-03/token") - before, 1);
    crm.advance(Duration::from_secs(31 * 60));
    sync().await.unwrap();
    assert_eq!(asked(&crm, "POST /oauth/2026-03/token") - before, 2);
    let allowed = app::allowed(&settings, &open).await.unwrap();
    assert!(allowed.scopes_known && allowed.scopes.iter().all(|scope| scope.held == Some(true)));
    assert!(nowhere_below(home.path(), &crm.client_secret()), "the secret lies in a file");

    // An admin removes the app: said so, and what is here stays.
    crm.mutate(&json!({"op": "oauth", "uninstall": true})).unwrap();
    let error = sync().await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Unauthorized);
    assert!(error.message.contains("taken back") && error.hint.is_some(), "{error}");
    drop(open);

    // Connected anew, then disconnected here: HubSpot is told.
    app::connect_oauth(&settings, &request(&crm), &browse, &cancel).await.unwrap();
    let gone = app::disconnect(&settings, true).await.unwrap();
    assert!(gone.disconnected && gone.verified);
    assert_eq!(asked(&crm, "POST /oauth/2026-03/token/revoke"), 1);
}

/// A laptop has no address that HubSpot could send to. Where the company's app may read the journal, what happens is found there.
#[tokio::test(flavor = "multi_thread")]
async fn what_stands_in_the_journal_is_looked_at_and_a_refusal_stops_nothing() {
    let home = tempfile::tempdir().unwrap();
    let Some((crm, settings)) = unconnected(home.path()).await else { return };
    let cancel = CancellationToken::new();
    app::connect_oauth(&settings, &request(&crm), &browse, &cancel).await.unwrap();
    app::sync(&settings, SyncRequest { embed: false, ..SyncRequest::default() }, &Silent, &cancel).await.unwrap();
    {
        let writable = app::open_for_writing(&settings).await.unwrap();
        app::switch_rule(&settings, &writable.open, "stage-summary", true, settings.now()).unwrap();
    }
    let work = async |minutes: i64| {
        let writable = app::open_for_writing(&settings).await.unwrap();
        let phraser = app::Phraser::chosen(&settings, std::sync::Arc::default()).unwrap();
        let at = journeys::now() + jiff::SignedDuration::from_mins(minutes);
        app::work_events(&settings, &writable.open, &app::Model::none(), &phraser, at, &cancel).await.unwrap()
    };
    let journal = async || {
        let open = app::open_for_reading(&settings).await.unwrap();
        app::rules(&settings, &open, settings.now()).unwrap()
    };
    // Types that HubSpot does not write into it are said, and stop no other.
    crm.journal(&json!({"not_taken": ["0-49"]})).unwrap();
    assert_eq!(work(0).await.looked, 0);
    let shown = journal().await.journal.unwrap();
    assert_eq!((shown.problem, shown.not_written), (None, vec!["email".to_owned()]));

    let deal = crm.key_to_id("harbourline/rollout").unwrap().1;
    let move_to = |stage: &str| {
        let edit = json!({"op": "edit", "type": "deal", "id": deal, "properties": {"dealstage": stage}});
        crm.mutate(&edit).unwrap();
        let event = json!({"type": "deal", "id": deal, "properties": ["dealstage"]});
        let other = json!({"type": "deal", "id": deal, "portal": 7, "anyway": true});
        let unknown = json!({"type": "2-99", "id": "1", "anyway": true});
        crm.journal(&json!({"events": [event, other, unknown]})).unwrap();
    };
    move_to("decisionmakerboughtin");
    let worked = work(1).await;
    assert_eq!(worked.looked, 1);
    assert!(0 < worked.made, "{worked:#?}");
    let counts = journal().await.counts;
    assert_eq!((counts["other_portal"], counts["of_another_type"]), (1, 1));
    // Nothing new, nothing to do.
    assert_eq!((work(2).await.looked, work(3).await.made), (0, 0));

    // What is older than three days HubSpot has forgotten: it is gone on from what there is.
    crm.journal(&json!({"forget": true})).unwrap();
    move_to("contractsent");
    crm.journal(&json!({"forget": true})).unwrap();
    move_to("decisionmakerboughtin");
    assert_eq!(work(4).await.looked, 1);

    // An app without the right to it is said so, once a day, and a sync finds what happened.
    crm.journal(&json!({"refuse": true})).unwrap();
    let tokens = |crm: &HubSpotSim| asked(crm, "POST /oauth/2026-03/token");
    work(5).await;
    let before = tokens(&crm);
    work(6).await;
    assert_eq!(tokens(&crm), before);
    assert!(journal().await.journal.unwrap().problem.unwrap().contains("does not have these scopes"));
    crm.journal(&json!({"refuse": false})).unwrap();
    work(6 + 24 * 60).await;
    assert_eq!(journal().await.journal.unwrap().problem, None);
}

#[tokio::test]
async fn who_connects_keeps_their_own_book_until_they_choose_otherwise() {
    let home = tempfile::tempdir().unwrap();
    let Some((crm, settings)) = unconnected(home.path()).await else { return };
    let token = || ConnectRequest { token: app::Secret::new(&crm.token()), owner: None };
    let connected = app::connect(&settings, &token()).await.unwrap();
    assert_eq!((connected.keeps, connected.owner_id.as_deref()), (ScopeChoice::Book, Some(crm.me().0.as_str())));

    let session = app::Session::start(settings.clone()).unwrap();
    session.reopen().await.unwrap();
    let colleague = app::allowed(&settings, &session.shown().unwrap().open).await.unwrap().people.into_iter();
    let colleague = colleague.map(|person| person.id).find(|id| *id != crm.me().0).unwrap();
    let request = KeepRequest { owner_id: Some(colleague.clone()), keeps: ScopeChoice::Book };
    session.keep(&request).await.unwrap();
    drop(session);

    // Another token of the same portal changes neither who the rep is nor what is kept.
    let again = app::connect(&settings, &token()).await.unwrap();
    assert_eq!((again.owner_id, again.keeps), (Some(colleague), ScopeChoice::Book));
}

fn nowhere_below(dir: &Path, words: &str) -> bool {
    std::fs::read_dir(dir).unwrap().all(|entry| {
        let path = entry.unwrap().path();
        if path.is_dir() {
            nowhere_below(&path, words)
        } else {
            !std::fs::read(path).unwrap().windows(words.len()).any(|window| window == words.as_bytes())
        }
    })
}
