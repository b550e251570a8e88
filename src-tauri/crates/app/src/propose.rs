//! Proposals beside notes: tasks out of the promise ledger, and fields that signatures and talks name otherwise.

use crate::{
    AppError, DraftReport, DraftView, ErrorCode, OpenPortal, confidence,
    draft_note::approver,
    properties::{fits, label_of},
    proposals::view_of,
    review_settings::review_settings,
    who,
};
use domain::{
    ChangeToMake, Decision, Dossier, Heading, Item, ItemKind, Line, Mode, Proposed, RecordId, Sources, TaskToFile,
    Write,
};
use drafting::note;
use jiff::{Timestamp, civil::Date};
use std::collections::{BTreeMap, BTreeSet};
use store::{StoredDraft, StoredProposal};

/// The kind that stands in rows and reports: tasks for open promises.
const TASKS: &str = "tasks";
/// Fields that were named otherwise.
const FIELDS: &str = "fields";
/// A task without a day of its own is due so many days from now.
const DUE_IN_DAYS: i32 = 3;
/// A task is due at this hour of the rep's day.
const DUE_HOUR: i8 = 9;

/// One proposal before it has a name.
struct New {
    target: RecordId,
    title: String,
    lines: Vec<Line>,
    write: NewWrite,
}

/// What it would write; a task's body still lacks its last line.
enum NewWrite {
    Task { subject: String, due: Timestamp, owner: Option<String>, targets: Vec<RecordId> },
    Change(ChangeToMake),
}

/// Proposes a task for each promise of ours that is open: `WHO` is a person or an account. Needs no network.
pub fn draft_tasks(open: &OpenPortal, target: &str, now: Timestamp) -> Result<DraftReport, AppError> {
    let (dossier, account) = dossier(open, target, now)?;
    let (tasks, sources) = drafting::tasks(&dossier);
    if tasks.is_empty() {
        return Err(AppError::new(ErrorCode::NotFound, "No open promise of ours asks for a task there")
            .hint("`foreword promises` lists what was promised."));
    }
    let owner = open.portal.owner_id.clone();
    let proposals = tasks.into_iter().map(|task| {
        let line = Line {
            text: task.title.clone(),
            kind: ItemKind::Derived,
            rule: Some(task.rule.to_owned()),
            citations: task.citations,
            verified: true,
            confidence: None,
            heading: Heading::Ours,
            under: Heading::Ours,
            speaker: None,
        };
        New {
            target: account.clone(),
            title: task.title.clone(),
            lines: vec![line],
            write: NewWrite::Task {
                subject: task.title,
                due: due(open, task.due, now),
                owner: owner.clone(),
                targets: task.targets,
            },
        }
    });
    put(open, TASKS, &account, &dossier, proposals.collect(), sources, now)
}

/// Proposes what signatures and talks name otherwise than the CRM has it: titles, phone numbers, headcounts.
pub fn draft_fields(open: &OpenPortal, target: &str, now: Timestamp) -> Result<DraftReport, AppError> {
    let (dossier, account) = dossier(open, target, now)?;
    let (noticed, sources) = drafting::noticed(&dossier);
    let settings = review_settings(open)?;
    let mut proposals = Vec::new();
    for value in noticed {
        let record = open.database.record(&value.record)?.ok_or_else(|| gone(&value.record))?;
        let change = ChangeToMake {
            record: value.record.clone(),
            property: value.property.to_owned(),
            label: label_of(open, (&value.record, value.property))?,
            from: value.current.clone(),
            to: value.proposed.clone(),
            seen_at: record.modified_at,
        };
        // What HubSpot would not take is no proposal, nor is what the rep keeps to themselves.
        if fits(open, &change).is_err() || settings.is_mine(&change) {
            continue;
        }
        let quoted = sources.get(&value.citation);
        let line = Line {
            text: quoted.map_or_else(|| value.proposed.clone(), |source| source.text.trim().to_owned()),
            kind: ItemKind::Quote,
            rule: Some("named_otherwise".to_owned()),
            citations: vec![value.citation],
            verified: true,
            confidence: None,
            heading: Heading::Point,
            under: Heading::Point,
            speaker: quoted.and_then(|source| source.speaker.clone()),
        };
        let title = format!("{} of {}", change.label, who::name_of(&record));
        proposals.push(New { target: value.record, title, lines: vec![line], write: NewWrite::Change(change) });
    }
    if proposals.is_empty() {
        return Err(AppError::new(ErrorCode::NotFound, "Nothing there was named otherwise than HubSpot has it"));
    }
    put(open, FIELDS, &account, &dossier, proposals, sources, now)
}

