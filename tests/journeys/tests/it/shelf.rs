//! The knowledge shelf: collateral is quoted to everybody who asks, a saved page only to its account, and both can be cited for good.

use app::{
    AskRequest, BriefRequest, DraftKind, ErrorCode, Model, OpenPortal, PhraseRequest, Phraser, ReplyRequest,
    SavePageRequest, SearchRequest, Settings, Silent, SyncRequest,
};
use domain::{ObjectType, RecordId};
use journeys::{TestApp, now, sample};
use serde_json::{Value, json};
use std::{fs, path::Path, sync::Arc};
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

/// Words that nobody in the sample portal has ever said: the first may be asked about, the second must not be answered to others.
const ASKED: &str = "zarbifax";
const SENTINEL: &str = "blemquist";
const PAGE: &str =
    "The zarbifax clause of the group needs the blemquist stamp of their works council before anybody signs.";

fn no_model(app: &TestApp) -> Model {
    Model::load(&Settings { model_dir: Some(app.settings.home.join("no model here")), ..app.settings.clone() })
}

fn never() -> CancellationToken {
    CancellationToken::new()
}

/// A PDF with one line of text, or of none.
fn pdf(line: &str) -> Vec<u8> {
    let content = if line.is_empty() { String::new() } else { format!("BT /F1 12 Tf 72 700 Td ({line}) Tj ET") };
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>".to_owned(),
        format!("<</Length {}>>\nstream\n{content}\nendstream", content.len()),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>".to_owned(),
    ];
    let mut out = String::from("%PDF-1.5\n");
    let mut places = Vec::new();
    for (at, object) in objects.iter().enumerate() {
        places.push(out.len());
        out.push_str(&format!("{} 0 obj\n{object}\nendobj\n", at + 1));
    }
    let table = out.len();
    out.push_str(&format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1));
    places.iter().for_each(|place| out.push_str(&format!("{place:010} 00000 n \n")));
    out.push_str(&format!("trailer<</Size {}/Root 1 0 R>>\nstartxref\n{table}\n%%EOF", objects.len() + 1));
    out.into_bytes()
}

fn collateral() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| fs::write(folder.path().join(name), bytes).unwrap();
    fs::create_dir(folder.path().join("security")).unwrap();
    let overview = "# Security overview\n\nThe quarzomat keeps all data of a customer in one region, and the region is written into the contract.\n\n\
        Backups are restored once in a quarter for practice.\n";
    write("security/overview.md", overview.as_bytes());
    write("mascot.html", b"<title>Our mascot</title><p>The mascot of Quillstack is a heron called Gwendolyn.</p>");
    write("offer.pdf", &pdf("The pilot package runs for eight weeks with two depots."));
    write("scan.pdf", &pdf(""));
    write("deck.pptx", b"PK");
    // Cyrillic letters of one byte each, and nothing that says so.
    write("old.txt", b"\xd1\xea\xe8\xe4\xea\xe0");
    write(".draft.md", b"not yet approved");
    folder
}

async fn find(open: &OpenPortal, model: &Model, query: &str, account: Option<&RecordId>) -> Vec<app::HitView> {
    let request = SearchRequest {
        query: query.to_owned(),
        account: account.map(RecordId::to_string),
        limit: 20,
        ..SearchRequest::default()
    };
    app::search(open, model, &request, now()).await.unwrap().hits
}

async fn save(open: &OpenPortal, model: &Model, account: &RecordId, title: &str, text: &str) -> app::PageView {
    let request = SavePageRequest {
        account: account.to_string(),
        text: Some(text.to_owned()),
        title: Some(title.to_owned()),
        url: Some("https://news.example/group".to_owned()),
        file: None,
    };
    app::save_page(open, model, &request, now(), &never()).await.unwrap()
}

