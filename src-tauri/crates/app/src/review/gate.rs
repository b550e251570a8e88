//! Which care a proposal asks for: whether its field may be written at all, and whether it is approved by itself.

use crate::{
    error::{AppError, ErrorCode},
    portal::{open::OpenPortal, properties::fits},
    review::review_settings::ReviewSettings,
};
use domain::{Tier, Write};
use store::StoredProposal;

/// Whether something may be written at all: the admin lets it, and where it changes a field, that is on the list of those that may be written, and
/// holds such a value.
pub(crate) fn may_be_written(open: &OpenPortal, settings: &ReviewSettings, write: &Write) -> Result<(), AppError> {
    open.policy.may_write(write)?;
    let Some(change) = write.change() else { return Ok(()) };
    if !settings.allows(change) {
        return Err(AppError::new(ErrorCode::Usage, format!("Foreword may not write to {}", change.label))
            .hint("Allow the field under Review in Settings, if you want it written."));
    }
    fits(open, change)
}

/// Why a proposal is approved by itself and never together with others; none where it may. Notes and the rep's own tasks only add; a field's new value
/// needs a computed confidence of at least the threshold, and an old one that no automation set.
pub(crate) fn by_itself(
    proposal: &StoredProposal,
    is_by_automation: bool,
    confidence: Option<f32>,
    threshold: f32,
) -> Option<String> {
    let write = &proposal.content.write;
    if write.task().is_some_and(|task| task.for_another) {
        return Some("It is a task for a colleague: you will be asked to type their name.".to_owned());
    }
    let change = write.change()?;
    if write.tier() == Tier::Gated {
        Some(format!("You will be asked to type the new value of {}.", change.label))
    } else if is_by_automation {
        Some(format!("An automation set {} last. Check why before you change it.", change.label))
    } else if confidence.is_none_or(|confidence| confidence < threshold) {
        let percent = |share: f32| format!("{:.0}%", 100.0 * share);
        let known = confidence.map_or_else(|| "unknown".to_owned(), percent);
        Some(format!("Its confidence is {known}. Only {} or more can be approved together.", percent(threshold)))
    } else {
        None
    }
}
