//! Proposals as a review shows them: what waits for the rep's yes, and what became of what had it.

use crate::{
    error::{AppError, ErrorCode},
    portal::open::OpenPortal,
    reading::{
        accounts::{account_id, hubspot_url},
        confidence, resolve as who,
    },
    review::{
        gate::{by_itself, may_be_written},
        review_settings::review_settings,
        typed::{EMPTY, Holds},
    },
};
use domain::property;
use domain::{
    Citation, Decision, Dropped, EntryStatus, Heading, Line, ObjectType, Priority, ProposalId, Proposed, Source,
    Sources, TaskToFile, TaskType, Tier, Write, stored_day,
};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use specta::Type;
use std::{collections::BTreeMap, fmt};
use store::{StoredEntry, StoredProposal};

/// Where a proposal stands: before the rep's decision, put aside, or on its way into HubSpot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Type)]
#[serde(rename_all = "lowercase")]
pub enum ProposalStatus {
    /// Waits for the rep's decision.
    Proposed,
    /// The rep did not want it.
    Rejected,
    /// A newer draft of the same took its place.
    Superseded,
    /// Nobody decided about it in time.
    Expired,
    /// Approved, and nothing has been sent.
    Approved,
    /// The request may be under way.
    Sending,
    /// A request left and no answer came.
    Unknown,
    /// HubSpot accepted it; it has not been read back yet.
    Sent,
    /// It was read back from HubSpot as it was sent.
    Verified,
    /// HubSpot will not have it.
    Refused,
    /// It waits for a limit, a scope or a connection.
    Waiting,
    /// It was in HubSpot, and the rep took it back.
    Undone,
}

impl ProposalStatus {
    /// Where a proposal stands by what was decided and, once it is approved, by how far its entry has come.
    pub(crate) fn of(decision: Decision, entry: Option<EntryStatus>) -> Self {
        match (decision, entry) {
            (Decision::Open, _) => Self::Proposed,
            (Decision::Rejected, _) => Self::Rejected,
            (Decision::Superseded, _) => Self::Superseded,
            (Decision::Expired, _) => Self::Expired,
            (Decision::Approved, None | Some(EntryStatus::Approved)) => Self::Approved,
            (Decision::Approved, Some(EntryStatus::Sending)) => Self::Sending,
            (Decision::Approved, Some(EntryStatus::Unknown)) => Self::Unknown,
            (Decision::Approved, Some(EntryStatus::Sent)) => Self::Sent,
            (Decision::Approved, Some(EntryStatus::Verified)) => Self::Verified,
            (Decision::Approved, Some(EntryStatus::Refused)) => Self::Refused,
            (Decision::Approved, Some(EntryStatus::Waiting)) => Self::Waiting,
            (Decision::Approved, Some(EntryStatus::Undone)) => Self::Undone,
        }
    }

    /// The status's name for scripts, as in `verified`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Proposed => "proposed",
            Self::Rejected => "rejected",
            Self::Superseded => "superseded",
            Self::Expired => "expired",
            Self::Approved => "approved",
            Self::Sending => "sending",
            Self::Unknown => "unknown",
            Self::Sent => "sent",
            Self::Verified => "verified",
            Self::Refused => "refused",
            Self::Waiting => "waiting",
            Self::Undone => "undone",
        }
    }

    /// Whether it was approved and is not in HubSpot, or not known to be.
    pub fn is_unlanded(self) -> bool {
        matches!(self, Self::Approved | Self::Sending | Self::Unknown | Self::Waiting)
    }
}

impl fmt::Display for ProposalStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl PartialEq<&str> for ProposalStatus {
    fn eq(&self, name: &&str) -> bool {
        self.as_str() == *name
    }
}

/// Proposals as a review shows them, newest first.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
pub struct Proposals {
    /// The proposals that were asked for, newest first.
    pub proposals: Vec<ProposalView>,
}

