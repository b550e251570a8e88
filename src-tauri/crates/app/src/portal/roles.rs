//! The labels a portal has for the parts people play in a deal. Read along with a sync, so that drafting needs no network.

use crate::{error::AppError, portal::open::OpenPortal};
use domain::{ObjectType, RecordId, RoleToGive};
use hubspot::Client;
use serde::{Deserialize, Serialize};

/// The database's setting that holds the labels, as JSON.
const SETTING: &str = "deal_labels";

/// A label of an association from a contact to a deal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct DealLabel {
    /// The label as this portal spells it.
    pub label: String,
    type_id: u32,
    category: String,
}

impl DealLabel {
    /// The part that a person would get in a deal by this label.
    pub fn role(&self, ends: [RecordId; 2], is_linked: bool) -> RoleToGive {
        RoleToGive {
            ends,
            label: self.label.clone(),
            type_id: self.type_id,
            category: self.category.clone(),
            is_linked,
        }
    }
}

/// Reads the portal's labels anew, in one call, and keeps them.
pub(crate) async fn read_labels(open: &OpenPortal, client: &Client) -> Result<(), AppError> {
    let labels = client.labels(ObjectType::Contact, ObjectType::Deal).await?;
    let own = |label: hubspot::AssociationLabel| {
        let (type_id, category) = (label.type_id, label.category);
        Some(DealLabel { label: label.label.filter(|label| !label.is_empty())?, type_id, category })
    };
    let labels: Vec<DealLabel> = labels.into_iter().filter_map(own).collect();
    let text = serde_json::to_string(&labels).unwrap_or_default();
    if open.database.setting(SETTING)?.as_deref() != Some(&text) {
        open.database.set_setting(SETTING, &text)?;
    }
    Ok(())
}

/// The labels as of the last sync; none where the portal has none.
pub(crate) fn labels(open: &OpenPortal) -> Result<Vec<DealLabel>, AppError> {
    let kept = open.database.setting(SETTING)?;
    Ok(kept.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
}
