//! One question to a model, from the budget to the checked answer. Never panics, always ends in time, and always says how it ended.

use crate::{
    Allowance, Ask, Budget, Closed, Failure, Forcing, Items, Limits, Model, ModelRef, Piece, Prices, Provider,
    Rendered, Stop, Stopped, allowance,
    context::{millitokens, tokens},
    failure::next_wait,
    items::{Thinking, whole_object},
    provider::TEMPERATURE_MAX,
    schema::flaws,
};
use domain::{PortalId, RecordId};
use futures::StreamExt;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::{
    collections::BTreeMap,
    fmt,
    sync::{Mutex, PoisonError},
    time::Duration,
};
use tokio::time::{Instant, sleep, timeout_at};
use tokio_util::sync::CancellationToken;

/// Names a question: the same in log, draft, outbox and audit. 32 hex digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RequestId(pub String);

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Names the question that a prompt asks about a record: the first 128 bits of a BLAKE3 hash over portal, record, the prompt's name,
/// version and text, and its inputs. Equal questions have equal names, so an answer can be used again. Pure.
pub fn request_id(portal: &PortalId, record: &RecordId, prompt: &Rendered) -> RequestId {
    let mut hasher = blake3::Hasher::new();
    let version = prompt.version.to_string();
    for part in [&portal.0, &record.to_string(), prompt.name.as_str(), &version, &prompt.stamp, &prompt.inputs_hash] {
        // Lengths keep neighbours apart: "ab" and "c" is not "a" and "bc".
        hasher.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_le_bytes());
        hasher.update(part.as_bytes());
    }
    let hex = hasher.finalize().to_hex();
    RequestId(hex.get(..32).unwrap_or_default().to_owned())
}

/// How a call to a model ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The call ended with an answer that has the shape it should have.
    Ok,
    /// The model would not answer the question.
    Refused,
    /// The model wrote something else than the answer, or went on for too long.
    Rambled,
    /// The model thought until its tokens were used up, and wrote no answer.
    OnlyThought,
    /// The model wrote JSON that is broken or has another shape.
    BrokenSchema,
    /// The model fell silent, or the call's time was up.
    Stalled,
    /// The connection ended in the middle of the answer.
    Cut,
    /// The provider was busy until the attempts were used up.
    Busy,
    /// There was no connection to the provider.
    Unreachable,
    /// The provider refused the request as such; sent again it is refused again.
    Rejected,
    /// The month's budget does not allow it; nothing was sent.
    OverBudget,
    /// There is a budget and the model has no price; nothing was sent.
    Unpriced,
    /// The prompt does not fit the model; nothing was sent, and nothing was cut.
    TooLong,
    /// The provider was stopped, by this call or by one before it.
    ProviderStopped,
    /// The rep, or the app, cancelled the call.
    Cancelled,
}

impl Outcome {
    /// Why the model gave no answer, without the full stop; none where it answered.
    pub fn why(self) -> Option<&'static str> {
        Some(match self {
            Self::Ok => return None,
            Self::Refused => "The model refused to answer",
            Self::Rambled => "The model did not answer the question",
            Self::OnlyThought => "The model used up its tokens before it answered",
            Self::BrokenSchema => "The model's answer had the wrong shape",
            Self::Stalled => "The model did not answer in time",
            Self::Cut => "The connection to the model was lost",
            Self::Busy => "The model's provider is busy",
            Self::Unreachable => "The model could not be reached",
            Self::Rejected => "The model's provider refused the request",
            Self::OverBudget => "This month's budget for models is used up",
            Self::Unpriced => "This model has no known price and a budget is set",
            Self::TooLong => "There is too much text for the model to read",
            Self::ProviderStopped => "Foreword has stopped asking the model's provider",
            Self::Cancelled => "The model was stopped",
        })
    }

    /// What to do about it, where there is something besides trying again.
    pub fn advice(self) -> Option<&'static str> {
        let only_thought = "Give it more tokens in Settings, or choose a model that does not reason first.";
        (self == Self::OnlyThought).then_some(only_thought)
    }

    /// One plain line why what rules made stands; none where the model answered.
    pub fn line(self) -> Option<String> {
        let advice = self.advice().map(|advice| format!(" {advice}")).unwrap_or_default();
        Some(format!("{}, so this is put together by rules.{advice}", self.why()?))
    }
}

/// An item of a model's answer that was left out, with the reasons.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Discarded {
    /// The item as the model gave it, with the placeholders put back.
    pub item: Value,
    /// What was wrong with the item's shape or its sources, a text each.
    pub reasons: Vec<String>,
}