/// A proposal as a review shows it: what it would write, what it rests on, and what became of it.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
pub struct ProposalView {
    /// The proposal's id, as commands take it.
    pub id: String,
    /// What is proposed: `note`, `task`, `property`, `role` or `event`.
    pub kind: String,
    /// The record it is about, as in `call:7`.
    pub target: String,
    /// Where it stands.
    pub status: ProposalStatus,
    /// How much care the approval asks for.
    pub tier: Tier,
    /// What stands in HubSpot now; none for something new.
    pub current: Option<String>,
    /// What would stand in HubSpot, as plain text.
    pub proposed: String,
    /// The current value as a person reads it: an option by its label, a sum with its separators, a day without a time.
    pub current_words: Option<String>,
    /// The proposed value as a person reads it: an option by its label, a sum with its separators, a day without a time.
    pub proposed_words: String,
    /// Who changed the current value last; none for something new.
    pub changed_by: Option<String>,
    /// Whether an automation in HubSpot may act on it.
    pub automation: bool,
    /// Who will be able to read it: `colleagues`, and `customer` where it stands in a ticket.
    pub audience: Vec<String>,
    /// Every citation of its lines, each once.
    pub citations: Vec<String>,
    /// How sure it is, 0 to 1, computed from its sources and past decisions; none where that is not known.
    pub confidence: Option<f32>,
    /// The parts that the confidence was computed from, by name, each 0 to 1; none where there is no confidence.
    pub confidence_parts: Option<BTreeMap<String, f32>>,
    /// What is proposed, in words, as in "Call with Velora Health, 25 February 2026".
    pub title: String,
    /// The name of the account it is about.
    pub target_name: String,
    /// The records it would hang on, or whose property it would change.
    pub attached_to: Vec<AttachedTo>,
    /// The proposal's lines, in order; of a property what the value rests on.
    pub lines: Vec<Line>,
    /// Lines that grounding refused and that were left out, each with the reason.
    pub dropped: Vec<Dropped>,
    /// HTML exactly as it is sent; empty for a property.
    pub body: String,
    /// What people call the property; none for a note or task.
    pub property: Option<String>,
    /// When the task is due; none for what is no task.
    #[specta(type = Option<String>)]
    pub due: Option<Timestamp>,
    /// What is to be done in the task; none for what is no task.
    pub task_type: Option<TaskType>,
    /// How urgent the task is; none for what is no task.
    pub priority: Option<Priority>,
    /// When HubSpot reminds the task's owner; none for no reminder, and for what is no task.
    #[specta(type = Option<String>)]
    pub reminder: Option<Timestamp>,
    /// Whose the task is, by owner id; none for nobody's in particular, and for what is no task.
    pub owner: Option<String>,
    /// The name of the task's owner; none where there is none or it is not known.
    pub owner_name: Option<String>,
    /// What has to be typed once more to approve it: the new value of a gated field, `empty` where it is to be emptied, the name of the colleague
    /// whose task it is; none where a yes is enough.
    pub confirm: Option<String>,
    /// The proposal's last line, with the approver and the marker; empty for a property.
    pub footer: String,
    /// What an approval covers; any change gives another.
    pub hash: String,
    /// The text behind every citation of the lines.
    #[specta(type = BTreeMap<String, Source>)]
    pub sources: Sources,
    /// When the proposal was drafted.
    #[specta(type = String)]
    pub created_at: Timestamp,
    /// The rule that had it drafted, by id; none where the rep asked for it.
    pub rule: Option<String>,
    /// The other program that put it up, by the name it gives itself; none where the rep or a rule did.
    pub program: Option<String>,
    /// Why the proposal was rejected, refused, or waits; none where that needs no words.
    pub reason: Option<String>,
    /// When it is tried again by itself; none where it waits for no moment.
    #[specta(type = Option<String>)]
    pub waits_until: Option<Timestamp>,
    /// What to do about a refusal or a wait; none where there is nothing to do.
    pub advice: Option<String>,
    /// Whether the rep can have it tried again.
    pub can_retry: bool,
    /// HubSpot's id of what was written; none before it is known.
    pub remote_id: Option<String>,
    /// The page in HubSpot that shows it or will; none for a portal that has no pages.
    pub hubspot_url: Option<String>,
    /// How many requests have left for it.
    pub attempts: u32,
    /// Why the proposal is approved by itself and never together with others; none where it may be.
    pub by_itself: Option<String>,
    /// Why the proposal cannot be approved as it stands: its property is gone, or does not hold such a value. None where it can.
    pub held: Option<String>,
    /// The value it was drafted from, where HubSpot has another one by now.
    pub drafted_from: Option<String>,
    /// Which prompt or rules made the value, as in `signals@2`; none for what somebody named.
    pub prompt_version: Option<String>,
    /// The day it is put aside by itself, if nobody decides.
    #[specta(type = Option<String>)]
    pub expires_at: Option<Timestamp>,
    /// Exactly what goes into HubSpot, field by field, where that is no HTML.
    pub sent: Vec<SentField>,
    /// What can be taken back after it is filed, and until when.
    pub undo: String,
    /// What cannot be taken back after it is filed.
    pub stays: String,
}

