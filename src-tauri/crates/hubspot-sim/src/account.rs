//! The account itself: its number, zone and host names, the people who own records, and the pipelines.

use jiff::tz::TimeZone;
use serde_json::{Value, json};

use crate::{dates, objects::ObjectType};

/// The HubSpot account that the simulator plays.
#[derive(Debug)]
pub(crate) struct Account {
    pub portal_id: u64,
    pub zone: TimeZone,
    pub zone_name: String,
    pub currency: String,
    pub ui_domain: String,
    pub owners: Vec<Owner>,
    pub pipelines: Vec<Pipeline>,
    /// The owner to whom the access token belongs, as an index into `owners`.
    pub me: usize,
    pub created_ms: i64,
}

/// Someone who can own records. The owner id and the user id are different numbers, and clients mix them up.
#[derive(Debug, Clone)]
pub(crate) struct Owner {
    pub key: String,
    pub id: u64,
    pub user_id: u64,
    pub email: String,
    pub firstname: String,
    pub lastname: String,
    pub archived: bool,
}

/// A pipeline of deals or tickets.
#[derive(Debug, Clone)]
pub(crate) struct Pipeline {
    pub object: ObjectType,
    pub id: String,
    pub label: String,
    pub stages: Vec<Stage>,
}

/// One stage; `probability` is set for deals, from 0 to 1.
#[derive(Debug, Clone)]
pub(crate) struct Stage {
    pub id: String,
    pub label: String,
    pub probability: Option<f64>,
    pub closed: bool,
}

impl Account {
    pub(crate) fn me(&self) -> Option<&Owner> {
        self.owners.get(self.me)
    }

    pub(crate) fn owner(&self, key: &str) -> Option<&Owner> {
        self.owners.iter().find(|owner| owner.key == key)
    }

    pub(crate) fn stage(&self, object: ObjectType, pipeline: &str, stage: &str) -> Option<&Stage> {
        let mut pipelines = self.pipelines.iter().filter(|one| one.object == object && one.id == pipeline);
        pipelines.find_map(|pipeline| pipeline.stages.iter().find(|one| one.id == stage))
    }

    /// The reply of the account details endpoint.
    pub(crate) fn json(&self, now_ms: i64) -> Value {
        let now = jiff::Timestamp::from_millisecond(now_ms).unwrap_or_default();
        let seconds = self.zone.to_offset(now).seconds();
        let sign = if seconds < 0 { '-' } else { '+' };
        json!({
            "portalId": self.portal_id,
            "accountType": "STANDARD",
            "timeZone": self.zone_name,
            "companyCurrency": self.currency,
            "additionalCurrencies": [],
            "utcOffset": format!("{sign}{:02}:{:02}", seconds.abs() / 3600, seconds.abs() % 3600 / 60),
            "utcOffsetMilliseconds": i64::from(seconds) * 1000,
            "uiDomain": self.ui_domain,
            "dataHostingLocation": if self.ui_domain.contains("eu1") { "eu1" } else { "na1" },
        })
    }
}

impl Owner {
    /// The owner as the owners API returns it; an archived one has lost its `userId`.
    pub(crate) fn json(&self, account: &Account) -> Value {
        let mut owner = json!({
            "id": self.id.to_string(),
            "email": self.email,
            "type": "PERSON",
            "firstName": self.firstname,
            "lastName": self.lastname,
            "userIdIncludingInactive": self.user_id,
            "createdAt": dates::iso(account.created_ms),
            "updatedAt": dates::iso(account.created_ms),
            "archived": self.archived,
        });
        if !self.archived {
            owner["userId"] = json!(self.user_id);
        }
        owner
    }
}

impl Pipeline {
    /// The pipeline as the pipelines API returns it. Stage metadata travels as strings.
    pub(crate) fn json(&self, created_ms: i64) -> Value {
        let (created, stages) = (dates::iso(created_ms), self.stages.iter().enumerate());
        let stages: Vec<Value> = stages
            .map(|(order, stage)| {
                let metadata = match self.object {
                    ObjectType::Ticket => json!({ "ticketState": if stage.closed { "CLOSED" } else { "OPEN" }, "isClosed": stage.closed.to_string() }),
                    _ => json!({ "isClosed": stage.closed.to_string(), "probability": format!("{:?}", stage.probability.unwrap_or_default()) }),
                };
                json!({
                    "label": stage.label, "displayOrder": order, "metadata": metadata, "id": stage.id,
                    "createdAt": created, "updatedAt": created, "archived": false, "writePermissions": "CRM_PERMISSIONS_ENFORCEMENT",
                })
            })
            .collect();
        json!({
            "label": self.label, "displayOrder": 0, "id": self.id, "stages": stages,
            "createdAt": created, "updatedAt": created, "archived": false,
        })
    }
}
