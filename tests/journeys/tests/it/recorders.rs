//! Recorders that give conversations to a key, against stand-ins for their services.

use crate::conversations::{NAME, Quarry, now, quarry, rep};
use app::{Conversations, RecorderRequest, RecorderView, Settings, Writable};
use jiff::{SignedDuration, Timestamp};
use journeys::{
    TestApp,
    recorder_services::{KEY, Mood, Recorded, SECRET, Services},
    sample, skipped,
};
use recorders::{Access, Fetched, Item, Kind, Recorder, RecorderError, Secret};
use tokio_util::sync::CancellationToken;

const OTHER: (&str, &str) = ("Tom Ahlers", "tom@brandmair.example");

fn access(services: &Services, kind: Kind) -> Access {
    let secret = kind.has_secret().then(|| Secret::new(SECRET));
    Access { key: Secret::new(KEY), secret, address: Some(services.url.clone()) }
}

fn opened(services: &Services, kind: Kind) -> Box<dyn Recorder> {
    recorders::open(kind, &access(services, kind)).unwrap()
}

/// An id of the shape that the service's have.
fn id(kind: Kind, number: usize) -> String {
    match kind {
        Kind::Granola => format!("not_{number:014}"),
        Kind::Gong => format!("{}", 7_782_342_274_025_937_000_u64 + u64::try_from(number).unwrap()),
        Kind::Fathom | Kind::Fireflies => number.to_string(),
    }
}

fn recorded(id: String, rep: &(String, String)) -> Recorded {
    let people = vec![rep.clone(), (NAME.to_owned(), "ottilie@brandmair.example".to_owned())];
    let said = [
        (0, "Good morning, thank you for making the time before the trucks arrive at the weighbridge."),
        (1, "Good morning. The old crusher stands still again, and every day costs us four thousand euros."),
        (0, "I will send you the revised maintenance offer by Friday."),
        (1, "Fine. I'll send you the signed frame contract on Thursday."),
    ];
    Recorded {
        id,
        title: "Crusher terms".to_owned(),
        began: "2026-03-03T09:00:00Z".to_owned(),
        people,
        said: said.iter().map(|(who, text)| (*who, (*text).to_owned())).collect(),
        is_ready: true,
        is_private: false,
    }
}

fn maren() -> (String, String) {
    ("Maren Voss".to_owned(), "maren@x.example".to_owned())
}

async fn everything(recorder: &dyn Recorder) -> Vec<Item> {
    let (mut items, mut page) = (Vec::new(), None::<String>);
    loop {
        let since: Timestamp = "2026-02-01T00:00:00Z".parse().unwrap();
        let listed = recorder.list(since, now(), page.as_deref()).await.unwrap();
        items.extend(listed.items);
        match listed.next {
            Some(next) => page = Some(next),
            None => return items,
        }
    }
}

#[tokio::test]
async fn each_recorder_gives_who_said_what_when() {
    for kind in Kind::ALL {
        let services = Services::start(vec![recorded(id(kind, 1), &maren())]).await;
        let recorder = opened(&services, kind);
        recorder.check().await.unwrap();
        let items = everything(recorder.as_ref()).await;
        assert_eq!(items.len(), 1, "{kind:?}");
        let Fetched::Conversation(text) = recorder.fetch(&items[0]).await.unwrap() else {
            panic!("{kind:?}: no words")
        };
        assert!(
            !text.contains("what the owner thinks"),
            "{kind:?}: what the owner wrote for themselves is nobody's testimony"
        );
        let read = transcript::read_text(&text).unwrap();
        let [talk] = read.as_slice() else { panic!("{kind:?}: {} conversations", read.len()) };
        assert_eq!(talk.format.name(), kind.as_str());
        assert_eq!(talk.title.as_deref(), Some("Crusher terms"), "{kind:?}");
        assert_eq!(talk.start, Some(transcript::Start::At("2026-03-03T09:00:00Z".parse().unwrap())), "{kind:?}");
        assert_eq!(talk.turns.len(), 4, "{kind:?}");
        assert_eq!(talk.turns[1].speaker.as_deref(), Some(NAME), "{kind:?}");
        let own = if kind == Kind::Granola { "Me" } else { "Maren Voss" };
        assert_eq!(talk.turns[0].speaker.as_deref(), Some(own), "{kind:?}");
        assert_eq!(talk.turns[2].start_ms, Some(40_000), "{kind:?}");
        let by = talk.recorded_by.clone().unwrap_or_else(|| panic!("{kind:?}: nobody recorded it"));
        assert_eq!(by.email.as_deref(), Some("maren@x.example"), "{kind:?}");
        let addresses: Vec<&str> = talk.participants.iter().filter_map(|one| one.email.as_deref()).collect();
        assert!(addresses.contains(&"ottilie@brandmair.example"), "{kind:?}: {addresses:?}");
    }
}

