//! Conversations that come in as files: matched, kept, corrected, searched, briefed, forgotten.

use app::{Conversations, ImportRequest, Model, PromiseView, TranscriptReport};
use jiff::{SignedDuration, Timestamp};
use journeys::{TestApp, create, sample};
use serde_json::json;
use std::{fs, path::Path, time::SystemTime};
use tokio_util::sync::CancellationToken;

/// A little after the simulator has made what a journey asks for.
pub(crate) fn now() -> Timestamp {
    journeys::now() + SignedDuration::from_mins(10)
}

/// A quarry that has met the rep the morning before, with somebody who spoke there.
pub(crate) struct Quarry {
    company: String,
    person: String,
    pub(crate) meeting: String,
}

pub(crate) const NAME: &str = "Ottilie Brandmair";

pub(crate) fn quarry(app: &TestApp) -> Quarry {
    let company = create(app, "company", json!({"name": "Brandmair Quarries"}), &[]);
    let (first, last) = NAME.split_once(' ').unwrap();
    let person = json!({"firstname": first, "lastname": last, "email": "ottilie@brandmair.example"});
    let person = create(app, "contact", person, &[("company", &company)]);
    let meeting = json!({
        "hs_timestamp": "2026-03-03T09:00:00Z", "hs_meeting_title": "Crusher terms", "hs_meeting_outcome": "SCHEDULED",
        "hs_meeting_start_time": "2026-03-03T09:00:00Z", "hs_meeting_end_time": "2026-03-03T09:45:00Z",
        "hubspot_owner_id": app.crm.me().0,
    });
    let meeting = create(app, "meeting", meeting, &[("contact", &person), ("company", &company)]);
    Quarry { company, person, meeting }
}

/// The rep, as the portal names them.
pub(crate) async fn rep(app: &TestApp) -> String {
    let open = app.open().await;
    let owners = open.database.owners().unwrap();
    owners.into_iter().find(|owner| Some(&owner.id) == open.portal.owner_id.as_ref()).unwrap().name
}

fn captions(lines: &[(&str, &str)]) -> String {
    let cue = |(at, (who, text)): (usize, &(&str, &str))| {
        format!("00:{at:02}:00.000 --> 00:{at:02}:40.000\n<v {who}>{text}</v>\n")
    };
    format!("WEBVTT\n\n{}", lines.iter().enumerate().map(cue).collect::<Vec<_>>().join("\n"))
}

fn talk(rep: &str) -> String {
    captions(&[
        (rep, "Good morning, thank you for making the time before the trucks arrive at the weighbridge."),
        (NAME, "Good morning. The old crusher stands still again, and every day costs us four thousand euros."),
        (rep, "I will send you the revised maintenance offer by Friday."),
        (NAME, "Fine. I'll send you the signed frame contract on Thursday."),
        (rep, "Then we are agreed on the zircaloy liners as well, all twelve of them, before Easter."),
    ])
}

async fn import(app: &TestApp, request: ImportRequest) -> TranscriptReport {
    let writable = app::open_for_writing(&app.settings).await.unwrap();
    app::import(&writable.open, &Model::none(), &request, now(), &CancellationToken::new()).await.unwrap()
}

async fn import_file(app: &TestApp, folder: &Path, name: &str, text: &str) -> TranscriptReport {
    let file = folder.join(name);
    fs::write(&file, text).unwrap();
    import(app, ImportRequest { files: vec![file.to_str().unwrap().to_owned()], ..ImportRequest::default() }).await
}

async fn settle(app: &TestApp, id: i32, target: &str) -> Conversations {
    let writable = app::open_for_writing(&app.settings).await.unwrap();
    app::settle_conversation(&writable.open, &Model::none(), id, target, now(), &CancellationToken::new())
        .await
        .unwrap()
}

async fn all(app: &TestApp) -> Conversations {
    app::conversations(&app.open().await, now()).unwrap()
}

async fn promises(app: &TestApp, company: &str) -> Vec<PromiseView> {
    app::promises(&app.open().await, Some(&format!("company:{company}")), now()).unwrap().promises
}

