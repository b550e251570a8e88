//! Drafting what the CRM could hold: what signatures and talks name otherwise, next steps and outcomes, what is done, who plays which part.

use crate::{
    drafts::{
        draft::DraftReport,
        keep_draft::{Drafted, New, NewWrite, keep},
    },
    error::{AppError, ErrorCode},
    portal::{
        open::OpenPortal,
        properties::{fits, label_of},
        roles,
    },
    reading::{resolve as who, resolve::dossier},
    review::review_settings::review_settings,
};
use domain::property;
use domain::{ChangeToMake, Citation, Dossier, Heading, Item, ItemKind, Line, Mode, RecordId, Sources};
use drafting::{BuyingRole, Change};
use jiff::Timestamp;

/// The name of this kind of draft in rows and reports.
const FIELDS: &str = "fields";
/// HubSpot's own property for the part a contact plays, for portals without labels.
const BUYING_ROLE: &str = property::BUYING_ROLE;

/// Proposes what an account's history says and the CRM has otherwise or not at all: titles, phone numbers and headcounts; a deal's next
/// step, amount and close date; outcomes of meetings and calls; tasks that are done; parts people play. Needs no network.
pub fn draft_fields(open: &OpenPortal, target: &str, now: Timestamp) -> Result<DraftReport, AppError> {
    let dossier = dossier(open, target, now)?;
    let (noticed, mut sources) = drafting::noticed(&dossier);
    let mut new = Vec::new();
    for value in noticed {
        let quoted = sources.get(&value.citation);
        let line = Line {
            text: quoted.map_or_else(|| value.proposed.clone(), |source| source.text.trim().to_owned()),
            kind: ItemKind::Quote,
            rule: Some("named_otherwise".to_owned()),
            citations: vec![value.citation.clone()],
            verified: true,
            confidence: None,
            heading: Heading::Point,
            under: Heading::Point,
            speaker: quoted.and_then(|source| source.speaker.clone()),
        };
        new.extend(changed(open, (&value.record, value.property), value.current, value.proposed, vec![line])?);
    }
    let (updates, said) = drafting::updates(&dossier);
    for update in updates {
        let lines: Vec<Line> = update.items.into_iter().map(|item| quoted(item, &said)).collect();
        match update.what {
            Change::Value { record, property, current, proposed } => {
                new.extend(changed(open, (&record, property), current, proposed, lines)?);
            }
            Change::Role { person, deal, role } => new.extend(part(open, &dossier, (person, deal), role, lines)?),
        }
    }
    sources.extend(said);
    if new.is_empty() {
        return Err(AppError::new(ErrorCode::NotFound, "Everything said here matches the fields in HubSpot"));
    }
    let drafted = Drafted {
        kind: FIELDS,
        mode: Mode::Extractive,
        account: dossier.account.id.clone(),
        account_name: dossier.account.display_name(),
        sources: &sources,
    };
    keep(open, &drafted, new, now)
}

/// A quotation as a line of a card, with who said it.
pub(crate) fn quoted(item: Item, sources: &Sources) -> Line {
    let speaker = item.citations.first().and_then(|citation: &Citation| sources.get(citation)?.speaker.clone());
    Line {
        text: item.text,
        kind: item.kind,
        rule: item.rule,
        citations: item.citations,
        verified: item.verified,
        confidence: item.confidence,
        heading: Heading::Point,
        under: Heading::Point,
        speaker: speaker.filter(|_| item.kind == ItemKind::Quote),
    }
}

/// Another value of a field, unless HubSpot would not take it or the rep keeps the field to themselves.
pub(crate) fn changed(
    open: &OpenPortal,
    (id, property): (&RecordId, &str),
    current: Option<String>,
    proposed: String,
    lines: Vec<Line>,
) -> Result<Option<New>, AppError> {
    let record = open.database.record(id)?.ok_or_else(|| gone(id))?;
    let change = ChangeToMake {
        record: id.clone(),
        property: property.to_owned(),
        label: label_of(open, (id, property))?,
        from: current,
        to: proposed,
        seen_at: record.modified_at,
        provenance: None,
    };
    let settings = review_settings(open)?;
    if fits(open, &change).is_err() || settings.is_mine(&change) || !settings.allows(&change) {
        return Ok(None);
    }
    let title = format!("{} of {}", change.label, who::name_of(&record));
    Ok(Some(New { target: id.clone(), title, lines, write: NewWrite::Change(change) }))
}

/// A part in a deal: by the portal's own label where it has one, else by HubSpot's property of the contact.
fn part(
    open: &OpenPortal,
    dossier: &Dossier,
    (person, deal): (RecordId, RecordId),
    role: BuyingRole,
    lines: Vec<Line>,
) -> Result<Option<New>, AppError> {
    let Some(contact) = dossier.person(&person) else { return Ok(None) };
    let labels = roles::labels(open)?;
    let Some(label) = labels.iter().find(|label| role.is_called(&label.label)) else {
        let current = contact.get(BUYING_ROLE).map(str::to_owned);
        let has = current.as_deref().is_some_and(|now| now.split(';').any(|one| one == role.value()));
        // Several parts stand side by side; the one said is added.
        let all = current.iter().cloned().chain([role.value().to_owned()]).collect::<Vec<_>>().join(";");
        return if has { Ok(None) } else { changed(open, (&person, BUYING_ROLE), current, all, lines) };
    };
    let linked = open.database.associated(&person, deal.object)?;
    if linked.iter().any(|(other, has)| *other == deal && has.as_deref() == Some(&label.label)) {
        return Ok(None);
    }
    let is_linked = linked.iter().any(|(other, _)| *other == deal);
    let title = format!("{} is {}", contact.display_name(), label.label);
    let role = label.role([person.clone(), deal], is_linked);
    Ok(Some(New { target: person, title, lines, write: NewWrite::Role(role) }))
}

fn gone(id: &RecordId) -> AppError {
    AppError::new(ErrorCode::NotFound, format!("{id} is no longer here"))
}