#[tokio::test]
async fn lists_are_read_to_their_end() {
    for (kind, count) in [(Kind::Fathom, 23), (Kind::Fireflies, 103), (Kind::Granola, 61), (Kind::Gong, 205)] {
        let all = (0..count).map(|number| recorded(id(kind, number), &maren())).collect();
        let services = Services::start(all).await;
        let mut items: Vec<String> =
            everything(opened(&services, kind).as_ref()).await.into_iter().map(|item| item.id).collect();
        items.sort();
        items.dedup();
        assert_eq!(items.len(), count, "{kind:?}");
    }
}

#[tokio::test]
async fn what_is_not_ready_or_has_no_words_is_told_apart() {
    for kind in Kind::ALL {
        let services = Services::start(vec![recorded(id(kind, 1), &maren())]).await;
        let recorder = opened(&services, kind);
        let item = everything(recorder.as_ref()).await.remove(0);
        services.recorded.lock().unwrap()[0].is_ready = false;
        assert_eq!(recorder.fetch(&item).await.unwrap(), Fetched::NotReady, "{kind:?}");
        services.recorded.lock().unwrap().clear();
        let gone = recorder.fetch(&item).await.unwrap();
        let expected = if kind == Kind::Fireflies { Fetched::NoWords } else { Fetched::NotReady };
        assert_eq!(gone, expected, "{kind:?}: a service that serves only what is finished says no more");
    }
}

#[tokio::test]
async fn a_transcript_too_long_for_one_answer_comes_in_pages() {
    let mut long = recorded(id(Kind::Granola, 1), &maren());
    long.said = (0..345).map(|at| (at % 2, format!("Sentence number {at} about the crusher."))).collect();
    let services = Services::start(vec![long]).await;
    let recorder = opened(&services, Kind::Granola);
    let item = everything(recorder.as_ref()).await.remove(0);
    let Fetched::Conversation(text) = recorder.fetch(&item).await.unwrap() else { panic!("no words") };
    assert_eq!(transcript::read_text(&text).unwrap()[0].turns.len(), 345);
    assert_eq!(services.asked_for("pieces"), 4);
}

#[tokio::test]
async fn refusals_say_what_they_are() {
    for kind in Kind::ALL {
        let services = Services::start(Vec::new()).await;
        let recorder = opened(&services, kind);
        recorder.check().await.unwrap_or_else(|error| panic!("{kind:?}: an empty list is no refusal: {error}"));
        let strange = Access { key: Secret::new("another"), ..access(&services, kind) };
        let error = recorders::open(kind, &strange).unwrap().check().await.unwrap_err();
        assert!(matches!(error, RecorderError::Refused { .. }), "{kind:?}: {error:?}");
        let in_mood = async |mood: Mood| {
            *services.mood.lock().unwrap() = mood;
            recorder.check().await.unwrap_err()
        };
        let refused = in_mood(Mood::Refusing).await;
        assert!(matches!(refused, RecorderError::Refused { .. }), "{kind:?}: {refused:?}");
        let busy = in_mood(Mood::Busy).await;
        let RecorderError::Wait { for_how_long, .. } = busy else { panic!("{kind:?}: {busy:?}") };
        assert!((100..=120).contains(&for_how_long.as_secs()), "{kind:?}: {for_how_long:?}");
        let failing = in_mood(Mood::Failing).await;
        assert!(matches!(failing, RecorderError::Unreachable { .. }), "{kind:?}: {failing:?}");
        let babbling = in_mood(Mood::Babbling).await;
        assert!(matches!(babbling, RecorderError::Unreadable { .. }), "{kind:?}: {babbling:?}");
    }
}