#[tokio::test]
async fn collateral_is_found_by_meaning_and_cited_after_its_file_changed() {
    let app = TestApp::connected_to(sample()).await;
    app.sync_as(SyncRequest::default()).await;
    let folder = collateral();
    let model = Model::load(&app.settings);
    let writable = app::open_for_writing(&app.settings).await.unwrap();
    let open = &writable.open;
    let chunks = open.database.chunk_count().unwrap();

    let scan = app::add_shelf_folder(open, &model, folder.path(), now(), &never()).await.unwrap();
    assert_eq!((scan.added, scan.changed, scan.removed, scan.unchanged, scan.hidden), (3, 0, 0, 0, 1));
    let why = |end: &str| {
        let file = scan.unreadable.iter().find(|file| file.path.ends_with(end));
        file.map(|file| file.reason.clone()).unwrap_or_default()
    };
    assert_eq!(scan.unreadable.len(), 3, "{scan:?}");
    assert_eq!(why("deck.pptx"), "it is not Markdown, plain text, HTML or PDF");
    assert_eq!(why("old.txt"), "its encoding is unknown. Save it as UTF-8");
    assert!(why("scan.pdf").starts_with("the PDF has no text"));
    let shelf = app::shelf(open).unwrap();
    assert_eq!((shelf.folders.len(), shelf.folders[0].files, shelf.folders[0].unreadable.len()), (1, 3, 3));
    assert_eq!(
        app::add_shelf_folder(open, &model, folder.path(), now(), &never()).await.unwrap_err().code,
        ErrorCode::Usage
    );
    let inner = folder.path().join("security");
    assert_eq!(app::add_shelf_folder(open, &model, &inner, now(), &never()).await.unwrap_err().code, ErrorCode::Usage);

    // By meaning: the question shares no word but "data" with the sentence.
    let found = find(open, &model, "kind:shelf In which country is our data stored?", None).await;
    let hit = &found[0];
    assert!(hit.text.starts_with("The quarzomat keeps all data"), "{}", hit.text);
    assert_eq!((hit.kind, hit.account.as_deref(), hit.speaker.as_deref()), ("shelf", None, Some("Security overview")));
    assert!(find(open, &model, "quarzomat region", None).await.iter().any(|hit| hit.kind == "shelf"));

    // Within an account collateral is found where it is asked for, and only there.
    let velora = app.record("velora");
    assert!(find(open, &model, "quarzomat region", Some(&velora)).await.iter().all(|hit| hit.kind != "shelf"));
    assert_eq!(find(open, &model, "kind:shelf quarzomat region", Some(&velora)).await[0].citation, hit.citation);
    let mixed = find(open, &model, "kind:shelf,email quarzomat region", Some(&velora)).await;
    assert!(mixed.iter().any(|hit| hit.kind == "shelf") && mixed.iter().any(|hit| hit.kind == "email"));

    let cited = app::cite(open, &hit.citation).unwrap();
    assert_eq!((cited.text.as_str(), cited.changed), (hit.text.as_str(), false));
    let source = app::open_citation(open, &hit.citation).unwrap();
    assert_eq!(source.title, "Security overview");
    assert!(source.file.unwrap().ends_with("security/overview.md"));

    // The file is edited and another goes: a sync at the end of the day sees both.
    fs::write(
        folder.path().join("security/overview.md"),
        "# Security overview\n\nThe quarzomat keeps data in two regions.\n",
    )
    .unwrap();
    fs::remove_file(folder.path().join("mascot.html")).unwrap();
    let heron = find(open, &model, "kind:shelf heron", None).await[0].citation.clone();
    drop(writable);
    let report = app.sync().await;
    assert_eq!((report.shelf.changed, report.shelf.removed, report.shelf.unchanged), (1, 1, 4), "{:?}", report.shelf);
    assert!(report.incomplete.is_empty());
    let quiet = app.sync().await.shelf;
    assert_eq!((quiet.added + quiet.changed + quiet.removed, quiet.unchanged, quiet.unreadable.len()), (0, 5, 3));

    let writable = app::open_for_writing(&app.settings).await.unwrap();
    let open = &writable.open;
    let cited = app::cite(open, &hit.citation).unwrap();
    assert_eq!((cited.text.as_str(), cited.changed), (hit.text.as_str(), true));
    assert!(cited.current.unwrap().contains("two regions"));
    let gone = app::open_citation(open, &heron).unwrap();
    assert!(gone.changed && gone.current.is_none() && gone.text.contains("Gwendolyn"));
    assert!(find(open, &model, "kind:shelf heron", None).await.iter().all(|hit| !hit.text.contains("heron")));

    // A drive that is not plugged in loses nothing; a folder that is taken off is found no more, and still cited.
    let path = folder.path().to_owned();
    let away = path.with_extension("away");
    fs::rename(&path, &away).unwrap();
    let scan = app::scan_shelf(open, &model, now(), &never()).await.unwrap();
    assert_eq!((scan.removed, scan.problems.len()), (0, 1), "{scan:?}");
    assert!(!find(open, &model, "kind:shelf quarzomat", None).await.is_empty());
    fs::rename(&away, &path).unwrap();
    let shelf = app::remove_shelf_folder(open, path.to_str().unwrap(), &never()).await.unwrap();
    assert!(shelf.folders.is_empty());
    assert!(find(open, &model, "kind:shelf quarzomat", None).await.is_empty());
    assert_eq!(app::cite(open, &hit.citation).unwrap().text, hit.text);
    assert_eq!(open.database.chunk_count().unwrap(), chunks, "nothing of it is left to be searched");
    assert_eq!(open.damage, None);
}