async fn hits(app: &TestApp, word: &str) -> Vec<String> {
    let request = app::SearchRequest { query: word.to_owned(), limit: 20, ..app::SearchRequest::default() };
    let found = app::search(&app.open().await, &Model::none(), &request, now()).await.unwrap();
    found.hits.into_iter().filter(|hit| hit.text.contains(word)).map(|hit| hit.record.to_string()).collect()
}

#[tokio::test]
async fn a_recorders_file_becomes_the_words_of_the_meeting_it_is() {
    let app = TestApp::without_recordings(sample()).await;
    let quarry = quarry(&app);
    app.sync().await;
    let rep = rep(&app).await;
    let folder = tempfile::tempdir().unwrap();

    let report = import_file(&app, folder.path(), "GMT20260303-090300_Recording.transcript.vtt", &talk(&rep)).await;
    let [only] = report.transcripts.as_slice() else { panic!("{report:?}") };
    let matched = only.matched.as_ref().expect("matched");
    let meeting = format!("meeting:{}", quarry.meeting);
    assert_eq!((matched.id.as_str(), matched.account_name.as_deref()), (meeting.as_str(), Some("Brandmair Quarries")));
    assert!(matched.why.contains("the time") && matched.why.contains(NAME) && !matched.again, "{matched:?}");

    assert_eq!(hits(&app, "zircaloy").await, std::slice::from_ref(&meeting));
    let owed = promises(&app, &quarry.company).await;
    let of = |by: &str, what: &str| owed.iter().any(|one| one.by == by && one.text.contains(what));
    assert!(of("us", "maintenance offer") && of("them", "frame contract"), "{owed:?}");

    // A note of it is drafted as of a call, and the meeting is known to have been held.
    let writable = app::open_for_writing(&app.settings).await.unwrap();
    let note = app::draft_note(&writable.open, &meeting, now()).unwrap();
    assert!(!note.proposals.is_empty());
    let fields = app::draft_fields(&writable.open, &format!("company:{}", quarry.company), now()).unwrap();
    let outcome = fields.shown.iter().any(|one| one.target == meeting && one.proposed == "COMPLETED");
    assert!(outcome, "{:?}", fields.shown.iter().map(|one| (&one.target, &one.proposed)).collect::<Vec<_>>());
    drop(writable);

    // The same again, and from another recorder that heard a word otherwise and names nobody.
    let again = import_file(&app, folder.path(), "copy.vtt", &talk(&rep)).await;
    assert!(again.transcripts[0].matched.as_ref().unwrap().again);
    let other = talk(&rep).replace("weighbridge", "way bridge").replace(&rep, "Speaker 1").replace(NAME, "Speaker 2");
    let again = import_file(&app, folder.path(), "other.vtt", &other).await;
    assert!(again.transcripts[0].matched.as_ref().unwrap().again, "{again:?}");
    assert_eq!((all(&app).await.kept.len(), all(&app).await.waiting.len()), (1, 0));
    // A sync leaves it as it is.
    app.sync_fully().await;
    assert_eq!(hits(&app, "zircaloy").await, [meeting]);
}

#[tokio::test]
async fn one_refusal_stops_no_other_file_and_what_got_a_place_is_found() {
    let app = TestApp::without_recordings(sample()).await;
    let quarry = quarry(&app);
    app.sync().await;
    let rep = rep(&app).await;
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: String| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let other = captions(&[
        ("Cleo Ott", "The quarzomat stands still since Monday."),
        ("Dai Rees", "We have ordered the spare part."),
    ]);
    let files = vec![file("a.vtt", talk(&rep)), file("b.vtt", other), file("c.vtt", "no talk at all".to_owned())];
    let call = Some(format!("meeting:{}", quarry.meeting));
    let report = import(&app, ImportRequest { files, call, ..ImportRequest::default() }).await;
    let refused: Vec<bool> = report.transcripts.iter().map(|one| one.error.is_some()).collect();
    assert_eq!(
        refused,
        [false, true, true],
        "a meeting has one transcript, and a text without speakers is none: {report:?}"
    );
    assert!(report.transcripts[1].error.as_ref().unwrap().contains("another transcript"), "{report:?}");
    assert_eq!(hits(&app, "zircaloy").await, [format!("meeting:{}", quarry.meeting)]);
}

