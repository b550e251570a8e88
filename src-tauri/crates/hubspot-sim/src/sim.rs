//! The whole simulator behind one lock, and what happens to a request on its way through it.

use serde_json::Value;

use crate::{
    auth::{Caller, Tokens},
    clock::{self, Clock},
    config::Switches,
    dates,
    errors::ApiError,
    faults::{Fault, Faults},
    http::{Body, Reply, Request},
    journal::Journal,
    limits::{Limits, Policy, Refusal},
    objects::ObjectType,
    portal::{Change, Portal},
    routes,
    stats::{self, Stats},
};

/// A write that arrives late does so this much later.
const LATE_MS: i64 = 3 * 60_000;

/// Longer query strings never reach HubSpot: the gateway in front of it answers, and in HTML.
const QUERY_MAX_BYTES: usize = 16_000;

/// The whole state of the simulator.
#[derive(Debug)]
pub(crate) struct Sim {
    pub clock: Clock,
    pub portal: Portal,
    pub tokens: Tokens,
    pub limits: Limits,
    pub faults: Faults,
    pub stats: Stats,
    pub switches: Switches,
    pub journal: Journal,
    /// How many milliseconds search lags behind the records.
    pub lag_ms: i64,
    pub base_url: String,
    /// What the toy workflow watches: a property, or all that begin like it where it ends in `*`; on one object type or on any.
    pub watched: (Option<ObjectType>, String),
    /// Answers that are given in place of the portal's own, as HubSpot gives on a bad day.
    pub scripted: Vec<Scripted>,
    /// Writes still on their way, with the moment they arrive.
    late: Vec<(i64, Request)>,
}

/// An answer to every request of a kind, whatever is in the portal.
#[derive(Debug)]
pub(crate) struct Scripted {
    /// What the request's path holds.
    pub path: String,
    pub status: u16,
    pub body: Value,
}

/// What becomes of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    Send,
    SendSlowly,
    /// The connection closes without a byte.
    Cut,
    /// The connection closes in the middle of the body.
    Truncate,
}

/// The answer to a request, and what becomes of it on its way.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub reply: Reply,
    pub fate: Fate,
    pub policy: Policy,
    /// Whether the simulator answers as it takes HubSpot to, and nobody has ordered another answer or a fault.
    pub is_own: bool,
}

/// The parts a simulator starts from.
pub(crate) struct Parts {
    pub clock: Clock,
    pub portal: Portal,
    pub tokens: Tokens,
    pub limits: Limits,
    pub faults: Faults,
    pub switches: Switches,
    pub lag_ms: i64,
    pub base_url: String,
}

impl Sim {
    pub(crate) fn new(parts: Parts) -> Self {
        let Parts { clock, mut portal, tokens, limits, faults, switches, lag_ms, base_url } = parts;
        portal.association_moves_modified = switches.association_moves_modified;
        portal.merge_keeps_id = switches.merge_keeps_id;
        let watched = (None, "ai_*".to_owned());
        Self {
            clock,
            portal,
            tokens,
            limits,
            faults,
            stats: Stats::default(),
            switches,
            journal: Journal::default(),
            lag_ms,
            base_url,
            watched,
            scripted: Vec::new(),
            late: Vec::new(),
        }
    }

    pub(crate) fn now_ms(&self) -> i64 {
        self.clock.now_ms()
    }

