//! Redaction alone: what would leave for each line.

use crate::{error::AppError, evals::corpus::read_lines};
use llm::{Placeholders, Redactor, Rules};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, path::Path};

/// A line of text to redact, and the names known beside it.
#[derive(Debug, Deserialize)]
struct Given {
    text: String,
    /// The names of people whom the CRM knows.
    #[serde(default)]
    names: Vec<String>,
}

/// A line of text, and what of it would leave for a remote provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RedactedLine {
    /// The line as it was given.
    pub text: String,
    /// The line as a remote provider would get it, with placeholders.
    pub sent: String,
}

/// Redacts JSON lines `{"text"}` as for a remote provider; `names` may name people the CRM knows.
pub fn eval_redact(items: &Path) -> Result<Vec<RedactedLine>, AppError> {
    let lines: Vec<Given> = read_lines(items)?;
    Ok(lines
        .into_iter()
        .map(|line| {
            let redactor = Redactor::new(&line.names, Rules { is_on: true, names: true, fields: BTreeMap::new() });
            let sent = redactor.redact(&line.text, &mut Placeholders::default());
            RedactedLine { text: line.text, sent }
        })
        .collect())
}
