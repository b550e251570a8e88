//! The command as scripts meet it: exit statuses, one JSON object, errors on standard output too.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod bombs;
mod programs;

use hubspot_sim::{HubSpotSim, SimConfig};
use serde_json::Value;
use std::{path::Path, process::Stdio, time::Duration};
use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    process::{Child, Command},
};

const NOW: &str = "2026-03-04T08:00:00Z";

/// A home of its own, and perhaps a portal to talk to.
struct Desk {
    home: TempDir,
    crm: Option<HubSpotSim>,
}

/// How a run of the command ended: its status and what it wrote.
struct Ended {
    status: Option<i32>,
    lines: Vec<String>,
    errors: String,
}

impl Ended {
    /// The one JSON object that the command wrote.
    fn json(&self) -> Value {
        assert_eq!(self.lines.len(), 1, "{:?}", self.lines);
        serde_json::from_str(&self.lines[0]).unwrap()
    }
}

impl Desk {
    fn alone() -> Self {
        Self { home: tempfile::tempdir().unwrap(), crm: None }
    }

    async fn with_portal(config: SimConfig) -> Self {
        let crm = HubSpotSim::start(SimConfig { now: NOW.parse().ok(), unlimited: true, ..config }).await.unwrap();
        let home = tempfile::tempdir().unwrap();
        use_no_keychain(home.path(), crm.portal_id());
        Self { home, crm: Some(crm) }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_foreword"));
        command.args(arguments).env("FOREWORD_HOME", self.home.path()).env("FOREWORD_NOW", NOW);
        // Without a model searches go by word, which is fast and enough here.
        command.env("FOREWORD_MODEL_DIR", self.home.path().join("no model here"));
        command.env_remove("FOREWORD_ACCESS_TOKEN").env_remove("FOREWORD_HUBSPOT_URL").env_remove("FOREWORD_LOG");
        if let Some(crm) = &self.crm {
            command.env("FOREWORD_HUBSPOT_URL", crm.url()).env("FOREWORD_ACCESS_TOKEN", crm.token());
        }
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
        command
    }

    async fn run(&self, arguments: &[&str]) -> Ended {
        ended(self.command(arguments).spawn().unwrap()).await
    }
}

async fn ended(child: Child) -> Ended {
    let output = child.wait_with_output().await.unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Ended {
        status: output.status.code(),
        lines: text(output.stdout).lines().map(str::to_owned).collect(),
        errors: text(output.stderr),
    }
}

/// Lets the store's key come from this machine, so that tests leave the keychain of whoever runs them alone.
fn use_no_keychain(home: &Path, portal: u64) {
    let portal = home.join("portals").join(portal.to_string());
    std::fs::create_dir_all(&portal).unwrap();
    std::fs::write(portal.join("key-origin"), "machine").unwrap();
}

#[tokio::test]
async fn wrong_usage_ends_with_2_and_says_so_in_json_too() {
    let desk = Desk::alone();
    for arguments in
        [&["--json", "dance"][..], &["search", "--json"], &["--json", "connect"], &["--json", "connect", "--oauth"]]
    {
        let ended = desk.run(arguments).await;
        assert_eq!(ended.status, Some(2), "{arguments:?}");
        let error = &ended.json()["error"];
        assert!(error["code"].is_string() && error["message"].is_string(), "{error}");
        assert_eq!(error["retryable"], false);
    }
    let help = desk.run(&["--help"]).await;
    assert_eq!(help.status, Some(0));
    assert!(help.lines.iter().any(|line| line.contains("brief")));
}

#[tokio::test]
async fn without_a_portal_commands_end_with_3_and_a_hint() {
    let desk = Desk::alone();
    for command in ["sync", "search", "brief"] {
        let ended = desk.run(&["--json", command, "next"][..if command == "sync" { 2 } else { 3 }]).await;
        assert_eq!(ended.status, Some(3), "{command}");
        let error = &ended.json()["error"];
        assert_eq!(error["code"], "not_connected");
        assert!(error["hint"].as_str().unwrap().contains("foreword connect"));
    }
    let ended = desk.run(&["search", "x"]).await;
    assert!(ended.lines.is_empty() && ended.errors.starts_with("error: "), "{}", ended.errors);
}

