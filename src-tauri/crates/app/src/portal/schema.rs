//! The properties that drafts fill, as this portal has them: what is missing, what would be made, which of its own stand for ours.

use crate::{
    error::{AppError, ErrorCode},
    portal::{
        ai_properties::{self, DraftProperty, GROUP, Mapped, OBJECTS},
        connect::opened,
        drift::{self, DriftReport},
        open::{self, OpenPortal, client_for},
        settings::Settings,
    },
};
use domain::{ChangeToMake, Decision, EventType, ObjectType, Proposed, Write};
use hubspot::{Client, HubSpotError, PropertyToMake, TIMELINE_SCOPE};
use jiff::Timestamp;
use llm::Kind;
use serde::Serialize;
use specta::Type;
use std::collections::{BTreeMap, BTreeSet};

/// The setting that keeps the type of timeline events, as JSON.
const EVENTS: &str = "event_type";

/// What making the properties of drafts would do, or did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct SchemaPlan {
    /// The properties that this portal lacks, and that would be or were made.
    pub create: Vec<PlannedProperty>,
    /// Our properties for which others stand, as in `deal/ai_summary`.
    pub mapped: BTreeMap<String, Mapped>,
    /// The scopes that making them needs, beside the usual ones.
    pub scopes: Vec<String>,
    /// The timeline events that are sent; none where none are.
    pub events: Option<EventType>,
    /// Our properties that others of this portal seem to be meant for, as in `deal/ai_summary`: they can be mapped.
    pub suggested: BTreeMap<String, String>,
    /// What people call those others, by the same names as [`SchemaPlan::suggested`].
    pub suggested_labels: BTreeMap<String, String>,
    /// The types of records whose properties HubSpot did not make, and why; empty unless they were to be made.
    pub refused: BTreeMap<String, String>,
    /// Whether the properties were made.
    pub applied: bool,
}

/// A property of drafts that this portal lacks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct PlannedProperty {
    /// The type of record it belongs to, as in `deal`.
    pub object: String,
    /// The property's internal name.
    pub property: String,
    /// The property's label, as people will see it in HubSpot.
    pub label: String,
    /// The property's type in HubSpot, as in `string`.
    pub value_type: String,
    /// The values it may take; empty for free text.
    pub options: Vec<String>,
    /// The kind of draft that fills it; empty for what is written along with every value.
    pub filled_by: String,
}

/// Reads the definitions anew and compares them with those of the last look that somebody took note of.
pub async fn schema_check(settings: &Settings) -> Result<DriftReport, AppError> {
    let (home, _lock) = open::lock(settings)?;
    let (_, open) = opened(settings, &home, false).await?;
    check_schema(settings, &open).await
}

/// As [`schema_check`], of a portal that is opened for writing.
pub async fn check_schema(settings: &Settings, open: &OpenPortal) -> Result<DriftReport, AppError> {
    let client = client_for(settings, open)?;
    // What is here now is what there was, where nobody has looked before.
    drift::look(open, &client, settings.now()).await?;
    read_definitions(&client, open).await?;
    drift::look(open, &client, settings.now()).await?;
    drift::drift(open)
}

/// What making the properties of drafts would do. Reads the definitions anew; changes nothing in HubSpot.
pub async fn schema_plan(settings: &Settings) -> Result<SchemaPlan, AppError> {
    let (home, _lock) = open::lock(settings)?;
    let (client, open) = opened(settings, &home, false).await?;
    read_definitions(&client, &open).await?;
    schema(&open)
}

/// Makes what [`schema_plan`] lists: an admin's act, with a token that has the schema scopes.
pub async fn schema_apply(settings: &Settings) -> Result<SchemaPlan, AppError> {
    let (home, _lock) = open::lock(settings)?;
    let (_, open) = opened(settings, &home, false).await?;
    make_properties(settings, &open).await
}

