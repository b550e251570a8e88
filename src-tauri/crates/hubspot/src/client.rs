//! The client that reads from HubSpot: a method for each question. Each paces itself, retries what is safe, and counts its calls.

use crate::{
    HISTORIED, HubSpotError, Policy, Renewal, Secret, Share, Throttle, paths, properties_of,
    wire::{
        self, Account, BatchRead, Fetched, Listing, SearchPage, TokenInfo, TranscriptReply, parse_listing, parse_search,
    },
};
use domain::{Association, ObjectType, Owner, Pipeline, PropertyDefinition, RecordId};
use jiff::{Timestamp, fmt::rfc2822};
use reqwest::{Method, StatusCode, header::HeaderMap};
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};
use url::Url;

/// The address at which HubSpot answers for every region.
pub const DEFAULT_BASE_URL: &str = "https://api.hubapi.com";
/// A search gives no result past this many; beyond it HubSpot answers 400.
pub const SEARCH_RESULTS_MAX: usize = 10_000;

/// No answer of HubSpot's comes near so many bytes: a hundred records with everything in them are a few megabytes.
const BODY_MAX: usize = 64 * 1024 * 1024;

const LIST_PAGE: usize = 100;
/// The most records that HubSpot returns at once together with the history of properties.
const HISTORY_PAGE: usize = 50;
const SEARCH_PAGE: usize = 200;
const BATCH_READ: usize = 100;
/// The number of owners a page that HubSpot documents; whether more are given is not certain.
const OWNERS_PAGE: usize = 100;
const ASSOCIATION_BATCH: usize = 1_000;
const ATTEMPTS: u32 = 6;
const TIMEOUT: Duration = Duration::from_secs(30);
/// A token is renewed so long before it ends: whatever is asked meanwhile takes less.
const RENEWED_BEFORE: Duration = Duration::from_secs(120);
/// The header in which HubSpot names an exchange for its support.
const CORRELATION_ID: &str = "x-hubspot-correlation-id";

