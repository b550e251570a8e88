//! What was asked of language models, and the report on it.

use crate::{AppError, ErrorCode, OpenPortal};
use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;
use store::ModelCall;

/// A call without its texts.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CallLine {
    /// Names the call.
    pub id: String,
    /// Names the question: the same in the draft.
    pub request_id: String,
    /// When.
    pub at: Timestamp,
    /// What was drafted.
    pub kind: String,
    /// Which version of the prompt.
    pub prompt_version: u32,
    /// What it was about.
    pub target: String,
    /// `PROVIDER:MODEL`.
    pub model: String,
    /// How it ended.
    pub outcome: String,
    /// Tokens that were read.
    pub tokens_in: Option<u64>,
    /// Tokens that were written.
    pub tokens_out: Option<u64>,
    /// From asking to the end.
    pub latency_ms: u64,
    /// In dollars; none where the model has no known price.
    pub cost_usd: Option<f64>,
    /// Whether an earlier answer was used again.
    pub reused: bool,
    /// Items of the answer.
    pub items: u64,
    /// Items that followed from their sources.
    pub kept: u64,
}

/// Calls, newest first.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CallList {
    /// All of them.
    pub calls: Vec<CallLine>,
}

/// A call with everything that went out and came back.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CallShown {
    /// The call.
    #[serde(flatten)]
    pub line: CallLine,
    /// The prompt exactly as it was sent, placeholders and all; empty once it is older than it is kept.
    pub prompt: String,
    /// The answer as it came.
    pub raw: String,
    /// What exactly was wrong.
    pub details: Vec<String>,
}

/// Calls since a moment.
pub fn calls(open: &OpenPortal, since: Timestamp) -> Result<CallList, AppError> {
    Ok(CallList { calls: open.database.calls(since)?.iter().map(line).collect() })
}

/// One call, by its number or its request id.
pub fn call(open: &OpenPortal, id: &str) -> Result<CallShown, AppError> {
    let all = open.database.calls(Timestamp::UNIX_EPOCH)?;
    let found = all.iter().find(|call| call.seq.to_string() == id.trim() || call.request_id == id.trim());
    let found = found.ok_or_else(|| {
        AppError::new(ErrorCode::NotFound, format!("There is no call {}", id.trim()))
            .hint("`foreword calls list` shows those there are.")
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
fn dollars(micros: u64) -> f64 {
    micros as f64 / 1_000_000.0
}

/// What models were asked, what it cost and what became of it; and what was written to HubSpot.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct UsageReport {
    /// From when on.
    pub since: Timestamp,
    /// By prompt, version and model.
    pub prompts: Vec<PromptUsage>,
    /// Calls in all, answers used again left out.
    pub calls: usize,
    /// Dollars in all; calls without a known price are left out.
    pub cost_usd: f64,
    /// Calls without a known price.
    pub unpriced: usize,
    /// What happened to proposals, by event: `proposed`, `approved`, `verified`, …
    pub writes: BTreeMap<String, usize>,
}

/// One version of one prompt with one model.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PromptUsage {
    /// What it drafts.
    pub kind: String,
    /// Which version.
    pub prompt_version: u32,
    /// `PROVIDER:MODEL`.
    pub model: String,
    /// Calls, answers used again left out.
    pub calls: usize,
    /// Those that ended well.
    pub ok: usize,
    /// Tokens read and written, where somebody said.
    pub tokens: u64,
    /// Dollars; none where no call had a known price.
    pub cost_usd: Option<f64>,
    /// The median of the calls' times.
    pub latency_ms_p50: u64,
    /// The 95th percentile.
    pub latency_ms_p95: u64,
    /// Items of all answers.
    pub items: u64,
    /// Items that followed from nothing they cited.
    pub dropped: u64,
}

/// Adds up what was asked and written since a moment.
pub fn usage_report(open: &OpenPortal, since: Timestamp) -> Result<UsageReport, AppError> {
    let calls: Vec<ModelCall> = open.database.calls(since)?.into_iter().filter(|call| !call.reused).collect();
    let mut groups: BTreeMap<(String, u32, String), Vec<&ModelCall>> = BTreeMap::new();
    for call in &calls {
        groups.entry((call.kind.clone(), call.prompt_version, call.model.clone())).or_default().push(call);
    }
    let mut writes = BTreeMap::new();
    for line in open.database.write_log()?.into_iter().filter(|line| since <= line.at) {
        *writes.entry(line.what).or_default() += 1;
    }
    Ok(UsageReport {
        since,
        prompts: groups.into_iter().map(|(key, calls)| usage(key, &calls)).collect(),
        calls: calls.len(),
        cost_usd: dollars(calls.iter().filter_map(|call| call.cost_micros).sum()),
        unpriced: calls.iter().filter(|call| call.cost_micros.is_none()).count(),
        writes,
    })
}

fn usage((kind, prompt_version, model): (String, u32, String), calls: &[&ModelCall]) -> PromptUsage {
    let mut times: Vec<u64> = calls.iter().map(|call| call.latency_ms).collect();
    times.sort_unstable();
    let at = |percent: usize| times.get((times.len() * percent / 100).min(times.len().saturating_sub(1))).copied();
    let priced: Vec<u64> = calls.iter().filter_map(|call| call.cost_micros).collect();
    let items: u64 = calls.iter().map(|call| call.items).sum();
    PromptUsage {
        kind,
        prompt_version,
        model,
        calls: calls.len(),
        ok: calls.iter().filter(|call| call.outcome == "ok").count(),
        tokens: calls.iter().map(|call| call.tokens_in.unwrap_or(0) + call.tokens_out.unwrap_or(0)).sum(),
        cost_usd: (!priced.is_empty()).then(|| dollars(priced.iter().sum())),
        latency_ms_p50: at(50).unwrap_or(0),
        latency_ms_p95: at(95).unwrap_or(0),
        items,
        dropped: items.saturating_sub(calls.iter().map(|call| call.kept).sum()),
    }
}

impl UsageReport {
    /// The prompts' lines as CSV, a header first.
    pub fn csv(&self) -> String {
        let mut lines = vec![
            "kind,prompt_version,model,calls,ok,tokens,cost_usd,latency_ms_p50,latency_ms_p95,items,dropped".to_owned(),
        ];
        lines.extend(self.prompts.iter().map(|one| {
            let cost = one.cost_usd.map(|cost| cost.to_string()).unwrap_or_default();
            let model = one.model.replace('"', "\"\"");
            format!(
                "{},{},\"{model}\",{},{},{},{cost},{},{},{},{}",
                one.kind,
                one.prompt_version,
                one.calls,
                one.ok,
                one.tokens,
                one.latency_ms_p50,
                one.latency_ms_p95,
                one.items,
                one.dropped
            )
        }));
        lines.join("\n")
    }
}