/// As [`schema_apply`], of a portal that is opened for writing.
pub async fn make_properties(settings: &Settings, open: &OpenPortal) -> Result<SchemaPlan, AppError> {
    let client = client_for(settings, open)?;
    read_definitions(&client, open).await?;
    let planned = schema(open)?;
    let (mut made, mut refused) = (0_usize, BTreeMap::new());
    for object in OBJECTS {
        let missing: Vec<PropertyToMake> =
            ai_properties::missing(open, object)?.into_iter().map(DraftProperty::to_make).collect();
        if missing.is_empty() {
            continue;
        }
        match outbox::make_properties(&client, object, GROUP, &missing).await {
            Ok(()) => made += missing.len(),
            // A token that may not do it for one type may well for the others.
            Err(error @ (HubSpotError::MissingScopes { .. } | HubSpotError::Refused { .. })) => {
                refused.insert(object, not_made(error));
            }
            Err(error) => return Err(error.into()),
        }
    }
    if made == 0
        && let Some((_, error)) = refused.pop_first()
    {
        return Err(error);
    }
    let refused = refused.into_iter().map(|(object, error)| (object.to_string(), error.message)).collect();
    read_definitions(&client, open).await?;
    drift::look(open, &client, settings.now()).await?;
    let lacks = schema(open)?.create;
    let create = planned.create.iter().filter(|one| !lacks.contains(one)).cloned().collect();
    Ok(SchemaPlan { applied: true, create, refused, ..planned })
}

fn not_made(error: HubSpotError) -> AppError {
    match error {
        HubSpotError::MissingScopes { .. } => {
            let hint = "An admin has to create them, with a token that has the schema write scopes; a rep's token does not need \
                        those. Until then the values go into a note.";
            AppError::from(error).hint(hint)
        }
        other => other.into(),
    }
}

/// Lets another property stand for one of ours, and moves what is proposed for it there. What is approved is to be approved again.
pub fn schema_map(
    open: &OpenPortal,
    ours: &str,
    theirs: Option<&Mapped>,
    now: Timestamp,
) -> Result<SchemaPlan, AppError> {
    let before = ai_properties::mapping(open)?;
    let name = ours.split_once('/').map_or(ours, |(_, name)| name);
    let former = before.get(ours).map_or(name, |mapped| mapped.property.as_str()).to_owned();
    ai_properties::map(open, ours, theirs)?;
    let object: ObjectType =
        ours.split_once('/').and_then(|(object, _)| object.parse().ok()).unwrap_or(ObjectType::Deal);
    let next = theirs.map_or(name, |mapped| mapped.property.as_str());
    let called =
        |value: &str| theirs.and_then(|mapped| mapped.options.get(value)).map_or(value, String::as_str).to_owned();
    let definitions = open.database.definitions(object)?;
    if let Some(definition) = definitions.iter().find(|definition| definition.name == next) {
        for proposal in open.database.proposals()? {
            let Write::Change(change) = &proposal.content.write else { continue };
            let is_meant = change.record.object == object && change.property == former && change.provenance.is_some();
            if !is_meant || !matches!(proposal.decision, Decision::Open | Decision::Approved) {
                continue;
            }
            let Some(record) = open.database.record(&change.record)? else { continue };
            let change = ChangeToMake {
                property: next.to_owned(),
                label: definition.label.clone(),
                from: record.get(next).map(str::to_owned),
                to: called(&change.to),
                seen_at: record.modified_at,
                ..change.clone()
            };
            let write = Write::Change(change);
            let hash = outbox::hash_of(&write);
            let content = Proposed { write, ..proposal.content.clone() };
            // What is on its way stays as it was approved.
            open.database.revise_proposal(&proposal.id, &content, &hash, now)?;
        }
    }
    drift::settle(open, object, &[former.as_str(), next])?;
    schema(open)
}

/// Lets those of the portal's own properties that seem to be meant for ours stand for them, all at once.
pub fn schema_map_suggested(open: &OpenPortal, now: Timestamp) -> Result<SchemaPlan, AppError> {
    for (ours, property) in schema(open)?.suggested {
        schema_map(open, &ours, Some(&Mapped { property, options: BTreeMap::new() }), now)?;
    }
    schema(open)
}

