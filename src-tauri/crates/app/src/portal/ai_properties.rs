//! The properties that drafts fill: what there is of them, which this portal has, and under which name.
//!
//! Off until an admin has made them (`schema apply`), and never asked for by the scopes a rep needs. Where one is missing, what would
//! have filled it becomes a note.

use crate::{
    error::{AppError, ErrorCode},
    portal::open::OpenPortal,
};
use domain::{BOOKKEEPING, INPUT_HASH, LAST_RUN_AT, ObjectType, PROMPT_VERSION, PROVENANCE, PropertyDefinition};
use hubspot::PropertyToMake;
use llm::Kind;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The setting that says which property of this portal stands for one of ours, as JSON: `deal/ai_summary` to a name.
const MAPPING: &str = "ai_properties";
/// The name and the label of the group that the properties are made in.
pub(crate) const GROUP: (&str, &str) = ("foreword", "Foreword drafts");

/// The types of records that drafts fill properties of.
pub(crate) const OBJECTS: [ObjectType; 3] = [ObjectType::Contact, ObjectType::Company, ObjectType::Deal];

/// A property that a kind of draft fills, as it would be made in HubSpot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct DraftProperty {
    /// The property's internal name, unless the portal maps another to it.
    pub name: &'static str,
    label: &'static str,
    about: &'static str,
    value_type: &'static str,
    field_type: &'static str,
    options: &'static [(&'static str, &'static str)],
    objects: &'static [ObjectType],
}

const DEAL: &[ObjectType] = &[ObjectType::Deal];
const CONTACT: &[ObjectType] = &[ObjectType::Contact];
const TIMELINES: &[(&str, &str)] = &[
    ("no_timeline", "No timeline"),
    ("0_30_days", "0–30 days"),
    ("30_90_days", "30–90 days"),
    ("90_plus_days", "90+ days"),
];
const FEELINGS: &[(&str, &str)] = &[
    ("positive", "Positive"),
    ("neutral", "Neutral"),
    ("mixed", "Mixed"),
    ("negative", "Negative"),
    ("unknown", "Unknown"),
];
const RISKS: &[(&str, &str)] = &[("low", "Low"), ("medium", "Medium"), ("high", "High"), ("unknown", "Unknown")];
const HEALTH: &[(&str, &str)] = &[
    ("moving", "Moving"),
    ("slow", "Slow"),
    ("stalled", "Stalled"),
    ("lost_cause", "Lost cause"),
    ("unknown", "Unknown"),
];
const STALLS: &[(&str, &str)] = &[
    ("none", "None"),
    ("no_reply", "No reply"),
    ("budget", "Budget"),
    ("priority", "Priority"),
    ("authority", "Authority"),
    ("legal", "Legal"),
    ("technical", "Technical"),
    ("competitor", "Competitor"),
    ("our_delay", "Our delay"),
    ("unknown", "Unknown"),
];
const FITS: &[(&str, &str)] = &[("strong", "Strong"), ("partial", "Partial"), ("weak", "Weak"), ("unknown", "Unknown")];
const YES_NO: &[(&str, &str)] = &[("true", "Yes"), ("false", "No")];

/// Declares a property of free text.
const fn text(
    name: &'static str,
    label: &'static str,
    about: &'static str,
    objects: &'static [ObjectType],
) -> DraftProperty {
    DraftProperty { name, label, about, value_type: "string", field_type: "textarea", options: &[], objects }
}

/// Declares a property that takes one of a few values.
const fn choice(
    name: &'static str,
    label: &'static str,
    about: &'static str,
    options: &'static [(&'static str, &'static str)],
    objects: &'static [ObjectType],
) -> DraftProperty {
    DraftProperty { name, label, about, value_type: "enumeration", field_type: "select", options, objects }
}