#[tokio::test]
async fn a_script_syncs_searches_cites_and_briefs() {
    let mut desk = Desk::with_portal(SimConfig::default()).await;
    let synced = desk.run(&["sync", "--json", "--no-embed"]).await;
    assert_eq!(synced.status, Some(0), "{}", synced.errors);
    let report = synced.json();
    assert_eq!(report["objects"]["contacts"]["remote"], report["objects"]["contacts"]["local"]);
    assert_eq!(report["transcripts"]["present"], 0, "HubSpot gives a token none");
    let recordings = tempfile::tempdir().unwrap();
    desk.crm.as_ref().unwrap().write_recordings(recordings.path()).unwrap();
    let watched = desk.run(&["--json", "conversations", "watch", recordings.path().to_str().unwrap()]).await;
    assert_eq!(watched.status, Some(0), "{}", watched.errors);
    let placed = watched.json()["kept"].as_array().unwrap().len();
    assert_eq!((placed, watched.json()["waiting"].as_array().unwrap().len()), (12, 0));
    assert!(0 < report["api_calls"]["total"].as_u64().unwrap());

    // From here on without a network and without a token.
    desk.crm.take().unwrap().shutdown().await;
    let found = desk.run(&["--json", "search", "security", "questionnaire", "-n", "3"]).await;
    assert_eq!(found.status, Some(0), "{}", found.errors);
    assert!(found.errors.contains("word only"), "{}", found.errors);
    let found = found.json();
    assert_eq!((found["by_meaning"].as_bool(), found["hits"].as_array().unwrap().len()), (Some(false), 3));
    let hit = &found["hits"][0];
    assert_eq!(hit["record"]["type"], "email");

    let cited = desk.run(&["--json", "cite", hit["citation"].as_str().unwrap()]).await.json();
    assert_eq!((&cited["text"], &cited["changed"]), (&hit["text"], &Value::Bool(false)));

    let ambiguous = desk.run(&["--json", "brief", "northgate"]).await;
    assert_eq!(ambiguous.status, Some(2));
    let error = &ambiguous.json()["error"];
    assert_eq!((&error["code"], error["candidates"].as_array().unwrap().len()), (&"ambiguous".into(), 2));
    assert_eq!(desk.run(&["--json", "brief", "4711"]).await.status, Some(2), "a bare number");
    assert_eq!(desk.run(&["--json", "brief", "Nobody Inparticular"]).await.status, Some(1));

    let brief = desk.run(&["--json", "brief", "next"]).await;
    assert_eq!(brief.status, Some(0), "{}", brief.errors);
    let (brief, text) = (brief.json(), desk.run(&["brief", "next"]).await);
    assert_eq!(brief["brief"]["sections"].as_array().unwrap().len(), 8);
    for item in brief["brief"]["sections"].as_array().unwrap().iter().flat_map(|s| s["items"].as_array().unwrap()) {
        assert!(
            item["citations"].as_array().unwrap().iter().all(|id| brief["sources"][id.as_str().unwrap()].is_object())
        );
        let words = item["text"].as_str().unwrap().split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(text.lines.iter().any(|line| line.contains(&words)), "{words}");
    }
}