#[tokio::test]
async fn what_is_not_sure_waits_and_goes_where_the_rep_says_and_is_forgotten_with_the_person() {
    let app = TestApp::without_recordings(sample()).await;
    let quarry = quarry(&app);
    app.sync().await;
    let folder = tempfile::tempdir().unwrap();
    let nobody = talk("Speaker 1").replace(NAME, "Speaker 2");

    let report = import_file(&app, folder.path(), "audio12.vtt", &nobody).await;
    assert!(report.transcripts[0].matched.is_none() && report.transcripts[0].conversation.is_some());
    assert!(hits(&app, "zircaloy").await.is_empty(), "what waits is nobody's history");
    let waiting = all(&app).await.waiting;
    let [one] = waiting.as_slice() else { panic!("{waiting:?}") };
    assert!(one.opening.starts_with("Good morning") && one.began.is_none());

    let settled = settle(&app, one.id, NAME).await;
    assert!(settled.waiting.is_empty());
    let place = settled.kept[0].place.as_ref().unwrap();
    assert!(place.by_rep && place.id.starts_with("conversation:"), "{place:?}");
    assert_eq!(place.account_name.as_deref(), Some("Brandmair Quarries"));
    assert_eq!(hits(&app, "zircaloy").await, std::slice::from_ref(&place.id));
    assert_eq!(promises(&app, &quarry.company).await, [], "nobody knows who speaks");

    // Said who speaks, it is theirs.
    let writable = app::open_for_writing(&app.settings).await.unwrap();
    let named = ("Speaker 2", NAME);
    app::name_speaker(&writable.open, &Model::none(), one.id, named, now(), &CancellationToken::new()).await.unwrap();
    drop(writable);
    let owed = promises(&app, &quarry.company).await;
    assert!(owed.iter().any(|one| one.by == "them" && one.text.contains("frame contract")), "{owed:?}");

    // A full sync, which sweeps what HubSpot does not list, leaves it.
    app.sync_fully().await;
    assert_eq!(hits(&app, "zircaloy").await, std::slice::from_ref(&place.id));

    // It was the meeting after all.
    let moved = settle(&app, one.id, &format!("meeting:{}", quarry.meeting)).await;
    assert_eq!(moved.kept[0].place.as_ref().unwrap().id, format!("meeting:{}", quarry.meeting));
    assert_eq!(hits(&app, "zircaloy").await, [format!("meeting:{}", quarry.meeting)]);

    let other =
        import_file(&app, folder.path(), "b.vtt", &captions(&[(NAME, "A word about the xylotrape."), ("x", "Yes.")]))
            .await;
    assert!(other.transcripts[0].matched.is_none());
    let contact = format!("contact:{}", quarry.person);
    let report = app::forget(&app.settings, &contact, &app::Silent, &CancellationToken::new()).await.unwrap();
    assert!(report.verified, "{report:?}");
    let left = all(&app).await;
    assert!(left.waiting.is_empty() && left.kept.is_empty(), "{left:?}");
}

#[tokio::test]
async fn a_conversation_removed_is_found_no_more_and_stays_away_unless_it_is_handed_in_again() {
    let app = TestApp::without_recordings(sample()).await;
    quarry(&app);
    app.sync().await;
    let rep = rep(&app).await;
    let folder = tempfile::tempdir().unwrap();
    let name = "GMT20260303-090300_Recording.vtt";
    import_file(&app, folder.path(), name, &talk(&rep)).await;
    let id = all(&app).await.kept[0].id;
    let writable = app::open_for_writing(&app.settings).await.unwrap();
    app::drop_conversation(&writable.open, id, now(), &CancellationToken::new()).await.unwrap();
    assert!(hits(&app, "zircaloy").await.is_empty());

    // A folder that has it brings nothing back.
    let long_ago = SystemTime::now() - std::time::Duration::from_secs(600);
    fs::File::options().write(true).open(folder.path().join(name)).unwrap().set_modified(long_ago).unwrap();
    let cancel = CancellationToken::new();
    let watched = app::watch_folder(&writable.open, &Model::none(), folder.path(), now(), &cancel).await.unwrap();
    assert!(watched.kept.is_empty() && watched.waiting.is_empty(), "{watched:?}");
    drop(writable);
    import_file(&app, folder.path(), name, &talk(&rep)).await;
    assert_eq!(hits(&app, "zircaloy").await.len(), 1);
}