/// What came of a call: everything the log keeps, and what the draft needs. `Debug` shows how it ended, none of the texts.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Reply {
    /// The question's name, the same wherever the question is written down.
    pub request_id: RequestId,
    /// The model that was asked.
    pub model: ModelRef,
    /// The prompt's kind and version, as in `note@1`.
    pub prompt: String,
    /// How the call ended.
    pub outcome: Outcome,
    /// What exactly was wrong, for the log; never a text of the server's.
    pub details: Vec<String>,
    /// The items in order, placeholders put back; only what has the right shape and cites known sources. Grounding comes next.
    pub items: Vec<Value>,
    /// The typed fields, placeholders put back; null unless the outcome is ok.
    pub fields: Value,
    /// Items that were left out for their shape or their sources, with the reasons.
    pub discarded: Vec<Discarded>,
    /// Placeholders in the answer that stand for nothing.
    pub invented: Vec<String>,
    /// The answer as it came, with its placeholders.
    pub raw: String,
    /// The standing instructions as they were sent, with their placeholders.
    pub sent_system: String,
    /// The request as it was sent, with its placeholders.
    pub sent_request: String,
    /// Tokens read, as the provider counts, else estimated; null where nothing was sent.
    pub tokens_in: Option<u32>,
    /// Tokens written, as the provider counts, else estimated; null where nothing was sent.
    pub tokens_out: Option<u32>,
    /// Whether the numbers of tokens are our estimate, because the provider gave none.
    pub is_estimate: bool,
    /// From the first byte sent to the end, waits included.
    pub latency_ms: u64,
    /// From the last attempt's start to its first piece.
    pub first_token_ms: Option<u64>,
    /// Micro-dollars; null where the price is not known, and never zero for that.
    pub cost_micros: Option<u64>,
    /// How many attempts were made; 0 where nothing was sent.
    pub attempts: u32,
    /// Whether this answer was used before and cost nothing now.
    pub is_reused: bool,
    /// The provider that is stopped, where that is how it ended.
    pub stopped: Option<Stopped>,
}

impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { request_id, model, prompt, outcome, attempts, .. } = self;
        write!(f, "Reply({request_id}, {model}, {prompt}, {outcome:?}, {attempts} attempts)")
    }
}

/// Answers from before. The key is the question's name with the model.
pub trait Cache: Send + Sync {
    /// An earlier reply to the same question from the same model that ended with [`Outcome::Ok`]; `None` where there is none.
    fn find(&self, id: &RequestId, model: &ModelRef) -> Option<Reply>;
}

/// Providers that are stopped until the rep does something about it. One value lives as long as the app.
#[derive(Debug, Default)]
pub struct Stops(Mutex<BTreeMap<Provider, Closed>>);

impl Stops {
    /// Why the provider is stopped; `None` while it may be asked.
    pub fn why(&self, provider: Provider) -> Option<Closed> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&provider).copied()
    }

    /// Stops a provider. Only the first stop is new, so that there is one notice, however many calls were under way.
    pub fn stop(&self, provider: Provider, why: Closed) -> Stopped {
        let mut stopped = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_new = !stopped.contains_key(&provider);
        stopped.entry(provider).or_insert(why);
        Stopped { provider, why, is_new }
    }

    /// Lets a provider go on: there is a new key, or the rep asks to try again.
    pub fn resume(&self, provider: Provider) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&provider);
    }
}

/// One question to a model, and everything that the call depends on.
pub struct Call<'a> {
    /// The question's name, as [`request_id`] makes it.
    pub id: RequestId,
    /// The prompt as it will be sent.
    pub prompt: &'a Rendered,
    /// The model that is asked.
    pub model: &'a dyn Model,
    /// What the month allows to be spent, and what it has cost so far.
    pub budget: &'a Budget,
    /// The prices of models, for what the call may cost and did.
    pub prices: &'a Prices,
    /// Where earlier answers to equal questions are found; `None` asks anew in any case.
    pub cache: Option<&'a dyn Cache>,
    /// The providers that are stopped; the call adds its own where it is refused for good.
    pub stops: &'a Stops,
    /// Cancelling this ends the call at once and closes the connection.
    pub cancel: CancellationToken,
}