#[tokio::test]
async fn a_script_drafts_reviews_approves_and_files_a_note() {
    let desk = Desk::with_portal(SimConfig::default()).await;
    assert_eq!(desk.run(&["sync", "--json", "--no-embed"]).await.status, Some(0));
    let crm = desk.crm.as_ref().unwrap();
    let recordings = tempfile::tempdir().unwrap();
    crm.write_recordings(recordings.path()).unwrap();
    let watched = desk.run(&["--json", "conversations", "watch", recordings.path().to_str().unwrap()]).await;
    assert_eq!(watched.status, Some(0), "{}", watched.errors);
    let created = || crm.stats()["created"]["notes"].as_u64().unwrap();

    let drafted = desk.run(&["--json", "draft", "note", "sandrine", "faure"]).await;
    assert_eq!(drafted.status, Some(0), "{} {:?}", drafted.errors, drafted.lines);
    let drafted = drafted.json();
    assert_eq!((&drafted["draft"]["kind"], &drafted["draft"]["mode"]), (&"note".into(), &"extractive".into()));
    assert!(drafted["draft"]["request_id"].is_string() && drafted["draft"]["fields"]["body"].is_string());
    for item in drafted["draft"]["items"].as_array().unwrap() {
        assert_eq!(item["verified"], true);
        for id in item["citations"].as_array().unwrap() {
            let source = &drafted["sources"][id.as_str().unwrap()];
            let text = item["text"].as_str().unwrap();
            assert!(item["kind"] != "quote" || source["text"].as_str().unwrap().contains(text), "{item}");
            let cited = desk.run(&["--json", "cite", id.as_str().unwrap()]).await.json();
            assert!(text.contains(cited["text"].as_str().unwrap()), "{item} cites {}", cited["text"]);
        }
    }
    let id = drafted["proposals"][0].as_str().unwrap();
    let again = desk.run(&["--json", "draft", "note", "sandrine", "faure"]).await.json();
    assert_eq!((&again["proposals"][0], &again["draft"]["id"]), (&id.into(), &drafted["draft"]["id"]));

    let listed = desk.run(&["--json", "review", "list"]).await.json();
    let shown = desk.run(&["--json", "review", "show", id]).await.json();
    assert_eq!(listed["proposals"], shown["proposals"]);
    let shown = &shown["proposals"][0];
    assert_eq!(
        (&shown["status"], &shown["kind"], &shown["automation"]),
        (&"proposed".into(), &"note".into(), &false.into())
    );
    assert_eq!((&shown["current"], &shown["audience"][0]), (&Value::Null, &"colleagues".into()));
    for field in ["target", "tier", "proposed", "changed_by", "citations", "confidence", "confidence_parts", "hash"] {
        assert!(shown.get(field).is_some(), "{field}");
    }
    let text = desk.run(&["review", "show", id]).await.lines.join("\n");
    assert!(text.contains("Key points") && text.contains("approved by Maren Holt · ref "), "{text}");

    // Nothing is approved: a push files nothing.
    let idle = desk.run(&["--json", "push"]).await;
    assert_eq!((idle.status, idle.json()["entries"].as_array().unwrap().len(), created()), (Some(0), 0, 0));
    let approve = ["--json", "review", "approve", id, "--hash", "0123"];
    let stale = desk.run(&approve).await;
    assert_eq!((stale.status, stale.json()["error"]["code"].as_str()), (Some(1), Some("changed")));

    let file = desk.home.path().join("note.txt");
    let text = shown["proposed"].as_str().unwrap().replacen("- Sandrine Faure: “", "- My words: “", 1);
    std::fs::write(&file, text).unwrap();
    let edited = desk.run(&["--json", "review", "edit", id, "--file", file.to_str().unwrap()]).await;
    assert_eq!(edited.status, Some(0), "{}", edited.errors);
    let edited = &edited.json()["proposals"][0];
    let lines = |of: &Value| of["lines"].as_array().unwrap().len();
    assert_eq!(lines(edited), lines(shown));
    let yours: Vec<_> = edited["lines"].as_array().unwrap().iter().filter(|line| line["heading"] == "yours").collect();
    assert_eq!((yours.len(), &yours[0]["verified"]), (1, &Value::Bool(false)));

    assert_eq!(desk.run(&approve[..4]).await.json()["proposals"][0]["status"], "approved");
    // The portal is busy at first: done in part, and the object says why.
    crm.next_write(hubspot_sim::Fault::TooMany);
    let waiting = desk.run(&["--json", "push", "--no-wait"]).await;
    assert_eq!(waiting.status, Some(4));
    let entry = &waiting.json()["entries"][0];
    assert_eq!((&entry["id"], &entry["status"]), (&id.into(), &"waiting".into()));
    assert!(entry["reason"].is_string());

    crm.next_write(hubspot_sim::Fault::DropAfter);
    for _ in 0..2 {
        let pushed = desk.run(&["--json", "push"]).await;
        assert_eq!(pushed.status, Some(0), "{}", pushed.errors);
        let entry = &pushed.json()["entries"][0];
        assert_eq!((&entry["status"], &entry["attempts"]), (&"verified".into(), &2.into()));
        assert!(entry["remote_id"].is_string());
        assert_eq!(created(), 1);
    }
    let rejected = desk.run(&["--json", "review", "reject", id, "--why", "late"]).await;
    assert_eq!((rejected.status, rejected.json()["error"]["code"].as_str()), (Some(1), Some("in_flight")));
    let unknown = desk.run(&["--json", "draft", "poem", "sandrine"]).await;
    assert_eq!((unknown.status, unknown.json()["error"]["code"].as_str()), (Some(2), Some("not_in_this_version")));
}