/// Chooses which timeline events context about a person goes into, or none: `template:ID`, `app:NAME` or `off`.
///
/// Fails with [`ErrorCode::Usage`] where the credential cannot send any, with the plain reason.
pub async fn schema_events(settings: &Settings, choice: &str) -> Result<SchemaPlan, AppError> {
    let (home, _lock) = open::lock(settings)?;
    let (client, open) = opened(settings, &home, false).await?;
    let event_type = match choice.split_once(':') {
        None if choice == "off" => None,
        Some(("template", id)) if !id.is_empty() => Some(EventType::Template(id.to_owned())),
        Some(("app", name)) if !name.is_empty() => Some(EventType::AppEvent(name.to_owned())),
        _ => {
            return Err(AppError::new(ErrorCode::Usage, format!("“{choice}” is not a type of timeline event"))
                .hint("Give template:ID for the older timeline API, app:NAME for App Events, or off."));
        }
    };
    if event_type.is_some()
        && let Some(reason) = why_no_events(&client).await?
    {
        return Err(AppError::new(ErrorCode::Usage, reason).hint("Context about a person goes into notes instead."));
    }
    let text = serde_json::to_string(&event_type).unwrap_or_default();
    open.database.set_setting(EVENTS, &text)?;
    schema(&open)
}

/// Why this credential cannot send timeline events; none where it can.
async fn why_no_events(client: &Client) -> Result<Option<String>, AppError> {
    match client.token_info().await {
        // Only private apps' tokens and service keys answer here.
        Ok(info) if !info.scopes.iter().any(|scope| scope == TIMELINE_SCOPE) => Ok(Some(
            "Timeline events are off: HubSpot takes them only from OAuth apps with the scope “timeline”, and this is the \
             token of a private app or a service key."
                .to_owned(),
        )),
        Ok(_) | Err(HubSpotError::Refused { .. } | HubSpotError::NotFound { .. } | HubSpotError::Unauthorized) => {
            Ok(None)
        }
        Err(error) => Err(error.into()),
    }
}

/// The type of events context about a person goes into; none where they are off.
pub(crate) fn event_type(open: &OpenPortal) -> Result<Option<EventType>, AppError> {
    let kept = open.database.setting(EVENTS)?;
    Ok(kept.and_then(|text| serde_json::from_str(&text).ok()).flatten())
}

async fn read_definitions(client: &Client, open: &OpenPortal) -> Result<(), AppError> {
    for object in ObjectType::ALL {
        let definitions = client.definitions(object).await?;
        open.database.set_definitions(object, &definitions)?;
    }
    Ok(())
}

/// What of drafts this portal has no property for, as the definitions here say. Needs no network.
pub fn schema(open: &OpenPortal) -> Result<SchemaPlan, AppError> {
    let (mut create, mut suggested, mut labels) = (Vec::new(), BTreeMap::new(), BTreeMap::new());
    let mut scopes = BTreeSet::new();
    for object in OBJECTS {
        let missing = ai_properties::missing(open, object)?;
        let likely = ai_properties::likely(open, object, &missing)?;
        let definitions = open.database.definitions(object)?;
        for (ours, theirs) in likely {
            let ours = format!("{object}/{ours}");
            let called = definitions.iter().find(|one| one.name == theirs).map(|one| one.label.clone());
            labels.extend(called.map(|label| (ours.clone(), label)));
            suggested.insert(ours, theirs);
        }
        for property in missing {
            scopes.insert(match object {
                // HubSpot has no scope of its own for the definitions of tickets.
                ObjectType::Ticket => "tickets".to_owned(),
                _ => format!("crm.schemas.{}.write", object.plural()),
            });
            let definition = property.to_make().definition;
            create.push(PlannedProperty {
                object: object.to_string(),
                filled_by: Kind::filling(&definition.name).map(|kind| kind.to_string()).unwrap_or_default(),
                property: definition.name,
                label: definition.label,
                value_type: definition.value_type,
                options: definition.options.into_iter().map(|(value, _)| value).collect(),
            });
        }
    }
    Ok(SchemaPlan {
        create,
        mapped: ai_properties::mapping(open)?,
        scopes: scopes.into_iter().collect(),
        suggested,
        suggested_labels: labels,
        refused: BTreeMap::new(),
        events: event_type(open)?,
        applied: false,
    })
}