#[tokio::test]
async fn a_watched_folder_waits_for_files_that_are_still_written_and_says_what_it_could_not_read() {
    let app = TestApp::without_recordings(sample()).await;
    quarry(&app);
    app.sync().await;
    let rep = rep(&app).await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("2026-03-03 10-03 Crusher terms.vtt");
    let whole = talk(&rep);
    fs::write(&file, &whole[..whole.len() / 2]).unwrap();
    fs::write(folder.path().join("picture.vtt"), [0x89, b'P', b'N', b'G', 0, 1, 2, 3]).unwrap();
    fs::write(folder.path().join("notes.zip"), "PK").unwrap();
    let still = |name: &Path| {
        let long_ago = SystemTime::now() - std::time::Duration::from_secs(60);
        fs::File::options().write(true).open(name).unwrap().set_modified(long_ago).unwrap();
    };
    still(&folder.path().join("picture.vtt"));

    let writable = app::open_for_writing(&app.settings).await.unwrap();
    let cancel = CancellationToken::new();
    let looked = app::watch_folder(&writable.open, &Model::none(), folder.path(), now(), &cancel).await.unwrap();
    assert!(looked.kept.is_empty() && looked.waiting.is_empty(), "half of it is not read: {looked:?}");
    let unread = &looked.folders[0].unread;
    assert_eq!(unread.len(), 1, "{unread:?}");
    assert_eq!(unread[0].path, "picture.vtt");

    // It is whole, and lies still.
    fs::write(&file, &whole).unwrap();
    still(&file);
    drop(writable);
    app.sync().await;
    let kept = all(&app).await.kept;
    assert_eq!(kept.len(), 1);
    let place = kept[0].place.as_ref().unwrap();
    assert!(place.id.starts_with("meeting:"), "by the local time of its name: {place:?}");
    // Looked at once more, and under another name, nothing is new.
    fs::copy(&file, folder.path().join("copy.vtt")).unwrap();
    still(&folder.path().join("copy.vtt"));
    app.sync().await;
    assert_eq!(all(&app).await.kept.len(), 1);
}

#[tokio::test]
async fn names_that_the_talk_itself_belies_make_nobody_owe_anything() {
    let app = TestApp::without_recordings(sample()).await;
    let quarry = quarry(&app);
    app.sync().await;
    let rep = rep(&app).await;
    let folder = tempfile::tempdir().unwrap();
    // The recorder has taken each for the other: the rep thanks the rep.
    let first = rep.split(' ').next().unwrap();
    let swapped = captions(&[
        (NAME, "Good morning, thank you for making the time before the trucks arrive at the weighbridge."),
        (&rep, &format!("Thanks, {first}, the old crusher stands still again, and every day costs us money.")),
        (NAME, "Hello Ottilie. I will send you the revised maintenance offer by Friday."),
        (&rep, "Fine. I'll send you the signed frame contract on Thursday."),
    ]);
    let report = import_file(&app, folder.path(), "GMT20260303-090300_Recording.vtt", &swapped).await;
    assert!(report.transcripts[0].matched.is_some());
    assert_eq!(promises(&app, &quarry.company).await, []);
    let speakers = all(&app).await.kept[0].speakers.clone();
    assert!(speakers.iter().all(|speaker| speaker.known.is_none() && speaker.name.ends_with('?')), "{speakers:?}");
}
