//! Where a value that a draft filled in comes from, as it is kept beside the value in HubSpot.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The property that holds, as JSON, one [`Provenance`] for each value of ours on a record.
pub const PROVENANCE: &str = "ai_provenance";
/// The property that names the prompt or rules behind the latest value that a draft gave a record.
pub const PROMPT_VERSION: &str = "ai_prompt_version";
/// The property with the hash of what the latest value that a draft gave a record was made from.
pub const INPUT_HASH: &str = "ai_input_hash";
/// The property that says when the latest value that a draft gave a record was made.
pub const LAST_RUN_AT: &str = "ai_last_run_at";
/// The properties that are written along with every value of a draft.
pub const BOOKKEEPING: [&str; 4] = [PROVENANCE, PROMPT_VERSION, INPUT_HASH, LAST_RUN_AT];

/// Where one value comes from: who made it, from what, when, and how sure it is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Provenance {
    /// Which prompt or rules made it, as in `summary@2` or `rules@1`.
    pub prompt_version: String,
    /// Hash of everything it was made from; equal inputs, equal hash.
    pub input_hash: String,
    /// When the value was made.
    pub run_at: Timestamp,
    /// How sure the value is, 0 to 1; `None` where that was not computed.
    pub confidence: Option<f32>,
    /// The property that takes the confidence as a number; `None` where there is none for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence_in: Option<String>,
    /// The marker of the proposal, which the log of writes knows it by.
    #[serde(rename = "ref")]
    pub reference: String,
}

// A confidence is a number between 0 and 1, never a NaN.
impl Eq for Provenance {}

impl Provenance {
    /// What is written along with the value itself, by property: who made it, from what and when, and how sure it is where the portal has a
    /// property for that. [`PROVENANCE`] is written besides, since it keeps the runs of other values.
    pub fn beside(&self) -> Vec<(&str, String)> {
        let mut beside = vec![
            (PROMPT_VERSION, self.prompt_version.clone()),
            (INPUT_HASH, self.input_hash.clone()),
            (LAST_RUN_AT, self.run_at.as_millisecond().to_string()),
        ];
        if let (Some(property), Some(sure)) = (&self.confidence_in, self.confidence) {
            beside.push((property.as_str(), format!("{sure:.2}")));
        }
        beside
    }
}

/// The runs by property, as [`PROVENANCE`] holds them. What cannot be read counts as nothing: the property is ours alone.
pub fn runs(json: Option<&str>) -> BTreeMap<String, Provenance> {
    json.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default()
}

/// The JSON of [`PROVENANCE`] with some runs added to what it holds now, each in the place of the one before.
pub fn with_runs<'a>(json: Option<&str>, added: impl Iterator<Item = (&'a str, &'a Provenance)>) -> String {
    let mut all = runs(json);
    all.extend(added.map(|(property, run)| (property.to_owned(), run.clone())));
    // Maps of texts and numbers always have a JSON form.
    serde_json::to_string(&all).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(hash: &str) -> Provenance {
        Provenance {
            prompt_version: "rules@1".to_owned(),
            input_hash: hash.to_owned(),
            run_at: Timestamp::UNIX_EPOCH,
            confidence: None,
            confidence_in: None,
            reference: "00000000000000ff".to_owned(),
        }
    }

    #[test]
    fn one_values_run_replaces_its_own_and_no_other() {
        let first = with_runs(None, [("ai_summary", &run("a")), ("ai_next_action", &run("b"))].into_iter());
        let next = with_runs(Some(&first), std::iter::once(("ai_summary", &run("c"))));
        let runs = runs(Some(&next));
        assert_eq!((runs["ai_summary"].input_hash.as_str(), runs["ai_next_action"].input_hash.as_str()), ("c", "b"));
        assert!(next.contains("\"ref\":\"00000000000000ff\""), "{next}");
    }

    #[test]
    fn what_is_no_json_of_ours_is_nothing() {
        for text in [None, Some(""), Some("by hand"), Some("[1]"), Some("{\"ai_summary\":3}")] {
            assert!(runs(text).is_empty(), "{text:?}");
        }
    }
}