/// One field of what an approval would send to HubSpot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct SentField {
    /// The field's name in HubSpot.
    pub name: String,
    /// The field's value, exactly as it is sent.
    pub value: String,
}

/// A record that a proposal would hang on, or whose property it would change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct AttachedTo {
    /// The record's id, as in `contact:1`.
    pub id: String,
    /// The name of the record in HubSpot.
    pub name: String,
}

/// Lists all proposals. Needs no network and no lock.
pub fn proposals(open: &OpenPortal) -> Result<Proposals, AppError> {
    proposals_where(open, |_| true)
}

/// Lists the proposals that are about a record, hang on it or would change it, newest first. Needs no network and no lock.
pub fn proposals_about(open: &OpenPortal, record: &str) -> Result<Proposals, AppError> {
    let id = account_id(record)?;
    proposals_where(open, |proposal| proposal.target == id || proposal.content.write.targets().contains(&id))
}

/// Lists the proposals that are `wanted`, newest first.
pub(crate) fn proposals_where(
    open: &OpenPortal,
    wanted: impl Fn(&StoredProposal) -> bool,
) -> Result<Proposals, AppError> {
    let entries = open.database.entries()?;
    let entries: BTreeMap<&ProposalId, &StoredEntry> = entries.iter().map(|entry| (&entry.proposal, entry)).collect();
    let all = open.database.proposals()?;
    let some = all.iter().filter(|proposal| wanted(proposal));
    let views = some.map(|proposal| view(open, proposal, entries.get(&proposal.id).copied()));
    Ok(Proposals { proposals: views.collect::<Result<_, _>>()? })
}

/// Shows one proposal; fails with [`ErrorCode::NotFound`] where there is none by that id.
pub fn proposal(open: &OpenPortal, id: &str) -> Result<ProposalView, AppError> {
    view_of(open, &stored(open, id)?)
}

/// The stored proposal with this id; fails with [`ErrorCode::NotFound`] where there is none.
pub(crate) fn stored(open: &OpenPortal, id: &str) -> Result<StoredProposal, AppError> {
    let found = open.database.proposals()?.into_iter().find(|proposal| proposal.id.0 == id.trim());
    found.ok_or_else(|| {
        AppError::new(ErrorCode::NotFound, format!("There is no proposal {}", id.trim()))
            .hint("Review shows those there are.")
            .command_hint("`foreword review list` shows those there are.")
    })
}

pub(crate) fn entry_of<'a>(entries: &'a [StoredEntry], id: &ProposalId) -> Option<&'a StoredEntry> {
    entries.iter().find(|entry| entry.proposal == *id)
}

/// Sources as they are kept: on which side a speaker sits is worked out anew each time, so a proposal just made shows what a kept one does.
pub(crate) fn as_kept(sources: &Sources) -> Sources {
    let kept = |(citation, source): (&Citation, &Source)| (citation.clone(), Source { side: None, ..source.clone() });
    sources.iter().map(kept).collect()
}

/// A proposal as it stands, with its entry where it has one.
pub(crate) fn view_of(open: &OpenPortal, proposal: &StoredProposal) -> Result<ProposalView, AppError> {
    let entries = open.database.entries()?;
    view(open, proposal, entry_of(&entries, &proposal.id))
}