/// Everything that can be drafted of an account, as JSON.
async fn everything_of(app: &TestApp, open: &OpenPortal, model: &Model, account: &RecordId) -> String {
    let who = account.to_string();
    let brief = app::brief(open, &BriefRequest { who: who.clone(), full: true, as_of: None }, now()).unwrap();
    let mut all = vec![serde_json::to_string(&brief).unwrap()];
    let asked = "What does the zarbifax clause need before anybody signs?";
    let ask = AskRequest { who: who.clone(), question: asked.to_owned() };
    all.push(serde_json::to_string(&app::ask(open, model, &ask, now()).await.unwrap()).unwrap());
    let reply = ReplyRequest { target: who.clone(), pasted: Some(format!("Hello,\n\n{asked}\n\nBest")) };
    all.push(serde_json::to_string(&app::draft_reply(open, model, &reply, now()).await.unwrap()).unwrap());
    let phraser = Phraser::chosen(&app.settings, Arc::default()).unwrap();
    for kind in [DraftKind::AccountPlan, DraftKind::FollowUp, DraftKind::FirstTouch, DraftKind::Summary] {
        let request = PhraseRequest::new(kind, &who);
        if let Ok(report) = app::draft_phrased(open, model, &phraser, &request, &Silent, now(), never()).await {
            all.push(serde_json::to_string(&report).unwrap());
        }
    }
    for query in [ASKED, SENTINEL, "kind:shelf clause stamp works council"] {
        for hit in find(open, model, query, Some(account)).await {
            all.push(hit.text);
        }
    }
    all.join("\n")
}

