//! Connecting with a real keychain. `cargo xtask test` provides one; elsewhere this is skipped rather than run on somebody's own.

use app::{ConnectRequest, ErrorCode, Settings, Silent, SyncRequest};
use hubspot_sim::HubSpotSim;
use journeys::{sample, skipped};
use tokio_util::sync::CancellationToken;

const REQUEST: SyncRequest =
    SyncRequest { full: false, scope: None, accept_deletions: false, embed: false, in_background: false };

#[tokio::test]
async fn a_token_is_kept_in_the_keychain_and_sent_to_its_own_address_only() {
    if std::env::var("FOREWORD_TEST_KEYRING").as_deref() != Ok("1") {
        return skipped("the keychain journey needs FOREWORD_TEST_KEYRING=1 and a keychain of its own");
    }
    let home = tempfile::tempdir().unwrap();
    let crm = HubSpotSim::start(sample()).await.unwrap();
    let settings = journeys::unconnected(home.path(), &crm);
    let cancel = CancellationToken::new();
    let error = app::sync(&settings, REQUEST, &Silent, &cancel).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::NotConnected);

    let (owner_id, email) = crm.me();
    let request = ConnectRequest { token: app::Secret::new(&crm.token()), owner: Some(email.clone()) };
    let connected = app::connect(&settings, &request).await.unwrap();
    assert_eq!((connected.user, connected.owner_id), (Some(email), Some(owner_id)));
    assert!(connected.scopes_known);
    assert_eq!(
        connected.missing_scopes,
        ["crm.extensions_calling_transcripts.read"],
        "private apps have no transcripts"
    );
    assert!(connected.unneeded_scopes.iter().any(|scope| scope == "crm.objects.users.read"));
    assert!(
        connected.unneeded_scopes.iter().all(|scope| scope != "crm.objects.deals.write"),
        "values are filed with it"
    );

    let report = app::sync(&settings, REQUEST, &Silent, &cancel).await.unwrap();
    assert_eq!(report.scope, app::ScopeChoice::Book, "whose book was said");
    assert_eq!(app::open_for_reading(&settings).await.unwrap().key_origin, secrets::KeyOrigin::Keychain);
    assert!(no_file_below(home.path(), &crm.token()), "the token lies in a file");

    // The same portal at another address: the token stays where it is.
    let other = HubSpotSim::start(sample()).await.unwrap();
    let elsewhere = Settings { base_url: Some(other.url().to_owned()), ..settings.clone() };
    let error = app::sync(&elsewhere, REQUEST, &Silent, &cancel).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::NotConnected);
    assert!(error.message.contains(crm.url()), "{}", error.message);
    assert_eq!(other.stats()["calls"]["total"], 0);

    let gone = app::disconnect(&settings, true).await.unwrap();
    assert!(gone.disconnected && gone.purged && gone.verified);
    assert_eq!(app::portals(&settings).await.unwrap().portals, []);
}

fn no_file_below(dir: &std::path::Path, words: &str) -> bool {
    std::fs::read_dir(dir).unwrap().all(|entry| {
        let path = entry.unwrap().path();
        if path.is_dir() {
            no_file_below(&path, words)
        } else {
            !std::fs::read(path).unwrap().windows(words.len()).any(|window| window == words.as_bytes())
        }
    })
}
