//! Grounding alone: sentences with their sources in, verdicts with reasons out.

use crate::error::{AppError, ErrorCode};
use drafting::{Evidence, follows};
use serde::{Deserialize, Serialize};
use std::path::Path;

/// A sentence, and the sources it is said to rest on.
#[derive(Debug, Deserialize)]
struct Claim {
    text: String,
    #[serde(default)]
    sources: Vec<Ground>,
}

/// A source: bare words, or words with who said them and when.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Ground {
    Words(String),
    Said(Evidence),
}

/// Whether one sentence follows from its sources, and why not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GroundVerdict {
    /// The sentence that was checked.
    pub text: String,
    /// Whether the sentence follows from its sources.
    pub verified: bool,
    /// What speaks against it; empty where it follows.
    pub reasons: Vec<String>,
}

/// Reads JSON lines `{"text","sources":[text | {"text","speaker","time","side"},…]}` and judges each, in order; a side is `us` or `them`.
/// A sentence without sources follows from nothing.
pub fn eval_ground(items: &Path) -> Result<Vec<GroundVerdict>, AppError> {
    let text = std::fs::read_to_string(items).map_err(|error| AppError::file("read", items, error))?;
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(number, line)| {
            serde_json::from_str(line).map(verdict).map_err(|error| {
                let message = format!("Line {} of {} cannot be read", number + 1, items.display());
                AppError::new(ErrorCode::Usage, message).caused_by(error)
            })
        })
        .collect()
}

fn verdict(claim: Claim) -> GroundVerdict {
    let sources: Vec<Evidence> = claim
        .sources
        .into_iter()
        .map(|source| match source {
            Ground::Words(text) => Evidence { text, ..Evidence::default() },
            Ground::Said(evidence) => evidence,
        })
        .collect();
    let reasons: Vec<String> = if sources.is_empty() {
        vec!["it cites no source".to_owned()]
    } else {
        follows(&claim.text, &sources).iter().map(ToString::to_string).collect()
    };
    GroundVerdict { verified: reasons.is_empty(), text: claim.text, reasons }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    #[test]
    fn sentences_are_judged_in_order() {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        writeln!(file, r#"{{"text":"They pay 44k euros.","sources":["We will pay 44,000 euros."]}}"#).unwrap();
        writeln!(file).unwrap();
        writeln!(
            file,
            r#"{{"text":"Ada said: “We stop.”","sources":[{{"text":"We stop.","speaker":"Bob","time":null}}]}}"#
        )
        .unwrap();
        writeln!(file, r#"{{"text":"They pay.","sources":[]}}"#).unwrap();
        let verdicts = eval_ground(file.path()).unwrap();
        assert_eq!(verdicts.iter().map(|verdict| verdict.verified).collect::<Vec<_>>(), [true, false, false]);
        assert!(verdicts[1].reasons.contains(&"Ada does not say this in the sources".to_owned()), "{verdicts:?}");
        assert_eq!(verdicts[2].reasons, ["it cites no source"]);
    }

    #[test]
    fn a_line_that_does_not_read_is_named() {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        writeln!(file, "nonsense").unwrap();
        let error = eval_ground(file.path()).unwrap_err();
        assert_eq!(error.code, ErrorCode::Usage);
        assert!(error.message.starts_with("Line 1 of "), "{}", error.message);
    }
}
