//! What was asked of language models, as sent and as answered.

use crate::{
    error::{AppError, ErrorCode},
    portal::open::OpenPortal,
};
use domain::RecordId;
use jiff::{Timestamp, ToSpan};
use llm::Rendered;
use serde::Serialize;
use serde_json::Value;
use specta::Type;
use store::ModelCall;

/// One call of a language model, without its texts: a row of the list of calls.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CallLine {
    /// The call's number, which `calls show` takes.
    pub id: String,
    /// Names the question: a draft made of the answer has the same.
    pub request_id: String,
    /// When the call was made.
    pub at: Timestamp,
    /// The kind of draft; `condense` for a part of something longer, `test` for a test of the connection.
    pub kind: String,
    /// The version of the prompt that was used.
    pub prompt_version: u32,
    /// The record that the draft was about, as in `company:1`.
    pub target: String,
    /// The model that was asked, as `PROVIDER:MODEL`.
    pub model: String,
    /// How the call ended, as in `ok` or `stalled`.
    pub outcome: String,
    /// Tokens that were read; none where nothing was sent.
    pub tokens_in: Option<u64>,
    /// Tokens that were written; none where nothing was sent.
    pub tokens_out: Option<u64>,
    /// Milliseconds from asking to the end of the answer.
    pub latency_ms: u64,
    /// What the call cost in dollars; none where the model has no known price.
    pub cost_usd: Option<f64>,
    /// Whether an earlier answer was used again and nothing was sent.
    pub reused: bool,
    /// How many items the answer had.
    pub items: u64,
    /// How many of the items followed from their sources.
    pub kept: u64,
}

/// Calls of language models, newest first.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CallList {
    /// The calls, newest first.
    pub calls: Vec<CallLine>,
}

/// A call with everything that went out and came back.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CallShown {
    /// The call without its texts.
    #[serde(flatten)]
    pub line: CallLine,
    /// The prompt exactly as it was sent, placeholders and all; empty once it is older than it is kept.
    pub prompt: String,
    /// The answer as it came, with its placeholders; empty once it is older than it is kept.
    pub raw: String,
    /// What exactly was wrong with the call, a line each; empty where nothing was.
    pub details: Vec<String>,
}

/// A call as a page shows it: "what was sent, what came back".
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
pub struct CallView {
    /// The call's number, which `calls show` takes.
    pub id: String,
    /// Names the question: a draft made of the answer has the same.
    pub request_id: String,
    /// When the call was made.
    #[specta(type = String)]
    pub at: Timestamp,
    /// The kind of draft; `condense` for a part of something longer, `test` for a test of the connection.
    pub kind: String,
    /// The version of the prompt that was used.
    pub prompt_version: u32,
    /// The model that was asked, as `PROVIDER:MODEL`.
    pub model: String,
    /// How the call ended, as in `ok` or `stalled`.
    pub outcome: String,
    /// Tokens that were read and written together; none where either is not known.
    pub tokens: Option<u32>,
    /// Milliseconds from asking to the end of the answer.
    pub latency_ms: u32,
    /// What the call cost in dollars; none where the model has no known price.
    pub cost_usd: Option<f64>,
    /// Whether an earlier answer was used again and nothing was sent.
    pub reused: bool,
    /// How many items the answer had.
    pub items: u32,
    /// How many of the items followed from their sources.
    pub kept: u32,
    /// The prompt exactly as it was sent, placeholders and all; empty once it is older than it is kept.
    pub prompt: String,
    /// The answer as it came, with its placeholders; empty once it is older than it is kept.
    pub raw: String,
    /// What exactly was wrong with the call, a line each; empty where nothing was.
    pub details: Vec<String>,
}

/// One call by its number or request id, for a page.
pub fn call_view(open: &OpenPortal, id: &str) -> Result<CallView, AppError> {
    let CallShown { line, prompt, raw, details } = call(open, id)?;
    let narrow = |count: u64| u32::try_from(count).unwrap_or(u32::MAX);
    let tokens = line.tokens_in.zip(line.tokens_out).map(|(read, written)| narrow(read.saturating_add(written)));
    Ok(CallView {
        id: line.id,
        request_id: line.request_id,
        at: line.at,
        kind: line.kind,
        prompt_version: line.prompt_version,
        model: line.model,
        outcome: line.outcome,
        tokens,
        latency_ms: narrow(line.latency_ms),
        cost_usd: line.cost_usd,
        reused: line.reused,
        items: narrow(line.items),
        kept: narrow(line.kept),
        prompt,
        raw,
        details,
    })
}

