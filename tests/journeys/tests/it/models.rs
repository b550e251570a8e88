//! Other models than the usual one: put to use without a gap, refused where they do not fit.

use app::{AskRequest, ErrorCode, Model, SearchReport, SearchRequest, Settings, Silent, SyncRequest};
use embedding::ModelFiles;
use journeys::{TestApp, onnx, sample};
use tokio_util::sync::CancellationToken;

const QUESTION: &str = "who worries about the security questionnaire";

async fn search(app: &TestApp, model: &Model) -> SearchReport {
    let request = SearchRequest { query: QUESTION.to_owned(), limit: 10, ..SearchRequest::default() };
    app::search(&app.open().await, model, &request, journeys::now()).await.unwrap()
}

fn texts(report: &SearchReport) -> Vec<&str> {
    report.hits.iter().map(|hit| hit.text.as_str()).collect()
}

#[tokio::test]
async fn another_embedding_model_reads_everything_before_searches_move_over() {
    let app = TestApp::connected_to(sample()).await;
    app.sync_as(SyncRequest::default()).await;
    let usual = ModelFiles::locate(None);
    let before = search(&app, &Model::load(&app.settings)).await;
    assert!(before.by_meaning);

    let dir = app.settings.home.join("made up");
    onnx::embedder(&dir, &usual.dir, 16, 16);
    let chosen = app::use_model(&app.settings, Some(&dir)).await.unwrap();
    assert_eq!((chosen.embedder.name.as_str(), chosen.embedder.dimension, chosen.embedded), ("made up/fp32", 16, 0));
    assert_eq!(chosen.former.as_ref().map(|former| former.name.as_str()), Some("multilingual-e5-small/int8"));
    let meanwhile = search(&app, &Model::load(&app.settings)).await;
    assert!(meanwhile.by_meaning);
    assert_eq!(texts(&meanwhile), texts(&before), "until the new model has read everything, the old one answers");

    app.sync_as(SyncRequest::default()).await;
    let read = app::models(&app.settings).await.unwrap();
    assert!(read.former.is_none() && 0 < read.chunks);
    assert_eq!(read.embedded, read.chunks);
    assert_eq!(app.open().await.database.embedded_models().unwrap(), ["made up/fp32"], "the old vectors are gone");
    let tables = std::fs::read_dir(app.open().await.index.dir()).unwrap();
    let old = tables.filter(|entry| entry.as_ref().unwrap().file_name().to_string_lossy().contains("multilingual"));
    assert_eq!(old.count(), 0);
    let after = search(&app, &Model::load(&app.settings)).await;
    assert!(after.by_meaning && !after.hits.is_empty());
    assert_ne!(texts(&after), texts(&before), "a model with made-up weights finds other things by meaning");
}

#[tokio::test]
async fn a_model_that_does_not_fit_is_refused_and_changes_nothing() {
    let app = TestApp::connected_to(sample()).await;
    let usual = ModelFiles::locate(None);
    let dir = app.settings.home.join("wrong width");
    onnx::embedder(&dir, &usual.dir, 16, 24);
    let error = app::use_model(&app.settings, Some(&dir)).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Model);
    assert!(error.message.contains("16 numbers") && error.message.contains("24"), "{}", error.message);
    std::fs::write(dir.join("model.onnx"), b"no graph").unwrap();
    assert_eq!(app::use_model(&app.settings, Some(&dir)).await.unwrap_err().code, ErrorCode::Model);
    assert!(app::use_model(&app.settings, Some(&app.settings.home.join("not there"))).await.is_err());
    // An embedding model is no cross-encoder.
    onnx::embedder(&dir, &usual.dir, 16, 16);
    assert_eq!(app::use_reranker(&app.settings, Some(&dir)).await.unwrap_err().code, ErrorCode::Model);
    let report = app::models(&app.settings).await.unwrap();
    assert_eq!(report.embedder.name, "multilingual-e5-small/int8");
    assert!(report.former.is_none() && report.reranker.is_none());
}

#[tokio::test]
async fn a_model_that_does_not_load_leaves_the_words_and_says_so() {
    let app = TestApp::connected_to(sample()).await;
    app.sync_as(SyncRequest::default()).await;
    let dir = app.settings.home.join("cut short");
    onnx::embedder(&dir, &ModelFiles::locate(None).dir, 16, 16);
    std::fs::write(dir.join("model.onnx"), b"no graph").unwrap();
    let settings = Settings { model_dir: Some(dir), ..app.settings.clone() };
    let model = Model::load(&settings);
    let found = search(&app, &model).await;
    assert!(!found.by_meaning && found.note.is_some() && !found.hits.is_empty(), "{found:?}");
    let ask = AskRequest { who: "harbourline".to_owned(), question: "How much has the board released?".to_owned() };
    let answer = app::ask(&app.open().await, &model, &ask, journeys::now()).await.unwrap();
    assert!(!answer.by_meaning && 0 < answer.answer.passages);
    let report = app::sync(&settings, SyncRequest::default(), &Silent, &CancellationToken::new()).await.unwrap();
    assert!(!report.incomplete.is_empty() && !report.objects.is_empty(), "{:?}", report.incomplete);
}

