//! Stand-ins for the services of meeting recorders, shaped by what each documents of its interface. They were made from those pages, and nobody
//! has held them against the services themselves.

use axum::{
    Json, Router,
    extract::{Path, Query, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

/// The key that every stand-in accepts; Gong with [`SECRET`] as its second part.
pub const KEY: &str = "key-of-the-rep";
/// The second part of Gong's key.
pub const SECRET: &str = "secret-of-the-rep";

/// A conversation that a service has.
#[derive(Debug, Clone)]
pub struct Recorded {
    /// The service's name for it.
    pub id: String,
    /// The title.
    pub title: String,
    /// When it began, in ISO 8601, UTC.
    pub began: String,
    /// Who recorded it, and who else takes part: name and address.
    pub people: Vec<(String, String)>,
    /// Who says what: a place in `people`, and the words.
    pub said: Vec<(usize, String)>,
    /// Whether the service has finished it.
    pub is_ready: bool,
    /// Whether it is marked as private.
    pub is_private: bool,
}

/// How a service answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    /// It answers every request as documented.
    Well,
    /// It says that too much was asked of it.
    Busy,
    /// It answers with a failure of its own, 502.
    Failing,
    /// It answers with something that is no JSON.
    Babbling,
    /// The key is not accepted any more.
    Refusing,
}

/// What the stand-ins share.
#[derive(Debug)]
pub struct Services {
    /// Their conversations.
    pub recorded: Mutex<Vec<Recorded>>,
    /// What they do next.
    pub mood: Mutex<Mood>,
    /// The paths that were asked for, in order.
    pub asked: Mutex<Vec<String>>,
    /// Where they answer.
    pub url: String,
}

type Shared = Arc<Services>;

impl Services {
    /// Starts them on a free port, for as long as the runtime lives.
    pub async fn start(recorded: Vec<Recorded>) -> Shared {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let services = Arc::new(Self {
            recorded: Mutex::new(recorded),
            mood: Mutex::new(Mood::Well),
            asked: Mutex::new(Vec::new()),
            url,
        });
        let router = Router::new()
            .route("/external/v1/meetings", get(fathom_meetings))
            .route("/external/v1/recordings/{id}/transcript", get(fathom_transcript))
            .route("/graphql", post(fireflies))
            .route("/v1/notes", get(granola_notes))
            .route("/v1/notes/{id}", get(granola_note))
            .route("/v1/notes/{id}/transcript", get(granola_transcript))
            .route("/v2/calls/extensive", post(gong_calls))
            .route("/v2/calls/transcript", post(gong_transcripts))
            .with_state(Arc::clone(&services));
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        services
    }

    /// How often a path that holds `part` was asked for.
    pub fn asked_for(&self, part: &str) -> usize {
        self.asked.lock().unwrap().iter().filter(|path| path.contains(part)).count()
    }

    fn all(&self) -> Vec<Recorded> {
        self.recorded.lock().unwrap().clone()
    }

    fn one(&self, id: &str) -> Option<Recorded> {
        self.all().into_iter().find(|one| one.id == id)
    }

    /// What a request gets in place of an answer.
    fn refusal(&self, path: &str, is_allowed: bool) -> Option<Response> {
        self.asked.lock().unwrap().push(path.to_owned());
        match *self.mood.lock().unwrap() {
            Mood::Well if is_allowed => None,
            Mood::Well | Mood::Refusing => {
                Some((StatusCode::UNAUTHORIZED, Json(json!({"errors": ["Unauthorized"]}))).into_response())
            }
            Mood::Busy => Some((StatusCode::TOO_MANY_REQUESTS, [("Retry-After", "120")], "slow down").into_response()),
            Mood::Failing => Some((StatusCode::BAD_GATEWAY, "<html>bad gateway</html>").into_response()),
            Mood::Babbling => Some((StatusCode::OK, "<html>sign in</html>").into_response()),
        }
    }
}

fn has(headers: &HeaderMap, name: &str, value: &str) -> bool {
    headers.get(name).and_then(|found| found.to_str().ok()) == Some(value)
}

fn bearer(headers: &HeaderMap) -> bool {
    has(headers, "Authorization", &format!("Bearer {KEY}"))
}

type Asked = Query<BTreeMap<String, String>>;

/// A page of a list: where it begins is the cursor, and what the next one is asked for with.
fn paged(all: Vec<Recorded>, cursor: Option<&str>, size: usize) -> (Vec<Recorded>, Option<String>) {
    let from: usize = cursor.and_then(|cursor| cursor.strip_prefix("at-")?.parse().ok()).unwrap_or(0);
    let page: Vec<Recorded> = all.iter().skip(from).take(size).cloned().collect();
    let next = (from + size < all.len()).then(|| format!("at-{}", from + size));
    (page, next)
}

fn person((name, email): &(String, String)) -> Value {
    json!({"name": name, "email": email, "email_domain": email.split('@').next_back(), "is_external": true})
}

async fn fathom_meetings(State(services): State<Shared>, headers: HeaderMap, Query(asked): Asked) -> Response {
    if let Some(refusal) = services.refusal("/external/v1/meetings", has(&headers, "X-Api-Key", KEY)) {
        return refusal;
    }
    let (page, next) = paged(services.all(), asked.get("cursor").map(String::as_str), 10);
    let item = |one: Recorded| {
        let number: u64 = one.id.parse().unwrap();
        json!({
            "title": one.title, "meeting_title": one.title, "recording_id": number, "url": "https://x.example/1",
            "created_at": one.began, "recording_start_time": one.began, "transcript_language": "en",
            "recorded_by": person(&one.people[0]), "calendar_invitees": one.people.iter().map(person).collect::<Vec<_>>(),
        })
    };
    Json(json!({"limit": 10, "next_cursor": next, "items": page.into_iter().map(item).collect::<Vec<_>>()}))
        .into_response()
}

/// "00:01:02"
fn clock(seconds: usize) -> String {
    format!("{:02}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60)
}

async fn fathom_transcript(State(services): State<Shared>, headers: HeaderMap, Path(id): Path<String>) -> Response {
    if let Some(refusal) = services.refusal("/external/v1/recordings", has(&headers, "X-Api-Key", KEY)) {
        return refusal;
    }
    let Some(one) = services.one(&id).filter(|one| one.is_ready) else {
        return (StatusCode::NOT_FOUND, "").into_response();
    };
    let piece = |(at, (who, text)): (usize, &(usize, String))| {
        let (name, email) = &one.people[*who];
        json!({
            "speaker": {"display_name": name, "matched_calendar_invitee_email": email}, "text": text,
            "timestamp": clock(at * 20),
        })
    };
    Json(json!({"transcript": one.said.iter().enumerate().map(piece).collect::<Vec<_>>()})).into_response()
}

async fn fireflies(State(services): State<Shared>, headers: HeaderMap, Json(asked): Json<Value>) -> Response {
    let question = asked["query"].as_str().unwrap();
    let path = if question.contains("transcript(id") { "/graphql one" } else { "/graphql list" };
    let mood = *services.mood.lock().unwrap();
    let error = |code: &str, status: u64, more: Value| {
        let error = json!({"message": code, "code": code, "friendly": true, "extensions": {"code": code, "status": status, "metadata": more}});
        Json(json!({"errors": [error], "data": null})).into_response()
    };
    match mood {
        // Errors of this service come with 200, or whatever it likes.
        Mood::Well if !bearer(&headers) => {
            return (StatusCode::INTERNAL_SERVER_ERROR, error("auth_failed", 500, json!({}))).into_response();
        }
        Mood::Refusing => return error("auth_failed", 500, json!({})),
        Mood::Busy => {
            let after = jiff::Timestamp::now().as_millisecond() + 120_000;
            return error("too_many_requests", 429, json!({"retryAfter": after}));
        }
        _ => {}
    }
    if let Some(refusal) = services.refusal(path, true) {
        return refusal;
    }
    let variables = &asked["variables"];
    if question.contains("user {") && !question.contains("transcript") {
        return Json(json!({"data": {"user": {"user_id": "u1", "email": "rep@x.example", "name": "Rep"}}}))
            .into_response();
    }
    if question.contains("transcripts(") {
        let skip = usize::try_from(variables["skip"].as_u64().unwrap()).unwrap();
        let limit = usize::try_from(variables["limit"].as_u64().unwrap()).unwrap();
        assert!(limit <= 50, "the service gives no more than fifty");
        let item = |one: Recorded| {
            json!({
                "id": one.id, "is_live": false, "organizer_email": one.people[0].1, "meeting_info": {"silent_meeting": one.said.is_empty()},
                "participants": one.people.iter().map(|(_, email)| email.clone()).collect::<Vec<_>>(),
            })
        };
        let page: Vec<Value> = services.all().into_iter().skip(skip).take(limit).map(item).collect();
        return Json(json!({"data": {"transcripts": page}})).into_response();
    }
    let Some(one) = services.one(variables["id"].as_str().unwrap()) else {
        return error("object_not_found", 404, json!({"objectType": "Transcript"}));
    };
    let began: jiff::Timestamp = one.began.parse().unwrap();
    let sentence = |(at, (who, text)): (usize, &(usize, String))| {
        let start = at * 20;
        json!({"index": at, "text": text, "start_time": start, "end_time": start + 15, "speaker_id": who, "speaker_name": one.people[*who].0})
    };
    let sentences: Vec<Value> = one.said.iter().enumerate().map(sentence).collect();
    let speakers: Vec<Value> =
        one.people.iter().enumerate().map(|(at, (name, _))| json!({"id": at, "name": name})).collect();
    let attendees: Vec<Value> =
        one.people.iter().map(|(name, email)| json!({"displayName": null, "email": email, "name": name})).collect();
    Json(json!({"data": {"transcript": {
        "id": one.id, "title": one.title, "date": began.as_millisecond(), "duration": 12.5, "organizer_email": one.people[0].1,
        "participants": one.people.iter().map(|(_, email)| email.clone()).collect::<Vec<_>>(),
        "user": {"email": one.people[0].1, "name": one.people[0].0}, "meeting_attendees": attendees, "speakers": speakers,
        "sentences": if one.is_ready { json!(sentences) } else { Value::Null },
    }}}))
    .into_response()
}

async fn granola_notes(State(services): State<Shared>, headers: HeaderMap, Query(asked): Asked) -> Response {
    if let Some(refusal) = services.refusal("/v1/notes list", bearer(&headers)) {
        return refusal;
    }
    let size: usize = asked.get("page_size").map_or(10, |size| size.parse().unwrap());
    assert!((1..=30).contains(&size));
    // Notes without a transcript are not listed.
    let ready = services.all().into_iter().filter(|one| one.is_ready).collect();
    let (page, next) = paged(ready, asked.get("cursor").map(String::as_str), size);
    let item = |one: Recorded| {
        let owner = json!({"name": one.people[0].0, "email": one.people[0].1});
        json!({"id": one.id, "object": "note", "title": one.title, "owner": owner, "created_at": one.began, "updated_at": one.began})
    };
    let notes: Vec<Value> = page.into_iter().map(item).collect();
    Json(json!({"notes": notes, "hasMore": next.is_some(), "cursor": next})).into_response()
}

/// The pieces of a note: the microphone is who takes it, everybody else comes by the loudspeaker.
fn granola_pieces(one: &Recorded) -> Vec<Value> {
    let began: jiff::Timestamp = one.began.parse().unwrap();
    let piece = |(at, (who, text)): (usize, &(usize, String))| {
        let start = began + jiff::SignedDuration::from_secs(i64::try_from(at * 20).unwrap());
        let end = start + jiff::SignedDuration::from_secs(15);
        let speaker = match who {
            0 => json!({"source": "microphone", "attribution": "me"}),
            other => json!({"source": "speaker", "attribution": "them", "name": one.people[*other].0}),
        };
        json!({"speaker": speaker, "text": text, "start_time": start.to_string(), "end_time": end.to_string()})
    };
    one.said.iter().enumerate().map(piece).collect()
}

async fn granola_note(
    State(services): State<Shared>,
    headers: HeaderMap,
    Path(id): Path<String>,
    Query(asked): Asked,
) -> Response {
    if let Some(refusal) = services.refusal("/v1/notes one", bearer(&headers)) {
        return refusal;
    }
    let Some(one) = services.one(&id).filter(|one| one.is_ready) else {
        return (StatusCode::NOT_FOUND, Json(json!({}))).into_response();
    };
    let wants_words = asked.get("include").is_some_and(|what| what == "transcript");
    if wants_words && 100 < one.said.len() {
        return (StatusCode::PAYLOAD_TOO_LARGE, Json(json!({"code": "TRANSCRIPT_TOO_LARGE"}))).into_response();
    }
    let attendees: Vec<Value> = one.people.iter().map(|(name, email)| json!({"name": name, "email": email})).collect();
    let mut note = json!({
        "id": one.id, "object": "note", "title": one.title, "owner": attendees[0], "attendees": attendees, "created_at": one.began,
        "calendar_event": null, "private_notes_text": "what the owner thinks of them", "summary_text": "they met", "transcript": null,
    });
    if wants_words {
        note["transcript"] = json!(granola_pieces(&one));
    }
    Json(note).into_response()
}

async fn granola_transcript(
    State(services): State<Shared>,
    headers: HeaderMap,
    Path(id): Path<String>,
    Query(asked): Asked,
) -> Response {
    if let Some(refusal) = services.refusal("/v1/notes pieces", bearer(&headers)) {
        return refusal;
    }
    let pieces = granola_pieces(&services.one(&id).unwrap());
    let from: usize = asked.get("cursor").map_or(0, |cursor| cursor.parse().unwrap());
    let next = from + 100;
    let has_more = next < pieces.len();
    let page: Vec<Value> = pieces.into_iter().skip(from).take(100).collect();
    Json(json!({"transcript": page, "hasMore": has_more, "cursor": has_more.then(|| next.to_string())})).into_response()
}

fn basic(headers: &HeaderMap) -> bool {
    has(headers, "Authorization", &format!("Basic {}", STANDARD.encode(format!("{KEY}:{SECRET}"))))
}

/// What this service says where nothing fits.
fn no_calls() -> Response {
    let body = json!({"requestId": "r1", "errors": ["No calls found corresponding to the provided filters"]});
    (StatusCode::NOT_FOUND, Json(body)).into_response()
}

async fn gong_calls(State(services): State<Shared>, headers: HeaderMap, Json(asked): Json<Value>) -> Response {
    if let Some(refusal) = services.refusal("/v2/calls/extensive", basic(&headers)) {
        return refusal;
    }
    let (from, to) =
        (asked["filter"]["fromDateTime"].as_str().unwrap(), asked["filter"]["toDateTime"].as_str().unwrap());
    let within = |one: &Recorded| from <= one.began.as_str() && one.began.as_str() < to;
    let all: Vec<Recorded> = services.all().into_iter().filter(within).collect();
    if all.is_empty() {
        return no_calls();
    }
    let (page, next) = paged(all, asked["cursor"].as_str(), 100);
    let call = |one: Recorded| {
        let party = |(at, (name, email)): (usize, &(String, String))| {
            json!({
                "id": format!("p{at}"), "name": name, "emailAddress": email, "speakerId": format!("s{at}"), "userId": (at == 0).then_some("u0"),
                "affiliation": if at == 0 { "Internal" } else { "External" },
            })
        };
        let about = json!({
            "id": one.id, "title": one.title, "started": one.began, "scheduled": one.began, "duration": 900, "primaryUserId": "u0",
            "language": "eng", "isPrivate": one.is_private,
        });
        json!({"metaData": about, "parties": one.people.iter().enumerate().map(party).collect::<Vec<_>>()})
    };
    let mut records = json!({"totalRecords": 1, "currentPageSize": 1, "currentPageNumber": 0});
    if let Some(next) = next {
        records["cursor"] = json!(next);
    }
    Json(json!({"requestId": "r2", "records": records, "calls": page.into_iter().map(call).collect::<Vec<_>>()}))
        .into_response()
}

async fn gong_transcripts(State(services): State<Shared>, headers: HeaderMap, Json(asked): Json<Value>) -> Response {
    if let Some(refusal) = services.refusal("/v2/calls/transcript", basic(&headers)) {
        return refusal;
    }
    let id = asked["filter"]["callIds"][0].as_str().unwrap();
    let Some(one) = services.one(id).filter(|one| one.is_ready) else { return no_calls() };
    let monologue = |(at, (who, text)): (usize, &(usize, String))| {
        let start = at * 20_000;
        json!({"speakerId": format!("s{who}"), "topic": null, "sentences": [{"start": start, "end": start + 15_000, "text": text}]})
    };
    let words: Vec<Value> = one.said.iter().enumerate().map(monologue).collect();
    Json(json!({"requestId": "r3", "records": {}, "callTranscripts": [{"callId": id, "transcript": words}]}))
        .into_response()
}