#[tokio::test]
async fn a_page_saved_for_one_account_is_never_in_anothers_draft() {
    let app = TestApp::connected_to(sample()).await;
    app.sync_as(SyncRequest::default()).await;
    let model = Model::load(&app.settings);
    let writable = app::open_for_writing(&app.settings).await.unwrap();
    let open = &writable.open;
    let ours = app.record("harbourline");
    let page = save(open, &model, &ours, "What the group asks for", PAGE).await;
    assert_eq!((page.account.as_str(), page.account_name.as_str()), (ours.to_string().as_str(), "Harbourline Freight"));

    let mut looked = 0;
    for account in app::accounts(open, now()).unwrap() {
        let account: RecordId = account.id.parse().unwrap();
        let all = everything_of(&app, open, &model, &account).await;
        let told = all.matches(SENTINEL).count();
        if account == ours {
            // Its own reply quotes it and its own search finds it; what was said and what the brief knows of them is not mixed with it.
            assert!(0 < told, "the page is of no use to anybody");
        } else {
            assert_eq!(told, 0, "{account}: {all}");
            looked += 1;
        }
    }
    assert!(11 <= looked, "{looked}");

    let who = ours.to_string();
    let brief = app::brief(open, &BriefRequest { who: who.clone(), full: true, as_of: None }, now()).unwrap();
    assert!(!serde_json::to_string(&brief).unwrap().contains(SENTINEL), "a page is no evidence of what they said");
    let ask = AskRequest { who: who.clone(), question: "What does the zarbifax clause need?".to_owned() };
    let answer = app::ask(open, &model, &ask, now()).await.unwrap();
    assert!(!answer.answer.found && !serde_json::to_string(&answer).unwrap().contains(SENTINEL));

    let reply = ReplyRequest {
        target: who.clone(),
        pasted: Some("Hi,\n\nWhat does the zarbifax clause need before anybody signs?\n\nPetra".to_owned()),
    };
    let report = app::draft_reply(open, &model, &reply, now()).await.unwrap();
    assert_eq!((report.answered, report.from_shelf, report.questions), (0, 1, 1));
    let line = report.lines.iter().find(|line| line.part == "collateral").unwrap();
    assert_eq!(line.text, format!("From the shelf, What the group asks for: “{PAGE}”"));
    let item = line.item.as_ref().unwrap();
    assert!(item.verified && item.text == PAGE);
    assert!(!report.draft.fields["body"].contains(SENTINEL), "it stands beside the text, never in it");
    let cited = app::cite(open, &item.citations[0].to_string()).unwrap();
    assert_eq!((cited.text.as_str(), cited.changed), (PAGE, false));

    // Saved again it is another version of the same page; taken away it is found no more, and cited all the same.
    let again = save(open, &model, &ours, "What the group asks for", "The zarbifax clause is gone.").await;
    assert_eq!(again.id, page.id);
    assert!(app::cite(open, &item.citations[0].to_string()).unwrap().changed);
    assert_eq!(app::pages(open, Some(&who)).unwrap().pages.len(), 1);
    assert!(app::pages(open, Some("velora")).unwrap().pages.is_empty());
    assert!(app::drop_page(open, &page.id, &never()).await.unwrap().pages.is_empty());
    assert!(find(open, &model, "kind:shelf zarbifax", None).await.is_empty());
    assert_eq!(app::cite(open, &item.citations[0].to_string()).unwrap().text, PAGE);
    assert_eq!(app::drop_page(open, "email:1", &never()).await.unwrap_err().code, ErrorCode::NotFound);

    // What is said to everybody is quoted to everybody.
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("clauses.txt"), PAGE).unwrap();
    app::add_shelf_folder(open, &model, folder.path(), now(), &never()).await.unwrap();
    let other = ReplyRequest { target: app.record("velora").to_string(), ..reply };
    let report = app::draft_reply(open, &model, &other, now()).await.unwrap();
    assert_eq!(report.from_shelf, 1);
    assert!(report.lines.iter().any(|line| line.text.starts_with("From the shelf, clauses: ")), "{:?}", report.lines);
}

#[tokio::test]
async fn what_history_answers_the_shelf_does_not() {
    let app = TestApp::connected_to(sample()).await;
    app.sync_as(SyncRequest::default()).await;
    let model = Model::load(&app.settings);
    let folder = tempfile::tempdir().unwrap();
    fs::write(
        folder.path().join("a.md"),
        "# Terms\n\nThe budget of a board for a rollout is usually capped at 44,000 euros.\n",
    )
    .unwrap();
    let writable = app::open_for_writing(&app.settings).await.unwrap();
    let open = &writable.open;
    app::add_shelf_folder(open, &model, folder.path(), now(), &never()).await.unwrap();
    let asked = "Hi,\n\nHow much has the board released? And which colour is your mascot?\n\nPetra";
    let request = ReplyRequest { target: app.record("harbourline").to_string(), pasted: Some(asked.to_owned()) };
    let report = app::draft_reply(open, &model, &request, now()).await.unwrap();
    assert_eq!((report.answered, report.from_shelf, report.questions), (1, 0, 2), "{:#?}", report.lines);
}

fn created(app: &TestApp, body: &Value) -> RecordId {
    let answer = app.crm.mutate(body).unwrap();
    RecordId::new(answer["type"].as_str().unwrap().parse().unwrap(), answer["id"].as_str().unwrap())
}

fn end(id: &RecordId) -> Value {
    json!({"type": id.object.singular(), "id": id.id})
}

