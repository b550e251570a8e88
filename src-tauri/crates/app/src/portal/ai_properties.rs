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
use specta::Type;
use std::collections::{BTreeMap, BTreeSet};

/// The setting that says which property of this portal stands for one of ours, as JSON: `deal/ai_summary` to a name.
const MAPPING: &str = "ai_properties";
/// The name and the label of the group that the properties are made in.
pub(crate) const GROUP: (&str, &str) = ("foreword", "Foreword drafts");

/// The types of records that drafts fill properties of.
pub(crate) const OBJECTS: [ObjectType; 4] = ObjectType::CORE;

/// A property that a kind of draft fills, as it would be made in HubSpot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct DraftProperty {
    /// The property's internal name, unless the portal maps another to it.
    pub name: &'static str,
    /// The names that earlier versions of Foreword made it under: a portal that has one of these goes on with it.
    formerly: &'static [&'static str],
    label: &'static str,
    about: &'static str,
    value_type: &'static str,
    field_type: &'static str,
    options: &'static [(&'static str, &'static str)],
    objects: &'static [ObjectType],
}

const CONTACT: &[ObjectType] = &[ObjectType::Contact];
const COMPANY: &[ObjectType] = &[ObjectType::Company];
const DEAL: &[ObjectType] = &[ObjectType::Deal];
const TICKET: &[ObjectType] = &[ObjectType::Ticket];
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
    DraftProperty {
        name,
        formerly: &[],
        label,
        about,
        value_type: "string",
        field_type: "textarea",
        options: &[],
        objects,
    }
}

/// Declares a property that takes a number.
const fn number(
    name: &'static str,
    label: &'static str,
    about: &'static str,
    objects: &'static [ObjectType],
) -> DraftProperty {
    DraftProperty { value_type: "number", field_type: "number", ..text(name, label, about, objects) }
}

/// Declares a property that takes one of a few values.
const fn choice(
    name: &'static str,
    label: &'static str,
    about: &'static str,
    options: &'static [(&'static str, &'static str)],
    objects: &'static [ObjectType],
) -> DraftProperty {
    DraftProperty { value_type: "enumeration", field_type: "select", options, ..text(name, label, about, objects) }
}

