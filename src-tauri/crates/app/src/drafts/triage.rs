//! What a ticket's triage proposes beside the values of ours: HubSpot's own fields of the ticket, each to be confirmed as such fields are, and a task
//! with the day and hour by which the customer should have an answer.

use crate::{
    drafts::{
        fields::changed,
        keep_draft::{New, NewWrite},
        material::Subject,
    },
    error::AppError,
    portal::open::OpenPortal,
};
use domain::{Line, ObjectType, Priority, Record, RecordId, TaskType, Ticket, property};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;

/// An answer that is late already is due in so long.
const AT_THE_EARLIEST: SignedDuration = SignedDuration::from_hours(1);

/// The fields of the ticket that `fields` of a triage says otherwise than HubSpot, and the task to answer it. `lines` are what the triage rests on.
pub(crate) fn besides(
    open: &OpenPortal,
    subject: &Subject,
    fields: &BTreeMap<String, String>,
    lines: &[Line],
    now: Timestamp,
) -> Result<Vec<New>, AppError> {
    let ticket = subject.dossier.tickets.iter().find(|ticket| ticket.id == subject.about);
    let Some(ticket) = ticket.filter(|_| !lines.is_empty()) else { return Ok(Vec::new()) };
    let owner = fields.get("owner").and_then(|name| only_one(owners(open).ok()?, name));
    let stage = fields.get("stage").and_then(|name| only_one(stages(open, &ticket.id).ok()?, name));
    let priority = fields.get("priority").map(|priority| priority.to_uppercase());
    let wanted = [
        (property::TICKET_PRIORITY, priority.clone()),
        (property::OWNER, owner.clone()),
        (property::TICKET_STAGE, stage),
    ];
    let mut new = Vec::new();
    for (name, value) in wanted.into_iter().filter_map(|(name, value)| Some((name, value?))) {
        let current = ticket.get(name).map(str::to_owned);
        if current.as_deref() != Some(value.as_str()) {
            new.extend(changed(open, (&ticket.id, name), current, value, lines.to_vec())?);
        }
    }
    new.push(to_answer(open, subject, ticket, (owner, priority.as_deref().unwrap_or_default()), lines, now));
    Ok(new)
}

/// The task to answer, for whoever has or gets the ticket.
fn to_answer(
    open: &OpenPortal,
    subject: &Subject,
    ticket: &Record,
    (owner, priority): (Option<String>, &str),
    lines: &[Line],
    now: Timestamp,
) -> New {
    let dossier = &subject.dossier;
    let (within, level) = answer_within(priority);
    let due = ticket.created_at.saturating_add(within).unwrap_or(now);
    let due = due.max(now.saturating_add(AT_THE_EARLIEST).unwrap_or(now));
    let who = dossier.meant_person().unwrap_or(&dossier.account);
    let about = Ticket(ticket).subject();
    let title = format!("Answer {}: {about}", who.display_name());
    let owner = owner.or_else(|| ticket.get(property::OWNER).map(str::to_owned)).or(open.portal.owner_id.clone());
    let mut targets = vec![ticket.id.clone(), dossier.account.id.clone()];
    if who.id != dossier.account.id {
        targets.insert(1, who.id.clone());
    }
    New {
        target: ticket.id.clone(),
        title: title.clone(),
        lines: lines.to_vec(),
        write: NewWrite::Task { subject: title, due, owner, targets, task_type: TaskType::Email, priority: level },
    }
}

/// How long after it came in a ticket of that priority should be answered, and the priority of the task to do so.
fn answer_within(priority: &str) -> (SignedDuration, Priority) {
    match priority {
        "URGENT" => (SignedDuration::from_hours(2), Priority::High),
        "HIGH" => (SignedDuration::from_hours(8), Priority::High),
        "LOW" => (SignedDuration::from_hours(72), Priority::Low),
        _ => (SignedDuration::from_hours(24), Priority::Medium),
    }
}

/// The colleagues that a ticket can go to: id and name, as the prompt numbers them.
pub(crate) fn owners(open: &OpenPortal) -> Result<Vec<(String, String)>, AppError> {
    let all = open.database.owners()?.into_iter().filter(|owner| !owner.archived && !owner.name.is_empty());
    Ok(all.map(|owner| (owner.id, owner.name)).collect())
}

/// The stages that a ticket can go to: id and name, of the pipeline that it is in; none where it is no ticket.
pub(crate) fn stages(open: &OpenPortal, ticket: &RecordId) -> Result<Vec<(String, String)>, AppError> {
    let Some(ticket) = open.database.record(ticket)?.filter(|record| record.id.object == ObjectType::Ticket) else {
        return Ok(Vec::new());
    };
    let pipelines = open.database.pipelines(ObjectType::Ticket)?;
    let own =
        pipelines.into_iter().find(|pipeline| Some(pipeline.id.as_str()) == ticket.get(property::TICKET_PIPELINE));
    let stages = own.map(|pipeline| pipeline.stages).unwrap_or_default();
    Ok(stages.into_iter().map(|stage| (stage.id, stage.label)).collect())
}

/// The id that goes by a name, where no other does.
fn only_one(all: Vec<(String, String)>, name: &str) -> Option<String> {
    let mut named = all.into_iter().filter(|(_, other)| other == name);
    let (id, _) = named.next()?;
    named.next().is_none().then_some(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_two_share_names_nobody() {
        let all =
            |names: &[&str]| names.iter().enumerate().map(|(at, name)| (at.to_string(), (*name).to_owned())).collect();
        assert_eq!(only_one(all(&["Ann", "Bo"]), "Bo").as_deref(), Some("1"));
        assert_eq!(only_one(all(&["Ann", "Bo", "Bo"]), "Bo"), None);
    }
}