#[tokio::test]
async fn a_home_in_use_ends_with_5() {
    let desk = Desk::with_portal(SimConfig::default()).await;
    let home = store::Home::open(desk.home.path()).unwrap();
    let _lock = home.lock().unwrap();
    let ended = desk.run(&["sync", "--json"]).await;
    assert_eq!(ended.status, Some(5));
    let error = &ended.json()["error"];
    assert_eq!((&error["code"], &error["retryable"]), (&"busy".into(), &Value::Bool(true)));
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn without_a_keychain_connecting_leaves_nothing_half_done() {
    let desk = Desk::with_portal(SimConfig::default()).await;
    let mut command = desk.command(&["connect", "--token-stdin", "--json"]);
    command.env_remove("FOREWORD_ACCESS_TOKEN").env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus");
    let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
    let token = desk.crm.as_ref().unwrap().token();
    child.stdin.take().unwrap().write_all(format!("{token}\n").as_bytes()).await.unwrap();
    let ended = ended(child).await;
    assert_eq!(ended.status, Some(3), "{}", ended.errors);
    let error = ended.json();
    assert_eq!(error["error"]["code"], "no_keychain");
    assert!(error["error"]["hint"].as_str().unwrap().contains("FOREWORD_ACCESS_TOKEN"));
    assert!(!error.to_string().contains(&token));
    assert_eq!(desk.run(&["portals", "--json"]).await.json()["portals"], serde_json::json!([]));
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn without_a_keychain_a_passphrase_comes_out_of_a_file_and_a_wrong_one_is_said() {
    use std::os::unix::fs::PermissionsExt;
    let desk = Desk::with_portal(SimConfig::default()).await;
    let portal = desk.home.path().join("portals").join(desk.crm.as_ref().unwrap().portal_id().to_string());
    std::fs::remove_file(portal.join("key-origin")).unwrap();
    let file = |name: &str, words: &str| {
        let path = desk.home.path().join(name);
        std::fs::write(&path, words).unwrap();
        std::fs::set_permissions(&path, PermissionsExt::from_mode(0o600)).unwrap();
        path
    };
    let (right, wrong) = (file("right", "lamp orchard seven gravel\n"), file("wrong", "lamp orchard seven grovel\n"));
    let run = async |arguments: &[&str], words: Option<&Path>| {
        let mut command = desk.command(arguments);
        command.env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus");
        command.env_remove("FOREWORD_PASSPHRASE_FILE");
        if let Some(words) = words {
            command.env("FOREWORD_PASSPHRASE_FILE", words);
        }
        ended(command.spawn().unwrap()).await
    };
    let synced = run(&["sync", "--no-embed", "--json"], Some(&right)).await;
    assert_eq!(synced.status, Some(0), "{}", synced.errors);
    assert_eq!(std::fs::read_to_string(portal.join("key-origin")).unwrap(), "passphrase");
    for (words, code) in [(None, "locked"), (Some(wrong.as_path()), "wrong_passphrase")] {
        let ended = run(&["status", "--json"], words).await;
        assert_eq!(ended.status, Some(1));
        assert_eq!(ended.json()["error"]["code"], code);
        assert!(!ended.json().to_string().contains("grovel") && !ended.errors.contains("grovel"));
    }
    let hint = run(&["status", "--json"], None).await.json()["error"]["hint"].to_string();
    assert!(hint.contains("FOREWORD_PASSPHRASE_FILE"), "{hint}");
    assert_eq!(run(&["status", "--json"], Some(&right)).await.status, Some(0));

    // Back to this machine's key, and a new home without a passphrase says what that means.
    let removed = run(&["passphrase", "remove", "--machine-key", "--json"], Some(&right)).await;
    assert_eq!(removed.json()["key"]["is_weak"], true, "{}", removed.errors);
    assert_eq!(run(&["status", "--json"], None).await.status, Some(0));
    let set = run(&["passphrase", "set", "--json"], Some(&right)).await;
    assert_eq!(set.json()["key"]["origin"], "passphrase");
    std::fs::remove_dir_all(&portal).unwrap();
    let synced = run(&["sync", "--no-embed", "--json"], None).await;
    assert_eq!(synced.status, Some(0), "{}", synced.errors);
    assert!(synced.errors.contains("warning: there is no keychain"), "{}", synced.errors);
}

#[tokio::test]
async fn a_refused_token_ends_with_3_and_is_printed_nowhere() {
    let desk = Desk::with_portal(SimConfig::default()).await;
    let mut command = desk.command(&["sync", "--json"]);
    command.env("FOREWORD_ACCESS_TOKEN", "pat-eu1-sentinel").env("FOREWORD_LOG", "trace");
    let ended = ended(command.spawn().unwrap()).await;
    assert_eq!(ended.status, Some(3));
    assert_eq!(ended.json()["error"]["code"], "unauthorized");
    assert!(!ended.errors.contains("sentinel") && !ended.lines[0].contains("sentinel"));
}

#[cfg(unix)]
#[tokio::test]
async fn demo_has_its_own_home_and_ends_its_lines_when_told_to() {
    let desk = Desk::alone();
    use_no_keychain(&desk.home.path().join("demo"), 4711);
    let mut child = desk.command(&["--json", "demo", "--keep"]).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let shown: Value = serde_json::from_str(&lines.next_line().await.unwrap().unwrap()).unwrap();
    assert_eq!(shown["home"], desk.home.path().join("demo").to_str().unwrap());
    assert!(shown["brief"]["brief"]["who"]["why"].as_str().unwrap().starts_with("next meeting: "));
    assert!(shown["sync"]["objects"]["deals"]["local"].as_u64().unwrap() > 0 && shown["brief"]["sources"].is_object());
    // The portal it left running answers.
    let stats = format!("{}/_sim/stats", shown["portal_url"].as_str().unwrap());
    let address = stats.trim_start_matches("http://").split('/').next().unwrap().to_owned();
    assert!(tokio::net::TcpStream::connect(address).await.is_ok());

    terminate(&child).await;
    let last: Value = serde_json::from_str(&lines.next_line().await.unwrap().unwrap()).unwrap();
    assert_eq!(last["final"], true);
    // Done in part: there is no model here, and the object says so.
    assert_eq!(child.wait().await.unwrap().code(), Some(4));
    assert_eq!(shown["sync"]["incomplete"][0]["what"], "vectors");
}

#[cfg(unix)]
#[tokio::test]
async fn a_sync_that_is_told_to_end_says_that_it_resumes() {
    let desk = Desk::with_portal(SimConfig { faults: "slow:1".parse().unwrap(), ..SimConfig::default() }).await;
    let child = desk.command(&["sync", "--json", "--no-embed"]).spawn().unwrap();
    let calls = || desk.crm.as_ref().unwrap().stats()["calls"]["total"].as_u64().unwrap();
    while calls() < 2 {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    terminate(&child).await;
    let ended = ended(child).await;
    assert_eq!(ended.status, Some(1));
    let error = &ended.json()["error"];
    assert_eq!((&error["code"], &error["retryable"]), (&"cancelled".into(), &Value::Bool(true)));
    assert!(error["hint"].as_str().unwrap().contains("resumes where it stopped"));
}

/// Asks a process to end, as a shell or service manager does.
#[cfg(unix)]
async fn terminate(child: &Child) {
    let id = child.id().unwrap().to_string();
    assert!(Command::new("kill").args(["-TERM", &id]).status().await.unwrap().success());
}

#[tokio::test]
async fn the_shelf_is_filled_searched_and_cleared_by_command() {
    let desk = Desk::with_portal(SimConfig::default()).await;
    assert_eq!(desk.run(&["sync", "--no-embed", "--json"]).await.status, Some(0));
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("plans.md"), "# Plans\n\nThe quarzomat is part of every plan.\n").unwrap();
    std::fs::write(folder.path().join("deck.pptx"), "PK").unwrap();
    let path = folder.path().to_str().unwrap();

    let added = desk.run(&["shelf", "add", path, "--json"]).await;
    assert_eq!(added.status, Some(4), "a file was not read: {}", added.errors);
    assert_eq!(
        (&added.json()["added"], &added.json()["unreadable"][0]["reason"]),
        (&Value::from(1), &Value::from("it is not Markdown, plain text, HTML or PDF"))
    );
    let listed = desk.run(&["shelf", "list", "--json"]).await.json();
    assert_eq!(listed["folders"][0]["files"], 1);
    let hit = desk.run(&["search", "quarzomat", "--kind", "shelf", "--json"]).await.json()["hits"][0].clone();
    assert_eq!(
        (&hit["kind"], &hit["account"], &hit["record"]["type"]),
        (&Value::from("shelf"), &Value::Null, &Value::from("shelf"))
    );
    let cited = desk.run(&["cite", hit["citation"].as_str().unwrap(), "--json"]).await.json();
    assert_eq!((&cited["text"], &cited["changed"]), (&hit["text"], &Value::from(false)));

    let page = folder.path().join("plans.md");
    let url = "https://velora.example/plans";
    let file = page.to_str().unwrap();
    let command = ["shelf", "save", "--account", "velora", file, "--title", "Their plans", "--url", url, "--json"];
    let saved = desk.run(&command).await.json();
    assert_eq!((&saved["title"], &saved["url"]), (&Value::from("Their plans"), &Value::from(url)));
    let pages = async |account: &str| {
        desk.run(&["shelf", "pages", "--account", account, "--json"]).await.json()["pages"].as_array().unwrap().len()
    };
    assert_eq!((pages("velora").await, pages("harbourline").await), (1, 0));
    assert_eq!(desk.run(&["shelf", "drop", saved["id"].as_str().unwrap(), "--json"]).await.status, Some(0));
    assert_eq!(pages("velora").await, 0);

    std::fs::write(&page, "# Plans\n\nThe quarzomat costs extra.\n").unwrap();
    let scan = desk.run(&["shelf", "scan"]).await;
    assert_eq!((scan.status, scan.lines[0].as_str()), (Some(4), "0 files new, 1 changed, 0 gone, 0 as before"));
    let cited = desk.run(&["cite", hit["citation"].as_str().unwrap(), "--json"]).await.json();
    assert_eq!((&cited["text"], &cited["changed"]), (&hit["text"], &Value::from(true)));
    let left = desk.run(&["shelf", "remove", path, "--json"]).await;
    assert_eq!((left.status, left.json()["folders"].as_array().unwrap().len()), (Some(0), 0));
    assert_eq!(desk.run(&["shelf", "remove", path]).await.status, Some(1));
}

#[tokio::test]
async fn a_package_gets_its_manual_page_and_completions_from_the_command() {
    let desk = Desk::alone();
    let manual = desk.run(&["man"]).await;
    assert_eq!(manual.status, Some(0));
    assert!(manual.lines.iter().any(|line| line.starts_with(".TH foreword 1")), "{:?}", manual.lines.first());
    for shell in ["bash", "zsh", "fish"] {
        let completions = desk.run(&["completions", shell]).await;
        assert_eq!(completions.status, Some(0), "{shell}");
        assert!(completions.lines.iter().any(|line| line.contains("doctor")), "{shell}");
    }
}