fn has_keychain() -> bool {
    let is_there = std::env::var("FOREWORD_TEST_KEYRING").as_deref() == Ok("1");
    if !is_there {
        skipped("the journey of recorders' keys needs FOREWORD_TEST_KEYRING=1 and a keychain of its own");
    }
    is_there
}

/// A rep with a quarry and a recorder that is connected.
struct Desk {
    app: TestApp,
    quarry: Quarry,
    kind: Kind,
    services: std::sync::Arc<Services>,
}

impl Desk {
    async fn with(kind: Kind) -> Self {
        let app = TestApp::without_recordings(sample()).await;
        let quarry = quarry(&app);
        app.sync().await;
        let rep = (rep(&app).await, app.crm.me().1);
        let mut colleague = recorded(id(kind, 2), &("Kim Berg".to_owned(), "kim@x.example".to_owned()));
        colleague.title = "Somebody else's".to_owned();
        colleague.people[1] = (OTHER.0.to_owned(), OTHER.1.to_owned());
        let mut private = recorded(id(kind, 3), &rep);
        private.is_private = true;
        let mut all = vec![recorded(id(kind, 1), &rep), colleague];
        if kind == Kind::Gong {
            all.push(private);
        }
        Self { services: Services::start(all).await, app, quarry, kind }
    }

    fn request(&self) -> RecorderRequest {
        RecorderRequest {
            kind: self.kind.as_str().to_owned(),
            key: KEY.to_owned(),
            secret: self.kind.has_secret().then(|| SECRET.to_owned()),
            address: Some(self.services.url.clone()),
        }
    }

    fn settings(&self) -> &Settings {
        &self.app.settings
    }

    async fn open(&self) -> Writable {
        app::open_for_writing(self.settings()).await.unwrap()
    }

    async fn connect(&self) {
        app::connect_recorder(self.settings(), &self.open().await.open, &self.request(), now()).await.unwrap();
    }

    /// Asks the recorders, as the window does between two syncs.
    async fn look(&self, at: Timestamp) -> Conversations {
        let (held, cancel) = (self.open().await, CancellationToken::new());
        app::look_for_conversations(self.settings(), &held.open, &app::Model::none(), at, &cancel).await.unwrap();
        app::conversations(&held.open, at).unwrap()
    }

    fn view(&self, all: &Conversations) -> RecorderView {
        all.recorders.iter().find(|one| one.kind == self.kind.as_str()).unwrap().clone()
    }
}

fn later(minutes: i64) -> Timestamp {
    now() + SignedDuration::from_mins(minutes)
}

