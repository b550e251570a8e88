//! Drafting the note of a call by rules, and putting it up for review.

use crate::{
    drafts::{
        draft::{DraftReport, DraftView},
        keep_draft::supersede,
    },
    error::{AppError, ErrorCode},
    portal::open::{OpenPortal, approver},
    reading::{confidence, resolve as who},
    review::proposals::{as_kept, view_of},
};
use domain::{Decision, Item, Meeting, Mode, NoteToFile, ObjectType, Part, Proposed, RecordId, Write};
use drafting::note;
use jiff::Timestamp;
use std::collections::BTreeMap;
use store::{StoredDraft, StoredProposal};

/// The name of this kind of draft in rows and reports.
pub(crate) const NOTE: &str = "note";

/// Drafts the note of a call: `call:7`, or a person's or account's last call with a transcript. Needs no network.
///
/// The same call with nothing changed gives the proposal there is already, however far that has come, unless it was rejected.
pub fn draft_note(open: &OpenPortal, target: &str, now: Timestamp) -> Result<DraftReport, AppError> {
    let (call, account) = call_of(open, target, now)?;
    let dossier = open.dossier(&account, now)?;
    let drafted = note::note(&dossier, &call).ok_or_else(|| no_transcript(&call))?;
    if drafted.lines.is_empty() {
        return Err(AppError::new(
            ErrorCode::NotFound,
            format!("There is nothing in the transcript of {call} to put in a note"),
        )
        .hint("Open the call to read what was said.")
        .command_hint("`foreword cite` and `foreword search` show what was said."));
    }
    let record = open.database.record(&call)?.ok_or_else(|| no_transcript(&call))?;
    let approver = approver(open)?;
    let targets = targets(open, &call)?;
    let owner = record.owner().map(str::to_owned).or_else(|| open.portal.owner_id.clone());
    let at = time_of_call(open, &call)?;
    let items: Vec<Item> = drafted.lines.iter().map(domain::Line::item).collect();
    let spelled = serde_json::to_string(&drafted.lines).unwrap_or_default();
    let named: Vec<String> = targets.iter().map(ToString::to_string).collect();
    let input_hash = outbox::hash_of_parts(&[
        NOTE,
        &call.to_string(),
        &approver,
        &drafted.title,
        &spelled,
        &named.join(","),
        owner.as_deref().unwrap_or_default(),
    ]);
    if let Some((draft, proposal)) = open.database.draft_of_input(&input_hash)? {
        return report(open, draft, &proposal);
    }
    let marker = outbox::new_marker();
    let footer = note::footer(&approver, &marker, Mode::Extractive, &open.database.anchor()?);
    let body = note::body(&drafted.title, &drafted.lines, &footer);
    let write = Write::Note(NoteToFile { body, at, owner, targets });
    let draft = StoredDraft {
        id: outbox::new_proposal_id().0.replacen("p-", "d-", 1),
        kind: NOTE.to_owned(),
        target: call.clone(),
        request_id: format!("r-{}", input_hash.get(..16).unwrap_or_default()),
        input_hash,
        mode: Mode::Extractive.as_str().to_owned(),
        items,
        created_at: now,
    };
    let proposal = StoredProposal {
        id: outbox::new_proposal_id(),
        draft: draft.id.clone(),
        kind: NOTE.to_owned(),
        target: call,
        decision: Decision::Open,
        reason: String::new(),
        hash: outbox::hash_of(&write),
        content: Proposed {
            title: drafted.title,
            target_name: dossier.account.display_name(),
            lines: drafted.lines,
            dropped: drafted.dropped,
            sources: drafted.sources,
            footer,
            marker,
            write,
        },
        created_at: now,
    };
    open.database.put_draft(&draft, &proposal)?;
    confidence::rate(open, &proposal, now)?;
    supersede(open, &proposal, now)?;
    report(open, draft, &proposal)
}