/// Every property that drafts fill, then those that are written along.
pub(crate) const CATALOGUE: &[DraftProperty] = &[
    text("ai_summary", "Summary (drafted)", "Two or three sentences on where things stand.", &OBJECTS),
    text("ai_pre_call_summary", "Pre-call summary (drafted)", "Four sentences to read before a call.", CONTACT),
    DraftProperty {
        formerly: &["ai_next_action"],
        ..text("ai_next_best_action", "Next best action (drafted)", "The one thing to do next, and why.", DEAL)
    },
    text("ai_recommended_action", "Recommended action (drafted)", "What to do about the lead next.", CONTACT),
    DraftProperty {
        formerly: &["ai_stated_objection"],
        ..text("stated_objection", "Stated objection", "Their main objection, in their words.", DEAL)
    },
    DraftProperty {
        formerly: &["ai_stated_timeline"],
        ..choice("stated_timeline", "Stated timeline", "When they say they will decide or start.", TIMELINES, DEAL)
    },
    DraftProperty {
        formerly: &["ai_decision_criteria"],
        ..text("decision_criteria", "Decision criteria", "What they say they will decide by, in their words.", DEAL)
    },
    text("ai_budget_estimate", "Budget (drafted)", "What they say they can or will pay, in their words.", DEAL),
    text("ai_qualification_summary", "Qualification (drafted)", "What they said of each part of MEDDPICC.", DEAL),
    text("ai_intent_signals", "Intent signals (drafted)", "Signs that they intend to buy, or not.", CONTACT),
    number("ai_lead_score", "Lead score (drafted)", "0 to 100, by the team's criteria.", CONTACT),
    text("ai_persona", "Persona (drafted)", "What they are responsible for and how they decide.", CONTACT),
    text("ai_pain_points", "Pain points (drafted)", "Their problems at work.", CONTACT),
    choice("ai_fit", "Fit (drafted)", "How well they fit what we sell.", FITS, CONTACT),
    choice(
        "ai_sentiment",
        "Sentiment (drafted)",
        "How they feel about working with us.",
        FEELINGS,
        &[ObjectType::Contact, ObjectType::Ticket],
    ),
    number("ai_sentiment_score", "Sentiment score (drafted)", "-1 to 1: from angry to delighted.", CONTACT),
    choice("ai_churn_risk", "Churn risk (drafted)", "How likely they are to leave.", RISKS, COMPANY),
    choice("ai_deal_health", "Deal health (drafted)", "Whether the deal is moving.", HEALTH, DEAL),
    number("ai_health_score", "Deal health score (drafted)", "0 to 100: from dead to about to be signed.", DEAL),
    choice("ai_stall_reason", "Stall reason (drafted)", "What is holding the deal up.", STALLS, DEAL),
    DraftProperty {
        formerly: &["ai_needs_attention"],
        value_type: "bool",
        field_type: "booleancheckbox",
        options: YES_NO,
        ..text(
            "ai_attention_flag",
            "Needs attention (drafted)",
            "Whether the rep can do something about it this week.",
            DEAL,
        )
    },
    text("ai_category", "Category (drafted)", "What kind of request it is, by the team's categories.", TICKET),
    text(
        PROVENANCE,
        "Where drafted values come from",
        "For each drafted value: prompt version, input hash, time, confidence, reference.",
        &OBJECTS,
    ),
    text(PROMPT_VERSION, "Latest prompt version", "Which prompt or rules made the latest drafted value.", &OBJECTS),
    text(INPUT_HASH, "Latest input hash", "What the latest drafted value was made from.", &OBJECTS),
    number(
        "ai_next_best_action_confidence",
        "Next best action: confidence",
        "How sure the next best action is, 0 to 1.",
        DEAL,
    ),
    DraftProperty {
        value_type: "datetime",
        field_type: "date",
        ..text(LAST_RUN_AT, "Latest run", "When the latest drafted value was made.", &OBJECTS)
    },
];

/// What comes after the name of a property in that of the one that takes its confidence.
const CONFIDENCE: &str = "_confidence";

/// Every property of a type of record that drafts fill or that is written along.
pub(crate) fn of_object(object: ObjectType) -> impl Iterator<Item = DraftProperty> {
    CATALOGUE.iter().copied().filter(move |property| property.objects.contains(&object))
}

/// Every name under which a property of ours was ever made on a type of record.
pub(crate) fn all_names(object: ObjectType) -> impl Iterator<Item = &'static str> {
    of_object(object).flat_map(|property| std::iter::once(property.name).chain(property.formerly.iter().copied()))
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
                group: GROUP.0.to_owned(),
                read_only: false,
                is_own: true,
                options: self.options.iter().map(own).collect(),
            },
            field_type: self.field_type,
            description: self.about.to_owned(),
        }
    }

    /// The property of this portal that takes our values: the one that is mapped, else ours, else what an earlier version made. None where none
    /// is there.
    fn here<'a>(
        self,
        object: ObjectType,
        mapping: &BTreeMap<String, Mapped>,
        definitions: &'a [PropertyDefinition],
    ) -> Option<&'a PropertyDefinition> {
        let called = |name: &str| definitions.iter().find(|definition| definition.name == name);
        match mapping.get(&format!("{object}/{}", self.name)) {
            Some(mapped) => called(&mapped.property),
            None => std::iter::once(self.name).chain(self.formerly.iter().copied()).find_map(called),
        }
    }
}

/// What of this portal stands for a property of ours.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
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
    let kept: BTreeMap<String, Mapped> = kept.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
    Ok(kept.into_iter().map(|(ours, theirs)| (called_now(&ours), theirs)).collect())
}

