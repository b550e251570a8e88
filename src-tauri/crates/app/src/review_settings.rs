//! What the rep has decided about reviews for good: how sure a value has to be to be approved with others, and which fields are theirs alone.

use crate::{AppError, ErrorCode, OpenPortal, proposals::stored, reject};
use domain::{ChangeToMake, Write};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use specta::Type;
use std::collections::BTreeSet;

/// The setting these are kept in, as JSON.
const SETTING: &str = "review";
/// Why a proposal was put aside.
const MINE: &str = "This field is mine.";

/// Settings of the review.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(default)]
pub struct ReviewSettings {
    /// How sure a field's value has to be, 0 to 1, to be approved together with others.
    pub threshold: f32,
    /// Fields nothing is proposed for, as in `contact:7/jobtitle`.
    pub mine: BTreeSet<String>,
}

impl Default for ReviewSettings {
    fn default() -> Self {
        Self { threshold: 0.85, mine: BTreeSet::new() }
    }
}

impl ReviewSettings {
    /// Whether nothing is to be proposed for this field.
    pub fn is_mine(&self, change: &ChangeToMake) -> bool {
        self.mine.contains(&field_of(change))
    }
}

fn field_of(change: &ChangeToMake) -> String {
    format!("{}/{}", change.record, change.property)
}

/// Settings of the review as they are. What cannot be read is as it was from the start.
pub fn review_settings(open: &OpenPortal) -> Result<ReviewSettings, AppError> {
    let kept = open.database.setting(SETTING)?;
    Ok(kept.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
}

/// Changes them.
pub fn set_review_settings(open: &OpenPortal, settings: &ReviewSettings) -> Result<(), AppError> {
    if !(0.0..=1.0).contains(&settings.threshold) {
        return Err(AppError::new(ErrorCode::Usage, "The threshold is a number from 0 to 1"));
    }
    let text = serde_json::to_string(settings)
        .map_err(|_| AppError::new(ErrorCode::Usage, "These settings cannot be kept"))?;
    Ok(open.database.set_setting(SETTING, &text)?)
}

/// "This field is mine": the proposal is put aside, and nothing is proposed for its field any more.
pub fn field_is_mine(open: &OpenPortal, id: &str, now: Timestamp) -> Result<(), AppError> {
    let proposal = stored(open, id)?;
    let Write::Change(change) = &proposal.content.write else {
        return Err(AppError::new(ErrorCode::Usage, format!("{id} changes no field")));
    };
    reject::reject(open, id, MINE, now)?;
    let mut settings = review_settings(open)?;
    settings.mine.insert(field_of(change));
    set_review_settings(open, &settings)
}