fn report(open: &OpenPortal, draft: StoredDraft, proposal: &StoredProposal) -> Result<DraftReport, AppError> {
    let fields = BTreeMap::from([
        ("title".to_owned(), proposal.content.title.clone()),
        ("body".to_owned(), proposal.content.write.body().unwrap_or_default().to_owned()),
    ]);
    let view = view_of(open, proposal)?;
    Ok(DraftReport {
        draft: DraftView {
            id: draft.id,
            kind: draft.kind,
            mode: Mode::Extractive,
            request_id: draft.request_id,
            items: draft.items,
            fields,
        },
        proposals: vec![proposal.id.0.clone()],
        sources: as_kept(&proposal.content.sources),
        shown: vec![view],
    })
}

/// The call that `target` means, and the account it is read in.
pub(crate) fn call_of(open: &OpenPortal, target: &str, now: Timestamp) -> Result<(RecordId, RecordId), AppError> {
    let database = &open.database;
    if let Ok(id) = target.trim().parse::<RecordId>()
        && id.object.is_talk()
    {
        let known = database.record(&id)?.filter(|call| !call.archived);
        if known.is_none() {
            return Err(AppError::new(
                ErrorCode::NotFound,
                format!("There is no {id} here, or it was deleted in HubSpot"),
            )
            .hint("Sync first. Or name a person, and their last call with a transcript is used."));
        }
        if !has_transcript(open, &id)? {
            return Err(no_transcript(&id));
        }
        let account = database.accounts_of(&id)?.into_iter().next().ok_or_else(|| {
            AppError::new(ErrorCode::NotFound, format!("{id} is not associated with a contact or company"))
                .hint("Associate the call in HubSpot, then sync.")
        })?;
        return Ok((id, account));
    }
    let meant = who::resolve(open, target, now)?;
    let mut last = None;
    for activity in database.timeline(&meant.account, now)?.into_iter().rev() {
        if !activity.object().is_talk() || now < activity.at || !has_transcript(open, &activity.id)? {
            continue;
        }
        let took_part = match &meant.contact {
            Some(contact) => {
                database.associated(&activity.id, ObjectType::Contact)?.iter().any(|(id, _)| id == contact)
            }
            None => true,
        };
        if took_part {
            return Ok((activity.id, meant.account));
        }
        last = last.or(Some(activity.id));
    }
    // Nobody noted that they took part; the account's last call is the best guess there is.
    last.map(|call| (call, meant.account)).ok_or_else(|| {
        AppError::new(ErrorCode::NotFound, format!("There is no call with “{target}” that has a transcript"))
            .hint("Import its recording under Conversations. A sync fetches transcripts where the token may read them.")
            .command_hint("`foreword import FILE` takes a recorder's file; `foreword sync` fetches transcripts where the token may read them.")
    })
}

fn has_transcript(open: &OpenPortal, call: &RecordId) -> Result<bool, AppError> {
    Ok(open.database.current_document(call, &Part::transcript())?.is_some())
}

pub(crate) fn no_transcript(call: &RecordId) -> AppError {
    AppError::new(ErrorCode::NotFound, format!("{call} has no transcript"))
        .hint("Import its recording under Conversations. A sync fetches transcripts where the token may read them; the checks in Settings say so.")
        .command_hint(
            "`foreword import FILE` takes a recorder's file; `foreword doctor` says whether the token may read transcripts.",
        )
}

/// When a call took place.
pub(crate) fn time_of_call(open: &OpenPortal, call: &RecordId) -> Result<Timestamp, AppError> {
    let record = open.database.record(call)?.ok_or_else(|| no_transcript(call))?;
    Ok(Meeting(&record).starts().unwrap_or(record.created_at))
}

/// The records the note hangs on: the call's contacts, companies and deals.
pub(crate) fn targets(open: &OpenPortal, call: &RecordId) -> Result<Vec<RecordId>, AppError> {
    let mut targets = Vec::new();
    for object in [ObjectType::Contact, ObjectType::Company, ObjectType::Deal] {
        targets.extend(open.database.associated(call, object)?.into_iter().map(|(id, _)| id));
    }
    if targets.is_empty() {
        return Err(AppError::new(
            ErrorCode::NotFound,
            format!("{call} is not associated with a contact, company or deal"),
        )
        .hint("Associate the call in HubSpot, then sync."));
    }
    Ok(targets)
}
