//! What was asked of language models, and what came back.

use crate::{Database, StoreError, doing, records::instant};
use domain::RecordId;
use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, params};
use serde::Serialize;

/// One call of a language model, as it is kept: what was asked, what came back, what it cost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ModelCall {
    /// Counts calls, from 1; 0 for one that is not written yet.
    pub seq: i64,
    /// Names the question: equal questions, equal names.
    pub request_id: String,
    /// When the call was made.
    pub at: Timestamp,
    /// The kind of draft, as in `summary`.
    pub kind: String,
    /// The version of the prompt that was used.
    pub prompt_version: u32,
    /// The record that the draft was about.
    pub target: RecordId,
    /// The model, as `PROVIDER:MODEL`.
    pub model: String,
    /// How the call ended: `ok`, `stalled`, …
    pub outcome: String,
    /// Tokens that were read, where the provider said or they were estimated.
    pub tokens_in: Option<u64>,
    /// Tokens that were written, where the provider said or they were estimated.
    pub tokens_out: Option<u64>,
    /// Milliseconds from asking to the end of the answer.
    pub latency_ms: u64,
    /// Milliseconds from asking to the first piece of the answer; `None` where none came.
    pub first_token_ms: Option<u64>,
    /// Millionths of a dollar; none where the model has no known price.
    pub cost_micros: Option<u64>,
    /// Whether an earlier answer was used again and nothing was sent.
    pub reused: bool,
    /// How many items the answer had.
    pub items: u64,
    /// How many of the items followed from their sources.
    pub kept: u64,
    /// The prompt as it was sent; empty once it is older than it is kept.
    pub sent: String,
    /// The whole reply as JSON; empty once it is older than it is kept.
    pub reply: String,
}

const CALL: &str =
    "SELECT seq, request_id, at, kind, prompt_version, target, model, outcome, tokens_in, tokens_out, latency_ms,
    first_token_ms, cost_micros, reused, items, kept, sent, reply FROM model_call";

impl Database {
    /// Adds a call to the log.
    pub fn log_call(&self, call: &ModelCall) -> Result<(), StoreError> {
        self.lock()
            .execute(
                "INSERT INTO model_call (request_id, at, kind, prompt_version, target, model, outcome, tokens_in, tokens_out, latency_ms,
                     first_token_ms, cost_micros, reused, items, kept, sent, reply)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)",
                params![
                    call.request_id,
                    call.at.as_millisecond(),
                    call.kind,
                    call.prompt_version,
                    call.target.to_string(),
                    call.model,
                    call.outcome,
                    call.tokens_in,
                    call.tokens_out,
                    call.latency_ms,
                    call.first_token_ms,
                    call.cost_micros,
                    call.reused,
                    call.items,
                    call.kept,
                    call.sent,
                    call.reply
                ],
            )
            .map_err(doing("logging a model's call"))?;
        Ok(())
    }

    /// The newest good reply to a question by a model, as JSON.
    pub fn model_reply(&self, request_id: &str, model: &str) -> Result<Option<String>, StoreError> {
        self.lock()
            .query_row(
                "SELECT reply FROM model_call WHERE request_id = ?1 AND model = ?2 AND outcome = 'ok' AND reply <> ''
                 ORDER BY seq DESC LIMIT 1",
                [request_id, model],
                |row| row.get(0),
            )
            .optional()
            .map_err(doing("looking for an earlier answer"))
    }

    /// Every call from the moment `since` on, newest first.
    pub fn calls(&self, since: Timestamp) -> Result<Vec<ModelCall>, StoreError> {
        self.lock()
            .prepare_cached(&format!("{CALL} WHERE ?1 <= at ORDER BY seq DESC"))
            .and_then(|mut select| select.query_map([since.as_millisecond()], read)?.collect::<Result<Vec<_>, _>>())
            .map_err(doing("reading models' calls"))?
            .into_iter()
            .collect()
    }

    /// What calls cost from a moment on, in millionths of a dollar; those without a known price are left out.
    pub fn spent_since(&self, since: Timestamp) -> Result<u64, StoreError> {
        self.lock()
            .query_row(
                "SELECT coalesce(sum(cost_micros), 0) FROM model_call WHERE ?1 <= at AND reused = 0",
                [since.as_millisecond()],
                |row| row.get(0),
            )
            .map_err(doing("adding up what models cost"))
    }

    /// Empties prompts and replies from before a moment; what they cost stays. Returns how many.
    pub fn forget_calls_before(&self, before: Timestamp) -> Result<usize, StoreError> {
        self.lock()
            .execute(
                "UPDATE model_call SET sent = '', reply = '' WHERE at < ?1 AND (sent <> '' OR reply <> '')",
                [before.as_millisecond()],
            )
            .map_err(doing("emptying old calls"))
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<Result<ModelCall, StoreError>> {
    let (at, target): (i64, String) = (row.get(2)?, row.get(5)?);
    let call = ModelCall {
        seq: row.get(0)?,
        request_id: row.get(1)?,
        at: Timestamp::UNIX_EPOCH,
        kind: row.get(3)?,
        prompt_version: row.get(4)?,
        target: RecordId::new(domain::ObjectType::Company, ""),
        model: row.get(6)?,
        outcome: row.get(7)?,
        tokens_in: row.get(8)?,
        tokens_out: row.get(9)?,
        latency_ms: row.get(10)?,
        first_token_ms: row.get(11)?,
        cost_micros: row.get(12)?,
        reused: row.get(13)?,
        items: row.get(14)?,
        kept: row.get(15)?,
        sent: row.get(16)?,
        reply: row.get(17)?,
    };
    let target = target.parse().map_err(|_| StoreError::Unreadable { what: "record id" });
    Ok(target.and_then(|target| Ok(ModelCall { at: instant(at)?, target, ..call })))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_good_reply_is_found_again_until_it_is_too_old() {
        let dir = tempfile::tempdir().unwrap();
        let database = Database::open(&dir.path().join("store.db"), &[7; 32]).unwrap();
        let at = |second| Timestamp::from_second(second).unwrap();
        let call = |second, outcome: &str, reply: &str| ModelCall {
            seq: 0,
            request_id: "r".to_owned(),
            at: at(second),
            kind: "summary".to_owned(),
            prompt_version: 1,
            target: "company:1".parse().unwrap(),
            model: "ollama:m".to_owned(),
            outcome: outcome.to_owned(),
            tokens_in: Some(9),
            tokens_out: None,
            latency_ms: 5,
            first_token_ms: Some(2),
            cost_micros: Some(3),
            reused: false,
            items: 2,
            kept: 1,
            sent: "what was sent".to_owned(),
            reply: reply.to_owned(),
        };
        database.log_call(&call(10, "ok", "{}")).unwrap();
        database.log_call(&call(20, "stalled", "half")).unwrap();
        assert_eq!(database.model_reply("r", "ollama:m").unwrap().as_deref(), Some("{}"));
        assert_eq!(database.model_reply("r", "openai:m").unwrap(), None);
        assert_eq!((database.spent_since(at(0)).unwrap(), database.spent_since(at(15)).unwrap()), (6, 3));
        assert_eq!(database.forget_calls_before(at(15)).unwrap(), 1);
        assert_eq!(database.model_reply("r", "ollama:m").unwrap(), None);
        let calls = database.calls(at(0)).unwrap();
        assert_eq!(
            calls.iter().map(|call| (call.seq, call.sent.is_empty())).collect::<Vec<_>>(),
            [(2, false), (1, true)]
        );
    }
}