/// A property of ours, as in `deal/ai_summary`, by the name that it has now: an earlier version may have kept another.
fn called_now(ours: &str) -> String {
    let Some((object, name)) = ours.split_once('/') else { return ours.to_owned() };
    let now = CATALOGUE.iter().find(|property| property.formerly.contains(&name));
    now.map_or_else(|| ours.to_owned(), |property| format!("{object}/{}", property.name))
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
            match misfit(&property.to_make().definition, other, mapped) {
                None => {}
                Some(Misfit::Type) => {
                    return Err(usage(format!(
                        "“{theirs}” cannot hold the values of “{ours}”: its type is {}",
                        other.value_type
                    ))
                    .hint("Choose a property of the same type that Foreword may set."));
                }
                Some(Misfit::Option { ours, theirs: missing }) => {
                    return Err(usage(format!("“{theirs}” has no option “{missing}”"))
                        .hint("Add the option in HubSpot, then sync.")
                        .command_hint(format!(
                            "Say what it is called there with --option {ours}=NAME, or add it in HubSpot and sync."
                        )));
                }
            }
            all.insert(ours.to_owned(), mapped.clone());
        }
    }
    let text = serde_json::to_string(&all).unwrap_or_default();
    Ok(open.database.set_setting(MAPPING, &text)?)
}

/// The properties of a type that this portal lacks and that nothing stands for.
pub(crate) fn missing(open: &OpenPortal, object: ObjectType) -> Result<Vec<DraftProperty>, AppError> {
    let (definitions, mapping) = (open.database.definitions(object)?, mapping(open)?);
    let is_mapped = |property: &DraftProperty| mapping.contains_key(&format!("{object}/{}", property.name));
    let lacks = |property: &DraftProperty| property.here(object, &mapping, &definitions).is_none();
    Ok(of_object(object).filter(|property| !is_mapped(property) && lacks(property)).collect())
}

/// Of the portal's own properties the one that most likely holds what each of some of ours would, by label, name and values. One that lacks a value of
/// ours is not named, and neither is one that stands for another already.
pub(crate) fn likely(
    open: &OpenPortal,
    object: ObjectType,
    ours: &[DraftProperty],
) -> Result<BTreeMap<&'static str, String>, AppError> {
    let taken: BTreeSet<String> = mapping(open)?.into_values().map(|mapped| mapped.property).collect();
    let is_free = |one: &PropertyDefinition| {
        one.is_own && !taken.contains(&one.name) && !all_names(object).any(|name| name == one.name)
    };
    let free: Vec<PropertyDefinition> = open.database.definitions(object)?.into_iter().filter(is_free).collect();
    let as_it_is = Mapped { property: String::new(), options: BTreeMap::new() };
    let best = |ours: &DraftProperty| {
        let mut wanted = ours.to_make().definition;
        wanted.label = wanted.label.replace(" (drafted)", "");
        let fitting = free.iter().filter(|one| misfit(&wanted, one, &as_it_is).is_none());
        let scored = fitting.map(|one| (domain::likeness(&wanted, one), one));
        let best = scored.filter(|(score, _)| LIKENESS_MIN <= *score).max_by(|a, b| a.0.total_cmp(&b.0));
        best.map(|(_, one)| (ours.name, one.name.clone()))
    };
    Ok(ours.iter().filter(|ours| Kind::filling(ours.name).is_some()).filter_map(best).collect())
}

/// How like one of ours another property has to be to be offered in its place: the same label, or the same words as name.
const LIKENESS_MIN: f32 = 2.0;

/// Why a property of the portal cannot hold the values of one of ours; none where it can.
fn misfit(wanted: &PropertyDefinition, other: &PropertyDefinition, mapped: &Mapped) -> Option<Misfit> {
    if other.read_only || other.value_type != wanted.value_type && other.value_type != "string" {
        return Some(Misfit::Type);
    }
    let called = |value: &String| mapped.options.get(value).unwrap_or(value).clone();
    let has = |value: &String| other.options.iter().any(|(option, _)| option == value);
    let lacks = wanted.options.iter().map(|(value, _)| value).find(|value| !has(&called(value)))?;
    (!other.options.is_empty()).then(|| Misfit::Option { ours: lacks.clone(), theirs: called(lacks) })
}

enum Misfit {
    /// Its type is another, or nobody may set it.
    Type,
    /// It has no such option as `ours` is called there.
    Option { ours: String, theirs: String },
}