/// Asks a model and checks the shape of what it says.
///
/// `on_item` gets each item as soon as it is complete, if it has the right shape: placeholders put back, not grounded yet. An attempt is
/// repeated only while nothing of an answer has come, so no item is reported twice. The future is finished within the total time of the
/// model's limits; dropping it, or cancelling, closes the connection.
pub async fn ask(call: Call<'_>, on_item: &mut (dyn FnMut(&Value) + Send)) -> Reply {
    let config = call.model.config();
    let mut reply = Reply::unsent(&call);
    let prompt_tokens = call.prompt.tokens();
    let cached = call.cache.and_then(|cache| cache.find(&call.id, &config.model));
    if let Some(earlier) = cached.filter(|earlier| earlier.outcome == Outcome::Ok) {
        earlier.items.iter().for_each(on_item);
        return Reply {
            is_reused: true,
            cost_micros: Some(0),
            attempts: 0,
            latency_ms: 0,
            first_token_ms: None,
            ..earlier
        };
    }
    let most = call.prices.cost(&config.model, prompt_tokens, config.limits.answer_tokens_max);
    let refusal = if call.cancel.is_cancelled() {
        Some(Outcome::Cancelled)
    } else if let Some(why) = call.stops.why(config.model.provider) {
        reply.stopped = Some(Stopped { provider: config.model.provider, why, is_new: false });
        Some(Outcome::ProviderStopped)
    } else if config.context_tokens < prompt_tokens.saturating_add(config.limits.answer_tokens_max) {
        Some(Outcome::TooLong)
    } else {
        match allowance(call.budget, most, config.is_local()) {
            Allowance::Go => None,
            Allowance::Over { .. } => Some(Outcome::OverBudget),
            Allowance::Unpriced => Some(Outcome::Unpriced),
        }
    };
    match refusal {
        Some(outcome) => reply.outcome = outcome,
        None => send(&call, &mut reply, prompt_tokens, on_item).await,
    }
    reply
}

impl Reply {
    fn unsent(call: &Call<'_>) -> Self {
        Self {
            request_id: call.id.clone(),
            model: call.model.config().model.clone(),
            prompt: format!("{}@{}", call.prompt.name, call.prompt.version),
            outcome: Outcome::Unreachable,
            details: Vec::new(),
            items: Vec::new(),
            fields: Value::Null,
            discarded: Vec::new(),
            invented: Vec::new(),
            raw: String::new(),
            sent_system: call.prompt.system.clone(),
            sent_request: call.prompt.request.clone(),
            tokens_in: None,
            tokens_out: None,
            is_estimate: false,
            latency_ms: 0,
            first_token_ms: None,
            cost_micros: None,
            attempts: 0,
            is_reused: false,
            stopped: None,
        }
    }
}

/// What is known of an answer while it is still coming in.
#[derive(Default)]
struct Coming {
    items: Items,
    /// Keeps a model's thoughts apart from the items.
    thinking: Thinking,
    /// How many items have come so far, of the right shape or not.
    seen: usize,
    thought_bytes: usize,
    /// An estimate of the tokens that have come, in thousandths.
    millitokens: u64,
    first_token: Option<Duration>,
    tokens_in: Option<u32>,
    tokens_out: Option<u32>,
}

/// How one attempt ended.
enum End {
    Done(Stop),
    Failed(Failure),
    /// Silence between pieces, or the whole time is up.
    Stalled,
    /// The answer is longer than the caps allow.
    TooMuch,
    Cancelled,
}

async fn send(call: &Call<'_>, reply: &mut Reply, prompt_tokens: u32, on_item: &mut (dyn FnMut(&Value) + Send)) {
    let limits = &call.model.config().limits;
    let started = Instant::now();
    let deadline = started + limits.total;
    let mut ask = ask_of(call);
    let mut coming;
    let end = loop {
        reply.attempts += 1;
        coming = Coming::default();
        let end = attempt(call, &ask, limits, deadline, &mut coming, on_item).await;
        let End::Failed(failure) = &end else { break end };
        // Servers that know no schemas refuse the request for that alone; asked in words, they answer.
        let may_be_the_schema = matches!(failure, Failure::Rejected { status: 400 | 415 | 422 | 501 });
        if may_be_the_schema && ask.forcing == Forcing::Schema && reply.attempts < limits.attempts_max {
            ask = in_words(ask);
            continue;
        }
        let left = deadline.saturating_duration_since(Instant::now());
        let wait = next_wait(failure, reply.attempts, limits.attempts_max, left, rand::random());
        // What has been shown cannot be taken back, so only an attempt that brought nothing is made again.
        let Some(wait) = wait.filter(|_| coming.items.text().is_empty()) else { break end };
        tracing::debug!(request = %call.id, attempt = reply.attempts, wait_ms = wait.as_millis(), "asking again");
        tokio::select! {
            () = sleep(wait) => {}
            () = call.cancel.cancelled() => break End::Cancelled,
        }
    };
    reply.latency_ms = millis(started.elapsed());
    reply.first_token_ms = coming.first_token.map(millis);
    account(call, reply, &coming, &end, prompt_tokens);
    judge(call, reply, end, &coming);
    tracing::info!(request = %call.id, model = %reply.model, outcome = ?reply.outcome, ms = reply.latency_ms, "asked a model");
}