#[tokio::test]
async fn a_persons_page_goes_with_them_and_their_name_out_of_collateral() {
    let app = TestApp::connected_to(sample()).await;
    let alone = created(
        &app,
        &json!({"op": "create", "type": "contact", "associations": [], "properties": {
            "firstname": "Quendolyn", "lastname": "Zarbifax", "email": "q.zarbifax@lone.example"}}),
    );
    app.sync().await;
    let model = no_model(&app);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("Quendolyn Zarbifax speaks.md");
    fs::write(&file, "# What Quendolyn Zarbifax says\n\nQuendolyn Zarbifax praises the loading bays.\n").unwrap();
    let writable = app::open_for_writing(&app.settings).await.unwrap();
    app::add_shelf_folder(&writable.open, &model, folder.path(), now(), &never()).await.unwrap();
    let page = save(&writable.open, &model, &alone, "Her portrait", "She keeps a vorpalinx in the cellar.").await;
    assert_eq!(page.account, alone.to_string());
    drop(writable);

    let report = app::forget(&app.settings, &alone.to_string(), &Silent, &never()).await.unwrap();
    assert!(report.verified, "{report:?}");
    assert!(report.records.contains(&page.id), "{:?}", report.records);
    assert_eq!(report.erased["shelf"], 1);
    let open = app.open().await;
    assert!(app::pages(&open, None).unwrap().pages.is_empty());
    let bays = find(&open, &model, "kind:shelf loading bays", None).await;
    assert_eq!(bays[0].text, "[forgotten] praises the loading bays.");
    assert_eq!(bays[0].speaker.as_deref(), Some("What [forgotten] says"));
    drop(open);

    // Her name stands in the file all the same: what is read of it later is read without.
    fs::write(&file, "# What Quendolyn Zarbifax says\n\nQuendolyn Zarbifax praises the new loading bays.\n").unwrap();
    let shelf = app.sync().await.shelf;
    assert_eq!((shelf.added, shelf.changed, shelf.removed), (0, 1, 0), "{shelf:?}");
    let open = app.open().await;
    let words = ["zarbifax".to_owned(), "vorpalinx".to_owned()];
    let needles = store::Needles::new(&words, &words).unwrap();
    assert_eq!(store::look_through_rows(&open.database, &needles).unwrap(), 0);
    let read = store::look_through_index(&open.index, &needles).await.unwrap();
    assert!(read.values().all(|count| *count == 0), "{read:?}");
}

/// A company with a closed deal and a note nobody else is to hear of.
fn sold_to(app: &TestApp, name: &str, heads: &str, stage: &str, closed: &str) -> RecordId {
    let company = created(
        app,
        &json!({"op": "create", "type": "company", "associations": [], "properties": {
            "name": name, "industry": "RENEWABLES_ENVIRONMENT", "numberofemployees": heads, "country": "Norway",
            "description": format!("The {SENTINEL} of the fjord.")}}),
    );
    created(
        app,
        &json!({"op": "create", "type": "deal", "associations": [end(&company)], "properties": {
            "dealname": format!("{SENTINEL} licence"), "pipeline": "default", "dealstage": stage, "closedate": closed,
            "amount": "30000", "closed_lost_reason": format!("The {SENTINEL} was too dear.")}}),
    );
    created(
        app,
        &json!({"op": "create", "type": "note", "associations": [end(&company)], "properties": {
            "hs_timestamp": "2026-02-02T09:00:00Z", "hs_note_body": format!("<p>They love the {SENTINEL}.</p>")}}),
    );
    company
}

#[tokio::test]
async fn a_first_call_names_similar_accounts_by_facts_of_record_alone() {
    let app = TestApp::connected_to(sample()).await;
    let won = sold_to(&app, "Nordlys Kraft", "150", "closedwon", "2026-01-20T00:00:00Z");
    sold_to(&app, "Fjordstrom", "4000", "closedlost", "2025-11-03T00:00:00Z");
    app.sync().await;
    let open = app.open().await;
    let request = BriefRequest { who: app.record("solvik").to_string(), full: false, as_of: None };
    let report = app::brief(&open, &request, now()).unwrap();
    let items = |report: &app::BriefReport| -> Vec<domain::Item> {
        let all = report.brief.sections.iter().flat_map(|section| section.items.clone());
        all.filter(|item| item.rule.as_deref() == Some(drafting::SIMILAR)).collect()
    };
    let similar = items(&report);
    let texts: Vec<&str> = similar.iter().map(|item| item.text.as_str()).collect();
    assert_eq!(
        texts,
        [
            "Likely similar: “Nordlys Kraft”, also renewables environment, 150 employees, “Norway”, won in January",
            "Likely similar: “Fjordstrom”, also renewables environment, 4,000 employees, “Norway”, lost in November 2025",
        ],
        "{:?}",
        report.brief.dropped
    );
    assert!(report.brief.words <= drafting::WORDS_MAX);
    for item in &similar {
        assert!(item.verified && item.kind == domain::ItemKind::Inferred);
        for citation in &item.citations {
            assert!([ObjectType::Company, ObjectType::Deal].contains(&citation.record.object), "{citation}");
            assert!(!app::cite(&open, &citation.to_string()).unwrap().changed);
        }
    }
    assert!(similar[0].citations.iter().any(|citation| citation.record == won));
    assert!(!serde_json::to_string(&report).unwrap().contains(SENTINEL));

    // It is for the rep's eyes: no text about the account is made from it, and no brief but of a first call has it.
    let phraser = Phraser::chosen(&app.settings, Arc::default()).unwrap();
    for kind in [DraftKind::FirstTouch, DraftKind::AccountPlan, DraftKind::PreCallSummary] {
        let request = PhraseRequest::new(kind, &request.who);
        if let Ok(draft) =
            app::draft_phrased(&open, &app::Model::none(), &phraser, &request, &Silent, now(), never()).await
        {
            assert!(!serde_json::to_string(&draft).unwrap().contains("Nordlys"), "{kind:?}");
        }
    }
    let known = BriefRequest { who: app.record("harbourline").to_string(), full: true, as_of: None };
    assert!(items(&app::brief(&open, &known, now()).unwrap()).is_empty());
    let past = BriefRequest { as_of: Some("2026-03-03T08:00:00Z".to_owned()), ..request.clone() };
    assert!(items(&app::brief(&open, &past, now()).unwrap()).is_empty());
}

