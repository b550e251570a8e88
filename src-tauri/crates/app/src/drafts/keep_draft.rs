//! Storing the proposals that a draft makes: none twice, and a newer one in the place of an older one of the same field.

use crate::{
    drafts::draft::{DraftReport, DraftView},
    error::AppError,
    portal::open::{OpenPortal, approver},
    reading::confidence,
    review::proposals::{ProposalView, view_of},
};
use domain::{
    ChangeToMake, Decision, EventToSend, EventType, Item, Line, Marker, Mode, NoteToFile, ObjectType, Priority,
    Proposed, Provenance, RecordId, RoleToGive, Sources, TaskToFile, TaskType, Write,
};
use drafting::note;
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use store::{StoredDraft, StoredProposal};

/// A draft whose proposals are to be kept.
pub(crate) struct Drafted<'a> {
    /// The kind of draft, as in `tasks`.
    pub kind: &'a str,
    /// Whether rules or a model made the draft.
    pub mode: Mode,
    /// The account that the draft was made of.
    pub account: RecordId,
    /// The name of the account.
    pub account_name: String,
    /// The text behind every citation of the draft's lines.
    pub sources: &'a Sources,
}

/// A proposal that is to be kept, before it has an id.
pub(crate) struct New {
    /// The record that the proposal is about.
    pub target: RecordId,
    /// What is proposed, in words.
    pub title: String,
    /// The lines that it says, or that its value rests on.
    pub lines: Vec<Line>,
    /// What an approval would write.
    pub write: NewWrite,
}

/// What a new proposal would write; whatever holds a marker still lacks it.
pub(crate) enum NewWrite {
    /// A note at a moment of the timeline.
    Note { at: Timestamp, owner: Option<String>, targets: Vec<RecordId> },
    /// A task: its title, when it is due, whose it is, the records it hangs on, and what it is.
    Task {
        subject: String,
        due: Timestamp,
        owner: Option<String>,
        targets: Vec<RecordId>,
        task_type: TaskType,
        priority: Priority,
    },
    /// A new value for a property, which somebody named.
    Change(ChangeToMake),
    /// A new value for a property, which the draft itself is.
    Filled { change: ChangeToMake, prompt_version: String, input_hash: String, confidence_in: Option<String> },
    /// A part that a person plays in a deal or company.
    Role(RoleToGive),
    /// An event on a contact's timeline.
    Event { contact: RecordId, event_type: EventType, at: Timestamp },
}

impl NewWrite {
    /// Spells what is wanted, so that equal wishes have equal hashes.
    fn spelled(&self) -> String {
        let ids = |targets: &[RecordId]| targets.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
        match self {
            Self::Note { at, targets, .. } => format!("note {at} {}", ids(targets)),
            Self::Task { subject, targets, .. } => format!("{subject} {}", ids(targets)),
            Self::Change(change) => format!("{} {} {:?} {}", change.record, change.property, change.from, change.to),
            // Of a draft's value its inputs count, not its words: a model may put equal things differently.
            Self::Filled { change, prompt_version, input_hash, .. } => {
                format!("{} {} {prompt_version} {input_hash}", change.record, change.property)
            }
            Self::Role(role) => format!("{} {}", ids(&role.ends), role.type_id),
            Self::Event { contact, event_type, at } => format!("{contact} {event_type:?} {at}"),
        }
    }
}

/// Keeps a draft with its proposals. What equal input proposed before, and was not put aside, is shown again and not doubled; an open
/// proposal for the same field, part or moment gives way to the new one.
pub(crate) fn keep(
    open: &OpenPortal,
    drafted: &Drafted<'_>,
    new: Vec<New>,
    now: Timestamp,
) -> Result<DraftReport, AppError> {
    let approver = approver(open)?;
    let (mut shown, mut items, mut request) = (Vec::<ProposalView>::new(), Vec::new(), String::new());
    for one in new {
        let lines = serde_json::to_string(&one.lines).unwrap_or_default();
        let said = if matches!(one.write, NewWrite::Filled { .. }) { "" } else { &lines };
        let input_hash = outbox::hash_of_parts(&[drafted.kind, &approver, said, &one.write.spelled()]);
        let request_id = format!("r-{}", input_hash.get(..16).unwrap_or_default());
        let own: Vec<Item> = one.lines.iter().map(Line::item).collect();
        items.extend(own.clone());
        request = request_id.clone();
        if let Some((_, proposal)) = open.database.draft_of_input(&input_hash)? {
            shown.push(view_of(open, &proposal)?);
            continue;
        }
        let draft = StoredDraft {
            id: outbox::new_proposal_id().0.replacen("p-", "d-", 1),
            kind: drafted.kind.to_owned(),
            target: one.target.clone(),
            request_id,
            input_hash,
            mode: drafted.mode.as_str().to_owned(),
            items: own,
            created_at: now,
        };
        let proposal = proposal(open, one, &draft, drafted, &approver, now)?;
        open.database.put_draft(&draft, &proposal)?;
        confidence::rate(open, &proposal, now)?;
        supersede(open, &proposal, now)?;
        shown.push(view_of(open, &proposal)?);
    }
    Ok(DraftReport {
        draft: DraftView {
            id: format!("{} of {}", drafted.kind, drafted.account),
            kind: drafted.kind.to_owned(),
            mode: drafted.mode,
            request_id: request,
            items,
            fields: BTreeMap::new(),
        },
        proposals: shown.iter().map(|view| view.id.clone()).collect(),
        sources: drafted.sources.clone(),
        shown,
    })
}

