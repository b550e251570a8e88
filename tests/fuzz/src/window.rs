//! The window's commands, as far as they reach: their arguments as JSON, and what they do with them on the sample portal.

use app::{
    ApproveRequest, AskRequest, BriefRequest, MailRequest, Model, SavePageRequest, SearchRequest, Settings, UseRequest,
    Writable,
};
use journeys::{TestApp, sample};
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::sync::OnceLock;
use tokio::runtime::Runtime;
use tokio_util::sync::CancellationToken;

/// The portal that the commands find: synced once, with drafts to decide about. It changes as they do; what they are given decides.
struct World {
    runtime: Runtime,
    writable: Writable,
    model: Model,
    _app: TestApp,
}

fn world() -> &'static World {
    static WORLD: OnceLock<World> = OnceLock::new();
    WORLD.get_or_init(|| {
        let runtime = Runtime::new().unwrap();
        let (app, writable) = runtime.block_on(async {
            let app = TestApp::connected_to(sample()).await;
            app.sync().await;
            let writable = app::open_for_writing(&app.settings).await.unwrap();
            (app, writable)
        });
        let now = app.settings.now();
        for who in ["Harbourline Freight", "Velora"] {
            // Where there is nothing to draft there is nothing to decide about.
            let _ = app::draft_tasks(&writable.open, who, now);
            let _ = app::draft_fields(&writable.open, who, now);
        }
        let nowhere = app.settings.home.join("no model here");
        let model = Model::load(&Settings { model_dir: Some(nowhere), ..app.settings.clone() });
        World { runtime, writable, model, _app: app }
    })
}

/// One of them, as JSON: `{"command": "search", …}` with the arguments beside the name.
pub(crate) fn command(bytes: &[u8]) {
    let Ok(asked) = serde_json::from_slice::<Value>(bytes) else { return };
    let World { runtime, writable, model, _app } = world();
    let (open, now, cancel) = (&writable.open, _app.settings.now(), CancellationToken::new());
    let word = |name: &str| asked[name].as_str().unwrap_or_default().to_owned();
    let maybe = |name: &str| asked[name].as_str().map(str::to_owned);
    let words = |name: &str| of::<Vec<String>>(&asked[name]).unwrap_or_default();
    // Whatever they answer is an answer.
    match asked["command"].as_str().unwrap_or_default() {
        "search" => {
            let Some(request) = of::<SearchRequest>(&asked["request"]) else { return };
            let _ = runtime.block_on(app::search(open, model, &request, now));
        }
        "ask" => {
            let request = AskRequest { who: word("who"), question: word("question") };
            let _ = runtime.block_on(app::ask(open, model, &request, now));
        }
        "brief" => {
            let full = asked["full"].as_bool().unwrap_or_default();
            let request = BriefRequest { who: word("who"), as_of: maybe("as_of"), full };
            let _ = app::brief(open, &request, now);
        }
        "account" => drop(app::account(open, &word("id"), now)),
        "deal" => drop(app::deal(open, &word("id"), now)),
        "ticket" => drop(app::ticket(open, &word("id"), now)),
        "timeline" => drop(app::timeline(open, &word("account"), maybe("before").as_deref(), now)),
        "open_record" => drop(app::open_record(open, &word("record"))),
        "open_citation" => drop(app::open_citation(open, &word("citation"))),
        "draft_note" => drop(app::draft_note(open, &word("call"), now)),
        "draft_tasks" => drop(app::draft_tasks(open, &word("who"), now)),
        "draft_fields" => drop(app::draft_fields(open, &word("who"), now)),
        "draft_subjects" => drop(app::draft_subjects(open, &word("account"), now)),
        "edit_proposal" => drop(app::edit(open, &word("id"), &words("lines"), now)),
        "approve" => {
            let request = ApproveRequest { id: word("id"), hash: maybe("hash"), confirm: maybe("confirm") };
            let _ = app::approve(open, &[request], now);
        }
        "reject" => drop(app::reject(open, &word("id"), &word("why"), now)),
        "undo" => drop(app::proposal(open, &word("id"))),
        "grade" => {
            let grade = asked["grade"].as_u64().and_then(|grade| u8::try_from(grade).ok()).unwrap_or_default();
            let _ = app::grade(open, &word("id"), grade, now);
        }
        "grade_page" => drop(app::grade_page(open, maybe("week").as_deref(), now)),
        "note_use" => {
            let Some(request) = of::<UseRequest>(&asked["request"]) else { return };
            let _ = app::note_use(open, &request, now);
        }
        "save_page" => {
            let Some(request) = of::<SavePageRequest>(&asked["request"]) else { return };
            // No file of this machine is for a fuzzer to read.
            let request = SavePageRequest { file: None, ..request };
            let _ = runtime.block_on(app::save_page(open, model, &request, now, &cancel));
        }
        "open_mail" | "save_mail" => {
            let Some(mail) = of::<MailRequest>(&asked["mail"]) else { return };
            let _ = app::mail_address(&mail);
            // No file is for a fuzzer to write.
            let _ = app::mail_file_name(&mail.subject);
        }
        _ => {}
    }
}

fn of<T: DeserializeOwned>(value: &Value) -> Option<T> {
    serde_json::from_value(value.clone()).ok()
}
