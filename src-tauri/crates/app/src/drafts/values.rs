//! What a draft says, proposed as values of the portal's properties, so that reports can read them; as a note where it has none.
//!
//! Where which kind goes is declared here and nowhere else: what a report needs becomes a property (the catalogue of `ai_properties`),
//! context about a person becomes an event on their timeline, and what has no such place becomes a note.

use crate::{
    drafts::{
        draft::DraftReport,
        keep_draft::{Drafted, New, NewWrite, about, keep},
        material::Subject,
        note,
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
    /// The value in the form in which HubSpot stores it; none where it is not in the form that the property promises.
    pub to: Option<String>,
    /// The lines that the value rests on.
    pub lines: Vec<Line>,
    /// Everything it was made from, spelled out; equal inputs need no second value.
    pub inputs: String,
}

/// Whom and what a draft's values are about.
pub(crate) struct About {
    /// What the draft is about: the account, a person, a deal, a ticket or a call.
    pub named: RecordId,
    /// The contact; none where nobody in particular is meant.
    pub person: Option<RecordId>,
    /// The account's open deal that is meant; none where there is none.
    pub deal: Option<RecordId>,
    /// Which prompt or rules made them, as in `summary@2`.
    pub prompt_version: String,
}

impl About {
    /// What a draft about `subject` is about.
    pub fn of(subject: &Subject, prompt_version: String) -> Self {
        let dossier = &subject.dossier;
        let person = match subject.about.object {
            ObjectType::Contact => Some(subject.about.clone()),
            _ => dossier.meant_person().map(|person| person.id.clone()),
        };
        Self {
            named: subject.about.clone(),
            person,
            deal: dossier.open_deal().map(|deal| deal.record.id.clone()),
            prompt_version,
        }
    }
}

/// Proposes a draft's values, and after them what it proposes besides. One that HubSpot holds already, made from equal inputs, is left out.
pub(crate) fn propose(
    open: &OpenPortal,
    drafted: &Drafted<'_>,
    about_whom: &About,
    (values, besides): (Vec<Value>, Vec<New>),
    now: Timestamp,
) -> Result<DraftReport, AppError> {
    let settings = review_settings(open)?;
    let (mut new, mut homeless) = (Vec::new(), Vec::new());
    for value in values {
        let input_hash = outbox::hash_of_parts(&[value.name, &about_whom.prompt_version, &value.inputs]);
        let (Some(id), Some(to)) = (record_of(value.name, drafted, about_whom), &value.to) else {
            homeless.extend(value.lines);
            continue;
        };
        let (Some(record), Some(Place { definition, value: to, confidence_in })) =
            (open.database.record(&id)?, place_of(open, id.object, value.name, to)?)
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
        let write = NewWrite::Filled { change, prompt_version, input_hash, confidence_in };
        new.push(New { target: id, title, lines: value.lines, write });
    }
    new.extend(besides);
    new.extend(elsewhere(open, drafted, about_whom, homeless, now)?);
    keep(open, drafted, new, now)
}

/// The record whose property takes the value: what the draft is about, else the deal, the person or the account that goes with it; none where
/// none of them has such a property.
fn record_of(name: &str, drafted: &Drafted<'_>, about_whom: &About) -> Option<RecordId> {
    let property = CATALOGUE.iter().find(|property| property.name == name)?;
    let places =
        [Some(&about_whom.named), about_whom.deal.as_ref(), about_whom.person.as_ref(), Some(&drafted.account)];
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
    let event_type = schema::event_type(open)?.filter(|_| CONTEXT.contains(&drafted.kind));
    if let (Some(event_type), Some(contact)) = (event_type, &about_whom.person) {
        let write = NewWrite::Event { contact: contact.clone(), event_type, at: day_of(open, now) };
        let title = title_of(drafted);
        return Ok(Some(New { target: contact.clone(), title, lines, write }));
    }
    Ok(Some(as_note(open, drafted, about_whom, title_of(drafted), lines, now)?))
}

/// What a draft says as one note: on the call's people, companies and deals where it is about a call, else on the person, the deal and the account.
pub(crate) fn as_note(
    open: &OpenPortal,
    drafted: &Drafted<'_>,
    about_whom: &About,
    title: String,
    lines: Vec<Line>,
    now: Timestamp,
) -> Result<New, AppError> {
    let owner = open.portal.owner_id.clone();
    let (at, targets) = match about_whom.named.object {
        object if object.is_talk() => {
            (note::time_of_call(open, &about_whom.named)?, note::targets(open, &about_whom.named)?)
        }
        ObjectType::Email => (day_of(open, now), note::targets(open, &about_whom.named)?),
        ObjectType::Ticket => {
            let mut targets = vec![about_whom.named.clone()];
            targets.extend(about(None, None, &drafted.account));
            (day_of(open, now), targets)
        }
        _ => (day_of(open, now), about(about_whom.person.as_ref(), about_whom.deal.as_ref(), &drafted.account)),
    };
    let write = NewWrite::Note { at, owner, targets };
    Ok(New { target: about_whom.named.clone(), title, lines, write })
}

/// The title that a note made of this draft has.
fn title_of(drafted: &Drafted<'_>) -> String {
    let title = drafted.kind.parse::<llm::Kind>().map_or(drafted.kind, |kind| kind.spec().title);
    format!("{title}: {}", drafted.account_name)
}

/// The start of the day in the rep's zone, so that the same draft stands at the same moment all day, and never in the future.
pub(crate) fn day_of(open: &OpenPortal, now: Timestamp) -> Timestamp {
    now.to_zoned(open.zone()).start_of_day().map_or(now, |start| start.timestamp())
}
