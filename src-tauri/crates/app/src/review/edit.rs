//! Changing what a proposal says, which withdraws its approval.

use crate::{
    error::{AppError, ErrorCode},
    portal::open::OpenPortal,
    reading::confidence,
    review::{
        proposals::{ProposalView, stored, view_of},
        typed,
    },
};
use domain::{ChangeToMake, Proposed, Provenance, Write};
use drafting::note;
use jiff::Timestamp;
use store::StoredProposal;

/// Gives a note or task other lines, one text a line; a property another value. Lines that read as before keep what they rest on; every
/// other one is the rep's own.
///
/// Fails with [`ErrorCode::InFlight`] where HubSpot may have the note already.
pub fn edit(open: &OpenPortal, id: &str, texts: &[String], now: Timestamp) -> Result<ProposalView, AppError> {
    let proposal = stored(open, id)?;
    let content = &proposal.content;
    match &content.write {
        Write::Change(change) => return change_value(open, &proposal, change, texts, now),
        Write::Role(_) => {
            return Err(AppError::new(ErrorCode::Usage, "A role cannot be edited. Approve or reject it"));
        }
        Write::Note(_) | Write::Task(_) | Write::Event(_) => {}
    }
    // What a review prints may come back whole: its title, bullets and last line are not lines of the note.
    let bare = |text: &String| {
        let text = text.trim();
        text.strip_prefix("- ").unwrap_or(text).trim().to_owned()
    };
    let texts: Vec<String> =
        texts.iter().map(bare).filter(|text| *text != content.title && *text != content.footer).collect();
    let lines = note::edited(&content.lines, &texts);
    if lines.is_empty() {
        return Err(AppError::new(ErrorCode::Usage, "A note needs at least one line")
            .hint("To drop the note, reject it.")
            .command_hint("To drop the note, run `foreword review reject ID --why W`."));
    }
    if lines == content.lines {
        return view_of(open, &proposal);
    }
    let body = note::body(&content.title, &lines, &content.footer);
    let write = match &content.write {
        Write::Note(note) => Write::Note(domain::NoteToFile { body, ..note.clone() }),
        Write::Task(task) => Write::Task(domain::TaskToFile { body, ..task.clone() }),
        Write::Event(event) => {
            let summary = lines.iter().map(domain::Line::shown).collect::<Vec<_>>().join("\n");
            Write::Event(domain::EventToSend { summary, ..event.clone() })
        }
        other @ (Write::Change(_) | Write::Role(_)) => other.clone(),
    };
    let hash = outbox::hash_of(&write);
    let changed = Proposed { lines, write, ..content.clone() };
    if !open.database.revise_proposal(&proposal.id, &changed, &hash, now)? {
        return Err(in_flight(id));
    }
    open.database.note_outcome(&proposal.id, confidence::EDITED, now)?;
    view_of(open, &stored(open, id)?)
}

/// Proposes another value: all of the text, one line.
fn change_value(
    open: &OpenPortal,
    proposal: &StoredProposal,
    change: &ChangeToMake,
    texts: &[String],
    now: Timestamp,
) -> Result<ProposalView, AppError> {
    let typed = texts.join(" ").trim().to_owned();
    let definitions = open.database.definitions(change.record.object)?;
    let definition = definitions.iter().find(|definition| definition.name == change.property);
    let value = typed::Value {
        stored: &change.to,
        words: "",
        holds: typed::Holds::of(&change.property, definition),
        currency: None,
        zone: &open.portal.zone(),
        today: now.to_zoned(open.zone()).date(),
    };
    let to = typed::stored(&typed, &value, definition).unwrap_or(typed);
    // What the rep put differently is no longer the draft's, and no score of the draft's is its.
    let run = change.provenance.clone().map(|run| match to == change.to {
        true => run,
        false => Provenance { prompt_version: edited(&run.prompt_version), confidence: None, ..run },
    });
    let change = ChangeToMake { to, provenance: run, ..change.clone() };
    crate::portal::properties::fits(open, &change)?;
    let write = Write::Change(change);
    let hash = outbox::hash_of(&write);
    let changed = Proposed { write, ..proposal.content.clone() };
    if !open.database.revise_proposal(&proposal.id, &changed, &hash, now)? {
        return Err(in_flight(&proposal.id.0));
    }
    open.database.note_outcome(&proposal.id, confidence::EDITED, now)?;
    view_of(open, &stored(open, &proposal.id.0)?)
}

/// A prompt version whose value the rep put differently.
fn edited(prompt_version: &str) -> String {
    let base = prompt_version.trim_end_matches(EDITED);
    format!("{base}{EDITED}")
}

/// Stands behind a prompt version whose value the rep put differently.
const EDITED: &str = ", edited";

/// The error for a change to a proposal that may be in HubSpot already.
pub(crate) fn in_flight(id: &str) -> AppError {
    AppError::new(ErrorCode::InFlight, format!("{id} is on its way to HubSpot, or already there"))
        .hint("If it is in HubSpot, change it there.")
        .command_hint("`foreword push` finds out. If it is in HubSpot, change it there.")
}