#[tokio::test]
async fn a_first_call_names_a_page_that_was_saved_for_it() {
    let app = TestApp::connected_to(sample()).await;
    app.sync().await;
    let solvik = app.record("solvik");
    let writable = app::open_for_writing(&app.settings).await.unwrap();
    let page =
        save(&writable.open, &no_model(&app), &solvik, "Annual report of Solvik Energi", "They build a wind park.")
            .await;
    let request = BriefRequest { who: solvik.to_string(), full: false, as_of: None };
    let report = app::brief(&writable.open, &request, now()).unwrap();
    let all: Vec<&domain::Item> = report.brief.sections.iter().flat_map(|section| &section.items).collect();
    let line = all.iter().find(|item| item.rule.as_deref() == Some("saved_page"));
    let line = line.unwrap_or_else(|| panic!("{all:#?} {:#?}", report.brief.dropped));
    assert_eq!(line.text, "Saved for this account: “Annual report of Solvik Energi”, today");
    let cited = app::cite(&writable.open, &line.citations[0].to_string()).unwrap();
    assert_eq!((cited.record.to_string(), cited.text.as_str()), (page.id, "Annual report of Solvik Energi"));
    assert!(report.brief.words <= drafting::WORDS_MAX);
}

#[tokio::test]
async fn a_page_is_read_from_a_file_and_refused_with_a_reason() {
    let app = TestApp::connected_to(sample()).await;
    app.sync().await;
    let model = no_model(&app);
    let writable = app::open_for_writing(&app.settings).await.unwrap();
    let folder = collateral();
    let ask = |file: &Path| SavePageRequest {
        account: app.record("velora").to_string(),
        file: Some(file.display().to_string()),
        ..SavePageRequest::default()
    };
    let open = &writable.open;
    let saved = app::save_page(open, &model, &ask(&folder.path().join("offer.pdf")), now(), &never()).await.unwrap();
    assert_eq!((saved.title.as_str(), saved.file.as_deref(), saved.url), ("offer", Some("offer.pdf"), None));
    let found = find(open, &model, "pilot package depots kind:shelf", Some(&app.record("velora"))).await;
    assert_eq!(found[0].text, "The pilot package runs for eight weeks with two depots.");
    assert_eq!(found[0].account_name.as_deref(), Some("Velora Health"));
    for (file, code) in
        [("scan.pdf", ErrorCode::Usage), ("deck.pptx", ErrorCode::Usage), ("none.md", ErrorCode::NotFound)]
    {
        let error = app::save_page(open, &model, &ask(&folder.path().join(file)), now(), &never()).await.unwrap_err();
        assert_eq!(error.code, code, "{file}: {error}");
    }
    let bad = SavePageRequest { url: Some("http://x.example".to_owned()), ..ask(&folder.path().join("offer.pdf")) };
    assert_eq!(app::save_page(open, &model, &bad, now(), &never()).await.unwrap_err().code, ErrorCode::Usage);
}
