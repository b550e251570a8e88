//! What a draft says, proposed as values of the portal's properties, so that reports can read them; as a note where it has none.
//!
//! Where which kind goes is declared here and nowhere else: what a report needs becomes a property (the catalogue of `ai_properties`),
//! context about a person becomes an event on their timeline, and what has no such place becomes a note.

use crate::{
    drafts::{
        draft::DraftReport,
        keep_draft::{Drafted, New, NewWrite, about, put},
    },
    error::AppError,
    portal::{
        ai_properties::{CATALOGUE, Place, place_of},
        open::OpenPortal,
        properties::fits,
        schema,
    },
    reading::resolve as who,
    review::review_settings::review_settings,
};
use domain::{ChangeToMake, Line, ObjectType, PROVENANCE, RecordId};
use jiff::Timestamp;

/// Kinds whose lines are context about a person and no report's business.
const CONTEXT: [&str; 2] = ["intent", "persona"];

/// A value of a property of ours that a draft gives.
pub(crate) struct Value {
    /// The property's name among ours, as in `ai_summary`.
    pub name: &'static str,
    /// The value in the form in which HubSpot stores it.
    pub to: String,
    /// The lines that the value rests on.
    pub lines: Vec<Line>,
    /// Everything it was made from, spelled out; equal inputs need no second value.
    pub inputs: String,
}

/// The person and deal that a draft's values are about.
pub(crate) struct About {
    /// The contact; none where nobody in particular is meant.
    pub person: Option<RecordId>,
    /// The account's open deal; none where there is none.
    pub deal: Option<RecordId>,
    /// Which prompt or rules made them, as in `summary@2`.
    pub prompt_version: String,
}

/// Proposes a draft's values. One that HubSpot holds already, made from equal inputs, is left out.
pub(crate) fn propose(
    open: &OpenPortal,
    drafted: &Drafted<'_>,
    about_whom: &About,
    values: Vec<Value>,
    now: Timestamp,
) -> Result<DraftReport, AppError> {
    let settings = review_settings(open)?;
    let (mut new, mut homeless) = (Vec::new(), Vec::new());
    for value in values {
        let input_hash = outbox::hash_of_parts(&[value.name, &about_whom.prompt_version, &value.inputs]);
        let Some(id) = record_of(value.name, drafted, about_whom) else {
            homeless.extend(value.lines);
            continue;
        };
        let (Some(record), Some(Place { definition, value: to })) =
            (open.database.record(&id)?, place_of(open, id.object, value.name, &value.to)?)
        else {
            homeless.extend(value.lines);
            continue;
        };
        let known = domain::runs(record.get(PROVENANCE));
        if known.get(&definition.name).is_some_and(|run| run.input_hash == input_hash) {
            continue;
        }
        let change = ChangeToMake {
            record: id.clone(),
            property: definition.name.clone(),
            label: definition.label.clone(),
            from: record.get(&definition.name).map(str::to_owned),
            to,
            seen_at: record.modified_at,
            provenance: None,
        };
        if change.from.as_deref() == Some(change.to.as_str())
            || settings.is_mine(&change)
            || fits(open, &change).is_err()
        {
            continue;
        }
        let title = format!("{} of {}", change.label, who::name_of(&record));
        let prompt_version = about_whom.prompt_version.clone();
        let write = NewWrite::Filled { change, prompt_version, input_hash };
        new.push(New { target: id, title, lines: value.lines, write });
    }
    new.extend(elsewhere(open, drafted, about_whom, homeless, now)?);
    put(open, drafted, new, now)
}

/// The record whose property takes the value; none where the draft is about no such record.
fn record_of(name: &str, drafted: &Drafted<'_>, about_whom: &About) -> Option<RecordId> {
    let property = CATALOGUE.iter().find(|property| property.name == name)?;
    let places = [about_whom.deal.as_ref(), about_whom.person.as_ref(), Some(&drafted.account)];
    let fits = |id: &&RecordId| crate::portal::ai_properties::of_object(id.object).any(|other| other == *property);
    places.into_iter().flatten().find(fits).cloned()
}

/// What has no property here: an event on the person's timeline where that is context and events can be sent, else one note.
fn elsewhere(
    open: &OpenPortal,
    drafted: &Drafted<'_>,
    about_whom: &About,
    lines: Vec<Line>,
    now: Timestamp,
) -> Result<Option<New>, AppError> {
    if lines.is_empty() {
        return Ok(None);
    }
    let title = format!("{}: {}", title_of(drafted.kind), drafted.account_name);
    let event_type = schema::event_type(open)?.filter(|_| CONTEXT.contains(&drafted.kind));
    if let (Some(event_type), Some(contact)) = (event_type, &about_whom.person) {
        let write = NewWrite::Event { contact: contact.clone(), event_type, at: day_of(open, now) };
        return Ok(Some(New { target: contact.clone(), title, lines, write }));
    }
    let targets = about(about_whom.person.as_ref(), about_whom.deal.as_ref(), &drafted.account);
    let owner = open.portal.owner_id.clone();
    let write = NewWrite::Note { at: day_of(open, now), owner, targets };
    Ok(Some(New { target: drafted.account.clone(), title, lines, write }))
}

/// The title that a note made of this kind of draft has.
fn title_of(kind: &str) -> String {
    let words = kind.replace('-', " ");
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or(words)
}

/// The start of the day in the rep's zone, so that the same draft stands at the same moment all day, and never in the future.
fn day_of(open: &OpenPortal, now: Timestamp) -> Timestamp {
    now.to_zoned(open.zone()).start_of_day().map_or(now, |start| start.timestamp())
}

/// The person meant, where they are a contact, and the open deal of an account.
pub(crate) fn whom(dossier: &domain::Dossier, prompt_version: String) -> About {
    let is_open = |deal: &&domain::DealFile| {
        !deal.record.get("dealstage").and_then(|id| dossier.stage(id)).is_some_and(|stage| stage.closed)
    };
    let amount = |deal: &&domain::DealFile| {
        deal.record.get("amount").and_then(|amount| amount.parse::<f64>().ok()).unwrap_or(0.0)
    };
    let deal = dossier.deals.iter().filter(is_open).max_by(|a, b| amount(a).total_cmp(&amount(b)));
    let person = dossier.contact.clone().filter(|id| id.object == ObjectType::Contact);
    About { person, deal: deal.map(|deal| deal.record.id.clone()), prompt_version }
}