/// Puts aside what the rep has not decided about and a newer draft says anew.
pub(crate) fn supersede(open: &OpenPortal, newer: &StoredProposal, now: Timestamp) -> Result<(), AppError> {
    let key = newer.content.write.key();
    let is_older = |other: &&StoredProposal| {
        other.id != newer.id && other.decision == Decision::Open && other.content.write.key() == key
    };
    for older in open.database.proposals()?.iter().filter(is_older) {
        let why = format!("{} replaces it", newer.id);
        open.database.put_aside(&older.id, Decision::Superseded, &why, now)?;
    }
    Ok(())
}

fn proposal(
    open: &OpenPortal,
    new: New,
    draft: &StoredDraft,
    drafted: &Drafted<'_>,
    approver: &str,
    now: Timestamp,
) -> Result<StoredProposal, AppError> {
    let new = as_seen(new);
    let marker = outbox::new_marker();
    let cited: BTreeSet<_> = new.lines.iter().flat_map(|line| line.citations.clone()).collect();
    let own = drafted.sources.iter().filter(|(citation, _)| cited.contains(*citation));
    let sources: Sources = own.map(|(citation, source)| (citation.clone(), source.clone())).collect();
    let sure = confidence::of_lines(open, &new.lines, &sources, now)?;
    let footer = note::footer(approver, &marker, drafted.mode, &open.database.anchor()?);
    let (footer, write) = match new.write {
        NewWrite::Note { at, owner, targets } => {
            let body = note::body(&new.title, &new.lines, &footer);
            (footer, Write::Note(NoteToFile { body, at, owner, targets }))
        }
        NewWrite::Task { subject, due, owner, targets, task_type, priority } => {
            let body = note::body(&subject, &new.lines, &footer);
            let for_another = owner.is_some() && owner != open.portal.owner_id;
            (
                footer,
                Write::Task(TaskToFile {
                    subject,
                    body,
                    due,
                    owner,
                    for_another,
                    targets,
                    task_type,
                    priority,
                    reminder: None,
                }),
            )
        }
        NewWrite::Change(change) => (String::new(), Write::Change(change)),
        NewWrite::Filled { change, prompt_version, input_hash, confidence_in } => {
            let run = Provenance {
                prompt_version,
                input_hash,
                run_at: now,
                confidence: sure,
                confidence_in,
                reference: marker.as_str().to_owned(),
            };
            (String::new(), Write::Change(ChangeToMake { provenance: Some(run), ..change }))
        }
        NewWrite::Role(role) => (String::new(), Write::Role(role)),
        NewWrite::Event { contact, event_type, at } => {
            (footer.clone(), Write::Event(event(contact, event_type, at, &new.lines, &footer, &marker, sure)))
        }
    };
    Ok(StoredProposal {
        id: outbox::new_proposal_id(),
        draft: draft.id.clone(),
        kind: write.kind().to_owned(),
        target: new.target,
        decision: Decision::Open,
        reason: String::new(),
        hash: outbox::hash_of(&write),
        content: Proposed {
            title: new.title,
            target_name: drafted.account_name.clone(),
            lines: new.lines,
            dropped: Vec::new(),
            sources,
            footer,
            marker,
            write,
        },
        created_at: now,
    })
}

/// What is proposed, without characters that nobody sees: they cannot be approved.
fn as_seen(mut new: New) -> New {
    let seen = |text: &mut String| {
        if 0 < domain::hidden(text) {
            *text = domain::visible(text).into_owned();
        }
    };
    seen(&mut new.title);
    new.lines.iter_mut().for_each(|line| seen(&mut line.text));
    match &mut new.write {
        NewWrite::Task { subject, .. } => seen(subject),
        NewWrite::Change(change) | NewWrite::Filled { change, .. } => seen(&mut change.to),
        NewWrite::Note { .. } | NewWrite::Role(_) | NewWrite::Event { .. } => {}
    }
    new
}

/// An event with its summary, source and confidence as texts.
fn event(
    contact: RecordId,
    event_type: EventType,
    at: Timestamp,
    lines: &[Line],
    footer: &str,
    marker: &Marker,
    sure: Option<f32>,
) -> EventToSend {
    let said: Vec<String> = lines.iter().map(Line::shown).collect();
    let records: BTreeSet<String> =
        lines.iter().flat_map(|line| &line.citations).map(|citation| citation.record.to_string()).collect();
    let from = records.into_iter().collect::<Vec<_>>().join(", ");
    EventToSend {
        contact,
        event_type,
        event_id: marker.as_str().to_owned(),
        at,
        summary: said.join("\n"),
        source: if from.is_empty() { footer.to_owned() } else { format!("{footer} · {from}") },
        confidence: sure.map(|sure| format!("{sure:.2}")).unwrap_or_default(),
    }
}

/// The records a note about an account hangs on: the person where one is meant, the deal, the account.
pub(crate) fn about(person: Option<&RecordId>, deal: Option<&RecordId>, account: &RecordId) -> Vec<RecordId> {
    let mut targets: Vec<RecordId> = person.into_iter().chain(deal).cloned().collect();
    if !targets.contains(account) && matches!(account.object, ObjectType::Company | ObjectType::Contact) {
        targets.push(account.clone());
    }
    targets
}