#[tokio::test]
async fn a_cross_encoder_sorts_the_best_hits_again() {
    let app = TestApp::connected_to(sample()).await;
    app.sync().await;
    let usual = ModelFiles::locate(None);
    let before = search(&app, &Model::load(&app.settings)).await;
    // A word of the last hit that no hit before it has: a model that looks for it alone brings that hit to the front.
    let vocabulary = onnx::vocabulary(&usual.dir);
    let token = |word: &str| vocabulary.iter().position(|piece| *piece == format!("▁{word}"));
    let (last, others) = before.hits.split_last().unwrap();
    let read =
        |hit: &app::HitView| format!("{} {}", hit.speaker.as_deref().unwrap_or_default(), hit.text).to_lowercase();
    let is_elsewhere = |word: &str| others.iter().any(|hit| read(hit).contains(word));
    let found = last
        .text
        .split(|c: char| !c.is_alphabetic())
        .filter(|word| 3 < word.len() && word.chars().all(char::is_lowercase))
        .filter(|word| !QUESTION.contains(word) && !is_elsewhere(word))
        .find_map(token)
        .expect("the last hit has a word of its own");

    let dir = app.settings.home.join("cross-encoder");
    onnx::reranker(&dir, &usual.dir, found);
    let report = app::use_reranker(&app.settings, Some(&dir)).await.unwrap();
    assert_eq!(report.reranker.unwrap().name, "cross-encoder/fp32");
    let after = search(&app, &Model::load(&app.settings)).await;
    assert_eq!(after.hits[0].text, last.text);
    assert_eq!(texts(&after)[1..], texts(&before)[..others.len()], "equal scores keep their order");

    app::use_reranker(&app.settings, None).await.unwrap();
    assert_eq!(texts(&search(&app, &Model::load(&app.settings)).await), texts(&before));
}

/// A hub on this machine that serves one folder as a model's only commit.
async fn hub(folder: std::path::PathBuf, commit: &'static str) -> String {
    use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut lines = BufReader::new(&mut stream).lines();
            let asked = lines.next_line().await.unwrap().unwrap();
            while lines.next_line().await.unwrap().is_some_and(|line| !line.is_empty()) {}
            let path = asked.split(' ').nth(1).unwrap();
            let file = path.strip_prefix(&format!("/org/small/resolve/{commit}/"));
            let body = match (path, file) {
                ("/api/models/org/small/revision/main", _) => {
                    let names = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name());
                    let files: Vec<_> =
                        names.map(|name| serde_json::json!({"rfilename": name.to_string_lossy()})).collect();
                    Some(serde_json::json!({"sha": commit, "siblings": files}).to_string().into_bytes())
                }
                (_, Some(file)) => std::fs::read(folder.join(file)).ok(),
                _ => None,
            };
            let status = if body.is_some() { "200 OK" } else { "404 Not Found" };
            let body = body.unwrap_or_default();
            let head = format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
            stream.write_all(&[head.as_bytes(), &body].concat()).await.unwrap();
        }
    });
    address
}

#[tokio::test]
async fn a_model_on_the_hub_is_fetched_once_and_used_like_a_folder() {
    let app = TestApp::connected_to(sample()).await;
    let (served, cache) = (app.settings.home.join("served"), app.settings.home.join("cache"));
    onnx::embedder(&served, &ModelFiles::locate(None).dir, 16, 16);
    let commit = "0123456789abcdef0123456789abcdef01234567";
    let hub = hub(served.clone(), commit).await;

    let missing: embedding::HubModel = "org/other".parse().unwrap();
    let error = missing.fetch_from(&hub, &cache).await.unwrap_err().to_string();
    assert_eq!(error, "cannot fetch the model org/other: the hub has no such model, revision or file");

    let model: embedding::HubModel = "org/small".parse().unwrap();
    let fetched = model.fetch_from(&hub, &cache).await.unwrap();
    assert_eq!(fetched, cache.join("models/org--small@0123456789ab"));
    let note = std::fs::read_to_string(fetched.join("fetched-from.txt")).unwrap();
    assert!(note.ends_with(&format!("org/small at {commit}\n")), "{note}");
    let chosen = app::use_model(&app.settings, Some(&fetched)).await.unwrap();
    assert_eq!((chosen.embedder.name.as_str(), chosen.embedder.dimension), ("org--small@0123456789ab/fp32", 16));

    // Named by its commit, it needs no hub any more.
    let pinned: embedding::HubModel = format!("org/small@{commit}").parse().unwrap();
    assert_eq!(pinned.fetch_from("http://127.0.0.1:1", &cache).await.unwrap(), fetched);
    // Half a model is left nowhere.
    std::fs::remove_file(served.join("model.onnx")).unwrap();
    std::fs::remove_dir_all(&fetched).unwrap();
    assert!(model.fetch_from(&hub, &cache).await.is_err());
    assert!(!fetched.exists());
}