fn view(open: &OpenPortal, proposal: &StoredProposal, entry: Option<&StoredEntry>) -> Result<ProposalView, AppError> {
    let content = &proposal.content;
    let mut attached_to = Vec::new();
    for id in content.write.targets() {
        let name = open
            .database
            .record(id)?
            .map_or_else(|| id.to_string(), |record| domain::marked(&who::name_of(&record)).into_owned());
        attached_to.push(AttachedTo { id: id.to_string(), name });
    }
    let status = ProposalStatus::of(proposal.decision, entry.map(|entry| entry.status));
    let mut citations: Vec<String> = Vec::new();
    for citation in content.lines.iter().flat_map(|line| &line.citations).map(ToString::to_string) {
        if !citations.contains(&citation) {
            citations.push(citation);
        }
    }
    let reason = entry.map_or(&proposal.reason, |entry| &entry.reason);
    let targets = content.write.targets();
    let page = targets.iter().find(|id| id.object != ObjectType::Deal).or(targets.first());
    let standing = Standing::of(open, content)?;
    let settings = review_settings(open)?;
    let is_open = proposal.decision == Decision::Open;
    let lasts = SignedDuration::from_hours(24 * i64::from(settings.expires_after_days));
    // An undo is told in the words that the card shows, not as HubSpot stores the value.
    let mut told = content.write.clone();
    if let Write::Change(change) = &mut told {
        change.from = change.from.as_deref().map(|from| in_words(open, content, from)).transpose()?;
    }
    let undoable = outbox::undoable(&told);
    let sure = confidence::rated(open, proposal)?;
    let alone =
        by_itself(proposal, standing.by_automation, sure.as_ref().map(|sure| sure.confidence), settings.threshold);
    let held = is_open.then(|| may_be_written(open, &settings, &content.write));
    Ok(ProposalView {
        held: held.and_then(Result::err).map(|error| error.message),
        drafted_from: standing
            .drafted_from
            .filter(|_| is_open)
            .map(|from| if from.is_empty() { Ok(from) } else { in_words(open, content, &from) })
            .transpose()?,
        prompt_version: content
            .write
            .change()
            .and_then(|change| Some(change.provenance.as_ref()?.prompt_version.clone())),
        expires_at: proposal.created_at.checked_add(lasts).ok().filter(|_| is_open),
        sent: sent(&content.write),
        rule: open.database.event_of_draft(&proposal.draft)?.map(|(_, rule)| rule),
        program: open.database.program_of_draft(&proposal.draft)?,
        id: proposal.id.0.clone(),
        kind: proposal.kind.clone(),
        target: proposal.target.to_string(),
        status,
        tier: content.write.tier(),
        current_words: standing.current.as_deref().map(|value| in_words(open, content, value)).transpose()?,
        proposed_words: in_words(open, content, &standing.proposed)?,
        current: standing.current,
        proposed: standing.proposed,
        changed_by: standing.changed_by,
        automation: content.write.may_start_automation(),
        audience: audience(&content.write),
        citations,
        confidence: sure.as_ref().map(|sure| sure.confidence),
        confidence_parts: sure.map(|sure| sure.parts),
        by_itself: alone,
        title: content.title.clone(),
        target_name: content.target_name.clone(),
        attached_to,
        lines: content.lines.clone(),
        dropped: content.dropped.clone(),
        body: content.write.body().unwrap_or_default().to_owned(),
        property: standing.property,
        due: standing.due,
        task_type: content.write.task().map(|task| task.task_type),
        priority: content.write.task().map(|task| task.priority),
        reminder: content.write.task().and_then(|task| task.reminder),
        owner: content.write.task().and_then(|task| task.owner.clone()),
        owner_name: content.write.task().map(|task| owner_of(open, task)).transpose()?.flatten(),
        confirm: to_confirm(open, content)?,
        footer: content.footer.clone(),
        hash: proposal.hash.clone(),
        sources: as_kept(&content.sources),
        created_at: proposal.created_at,
        reason: Some(reason.clone()).filter(|reason| !reason.is_empty()),
        waits_until: entry.and_then(|entry| entry.wait_until).filter(|_| status.is_unlanded()),
        advice: advice(status, entry, &content.write).map(str::to_owned),
        can_retry: can_retry(status, entry),
        remote_id: entry.and_then(|entry| entry.remote_id.clone()),
        hubspot_url: page.and_then(|id| hubspot_url(open, id)),
        attempts: entry.map_or(0, |entry| entry.sends),
        undo: undoable.how,
        stays: undoable.stays,
    })
}