fn gone(id: &RecordId) -> AppError {
    AppError::new(ErrorCode::NotFound, format!("{id} is no longer here"))
}

fn dossier(open: &OpenPortal, target: &str, now: Timestamp) -> Result<(Dossier, RecordId), AppError> {
    let meant = who::resolve(open, target, now)?;
    let why = meant.why.clone();
    let dossier = retrieval::gather(&open.database, &meant.account, meant.contact.as_ref(), why, now, now)?;
    Ok((dossier, meant.account))
}

/// When a task is due: on its day, at nine in the rep's morning.
fn due(open: &OpenPortal, day: Option<Date>, now: Timestamp) -> Timestamp {
    let zone = open.zone();
    let today = now.to_zoned(zone.clone()).date();
    let day = day.unwrap_or_else(|| today.saturating_add(jiff::Span::new().days(DUE_IN_DAYS))).max(today);
    day.at(DUE_HOUR, 0, 0, 0).to_zoned(zone).map_or(now, |at| at.timestamp())
}

/// Keeps a draft with its proposals. What equal input proposed before, and was not rejected, is shown again and not doubled.
fn put(
    open: &OpenPortal,
    kind: &str,
    account: &RecordId,
    dossier: &Dossier,
    new: Vec<New>,
    sources: Sources,
    now: Timestamp,
) -> Result<DraftReport, AppError> {
    let approver = approver(open)?;
    let (mut shown, mut items, mut request) = (Vec::new(), Vec::new(), String::new());
    for one in new {
        let spelled = serde_json::to_string(&one.lines).unwrap_or_default();
        let wanted = match &one.write {
            NewWrite::Task { subject, targets, .. } => {
                let targets: Vec<String> = targets.iter().map(ToString::to_string).collect();
                format!("{subject} {}", targets.join(","))
            }
            NewWrite::Change(change) => {
                format!("{} {} {:?} {}", change.record, change.property, change.from, change.to)
            }
        };
        let input_hash = outbox::hash_of_parts(&[kind, &approver, &spelled, &wanted]);
        let request_id = format!("r-{}", input_hash.get(..16).unwrap_or_default());
        let own: Vec<Item> = one.lines.iter().map(Line::item).collect();
        items.extend(own.clone());
        request = request_id.clone();
        let known = open.database.draft_of_input(&input_hash)?;
        if let Some((_, proposal)) = known {
            shown.push(view_of(open, &proposal)?);
            continue;
        }
        let draft = StoredDraft {
            id: outbox::new_proposal_id().0.replacen("p-", "d-", 1),
            kind: kind.to_owned(),
            target: one.target.clone(),
            request_id,
            input_hash,
            mode: "extractive".to_owned(),
            items: own,
            created_at: now,
        };
        let proposal = proposal(one, &draft, dossier, &sources, &approver, now);
        open.database.put_draft(&draft, &proposal)?;
        confidence::rate(open, &proposal, now)?;
        shown.push(view_of(open, &proposal)?);
    }
    Ok(DraftReport {
        draft: DraftView {
            id: format!("{kind} of {account}"),
            kind: kind.to_owned(),
            mode: Mode::Extractive,
            request_id: request,
            items,
            fields: BTreeMap::new(),
        },
        proposals: shown.iter().map(|view| view.id.clone()).collect(),
        sources,
        shown,
    })
}

fn proposal(
    new: New,
    draft: &StoredDraft,
    dossier: &Dossier,
    sources: &Sources,
    approver: &str,
    now: Timestamp,
) -> StoredProposal {
    let marker = outbox::new_marker();
    let (footer, write) = match new.write {
        NewWrite::Task { subject, due, owner, targets } => {
            let footer = note::footer(approver, &marker);
            let body = note::body(&subject, &new.lines, &footer);
            (footer, Write::Task(TaskToFile { subject, body, due, owner, for_another: false, targets }))
        }
        NewWrite::Change(change) => (String::new(), Write::Change(change)),
    };
    let cited: BTreeSet<_> = new.lines.iter().flat_map(|line| line.citations.clone()).collect();
    let own = sources.iter().filter(|(citation, _)| cited.contains(*citation));
    StoredProposal {
        id: outbox::new_proposal_id(),
        draft: draft.id.clone(),
        kind: write.kind().to_owned(),
        target: new.target,
        decision: Decision::Open,
        reason: String::new(),
        hash: outbox::hash_of(&write),
        content: Proposed {
            title: new.title,
            target_name: dossier.account.display_name(),
            lines: new.lines,
            dropped: Vec::new(),
            sources: own.map(|(citation, source)| (citation.clone(), source.clone())).collect(),
            footer,
            marker,
            write,
        },
        created_at: now,
    }
}