fn ask_of(call: &Call<'_>) -> Ask {
    let prompt = call.prompt;
    let ask = Ask {
        system: prompt.system.clone(),
        request: prompt.request.clone(),
        schema: prompt.schema_to_send(),
        schema_name: prompt.name.as_str().replace('-', "_"),
        temperature: TEMPERATURE_MAX,
        forcing: call.model.config().forcing,
    };
    if ask.forcing == Forcing::Asked { in_words(ask) } else { ask }
}

/// The same question with the schema in its words, for a model that is not held to one.
fn in_words(ask: Ask) -> Ask {
    let system = format!("{}\nThe JSON schema of the answer:\n{}\n", ask.system, ask.schema);
    Ask { system, forcing: Forcing::Asked, ..ask }
}

async fn attempt(
    call: &Call<'_>,
    ask: &Ask,
    limits: &Limits,
    deadline: Instant,
    coming: &mut Coming,
    on_item: &mut (dyn FnMut(&Value) + Send),
) -> End {
    let started = Instant::now();
    let mut pieces = call.model.stream(ask);
    let mut patience = started + limits.first_token;
    loop {
        let piece = tokio::select! {
            biased;
            () = call.cancel.cancelled() => return End::Cancelled,
            piece = timeout_at(patience.min(deadline), pieces.next()) => piece,
        };
        let Ok(piece) = piece else { return End::Stalled };
        match piece {
            None => return End::Failed(Failure::Cut),
            Some(Err(failure)) => return End::Failed(failure),
            Some(Ok(Piece::End { tokens_in, tokens_out, stop })) => {
                (coming.tokens_in, coming.tokens_out) = (tokens_in, tokens_out);
                return End::Done(stop);
            }
            Some(Ok(Piece::Beat)) => continue,
            Some(Ok(Piece::Thought(bytes))) => coming.thought_bytes = coming.thought_bytes.saturating_add(bytes),
            Some(Ok(Piece::Text(text))) => {
                coming.millitokens += millitokens(&text);
                let parted = coming.thinking.push(&text);
                coming.thought_bytes = coming.thought_bytes.saturating_add(parted.thought_bytes);
                if parted.was_thought {
                    coming.thought_bytes = coming.thought_bytes.saturating_add(coming.items.text().len());
                    (coming.items, coming.seen) = (Items::default(), 0);
                }
                for item in coming.items.push(&parted.answer) {
                    coming.seen += 1;
                    report(call, item, coming.seen, on_item);
                }
            }
        }
        coming.first_token.get_or_insert_with(|| started.elapsed());
        patience = Instant::now() + limits.idle;
        let text = coming.items.text();
        // The estimate runs high, so twice the cap is certainly beyond it.
        let has_too_many_tokens = u64::from(limits.answer_tokens_max) * 2_000 < coming.millitokens;
        if limits.answer_bytes_max < text.len().saturating_add(coming.thought_bytes) || has_too_many_tokens {
            return End::TooMuch;
        }
    }
}

/// Hands on an item that has the right shape. The others wait for the whole answer, where they are listed.
fn report(call: &Call<'_>, mut item: Value, seen: usize, on_item: &mut (dyn FnMut(&Value) + Send)) {
    let list = &call.prompt.schema["properties"]["items"];
    let most = list["maxItems"].as_u64().unwrap_or(0);
    if seen as u64 <= most && flaws(&item, &list["items"]).is_empty() {
        let invented = call.prompt.placeholders.restore_value(&mut item);
        if invented.is_empty() {
            on_item(&item);
        }
    }
}

/// Tokens and cost. What was sent is paid for, however it ended; an attempt that got no answer at all is not.
fn account(call: &Call<'_>, reply: &mut Reply, coming: &Coming, end: &End, prompt_tokens: u32) {
    if matches!(end, End::Failed(_)) && coming.first_token.is_none() {
        return;
    }
    reply.is_estimate = coming.tokens_in.is_none() || coming.tokens_out.is_none();
    let written =
        tokens(coming.items.text()).saturating_add(u32::try_from(coming.thought_bytes / 3).unwrap_or(u32::MAX));
    let (read, written) = (coming.tokens_in.unwrap_or(prompt_tokens), coming.tokens_out.unwrap_or(written));
    (reply.tokens_in, reply.tokens_out) = (Some(read), Some(written));
    reply.cost_micros = call.prices.cost(&reply.model, read, written);
    if coming.tokens_in.is_some_and(|read| read < prompt_tokens / 4) {
        reply
            .details
            .push(format!("the provider read {read} of about {prompt_tokens} tokens: it may have cut the prompt"));
    }
}