/// The calls made at `since` or later, newest first.
pub fn calls(open: &OpenPortal, since: Timestamp) -> Result<CallList, AppError> {
    Ok(CallList { calls: open.database.calls(since)?.iter().map(line).collect() })
}

/// One call in full, by its number or its request id; fails with [`ErrorCode::NotFound`] where there is none.
pub fn call(open: &OpenPortal, id: &str) -> Result<CallShown, AppError> {
    let all = open.database.calls(Timestamp::UNIX_EPOCH)?;
    let found = all.iter().find(|call| call.seq.to_string() == id.trim() || call.request_id == id.trim());
    let found = found.ok_or_else(|| {
        AppError::new(ErrorCode::NotFound, format!("There is no model call {}", id.trim()))
            .hint("It may be older than calls are kept.")
            .command_hint("`foreword calls list` shows those there are.")
    })?;
    let reply: Value = serde_json::from_str(&found.reply).unwrap_or_default();
    let details = reply["details"].as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned);
    Ok(CallShown {
        line: line(found),
        prompt: found.sent.clone(),
        raw: reply["raw"].as_str().unwrap_or_default().to_owned(),
        details: details.collect(),
    })
}

fn line(call: &ModelCall) -> CallLine {
    CallLine {
        id: call.seq.to_string(),
        request_id: call.request_id.clone(),
        at: call.at,
        kind: call.kind.clone(),
        prompt_version: call.prompt_version,
        target: call.target.to_string(),
        model: call.model.clone(),
        outcome: call.outcome.clone(),
        tokens_in: call.tokens_in,
        tokens_out: call.tokens_out,
        latency_ms: call.latency_ms,
        cost_usd: call.cost_micros.map(dollars),
        reused: call.reused,
        items: call.items,
        kept: call.kept,
    }
}

/// Millionths of a dollar are far below 2^52 in any month, where the conversion stays exact.
#[allow(clippy::cast_precision_loss)]
pub(crate) fn dollars(micros: u64) -> f64 {
    micros as f64 / 1_000_000.0
}

/// The first moment of the month in the rep's zone.
pub(crate) fn month_start(open: &OpenPortal, now: Timestamp) -> Timestamp {
    let today = now.to_zoned(open.zone());
    let first = today.first_of_month().and_then(|first| first.start_of_day());
    first.map_or(now.saturating_sub(31.days().hours(0)).unwrap_or(now), |first| first.timestamp())
}

/// A call in the form in which the log keeps it.
pub(crate) fn call_of(
    reply: &llm::Reply,
    kind: &str,
    prompt: &Rendered,
    about: &RecordId,
    kept: usize,
    now: Timestamp,
) -> ModelCall {
    let number = |count: Option<u32>| count.map(u64::from);
    ModelCall {
        seq: 0,
        request_id: reply.request_id.0.clone(),
        at: now,
        kind: kind.to_owned(),
        prompt_version: prompt.version,
        target: about.clone(),
        model: reply.model.to_string(),
        outcome: serde_json::to_value(reply.outcome)
            .ok()
            .and_then(|value| value.as_str().map(str::to_owned))
            .unwrap_or_default(),
        tokens_in: number(reply.tokens_in),
        tokens_out: number(reply.tokens_out),
        latency_ms: reply.latency_ms,
        first_token_ms: reply.first_token_ms,
        cost_micros: reply.cost_micros,
        reused: reply.is_reused,
        items: u64::try_from(reply.items.len()).unwrap_or(u64::MAX),
        kept: u64::try_from(kept).unwrap_or(u64::MAX),
        sent: format!("{}\n\n{}", reply.sent_system, reply.sent_request),
        reply: serde_json::to_string(reply).unwrap_or_default(),
    }
}