/// What stands in HubSpot as far as is known here, and what would.
pub(crate) struct Standing {
    /// Whether a workflow, a sequence or another app set the current value.
    pub(crate) by_automation: bool,
    current: Option<String>,
    proposed: String,
    changed_by: Option<String>,
    property: Option<String>,
    due: Option<Timestamp>,
    drafted_from: Option<String>,
}

impl Standing {
    pub(crate) fn of(open: &OpenPortal, content: &Proposed) -> Result<Self, AppError> {
        let written = plain(&content.title, &content.lines, &content.footer);
        let new = Self {
            by_automation: false,
            current: None,
            proposed: written,
            changed_by: None,
            property: None,
            due: None,
            drafted_from: None,
        };
        Ok(match &content.write {
            Write::Note(_) => new,
            Write::Task(task) => Self { due: Some(task.due), ..new },
            Write::Role(role) => Self { proposed: role.label.clone(), ..new },
            Write::Event(event) => Self { proposed: event.summary.clone(), ..new },
            Write::Change(change) => {
                let history = open.database.history(&change.record, &change.property)?;
                let last = history.last();
                let record = open.database.record(&change.record)?;
                let current = record.and_then(|record| record.get(&change.property).map(str::to_owned));
                let has_moved = current != change.from;
                let changed_by =
                    last.map(|last| format!("{}, {}", outbox::who(&last.source), last.at.strftime("%-d %B %Y")));
                let people = ["", "CRM_UI", "MOBILE_IOS", "MOBILE_ANDROID", "IMPORT", "FORM", "CONTACTS_WEB"];
                Self {
                    by_automation: last.is_some_and(|last| !people.contains(&last.source.as_str())),
                    current,
                    proposed: change.to.clone(),
                    changed_by,
                    property: Some(change.label.clone()),
                    due: None,
                    drafted_from: has_moved.then(|| change.from.clone().unwrap_or_default()),
                }
            }
        })
    }
}

/// Whether the rep can have it tried again: what waits, at once; what was refused, by another approval, unless it may be there after all.
pub(crate) fn can_retry(status: ProposalStatus, entry: Option<&StoredEntry>) -> bool {
    let may_be_there = entry.is_some_and(|entry| entry.in_doubt);
    matches!(status, ProposalStatus::Waiting | ProposalStatus::Unknown)
        || status == ProposalStatus::Refused && !may_be_there
}

/// What to do about a refusal or a wait.
fn advice(status: ProposalStatus, entry: Option<&StoredEntry>, write: &Write) -> Option<&'static str> {
    let entry = entry?;
    match status {
        ProposalStatus::Refused if entry.in_doubt => {
            Some("It may be in HubSpot all the same. Look there before you draft it again.")
        }
        ProposalStatus::Refused => Some(match write {
            Write::Change(_) => "Check the value in HubSpot. If yours is still right, try again and approve it anew.",
            Write::Note(_) | Write::Task(_) => {
                "Check that the records it belongs to are still in HubSpot. Then try again and approve it anew."
            }
            Write::Role(_) => "Check in HubSpot that the person and the deal are still there. Then try again.",
            Write::Event(_) => "Ask your HubSpot admin whether the event type is still there. Then try again.",
        }),
        ProposalStatus::Waiting if entry.wait_until.is_none() => {
            Some("It is safe here, and is filed by itself once that is put right.")
        }
        ProposalStatus::Waiting | ProposalStatus::Unknown => Some("It is safe here, and is tried again by itself."),
        _ => None,
    }
}

/// A property's value as a person reads it; of what is no property, the text itself.
pub(crate) fn in_words(open: &OpenPortal, content: &Proposed, value: &str) -> Result<String, AppError> {
    let Some(change) = content.write.change() else { return Ok(value.to_owned()) };
    let definitions = open.database.definitions(change.record.object)?;
    let definition = definitions.iter().find(|definition| definition.name == change.property);
    let label = |value: &str| {
        let option = definition?.options.iter().find(|(name, _)| name == value)?;
        Some(option.1.clone())
    };
    let parts: Option<Vec<String>> = value.split(';').map(label).collect();
    if let Some(labels) = parts {
        return Ok(labels.join(", "));
    }
    let zone = open.portal.zone();
    let day = (Holds::of(&change.property, definition) == Holds::Day).then(|| stored_day(value, &zone)).flatten();
    Ok(day.map_or_else(
        || drafting::readable(&change.property, value, &zone),
        |day| day.strftime("%-d %B %Y").to_string(),
    ))
}