    /// Answers one request to the HubSpot surface.
    pub(crate) fn answer(&mut self, request: &Request) -> Outcome {
        self.apply_due_writes();
        let policy = Policy::of_path(&request.path);
        *self.stats.calls.entry(stats::endpoint(request.method.as_str(), &request.path)).or_insert(0) += 1;
        let send = |reply| Outcome { reply, fate: Fate::Send, policy, is_own: true };

        if QUERY_MAX_BYTES < request.query.len() {
            return send(Reply {
                status: 414,
                headers: Vec::new(),
                body: Body::Html("<html><body><h1>414 Request-URI Too Large</h1></body></html>".to_owned()),
            });
        }
        let caller = match self.caller(request) {
            Ok(caller) => caller,
            Err(error) => return send(self.error(&error)),
        };
        let today = self.today();
        let mut headers = match self.limits.take(policy, clock::real_ms(), today) {
            Ok(headers) => headers,
            Err(refusal) => return send(self.refuse(refusal)),
        };
        if caller.as_ref().is_some_and(|caller| caller.oauth) {
            headers.retain(|(name, _)| !name.contains("daily"));
        }

        let fault = self.faults.draw(request.is_write());
        if let Some(fault) = fault {
            *self.stats.faults.entry(fault.name()).or_insert(0) += 1;
        }
        let (mut reply, fate) = match fault {
            None => (self.perform(request, caller.as_ref()), Fate::Send),
            Some(Fault::Slow) => (self.perform(request, caller.as_ref()), Fate::SendSlowly),
            Some(Fault::Truncate) => (self.perform(request, caller.as_ref()), Fate::Truncate),
            Some(Fault::DropAfter) => (self.perform(request, caller.as_ref()), Fate::Cut),
            Some(Fault::DropBefore) => (Reply::no_content(), Fate::Cut),
            Some(Fault::ApplyLate) => {
                self.late.push((self.now_ms() + LATE_MS, request.clone()));
                (Reply::no_content(), Fate::Cut)
            }
            Some(Fault::TooMany) => (self.refuse(Refusal::TenSecondly), Fate::Send),
            Some(Fault::ServerError) => {
                (self.error(&ApiError::new(500, "INTERNAL_ERROR", "internal error")), Fate::Send)
            }
        };
        reply.headers.extend(headers);
        // HubSpot's answers carry its clock, as every web server's do.
        reply.headers.push(("date", dates::http(self.now_ms())));
        let is_own = fault.is_none() && self.scripted_for(request).is_none();
        Outcome { reply, fate, policy, is_own }
    }

    fn scripted_for(&self, request: &Request) -> Option<&Scripted> {
        self.scripted.iter().find(|scripted| request.path.contains(&scripted.path))
    }

    /// Carries out the delayed writes whose time has come, each at the moment it was due.
    pub(crate) fn apply_due_writes(&mut self) {
        let now_ms = self.now_ms();
        let (due, later) = std::mem::take(&mut self.late).into_iter().partition(|(at, _)| *at <= now_ms);
        self.late = later;
        let due: Vec<(i64, Request)> = due;
        for (at_ms, request) in due {
            let Ok(caller) = self.caller(&request) else {
                continue;
            };
            self.clock.hold(at_ms);
            self.perform(&request, caller.as_ref());
            self.clock.release();
        }
    }

    /// Tells the simulator's own small workflow which values have changed.
    pub(crate) fn notice(&mut self, changes: &[Change]) {
        let (object, pattern) = &self.watched;
        let matches = |change: &&Change| {
            object.is_none_or(|object| object == change.object)
                && pattern
                    .strip_suffix('*')
                    .map_or(change.property == *pattern, |start| change.property.starts_with(start))
        };
        let runs = changes.iter().filter(matches).count();
        self.stats.workflow_runs += u64::try_from(runs).unwrap_or_default();
    }

    pub(crate) fn error(&mut self, error: &ApiError) -> Reply {
        let correlation_id = self.tokens.correlation_id();
        error.reply(&correlation_id)
    }

    fn perform(&mut self, request: &Request, caller: Option<&Caller>) -> Reply {
        if let Some(scripted) = self.scripted_for(request) {
            return match scripted.body.as_str() {
                Some(page) => Reply { status: scripted.status, headers: Vec::new(), body: Body::Html(page.to_owned()) },
                None => Reply::json(scripted.status, scripted.body.clone()),
            };
        }
        match routes::route(self, request, caller) {
            Ok(reply) => reply,
            Err(error) => self.error(&error),
        }
    }

    /// OAuth endpoints and pages of the journal take no bearer token; everything else does.
    fn caller(&self, request: &Request) -> Result<Option<Caller>, ApiError> {
        let is_page = request.path.starts_with("/journal-file/");
        if request.path.starts_with("/oauth/") || is_page {
            return Ok(None);
        }
        self.tokens.caller(request.authorization.as_deref(), self.now_ms()).map(Some)
    }

    fn refuse(&mut self, refusal: Refusal) -> Reply {
        *self.stats.rate_limited.entry(refusal.policy_name()).or_insert(0) += 1;
        let correlation_id = self.tokens.correlation_id();
        refusal.reply(&correlation_id, self.switches.retry_after)
    }

    /// The number of the day in the account's zone, by the real clock: the daily budget starts anew at its midnight.
    fn today(&self) -> i64 {
        let now = jiff::Timestamp::now();
        let offset_s = i64::from(self.portal.account.zone.to_offset(now).seconds());
        (now.as_second() + offset_s).div_euclid(86_400)
    }
}