/// The property of this portal that a value of ours goes into, and how the value is called there.
pub(crate) struct Place {
    /// The property's definition in this portal.
    pub definition: PropertyDefinition,
    /// The value as the portal calls it, which may differ from ours.
    pub value: String,
    /// The property that takes how sure the value is; none where the portal has none for it.
    pub confidence_in: Option<String>,
}

/// Where a value of ours goes; none where this portal has no such property, or lacks what is written along.
pub(crate) fn place_of(
    open: &OpenPortal,
    object: ObjectType,
    name: &str,
    value: &str,
) -> Result<Option<Place>, AppError> {
    let definitions = open.database.definitions(object)?;
    let called = |name: &str| of_object(object).find(|property| property.name == name);
    let has = |name: &str| definitions.iter().any(|definition| definition.name == name);
    if !BOOKKEEPING.iter().all(|name| has(name)) {
        return Ok(None);
    }
    let mapping = mapping(open)?;
    let here = |name: &str| called(name)?.here(object, &mapping, &definitions);
    let mapped = mapping.get(&format!("{object}/{name}"));
    let value = mapped.and_then(|mapped| mapped.options.get(value)).map_or(value, String::as_str).to_owned();
    let confidence_in = here(&format!("{name}{CONFIDENCE}")).map(|definition| definition.name.clone());
    Ok(here(name).cloned().map(|definition| Place { definition, value, confidence_in }))
}

/// The properties of ours that this portal has, by type: what a sync reads beside the usual.
pub(crate) fn in_use(open: &OpenPortal) -> Result<BTreeMap<ObjectType, Vec<String>>, AppError> {
    let mapping = mapping(open)?;
    let mut used = BTreeMap::new();
    for object in OBJECTS {
        let definitions = open.database.definitions(object)?;
        let here = |property: DraftProperty| Some(property.here(object, &mapping, &definitions)?.name.clone());
        let names: Vec<String> = of_object(object).filter_map(here).collect();
        if !names.is_empty() {
            used.insert(object, names);
        }
    }
    Ok(used)
}

/// The names of the properties of ours that this portal has on a type.
pub(crate) fn names_in_use(open: &OpenPortal, object: ObjectType) -> Result<BTreeSet<String>, AppError> {
    Ok(in_use(open)?.remove(&object).unwrap_or_default().into_iter().chain(mapped_names(open, object)?).collect())
}

/// The names of the portal's own properties that stand for ours, whether they are there or not.
fn mapped_names(open: &OpenPortal, object: ObjectType) -> Result<Vec<String>, AppError> {
    let prefix = format!("{object}/");
    let of_type = mapping(open)?.into_iter().filter(|(ours, _)| ours.starts_with(&prefix));
    Ok(of_type.map(|(_, mapped)| mapped.property).collect())
}

/// The property of ours that a property of this portal is or stands for; none where it is none of them. `mapping` is as [`mapping`] gives it.
pub(crate) fn standing_for(
    mapping: &BTreeMap<String, Mapped>,
    object: ObjectType,
    theirs: &str,
) -> Option<&'static str> {
    let stands = |property: &DraftProperty| match mapping.get(&format!("{object}/{}", property.name)) {
        Some(mapped) => mapped.property == theirs,
        None => property.name == theirs || property.formerly.contains(&theirs),
    };
    of_object(object).find(stands).map(|property| property.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_mapped_under_a_former_name_still_is() {
        assert_eq!(called_now("deal/ai_stated_objection"), "deal/stated_objection");
        assert_eq!(called_now("deal/ai_summary"), "deal/ai_summary");
    }

    #[test]
    fn every_type_has_the_bookkeeping_and_no_name_twice() {
        for object in OBJECTS {
            let names: Vec<&str> = of_object(object).map(|property| property.name).collect();
            assert!(BOOKKEEPING.iter().all(|name| names.contains(name)), "{object}");
            let unique: BTreeSet<_> = names.iter().collect();
            assert_eq!(unique.len(), names.len(), "{object}");
        }
    }
}