/// Exactly what goes into HubSpot, field by field. Of a note and a task the body is shown as HTML besides.
fn sent(write: &Write) -> Vec<SentField> {
    let field = |name: &str, value: &str| SentField { name: name.to_owned(), value: value.to_owned() };
    match write {
        Write::Note(note) => vec![field(property::TIMESTAMP, &note.at.to_string())],
        Write::Task(task) => {
            let mut fields = vec![
                field(property::TASK_SUBJECT, &task.subject),
                field(property::TIMESTAMP, &task.due.to_string()),
                field(property::TASK_TYPE, task.task_type.as_str()),
            ];
            fields.extend((!task.priority.is_usual()).then(|| field(property::TASK_PRIORITY, task.priority.as_str())));
            fields.extend(task.reminder.map(|at| field(property::TASK_REMINDERS, &at.to_string())));
            fields.extend(task.owner.iter().map(|owner| field(property::OWNER, owner)));
            fields
        }
        Write::Change(change) => {
            let run = change.provenance.iter().flat_map(|run| {
                let beside = run.beside().into_iter().map(|(property, value)| field(property, &value));
                let whole = domain::with_runs(None, std::iter::once((change.property.as_str(), run)));
                beside.chain([field(domain::PROVENANCE, &whole)]).collect::<Vec<_>>()
            });
            std::iter::once(field(&change.property, &change.to)).chain(run).collect()
        }
        Write::Role(role) => vec![field("associationTypeId", &role.type_id.to_string()), field("label", &role.label)],
        Write::Event(event) => vec![
            field("id", &event.event_id),
            field("timestamp", &event.at.to_string()),
            field("summary", &event.summary),
            field("source", &event.source),
            field("confidence", &event.confidence),
        ],
    }
}

/// The name of a task's owner, or the number where no name is known; none where it is nobody's.
pub(crate) fn owner_of(open: &OpenPortal, task: &TaskToFile) -> Result<Option<String>, AppError> {
    let Some(id) = &task.owner else { return Ok(None) };
    let owner = open.database.owners()?.into_iter().find(|owner| owner.id == *id);
    Ok(Some(owner.map_or_else(|| id.clone(), |owner| owner.display_name().to_owned())))
}

/// What has to be typed once more to approve a proposal, as its card shows it: of a field that is to be emptied the word for that. None where a
/// yes is enough.
pub(crate) fn to_confirm(open: &OpenPortal, content: &Proposed) -> Result<Option<String>, AppError> {
    Ok(match &content.write {
        Write::Task(task) if task.for_another => owner_of(open, task)?,
        Write::Change(change) if content.write.tier() == Tier::Gated => Some(match change.to.trim().is_empty() {
            true => EMPTY[0].to_owned(),
            false => in_words(open, content, &change.to)?,
        }),
        _ => None,
    })
}

/// Who will be able to read it. Tickets count as shared with the customer.
fn audience(write: &Write) -> Vec<String> {
    let customers = write.is_seen_by_customers().then(|| "customer".to_owned());
    ["colleagues".to_owned()].into_iter().chain(customers).collect()
}

/// The note as plain text, the way [`crate::review::edit::edit`] takes its lines back.
fn plain(title: &str, lines: &[Line], footer: &str) -> String {
    let mut text = vec![title.to_owned()];
    let phrases = drafting::note::phrases_of(lines);
    for heading in Heading::ALL {
        let mut here = lines.iter().filter(|line| line.under == heading).peekable();
        if here.peek().is_some() {
            text.extend([String::new(), phrases.heading(heading)]);
            text.extend(here.map(|line| format!("- {}", line.shown())));
        }
    }
    text.extend([String::new(), footer.to_owned()]);
    text.join("\n")
}