/// Says what the end means, and takes the answer apart.
fn judge(call: &Call<'_>, reply: &mut Reply, end: End, coming: &Coming) {
    let text = coming.items.text();
    let only_thought = text.trim().is_empty() && 0 < coming.thought_bytes;
    reply.raw = text.to_owned();
    let object = whole_object(text);
    reply.outcome = match end {
        End::Cancelled => Outcome::Cancelled,
        End::Stalled => Outcome::Stalled,
        End::TooMuch | End::Done(Stop::TooLong) if only_thought => Outcome::OnlyThought,
        End::TooMuch => Outcome::Rambled,
        End::Failed(Failure::Closed(why)) => {
            reply.stopped = Some(call.stops.stop(reply.model.provider, why));
            Outcome::ProviderStopped
        }
        End::Failed(Failure::Busy { .. }) => Outcome::Busy,
        End::Failed(Failure::Rejected { status }) => {
            let hint = if status == 404 { ": no such model or address" } else { "" };
            reply.details.push(format!("status {status}{hint}"));
            Outcome::Rejected
        }
        End::Failed(Failure::Unreachable) => Outcome::Unreachable,
        End::Failed(Failure::Unreadable) => Outcome::BrokenSchema,
        // Some servers close without a last word; what is whole is whole.
        End::Failed(Failure::Cut) if object.is_none() => Outcome::Cut,
        End::Done(Stop::Refused) => Outcome::Refused,
        End::Done(Stop::TooLong) if object.is_none() => Outcome::Rambled,
        End::Failed(Failure::Cut) | End::Done(_) => match object {
            Some(object) => take_apart(call, reply, object),
            None if only_thought => Outcome::OnlyThought,
            None => without_object(text),
        },
    };
}

/// The outcome of an answer that holds no whole JSON object.
fn without_object(text: &str) -> Outcome {
    const REFUSING: [&str; 14] = [
        "i can't",
        "i cannot",
        "i can’t",
        "i'm sorry",
        "i’m sorry",
        "i am sorry",
        "i'm unable",
        "i am unable",
        "i won't",
        "i will not",
        "as an ai",
        "not able to help",
        "es tut mir leid",
        "ich kann nicht",
    ];
    let start: String = text.trim().chars().take(200).collect::<String>().to_lowercase();
    if text.trim().is_empty() || REFUSING.iter().any(|words| start.contains(words)) {
        Outcome::Refused
    } else if start.contains('{') || start.starts_with('[') {
        Outcome::BrokenSchema
    } else {
        Outcome::Rambled
    }
}

/// Checks items one by one and the rest as a whole. An item that is wrong is left out; with none left, or fields that are wrong, the
/// answer is.
fn take_apart(call: &Call<'_>, reply: &mut Reply, mut object: Value) -> Outcome {
    let schema = &call.prompt.schema;
    let list = &schema["properties"]["items"];
    let Value::Array(given) = object["items"].take() else {
        reply.details.push("answer.items is missing".to_owned());
        return Outcome::BrokenSchema;
    };
    let most = usize::try_from(list["maxItems"].as_u64().unwrap_or(0)).unwrap_or(0);
    let count = given.len();
    let mut items = Vec::new();
    for (at, mut item) in given.into_iter().enumerate() {
        let mut reasons = flaws(&item, &list["items"]);
        if most <= at {
            reasons.push(format!("there are more than {most} items"));
        }
        let invented = call.prompt.placeholders.restore_value(&mut item);
        reasons.extend(invented.iter().map(|name| format!("{name} is not a known placeholder")));
        reply.invented.extend(invented);
        if reasons.is_empty() {
            items.push(item);
        } else {
            reply.discarded.push(Discarded { item, reasons });
        }
    }
    object["items"] = Value::Array(items.clone());
    let wrong = flaws(&object, schema);
    if !wrong.is_empty() || (items.is_empty() && 0 < count) {
        reply.details.extend(wrong);
        return Outcome::BrokenSchema;
    }
    reply.items = items;
    reply.fields = object["fields"].take();
    let invented = call.prompt.placeholders.restore_value(&mut reply.fields);
    if !invented.is_empty() {
        reply.details.push("a field has a placeholder that is not known".to_owned());
        reply.invented.extend(invented);
        reply.fields = Value::Null;
        reply.items.clear();
        return Outcome::BrokenSchema;
    }
    Outcome::Ok
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