/// Every property that drafts fill, then those that are written along.
pub(crate) const CATALOGUE: [DraftProperty; 19] = [
    text("ai_summary", "Summary (drafted)", "Two or three sentences on where things stand.", &OBJECTS),
    text("ai_pre_call_summary", "Pre-call summary (drafted)", "Four sentences to read before a call.", CONTACT),
    text("ai_next_action", "Next best action (drafted)", "The one thing to do next, and why.", DEAL),
    text("ai_stated_objection", "Stated objection", "Their main objection, in their words.", DEAL),
    choice("ai_stated_timeline", "Stated timeline", "When they say they will decide or start.", TIMELINES, DEAL),
    text("ai_decision_criteria", "Decision criteria", "What they say they will decide by, in their words.", DEAL),
    text("ai_intent_signals", "Intent signals (drafted)", "Signs that they intend to buy, or not.", CONTACT),
    DraftProperty {
        name: "ai_lead_score",
        label: "Lead score (drafted)",
        about: "0 to 100, by the team's criteria.",
        value_type: "number",
        field_type: "number",
        options: &[],
        objects: CONTACT,
    },
    text("ai_persona", "Persona (drafted)", "What they are responsible for and how they decide.", CONTACT),
    text("ai_pain_points", "Pain points (drafted)", "Their problems at work.", CONTACT),
    choice("ai_fit", "Fit (drafted)", "How well they fit what we sell.", FITS, CONTACT),
    choice("ai_sentiment", "Sentiment (drafted)", "How they feel about working with us.", FEELINGS, CONTACT),
    choice("ai_churn_risk", "Churn risk (drafted)", "How likely they are to leave.", RISKS, &[ObjectType::Company]),
    choice("ai_deal_health", "Deal health (drafted)", "Whether the deal is moving.", HEALTH, DEAL),
    choice("ai_stall_reason", "Stall reason (drafted)", "What is holding the deal up.", STALLS, DEAL),
    DraftProperty {
        name: "ai_needs_attention",
        label: "Needs attention (drafted)",
        about: "Whether the rep can do something about it this week.",
        value_type: "bool",
        field_type: "booleancheckbox",
        options: YES_NO,
        objects: DEAL,
    },
    text(
        PROVENANCE,
        "Where drafted values come from",
        "For each drafted value: prompt version, input hash, time, confidence, reference.",
        &OBJECTS,
    ),
    text(PROMPT_VERSION, "Latest prompt version", "Which prompt or rules made the latest drafted value.", &OBJECTS),
    text(INPUT_HASH, "Latest input hash", "What the latest drafted value was made from.", &OBJECTS),
];

/// When the latest value was made: the one property of the set that is a moment.
const LAST_RUN: DraftProperty = DraftProperty {
    name: LAST_RUN_AT,
    label: "Latest run",
    about: "When the latest drafted value was made.",
    value_type: "datetime",
    field_type: "date",
    options: &[],
    objects: &OBJECTS,
};

/// Every property of a type of record that drafts fill or that is written along.
pub(crate) fn of_object(object: ObjectType) -> impl Iterator<Item = DraftProperty> {
    CATALOGUE.into_iter().chain([LAST_RUN]).filter(move |property| property.objects.contains(&object))
}

impl DraftProperty {
    /// The property in the form in which HubSpot is asked to make it.
    pub fn to_make(self) -> PropertyToMake {
        let own = |(value, label): &(&str, &str)| ((*value).to_owned(), (*label).to_owned());
        PropertyToMake {
            definition: PropertyDefinition {
                name: self.name.to_owned(),
                label: self.label.to_owned(),
                value_type: self.value_type.to_owned(),
                read_only: false,
                is_own: true,
                options: self.options.iter().map(own).collect(),
            },
            field_type: self.field_type,
            description: self.about.to_owned(),
        }
    }
}

/// What of this portal stands for a property of ours.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mapped {
    /// The internal name of the portal's own property.
    pub property: String,
    /// What the portal calls our values, where it calls them otherwise: from `0_30_days` to `NOW`.
    #[serde(default)]
    pub options: BTreeMap<String, String>,
}

