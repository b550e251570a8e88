//! What the rep has decided about reviews for good: how sure a value has to be to be approved with others, and which fields are theirs alone.

use crate::{
    error::{AppError, ErrorCode},
    portal::{noted::note_setting_of, open::OpenPortal},
};
use domain::ChangeToMake;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use specta::Type;
use std::collections::BTreeSet;

/// The database's setting that holds the rep's choices, as JSON.
const SETTING: &str = "review";

/// What the rep has decided about reviews for good.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(default)]
pub struct ReviewSettings {
    /// How sure a field's value has to be, 0 to 1, to be approved together with others.
    pub threshold: f32,
    /// Fields nothing is proposed for, as in `contact:7/jobtitle`.
    pub mine: BTreeSet<String>,
    /// Fields that may be proposed and written at all, as in `deal/hs_next_step`. Those that hold drafts are allowed by being there.
    pub allowed: BTreeSet<String>,
    /// What nobody has decided about for so many days is put aside.
    pub expires_after_days: u32,
}

/// Fields that drafts propose values of, unless the rep says otherwise.
const ALLOWED: [&str; 16] = [
    "call/hs_call_disposition",
    "company/numberofemployees",
    "contact/hs_buying_role",
    "contact/jobtitle",
    "contact/mobilephone",
    "contact/phone",
    "deal/amount",
    "deal/closedate",
    "deal/dealstage",
    "deal/hs_next_step",
    "meeting/hs_meeting_outcome",
    "task/hs_task_status",
    "ticket/hs_pipeline_stage",
    "ticket/hs_ticket_category",
    "ticket/hs_ticket_priority",
    "ticket/hubspot_owner_id",
];

impl Default for ReviewSettings {
    fn default() -> Self {
        Self {
            threshold: 0.85,
            mine: BTreeSet::new(),
            allowed: ALLOWED.iter().map(|field| (*field).to_owned()).collect(),
            expires_after_days: 30,
        }
    }
}

impl ReviewSettings {
    /// Whether nothing is to be proposed for this field.
    pub fn is_mine(&self, change: &ChangeToMake) -> bool {
        self.mine.contains(&field_of(change))
    }

    /// Whether values of this field may be proposed and written.
    pub fn allows(&self, change: &ChangeToMake) -> bool {
        change.provenance.is_some() || self.allowed.contains(&format!("{}/{}", change.record.object, change.property))
    }
}

pub(crate) fn field_of(change: &ChangeToMake) -> String {
    format!("{}/{}", change.record, change.property)
}

/// Settings of the review as they are. What cannot be read is as it was from the start.
pub fn review_settings(open: &OpenPortal) -> Result<ReviewSettings, AppError> {
    let kept = open.database.setting(SETTING)?;
    Ok(kept.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
}

/// Keeps other settings of the review; fails where they make no sense.
pub fn set_review_settings(open: &OpenPortal, settings: &ReviewSettings, now: Timestamp) -> Result<(), AppError> {
    if !(0.0..=1.0).contains(&settings.threshold) {
        return Err(AppError::new(ErrorCode::Usage, "The confidence threshold is a number from 0 to 1"));
    }
    if settings.expires_after_days == 0 {
        return Err(AppError::new(ErrorCode::Usage, "A draft is kept for at least one day"));
    }
    let text = serde_json::to_string(settings)
        .map_err(|_| AppError::new(ErrorCode::Usage, "These settings could not be saved"))?;
    if open.database.setting(SETTING)?.as_deref() != Some(text.as_str()) {
        open.database.set_setting(SETTING, &text)?;
        note_setting_of(&open.database, &format!("review: {text}"), now)?;
    }
    Ok(())
}