#[tokio::test]
async fn a_recorders_conversation_finds_its_meeting_and_a_colleagues_is_left_alone() {
    if !has_keychain() {
        return;
    }
    for kind in Kind::ALL {
        let desk = Desk::with(kind).await;
        desk.connect().await;
        let all = desk.look(now()).await;
        let [kept] = all.kept.as_slice() else { panic!("{kind:?}: {:?}", all.kept) };
        assert!(all.waiting.is_empty(), "{kind:?}: {:?}", all.waiting);
        assert_eq!(kept.place.as_ref().unwrap().id, format!("meeting:{}", desk.quarry.meeting), "{kind:?}");
        assert!(kept.speakers.iter().all(|speaker| speaker.known.is_some()), "{kind:?}: {:?}", kept.speakers);
        assert_eq!(kept.file.as_deref(), Some(kind.title()));
        let view = desk.view(&all);
        assert!(view.is_asked && view.problem.is_none(), "{kind:?}: {:?}", view.problem);
        assert!(1 <= view.taken);
        // Nothing is fetched twice, and not before its time.
        let asked = desk.services.asked.lock().unwrap().len();
        desk.look(later(1)).await;
        assert_eq!(desk.services.asked.lock().unwrap().len(), asked, "{kind:?}: it was asked a minute ago");
        let all = desk.look(later(61)).await;
        let lists = desk.services.asked.lock().unwrap().len() - asked;
        assert_eq!((lists, all.kept.len(), desk.view(&all).taken), (1, 1, view.taken), "{kind:?}");

        app::disconnect_recorder(desk.settings(), &desk.open().await.open, kind.as_str()).unwrap();
        let all = desk.look(later(200)).await;
        assert!(!desk.view(&all).is_asked && all.kept.len() == 1, "{kind:?}: what came from it stays");
    }
}

#[tokio::test]
async fn a_recorder_that_fails_is_said_and_stops_neither_a_sync_nor_what_comes_later() {
    if !has_keychain() {
        return;
    }
    let desk = Desk::with(Kind::Fathom).await;
    desk.connect().await;
    desk.services.recorded.lock().unwrap()[0].is_ready = false;
    let all = desk.look(now()).await;
    assert_eq!((all.kept.len(), desk.view(&all).waiting), (0, 1), "not ready yet");

    *desk.services.mood.lock().unwrap() = Mood::Busy;
    let all = desk.look(later(20)).await;
    let problem = desk.view(&all).problem.unwrap();
    assert!(problem.starts_with("Fathom asks to wait. It is asked again on 4 March"), "{problem}");
    *desk.services.mood.lock().unwrap() = Mood::Failing;
    let all = desk.look(later(40)).await;
    let problem = desk.view(&all).problem.unwrap();
    assert_eq!(problem, "Fathom does not answer: it answered 502. It is asked again later.");
    *desk.services.mood.lock().unwrap() = Mood::Refusing;
    let settings = Settings { now: Some(later(60)), ..desk.settings().clone() };
    let request = app::SyncRequest { embed: false, ..app::SyncRequest::default() };
    app::sync(&settings, request, &app::Silent, &CancellationToken::new()).await.unwrap();
    let all = app::conversations(&desk.open().await.open, later(60)).unwrap();
    assert!(desk.view(&all).problem.unwrap().contains("does not accept the key any more"));

    *desk.services.mood.lock().unwrap() = Mood::Well;
    desk.services.recorded.lock().unwrap()[0].is_ready = true;
    let all = desk.look(later(80)).await;
    assert_eq!((all.kept.len(), desk.view(&all).problem), (1, None), "what was not ready then is here now");
}

#[tokio::test]
async fn a_key_that_opens_nothing_is_not_kept() {
    if !has_keychain() {
        return;
    }
    let desk = Desk::with(Kind::Granola).await;
    let wrong = RecorderRequest { key: "another".to_owned(), ..desk.request() };
    let error = app::connect_recorder(desk.settings(), &desk.open().await.open, &wrong, now()).await.unwrap_err();
    assert_eq!(error.message, "Granola does not accept the key");
    assert!(error.hint.unwrap().starts_with("The key is in Granola"));
    let nobody = RecorderRequest { kind: "tape".to_owned(), ..desk.request() };
    let error = app::connect_recorder(desk.settings(), &desk.open().await.open, &nobody, now()).await.unwrap_err();
    assert!(error.hint.unwrap().contains("fathom, fireflies, gong, granola"));
    let all = app::conversations(&desk.open().await.open, now()).unwrap();
    assert!(all.recorders.iter().all(|one| !one.is_asked));
}