/// Which of this portal's properties stand for ours, as in `deal/ai_summary`.
pub(crate) fn mapping(open: &OpenPortal) -> Result<BTreeMap<String, Mapped>, AppError> {
    let kept = open.database.setting(MAPPING)?;
    Ok(kept.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
}

/// Lets a property of this portal stand for one of ours, as in `deal/ai_summary`; none takes ours again.
///
/// Fails with [`ErrorCode::Usage`] where ours is not known, or the other one is not there, may not be written or lacks a value of ours.
pub(crate) fn map(open: &OpenPortal, ours: &str, theirs: Option<&Mapped>) -> Result<(), AppError> {
    let usage = |message: String| AppError::new(ErrorCode::Usage, message);
    let parsed = ours.split_once('/').and_then(|(object, name)| Some((object.parse::<ObjectType>().ok()?, name)));
    let known = parsed.and_then(|(object, name)| {
        Some((object, of_object(object).find(|property| property.name == name && Kind::filling(name).is_some())?))
    });
    let Some((object, property)) = known else {
        return Err(usage(format!("“{ours}” is not a property that drafts fill"))
            .hint("Name one of Foreword's own properties, as in deal/ai_summary.")
            .command_hint("`foreword schema plan` lists them, as in deal/ai_summary."));
    };
    let mut all = mapping(open)?;
    match theirs {
        None => {
            all.remove(ours);
        }
        Some(mapped) => {
            let theirs = &mapped.property;
            let definitions = open.database.definitions(object)?;
            let Some(other) = definitions.iter().find(|definition| definition.name == *theirs) else {
                return Err(
                    usage(format!("HubSpot has no property “{theirs}” on {object}s")).hint("Sync first if it is new.")
                );
            };
            let wanted = property.to_make().definition;
            if other.read_only || other.value_type != wanted.value_type && other.value_type != "string" {
                return Err(usage(format!(
                    "“{theirs}” cannot hold the values of “{ours}”: its type is {}",
                    other.value_type
                )));
            }
            let called = |value: &String| mapped.options.get(value).unwrap_or(value).clone();
            let has = |value: &String| other.options.iter().any(|(option, _)| option == value);
            let lacks = wanted.options.iter().map(|(value, _)| value).find(|value| !has(&called(value)));
            if let (Some(value), false) = (lacks, other.options.is_empty()) {
                return Err(usage(format!("“{theirs}” has no option “{}”", called(value)))
                    .hint("Add the option in HubSpot, then sync.")
                    .command_hint(format!(
                        "Say what it is called there with --option {value}=NAME, or add it in HubSpot and sync."
                    )));
            }
            all.insert(ours.to_owned(), mapped.clone());
        }
    }
    let text = serde_json::to_string(&all).unwrap_or_default();
    Ok(open.database.set_setting(MAPPING, &text)?)
}

/// The property of this portal that a value of ours goes into, and how the value is called there.
pub(crate) struct Place {
    /// The property's definition in this portal.
    pub definition: PropertyDefinition,
    /// The value as the portal calls it, which may differ from ours.
    pub value: String,
}

/// Where a value of ours goes; none where this portal has no such property, or lacks what is written along.
pub(crate) fn place_of(
    open: &OpenPortal,
    object: ObjectType,
    name: &str,
    value: &str,
) -> Result<Option<Place>, AppError> {
    let definitions = open.database.definitions(object)?;
    let has = |name: &str| definitions.iter().any(|definition| definition.name == name);
    if !BOOKKEEPING.iter().all(|name| has(name)) {
        return Ok(None);
    }
    let mapping = mapping(open)?;
    let mapped = mapping.get(&format!("{object}/{name}"));
    let name = mapped.map_or(name, |mapped| mapped.property.as_str());
    let value = mapped.and_then(|mapped| mapped.options.get(value)).map_or(value, String::as_str).to_owned();
    let definition = definitions.iter().find(|definition| definition.name == name).cloned();
    Ok(definition.map(|definition| Place { definition, value }))
}

/// The properties of ours that this portal has, by type: what a sync reads beside the usual.
pub(crate) fn in_use(open: &OpenPortal) -> Result<BTreeMap<ObjectType, Vec<String>>, AppError> {
    let mapping = mapping(open)?;
    let mut used = BTreeMap::new();
    for object in OBJECTS {
        let definitions = open.database.definitions(object)?;
        let here = |name: &String| definitions.iter().any(|definition| definition.name == *name);
        let names = of_object(object).map(|property| {
            let mapped = mapping.get(&format!("{object}/{}", property.name));
            mapped.map_or_else(|| property.name.to_owned(), |mapped| mapped.property.clone())
        });
        let names: Vec<String> = names.filter(here).collect();
        if !names.is_empty() {
            used.insert(object, names);
        }
    }
    Ok(used)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_has_the_bookkeeping_and_no_name_twice() {
        for object in OBJECTS {
            let names: Vec<&str> = of_object(object).map(|property| property.name).collect();
            assert!(BOOKKEEPING.iter().all(|name| names.contains(name)), "{object}");
            let unique: std::collections::BTreeSet<_> = names.iter().collect();
            assert_eq!(unique.len(), names.len(), "{object}");
        }
    }
}