/// One condition of a search; a record has to meet all of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SearchFilter {
    /// The property equals the value.
    Equals(&'static str, String),
    /// The property is at least the value. Times in milliseconds.
    AtLeast(&'static str, String),
    /// The property is at most the value.
    AtMost(&'static str, String),
    /// The property is greater than the value.
    GreaterThan(&'static str, String),
}

impl SearchFilter {
    fn to_json(&self) -> Value {
        let (property, operator, value) = match self {
            Self::Equals(property, value) => (property, "EQ", value),
            Self::AtLeast(property, value) => (property, "GTE", value),
            Self::AtMost(property, value) => (property, "LTE", value),
            Self::GreaterThan(property, value) => (property, "GT", value),
        };
        json!({"propertyName": property, "operator": operator, "value": value})
    }
}

/// How many calls a client has made so far, and how often it had to wait.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Usage {
    /// The number of calls by method and path, with ids left out of the path.
    pub by_endpoint: BTreeMap<String, usize>,
    /// How many answers said that a limit was used up (429).
    pub rate_limited: usize,
    /// How many calls were sent again.
    pub retries: usize,
    /// Milliseconds spent waiting for our own pace or on HubSpot's word.
    pub waited_ms: u64,
    /// The account's calls of today, everybody's, as HubSpot's last answer counted them; none where it does not say.
    pub daily: Option<Daily>,
}

/// What HubSpot says of an account's calls of today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Daily {
    /// How many calls the account may make in a day.
    pub max: usize,
    /// How many of them are left, whoever made the others.
    pub remaining: usize,
}

/// A connection to one HubSpot account, which paces itself and counts its calls.
pub struct Client {
    http: reqwest::Client,
    base: Url,
    token: Mutex<Held>,
    /// Where the next token comes from, when one ends; none for a token that does not.
    renewal: Option<Arc<dyn Renewal>>,
    share: Share,
    /// Properties to read beside those everybody reads.
    also: BTreeMap<ObjectType, Vec<String>>,
    /// Properties that are asked for by nobody.
    never: BTreeMap<ObjectType, BTreeSet<String>>,
    throttle: Mutex<Throttle>,
    usage: Mutex<Usage>,
    /// HubSpot's clock, as its last answer gave it.
    server_time: Mutex<Option<(Timestamp, Instant)>>,
    heeds_clock: bool,
    /// How often a call is sent at most until it has an answer.
    attempts: u32,
    /// The path of the release that answers for transcripts, once one was asked.
    transcripts_at: Mutex<Option<&'static str>>,
    started: Instant,
}

/// The token in use, and when it ends.
struct Held {
    token: Secret,
    ends: Option<Instant>,
}

pub(crate) struct Request<'a> {
    method: Method,
    path: String,
    /// The path as it is counted and reported, without ids.
    endpoint: String,
    query: Vec<(&'a str, String)>,
    body: Option<Value>,
    policy: Policy,
}

/// The body of a reply that is no refusal.
struct Answer {
    body: Vec<u8>,
    correlation_id: Option<String>,
}

impl<'a> Request<'a> {
    pub(crate) fn get(path: impl Into<String>) -> Self {
        let path = path.into();
        let endpoint = format!("GET {path}");
        Self { method: Method::GET, path, endpoint, query: Vec::new(), body: None, policy: Policy::TenSecondly }
    }

    /// A POST that reads; safe to send twice like a GET.
    fn post(path: impl Into<String>, body: Value, policy: Policy) -> Self {
        let path = path.into();
        let endpoint = format!("POST {path}");
        Self { method: Method::POST, path, endpoint, query: Vec::new(), body: Some(body), policy }
    }

    /// A request that changes something in HubSpot, and is sent once.
    pub(crate) fn write(method: Method, path: impl Into<String>, endpoint: String, body: Option<Value>) -> Self {
        Self { method, path: path.into(), endpoint, query: Vec::new(), body, policy: Policy::TenSecondly }
    }

    /// A batch read, which is safe to send again.
    pub(crate) fn batch(path: String, body: Value) -> Self {
        Self::post(path, body, Policy::TenSecondly)
    }

    /// The request counted under another name, one without ids.
    pub(crate) fn counted_as(self, endpoint: String) -> Self {
        Self { endpoint, ..self }
    }

    pub(crate) fn query(mut self, name: &'a str, value: impl Into<String>) -> Self {
        self.query.push((name, value.into()));
        self
    }
}

impl Client {
    /// A client for the account behind `token` at `base_url`. Sends nothing yet.
    pub fn new(base_url: &str, token: Secret) -> Result<Self, HubSpotError> {
        let (base, http) = (checked(base_url)?, http()?);
        let share = Share::default();
        Ok(Self {
            http,
            base,
            token: Mutex::new(Held { token, ends: None }),
            renewal: None,
            share,
            also: BTreeMap::new(),
            never: BTreeMap::new(),
            throttle: Mutex::new(Throttle::new(share)),
            usage: Mutex::new(Usage::default()),
            server_time: Mutex::new(None),
            heeds_clock: true,
            attempts: ATTEMPTS,
            transcripts_at: Mutex::new(None),
            started: Instant::now(),
        })
    }

    /// HubSpot's clock, to the second, as its last answer gave it; none before the first answer, and none for a client that is not to know.
    pub fn server_time(&self) -> Option<Timestamp> {
        self.server_clock().map(|(time, _)| time)
    }

    /// HubSpot's clock as its last answer gave it, and when that answer came.
    pub fn server_clock(&self) -> Option<(Timestamp, Instant)> {
        lock(&self.server_time).filter(|_| self.heeds_clock)
    }

    /// The client without HubSpot's clock, for whoever has fixed a clock of their own.
    #[must_use]
    pub fn without_server_time(self) -> Self {
        Self { heeds_clock: false, ..self }
    }

    /// The client sending each call once, for whoever has something to go on with and would rather have no answer than wait for one.
    #[must_use]
    pub fn asking_once(self) -> Self {
        Self { attempts: 1, ..self }
    }

    /// The client reading some properties more of each record, which have to exist in this account.
    #[must_use]
    pub fn reading_also(self, also: BTreeMap<ObjectType, Vec<String>>) -> Self {
        Self { also, ..self }
    }

    /// The client never asking for some properties of records, whoever else wants them read.
    #[must_use]
    pub fn never_reading(self, never: BTreeMap<ObjectType, BTreeSet<String>>) -> Self {
        Self { never, ..self }
    }

    /// The client with a token that ends: `lasts` from now. The next one comes from `renewal`.
    #[must_use]
    pub fn renewed_by(self, lasts: Duration, renewal: Arc<dyn Renewal>) -> Self {
        lock(&self.token).ends = Some(Instant::now() + lasts);
        Self { renewal: Some(renewal), ..self }
    }

    /// The client keeping to another share of the account's calls.
    #[must_use]
    pub fn sharing(self, share: Share) -> Self {
        Self { share, throttle: Mutex::new(Throttle::new(share)), ..self }
    }

    /// The token in use, another one first where it is about to end.
    async fn token(&self) -> Result<Secret, HubSpotError> {
        let (token, ends) = {
            let held = lock(&self.token);
            (held.token.clone(), held.ends)
        };
        let now = Instant::now();
        if ends.is_none_or(|ends| now + RENEWED_BEFORE < ends) {
            return Ok(token);
        }
        match self.renewed(&token).await {
            Ok(next) => Ok(next.unwrap_or(token)),
            // It is good for a moment yet, and the next call asks again.
            Err(HubSpotError::Unreachable { .. }) if ends.is_some_and(|ends| now < ends) => Ok(token),
            Err(error) => Err(error),
        }
    }

    /// Another token than `old`; none where this one is all there is.
    async fn renewed(&self, old: &Secret) -> Result<Option<Secret>, HubSpotError> {
        let Some(renewal) = &self.renewal else { return Ok(None) };
        let (token, lasts) = renewal.renew(old).await?;
        *lock(&self.token) = Held { token: token.clone(), ends: Some(Instant::now() + lasts) };
        Ok(Some(token))
    }

    /// The properties to ask for of each record of a type.
    fn properties(&self, object: ObjectType) -> Vec<&str> {
        let own = self.also.get(&object).into_iter().flatten().map(String::as_str);
        let never = self.never.get(&object);
        let is_asked_for = |name: &&str| never.is_none_or(|never| !never.contains(*name));
        properties_of(object).iter().copied().chain(own).filter(is_asked_for).collect()
    }

    /// How many calls were made so far, and how often they had to wait.
    pub fn usage(&self) -> Usage {
        lock(&self.usage).clone()
    }

    /// The account: portal id, time zone, currency. The cheapest check of a token.
    pub async fn account(&self) -> Result<Account, HubSpotError> {
        self.read(Request::get(paths::ACCOUNT), |body| serde_json::from_slice(body)).await
    }

    /// The token's maker and scopes; an error where HubSpot does not say, as may be the case for service keys.
    pub async fn token_info(&self) -> Result<TokenInfo, HubSpotError> {
        let body = json!({"tokenKey": self.token().await?.reveal()});
        let request = Request::post(paths::TOKEN_INFO, body, Policy::TenSecondly);
        self.read(request, |body| serde_json::from_slice(body)).await
    }

    /// All owners of the account, former ones included.
    pub async fn owners(&self) -> Result<Vec<Owner>, HubSpotError> {
        let mut owners = Vec::new();
        for archived in ["false", "true"] {
            let mut cursor: Option<String> = None;
            let mut seen = BTreeSet::new();
            loop {
                let mut request =
                    Request::get(paths::OWNERS).query("limit", OWNERS_PAGE.to_string()).query("archived", archived);
                if let Some(after) = &cursor {
                    request = request.query("after", after);
                }
                let (page, next) = self.read(request, wire::parse_owners).await?;
                owners.extend(page);
                let Some(next) = next else { break };
                if !seen.insert(next.clone()) {
                    return Err(endless(&format!("GET {}", paths::OWNERS)));
                }
                cursor = Some(next);
            }
        }
        Ok(owners)
    }

    /// The owner that belongs to a user of the account, if there is one.
    pub async fn owner_of_user(&self, user_id: u64) -> Result<Option<Owner>, HubSpotError> {
        let request = Request::get(format!("{}/{user_id}", paths::OWNERS))
            .query("idProperty", "userId")
            .counted_as(format!("GET {}/{{id}}", paths::OWNERS));
        match self.send(&request).await {
            Ok(body) => {
                let wrapped = [b"{\"results\":[".as_slice(), &body, b"]}"].concat();
                let read = wire::parse_owners(&wrapped);
                Ok(unreadable(&request, read)?.0.pop())
            }
            Err(HubSpotError::NotFound { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The pipelines of deals or of tickets, with their stages.
    pub async fn pipelines(&self, object: ObjectType) -> Result<Vec<Pipeline>, HubSpotError> {
        self.read(Request::get(paths::pipelines(object)), wire::parse_pipelines).await
    }

    /// The definitions of all properties of a type of record.
    pub async fn definitions(&self, object: ObjectType) -> Result<Vec<PropertyDefinition>, HubSpotError> {
        self.read(Request::get(paths::properties(object)), wire::parse_definitions).await
    }

    /// The archived properties of a type of record, which HubSpot keeps for a while and can restore.
    pub async fn archived_definitions(&self, object: ObjectType) -> Result<Vec<PropertyDefinition>, HubSpotError> {
        self.read(Request::get(paths::properties(object)).query("archived", "true"), wire::parse_definitions).await
    }

    /// One page of all records of a type, in HubSpot's order, with inline associations to the types named; deals come with the
    /// history of [`HISTORIED`]. `after` is the cursor of the page before.
    pub async fn list(
        &self,
        object: ObjectType,
        associations: &[ObjectType],
        after: Option<&str>,
    ) -> Result<Listing, HubSpotError> {
        let historied = object == ObjectType::Deal;
        let page = if historied { HISTORY_PAGE } else { LIST_PAGE };
        let mut request = Request::get(paths::objects(object))
            .query("limit", page.to_string())
            .query("properties", self.properties(object).join(","));
        if historied {
            request = request.query("propertiesWithHistory", HISTORIED.join(","));
        }
        if !associations.is_empty() {
            let names: Vec<&str> = associations.iter().map(|object| object.plural()).collect();
            request = request.query("associations", names.join(","));
        }
        if let Some(after) = after {
            request = request.query("after", after);
        }
        let endpoint = request.endpoint.clone();
        let listing = self.read(request, |body| parse_listing(object, body)).await?;
        match (after, listing.after.as_deref()) {
            (Some(before), Some(next)) if !goes_on(before, next) => Err(endless(&endpoint)),
            _ => Ok(listing),
        }
    }

    /// One record by its id, with inline associations to the types named; none where HubSpot has no such record. Long lists of associations are
    /// cut short; [`Fetched::associations`] says which.
    pub async fn get(
        &self,
        object: ObjectType,
        id: &str,
        associations: &[ObjectType],
    ) -> Result<Option<Fetched>, HubSpotError> {
        let endpoint = format!("GET {}/{{id}}", paths::objects(object));
        if !is_plain(id) {
            return Ok(None);
        }
        let names: Vec<&str> = associations.iter().map(|object| object.plural()).collect();
        let mut request = Request::get(paths::object(object, id))
            .counted_as(endpoint)
            .query("properties", self.properties(object).join(","));
        if object == ObjectType::Deal {
            request = request.query("propertiesWithHistory", HISTORIED.join(","));
        }
        if !names.is_empty() {
            request = request.query("associations", names.join(","));
        }
        match self.read(request, |body| wire::parse_record(object, body)).await {
            Err(HubSpotError::NotFound { .. }) => Ok(None),
            found => found,
        }
    }

    /// One page of up to 200 records that meet all `filters`, starting at result number `offset`. Ids are asked to ascend; whoever goes by that
    /// looks whether they do ([`SearchPage::ascends_from`]), since an order that HubSpot passes over is passed over in silence.
    ///
    /// HubSpot's search lags behind writes and ends at [`SEARCH_RESULTS_MAX`] results.
    pub async fn search(
        &self,
        object: ObjectType,
        filters: &[SearchFilter],
        offset: usize,
    ) -> Result<SearchPage, HubSpotError> {
        let filters: Vec<Value> = filters.iter().map(SearchFilter::to_json).collect();
        let body = json!({
            "filterGroups": [{"filters": filters}],
            "properties": self.properties(object),
            "sorts": [{"propertyName": "hs_object_id", "direction": "ASCENDING"}],
            "limit": SEARCH_PAGE,
            "after": offset.to_string(),
        });
        let request = Request::post(paths::search(object), body, Policy::Search);
        self.read(request, |body| parse_search(object, body)).await
    }

    /// How many records of a type there are, or of an owner's. By search, so it may be a moment behind.
    pub async fn count(&self, object: ObjectType, owner: Option<&str>) -> Result<usize, HubSpotError> {
        let filter = |owner: &str| SearchFilter::Equals(domain::property::OWNER, owner.to_owned()).to_json();
        let filters: Vec<Value> = owner.map(filter).into_iter().collect();
        let groups: Vec<Value> = if filters.is_empty() { Vec::new() } else { vec![json!({"filters": filters})] };
        let body = json!({
            "filterGroups": groups,
            "properties": ["hs_object_id"],
            "sorts": [{"propertyName": "hs_object_id", "direction": "ASCENDING"}],
            "limit": 1,
            "after": "0",
        });
        let request = Request::post(paths::search(object), body, Policy::Search);
        self.read(request, |body| parse_search(object, body)).await.map(|page| page.total)
    }

    /// Reads records by id, in as many calls as it takes; says which are missing.
    pub async fn batch_read(&self, object: ObjectType, ids: &[String]) -> Result<BatchRead, HubSpotError> {
        let historied = object == ObjectType::Deal;
        let mut all = BatchRead::default();
        for some in ids.chunks(if historied { HISTORY_PAGE } else { BATCH_READ }) {
            let inputs: Vec<Value> = some.iter().map(|id| json!({"id": id})).collect();
            let body = json!({
                "inputs": inputs,
                "properties": self.properties(object),
                "propertiesWithHistory": if historied { HISTORIED.as_slice() } else { &[] },
            });
            let request = Request::post(paths::batch_read(object), body, Policy::TenSecondly);
            let read = self.read(request, |body| wire::parse_batch(object, some, body)).await?;
            all.listing.records.extend(read.listing.records);
            all.listing.unreadable.extend(read.listing.unreadable);
            all.missing.extend(read.missing);
            all.not_found.extend(read.not_found);
        }
        Ok(all)
    }

    /// Which of some records HubSpot says that it has neither live nor in the recycle bin: they may have been deleted for good. An answer that
    /// only leaves a record out says nothing about it.
    pub async fn erased(&self, object: ObjectType, ids: &[String]) -> Result<Vec<String>, HubSpotError> {
        let mut erased = Vec::new();
        for some in ids.chunks(BATCH_READ) {
            let missing = self.batch_read(object, some).await?.not_found;
            if missing.is_empty() {
                continue;
            }
            let inputs: Vec<Value> = missing.iter().map(|id| json!({"id": id})).collect();
            let body = json!({"inputs": inputs, "properties": ["hs_object_id"], "propertiesWithHistory": []});
            let request = Request::post(paths::batch_read(object), body, Policy::TenSecondly).query("archived", "true");
            let binned = self.read(request, |body| wire::parse_batch(object, &missing, body)).await?;
            erased.extend(binned.not_found);
        }
        Ok(erased)
    }

    /// All associations of some records to one type. Every id asked for is in the answer, with none if it has none.
    pub async fn associations(
        &self,
        from: ObjectType,
        to: ObjectType,
        ids: &[String],
    ) -> Result<BTreeMap<RecordId, Vec<Association>>, HubSpotError> {
        let mut found: BTreeMap<RecordId, Vec<Association>> =
            ids.iter().map(|id| (RecordId::new(from, id.as_str()), Vec::new())).collect();
        let mut open: Vec<Value> = ids.iter().map(|id| json!({"id": id})).collect();
        let mut seen = BTreeSet::new();
        while !open.is_empty() {
            let batch: Vec<Value> = open.drain(..open.len().min(ASSOCIATION_BATCH)).collect();
            let request = Request::post(paths::associations(from, to), json!({"inputs": batch}), Policy::Associations);
            // Each result pages on its own: whoever has more goes into a later call with its cursor.
            let endpoint = request.endpoint.clone();
            for (id, associations, after) in self.read(request, |body| wire::parse_associations(from, to, body)).await?
            {
                if let Some(after) = after {
                    if !seen.insert((id.id.clone(), after.clone())) {
                        return Err(endless(&endpoint));
                    }
                    open.push(json!({"id": id.id, "after": after}));
                }
                found.entry(id).or_default().extend(associations);
            }
        }
        Ok(found)
    }

    /// A transcript by its own id; there is no way to ask by call.
    ///
    /// The release that is open to private apps is asked first. Where it has no answer to the very first question, the former one is asked the
    /// same; whichever answers is asked from then on.
    ///
    /// The id stands in a field that any app may write. One that would lead elsewhere is asked for nowhere.
    pub async fn transcript(&self, id: &str) -> Result<TranscriptReply, HubSpotError> {
        let [first, former] = paths::TRANSCRIPTS;
        if !is_plain(id) {
            return Err(HubSpotError::NotFound { endpoint: format!("GET {}", paths::transcript(first, "{id}")) });
        }
        let settled = *lock(&self.transcripts_at);
        let answer = self.transcript_at(settled.unwrap_or(first), id).await;
        let is_unknown = matches!(
            &answer,
            Err(HubSpotError::NotFound { .. } | HubSpotError::Refused { status: 400 | 405 | 410, .. })
        );
        if settled.is_some() || !is_unknown {
            lock(&self.transcripts_at).get_or_insert(first);
            return answer;
        }
        let formerly = self.transcript_at(former, id).await;
        let answers = if formerly.is_ok() { former } else { first };
        lock(&self.transcripts_at).get_or_insert(answers);
        if formerly.is_ok() { formerly } else { answer }
    }

    async fn transcript_at(&self, at: &str, id: &str) -> Result<TranscriptReply, HubSpotError> {
        let request =
            Request::get(paths::transcript(at, id)).counted_as(format!("GET {}", paths::transcript(at, "{id}")));
        self.read(request, |body| serde_json::from_slice(body)).await
    }

    pub(crate) async fn read<T>(
        &self,
        request: Request<'_>,
        parse: impl Fn(&[u8]) -> Result<T, serde_json::Error>,
    ) -> Result<T, HubSpotError> {
        let body = self.send(&request).await?;
        match parse(&body) {
            Ok(answer) => Ok(answer),
            // What stands between us and HubSpot may have answered with a page of its own, or cut the answer short.
            Err(error) if 1 < self.attempts => {
                tracing::debug!(endpoint = request.endpoint, %error, "the answer could not be read; asking again");
                lock(&self.usage).retries += 1;
                self.sleep(Duration::from_millis(500)).await;
                let body = self.send(&request).await?;
                unreadable(&request, parse(&body))
            }
            unread => unreadable(&request, unread),
        }
    }

    /// Reads what lies at an address that HubSpot has given out, once. The token is not sent there, and what answers has the usual time and length.
    pub(crate) async fn fetch_plain(&self, url: Url, endpoint: &str) -> Result<Vec<u8>, HubSpotError> {
        let unreachable = |source: reqwest::Error| HubSpotError::Unreachable {
            endpoint: endpoint.to_owned(),
            source: source.without_url(),
        };
        *lock(&self.usage).by_endpoint.entry(endpoint.to_owned()).or_default() += 1;
        let mut reply = self.http.get(url).send().await.map_err(unreachable)?;
        let status = reply.status();
        let body = read_to_end(&mut reply, endpoint).await?;
        if status.is_success() { Ok(body) } else { Err(wire::refusal(endpoint, status.as_u16(), None, &[])) }
    }

    /// Sends a write, once: without an answer it may have been carried out or not, and only its author can find out. The answer
    /// comes with HubSpot's correlation id, where it names one.
    pub(crate) async fn write<T>(
        &self,
        request: Request<'_>,
        parse: impl FnOnce(&[u8]) -> Result<T, serde_json::Error>,
    ) -> Result<(T, Option<String>), HubSpotError> {
        let answer = self.send_once(&request).await?;
        Ok((unreadable(&request, parse(&answer.body))?, answer.correlation_id))
    }

    /// Sends until there is an answer or no sense in trying on. Only for what reads and may be sent twice.
    async fn send(&self, request: &Request<'_>) -> Result<Vec<u8>, HubSpotError> {
        let mut attempt = 0;
        loop {
            attempt += 1;
            let error = match self.send_once(request).await {
                Ok(answer) => return Ok(answer.body),
                Err(error) => error,
            };
            let Some(wait) =
                retry_in(&error, attempt, jitter(&request.endpoint, attempt)).filter(|_| attempt < self.attempts)
            else {
                return Err(error);
            };
            tracing::debug!(endpoint = request.endpoint, attempt, ?wait, %error, "trying again");
            if matches!(error, HubSpotError::RateLimited { .. }) {
                lock(&self.usage).rate_limited += 1;
                // Everyone who shares the limit waits, not only this call.
                let now = self.now_ms();
                lock(&self.throttle).block(request.policy, now, millis(wait));
            } else {
                self.sleep(wait).await;
            }
            lock(&self.usage).retries += 1;
        }
    }

    /// Sends once, and again with another token where HubSpot takes the one in use for ended: then nothing was carried out.
    async fn send_once(&self, request: &Request<'_>) -> Result<Answer, HubSpotError> {
        let token = self.token().await?;
        match self.send_with(request, &token).await {
            Err(HubSpotError::Unauthorized) if 1 < self.attempts => match self.renewed(&token).await? {
                Some(next) => self.send_with(request, &next).await,
                None => Err(HubSpotError::Unauthorized),
            },
            other => other,
        }
    }

    async fn send_with(&self, request: &Request<'_>, token: &Secret) -> Result<Answer, HubSpotError> {
        {
            let usage = lock(&self.usage);
            let made = usage.by_endpoint.values().sum();
            if self.share.is_used_up(usage.daily.map(|daily| daily.max), made) {
                return Err(HubSpotError::ShareUsedUp);
            }
        }
        let now = self.now_ms();
        let wait = lock(&self.throttle).reserve(request.policy, now);
        self.sleep(Duration::from_millis(wait)).await;
        *lock(&self.usage).by_endpoint.entry(request.endpoint.clone()).or_default() += 1;

        let unreachable = |source: reqwest::Error| HubSpotError::Unreachable {
            endpoint: request.endpoint.clone(),
            source: source.without_url(),
        };
        let mut url = self.base.clone();
        url.set_path(&request.path);
        let mut builder =
            self.http.request(request.method.clone(), url).bearer_auth(token.reveal()).query(&request.query);
        if let Some(body) = &request.body {
            builder = builder.json(body);
        }
        let mut reply = builder.send().await.map_err(unreachable)?;
        let (status, headers) = (reply.status(), reply.headers().clone());
        self.learn(request.policy, &headers);
        let date = headers.get(reqwest::header::DATE).and_then(|date| date.to_str().ok());
        if let Some(date) = date.and_then(|date| rfc2822::DateTimeParser::new().parse_timestamp(date).ok()) {
            *lock(&self.server_time) = Some((date, Instant::now()));
        }
        let body = read_to_end(&mut reply, &request.endpoint).await?;
        if status.is_success() {
            let correlation_id = headers.get(CORRELATION_ID).and_then(|id| id.to_str().ok()).map(str::to_owned);
            return Ok(Answer { body, correlation_id });
        }
        let retry_after = header(&headers, "retry-after");
        Err(wire::refusal(&request.endpoint, status.as_u16(), retry_after, masked(&body, token).as_bytes()))
    }

    /// Takes over the budgets that HubSpot announces, as far as they are ours, and gives way to others where that is asked of us.
    fn learn(&self, policy: Policy, headers: &HeaderMap) {
        let number = |name| header(headers, name).and_then(|number| usize::try_from(number).ok());
        if let (Some(max), Some(remaining)) =
            (number("x-hubspot-ratelimit-daily"), number("x-hubspot-ratelimit-daily-remaining"))
        {
            lock(&self.usage).daily = Some(Daily { max, remaining });
        }
        let span = header(headers, "x-hubspot-ratelimit-interval-milliseconds");
        let Some(max) = number("x-hubspot-ratelimit-max").filter(|_| span == Some(10_000)) else { return };
        let left = number("x-hubspot-ratelimit-remaining").unwrap_or(max);
        let now = self.now_ms();
        lock(&self.throttle).learn(policy, now, max, left, jitter("", 0));
    }

    async fn sleep(&self, wait: Duration) {
        if !wait.is_zero() {
            lock(&self.usage).waited_ms += millis(wait);
            tokio::time::sleep(wait).await;
        }
    }

    fn now_ms(&self) -> u64 {
        millis(self.started.elapsed())
    }
}

/// The address if it can be HubSpot's and no token is given away by using it.
pub(crate) fn checked(base_url: &str) -> Result<Url, HubSpotError> {
    let bad = || HubSpotError::BadUrl { url: base_url.to_owned() };
    let base = Url::parse(base_url).map_err(|_| bad())?;
    // A token in clear text over the network would be a token given away.
    let local = transport::is_this_machine(&base);
    if base.cannot_be_a_base() || !(base.scheme() == "https" || local && base.scheme() == "http") {
        return Err(bad());
    }
    Ok(base)
}

/// What requests are sent with.
pub(crate) fn http() -> Result<reqwest::Client, HubSpotError> {
    transport::client_builder()
        .timeout(TIMEOUT)
        .redirect(reqwest::redirect::Policy::none())
        // What is sent again, and when, is decided here alone: a write never is.
        .retry(reqwest::retry::never())
        .user_agent(concat!("Foreword/", env!("CARGO_PKG_VERSION")))
        .build()
        .map_err(|source| HubSpotError::Unreachable { endpoint: "setting up".to_owned(), source })
}

/// The body of a reply, up to the length that any answer of HubSpot's may have.
async fn read_to_end(reply: &mut reqwest::Response, endpoint: &str) -> Result<Vec<u8>, HubSpotError> {
    let mut body = Vec::new();
    loop {
        let part = reply.chunk().await.map_err(|source| HubSpotError::Unreachable {
            endpoint: endpoint.to_owned(),
            source: source.without_url(),
        })?;
        let Some(part) = part else { return Ok(body) };
        if BODY_MAX < body.len().saturating_add(part.len()) {
            return Err(HubSpotError::TooLarge { endpoint: endpoint.to_owned() });
        }
        body.extend_from_slice(&part);
    }
}

/// What was answered, without the token: what stands between us and HubSpot may send back what it was sent, and errors are shown.
fn masked(body: &[u8], token: &Secret) -> String {
    let body = String::from_utf8_lossy(body);
    if token.reveal().is_empty() { body.into_owned() } else { body.replace(token.reveal(), "…") }
}

/// Whether an id can stand in a path and name nothing but itself.
pub(crate) fn is_plain(id: &str) -> bool {
    !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

/// Whether the cursor of a next page leads on from the one before. HubSpot's are ids that grow; of others only the same again is refused.
fn goes_on(before: &str, next: &str) -> bool {
    match (before.parse::<u64>(), next.parse::<u64>()) {
        (Ok(before), Ok(next)) => before < next,
        _ => before != next,
    }
}

fn endless(endpoint: &str) -> HubSpotError {
    HubSpotError::Endless { endpoint: endpoint.to_owned() }
}

/// How long to wait before sending again; `None` where it would not help. Pure.
fn retry_in(error: &HubSpotError, attempt: u32, jitter: f64) -> Option<Duration> {
    let backoff = Duration::from_millis(300 * 2_u64.pow(attempt.min(8))).mul_f64(0.5 + jitter / 2.0);
    // Never sooner than told, and up to a quarter later: whoever shares the limit does not come back in the same moment.
    let spread = |wait: Duration| wait.mul_f64(1.0 + jitter / 4.0);
    match error {
        HubSpotError::RateLimited { policy, retry_after, .. } => match (retry_after, policy.as_str()) {
            // The day's budget comes back at midnight; waiting here would look like hanging.
            (_, "DAILY") => None,
            (Some(wait), _) => Some(*wait).filter(|wait| *wait <= Duration::from_secs(60)).map(spread),
            (None, "SECONDLY") => Some(spread(Duration::from_millis(1_050))),
            (None, _) => Some(spread(Duration::from_millis(10_050))),
        },
        HubSpotError::Unreachable { .. } => Some(backoff),
        HubSpotError::Refused { status: 423, .. } => Some(spread(Duration::from_secs(2))),
        HubSpotError::Refused { status, .. } if StatusCode::from_u16(*status).is_ok_and(|s| s.is_server_error()) => {
            Some(backoff)
        }
        _ => None,
    }
}

/// A number from 0 to 1 that differs between calls and attempts, so that clients do not knock in step.
fn jitter(endpoint: &str, attempt: u32) -> f64 {
    use std::hash::{BuildHasher, RandomState};
    let random = RandomState::new().hash_one((endpoint, attempt));
    f64::from(u32::try_from(random & 0xffff).unwrap_or(0)) / 65_535.0
}

fn unreadable<T>(request: &Request<'_>, read: Result<T, serde_json::Error>) -> Result<T, HubSpotError> {
    read.map_err(|source| HubSpotError::UnreadableReply { endpoint: request.endpoint.clone(), source })
}

fn header(headers: &HeaderMap, name: &str) -> Option<u64> {
    headers.get(name)?.to_str().ok()?.trim().parse().ok()
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

// Both locks guard plain values that no panic can leave half written.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_goes_only_over_https_or_to_this_machine() {
        let client = |url| Client::new(url, Secret::new("t"));
        assert!(client("https://api.hubapi.com").is_ok());
        assert!(client("http://127.0.0.1:4000").is_ok());
        for url in ["http://api.hubapi.com", "ftp://x", "not a url", "http://127.0.0.1.evil.example"] {
            assert!(matches!(client(url), Err(HubSpotError::BadUrl { .. })), "{url}");
        }
    }

    #[test]
    fn a_token_that_is_sent_back_is_in_no_error() {
        let token = Secret::new("pat-eu1-secret");
        let said = br#"{"message":"bad header: Authorization: Bearer pat-eu1-secret","policyName":"pat-eu1-secret"}"#;
        let shown = |status| format!("{:?}", wire::refusal("GET /x", status, None, masked(said, &token).as_bytes()));
        assert!(shown(400).contains("bad header: Authorization: Bearer …"), "{}", shown(400));
        assert!([400, 403, 429, 500].into_iter().all(|status| !shown(status).contains("secret")));
    }

    #[tokio::test]
    async fn an_id_that_leads_elsewhere_is_asked_for_nowhere() {
        // Nobody listens there, so that a call would be another error.
        let client = Client::new("http://127.0.0.1:9", Secret::new("t")).unwrap();
        for id in ["", "..", "../../../crm/objects/2026-03/contacts", "7?x=y", "7/8", "%2e%2e"] {
            assert!(matches!(client.transcript(id).await, Err(HubSpotError::NotFound { .. })), "{id}");
        }
        assert_eq!(client.usage().by_endpoint.len(), 0);
    }

    #[test]
    fn waits_as_told_and_never_for_a_day() {
        let limited = |policy: &str, retry_after| HubSpotError::RateLimited {
            endpoint: String::new(),
            policy: policy.to_owned(),
            retry_after,
        };
        assert_eq!(retry_in(&limited("DAILY", None), 1, 0.0), None);
        assert_eq!(retry_in(&limited("", Some(Duration::from_secs(3))), 1, 0.0), Some(Duration::from_secs(3)));
        assert_eq!(retry_in(&limited("SECONDLY", None), 1, 0.0), Some(Duration::from_millis(1_050)));
        assert_eq!(retry_in(&HubSpotError::Unauthorized, 1, 0.0), None);
        let (soonest, latest) = (Duration::from_secs(3), Duration::from_millis(3_750));
        let waits = [0.0, 0.3, 1.0].map(|jitter| retry_in(&limited("", Some(soonest)), 1, jitter).unwrap());
        assert!(waits.iter().all(|wait| (soonest..=latest).contains(wait)) && waits[0] < waits[1], "{waits:?}");
    }
}
