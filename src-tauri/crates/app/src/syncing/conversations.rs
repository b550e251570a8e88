//! Conversations that come in as files or text: read, matched to a call, a meeting or an account, and kept as what was said there.
//!
//! `domain::matching` decides where one belongs. What it is not sure of waits, with what comes nearest, until the rep says; each sync looks again,
//! for a meeting that is logged later. The same conversation is known again, from another recorder too.

use crate::{
    error::{AppError, ErrorCode},
    models::embedding_model::Model,
    portal::open::OpenPortal,
    reading::resolve as who,
    syncing::{
        conversation_folders,
        conversation_import::{Import, Told, finish, modified},
        conversation_views::{Conversations, ImportRequest},
        reader::{FileReader, Unread},
        recorders,
        transcripts::{self, TranscriptReport, TranscriptView},
    },
};
use domain::{ObjectType, RecordId};
use jiff::Timestamp;
use std::path::{Path, PathBuf};
use store::{Conversation, ConversationState};
use tokio_util::sync::CancellationToken;

/// The most conversations that are listed as kept.
const KEPT_LISTED: usize = 100;

/// Imports conversations from files, or one from a text. A file that is refused never stops the rest. What was imported can be found when this
/// returns, also where it ends half-way.
pub async fn import(
    open: &OpenPortal,
    model: &Model,
    request: &ImportRequest,
    now: Timestamp,
    cancel: &CancellationToken,
) -> Result<TranscriptReport, AppError> {
    let told = told(open, request.call.as_deref(), request.contact.as_deref(), now)?;
    let mut import = Import::begin(open, now)?;
    let outcome = take_all(&mut import, request, told.as_ref(), cancel).await;
    let ended = cancel.is_cancelled();
    finish(open, model, import.placed && !ended, cancel).await?;
    if import.placed && ended {
        // Reading and indexing what came in waits for the next sync; whose it is does not.
        open.database.rebuild_membership()?;
    }
    outcome
}

async fn take_all(
    import: &mut Import<'_>,
    request: &ImportRequest,
    told: Option<&Told>,
    cancel: &CancellationToken,
) -> Result<TranscriptReport, AppError> {
    let mut taken = Vec::new();
    if let Some(text) = &request.text {
        let read = transcript::read_text(text).map_err(|error| {
            AppError::new(ErrorCode::Usage, format!("This is no conversation that can be read: {error}"))
                .hint("Paste what a recorder wrote: names before the lines, or times.")
        })?;
        for transcript in &read {
            taken.push(import.take("", transcript, None, told)?);
        }
    }
    let mut reader = FileReader::new();
    for file in &request.files {
        let path = PathBuf::from(file);
        if cancel.is_cancelled() {
            return Err(AppError::cancelled());
        }
        match transcripts::of_file(&path, &mut reader, cancel).await {
            Ok(read) => {
                let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
                let saved = modified(&path);
                for transcript in &read {
                    match import.take(&name, transcript, saved, told) {
                        Ok(view) => taken.push(TranscriptView { file: file.clone(), ..view }),
                        // The call has other words already; the next file may have another place.
                        Err(error) if error.code == ErrorCode::Usage => {
                            taken.push(transcripts::refused(file, error.message));
                        }
                        Err(error) => return Err(error),
                    }
                }
            }
            Err(Unread::Cancelled) => return Err(AppError::cancelled()),
            Err(unread) => taken.push(transcripts::refused(file, unread.to_string())),
        }
    }
    Ok(TranscriptReport { transcripts: taken })
}

/// Where the rep says that conversations belong.
fn told(
    open: &OpenPortal,
    call: Option<&str>,
    contact: Option<&str>,
    now: Timestamp,
) -> Result<Option<Told>, AppError> {
    match (call.map(str::trim), contact.map(str::trim)) {
        (Some(call), None) => {
            let id =
                call.parse::<RecordId>().ok().filter(|id| matches!(id.object, ObjectType::Call | ObjectType::Meeting));
            let id = id.ok_or_else(|| {
                AppError::new(ErrorCode::Usage, format!("“{call}” is no call or meeting"))
                    .hint("Name it as in call:7 or meeting:9.")
            })?;
            let known = open.database.record(&id)?.filter(|record| !record.archived);
            let known = known.ok_or_else(|| {
                AppError::new(ErrorCode::NotFound, format!("There is no {id} here")).hint("Sync first.")
            })?;
            Ok(Some(Told::Talk(known.id)))
        }
        (None, Some(contact)) => Ok(Some(Told::With(who::resolve(open, contact, now)?))),
        (None, None) => Ok(None),
        (Some(_), Some(_)) => Err(AppError::new(ErrorCode::Usage, "Name either a call or a person, not both")),
    }
}

/// All conversations that were imported.
pub fn conversations(open: &OpenPortal, now: Timestamp) -> Result<Conversations, AppError> {
    let import = Import::begin(open, now)?;
    let (mut waiting, mut kept) = (Vec::new(), Vec::new());
    for conversation in open.database.conversations()? {
        match conversation.state {
            ConversationState::Waiting => waiting.push(import.view(&conversation)?),
            _ if kept.len() < KEPT_LISTED => kept.push(import.view(&conversation)?),
            _ => {}
        }
    }
    let (folders, recorders) = (conversation_folders::folders(open)?, recorders::recorders(open)?);
    Ok(Conversations { waiting, kept, folders, recorders })
}

/// Has a folder looked into for conversations from now on, and looks.
pub async fn watch_folder(
    open: &OpenPortal,
    model: &Model,
    folder: &Path,
    now: Timestamp,
    cancel: &CancellationToken,
) -> Result<Conversations, AppError> {
    conversation_folders::add(open, folder, now)?;
    let looked = conversation_folders::look(open, now, cancel).await?;
    finish(open, model, looked.placed, cancel).await?;
    conversations(open, now)
}

/// Has a folder no longer looked into. What came from it stays.
pub fn unwatch_folder(open: &OpenPortal, folder: &str, now: Timestamp) -> Result<Conversations, AppError> {
    if !open.database.remove_conversation_folder(folder)? {
        return Err(AppError::new(ErrorCode::NotFound, format!("{folder} is not looked into")));
    }
    conversations(open, now)
}

/// How many conversations wait for the rep.
pub fn conversations_waiting(open: &OpenPortal) -> Result<usize, AppError> {
    Ok(open.database.conversations_waiting()?)
}

fn known(open: &OpenPortal, id: i32) -> Result<Conversation, AppError> {
    let known = open.database.conversation(i64::from(id))?.filter(|one| one.state != ConversationState::Dropped);
    known.ok_or_else(|| {
        AppError::new(ErrorCode::NotFound, "This conversation is not here any more")
            .hint("It may have been removed already.")
    })
}

/// Puts a conversation where the rep says that it belongs: a call or meeting by its id, else a person, company or deal by id, address or name.
pub async fn settle_conversation(
    open: &OpenPortal,
    model: &Model,
    id: i32,
    target: &str,
    now: Timestamp,
    cancel: &CancellationToken,
) -> Result<Conversations, AppError> {
    let conversation = known(open, id)?;
    let is_talk =
        target.trim().parse::<RecordId>().is_ok_and(|id| matches!(id.object, ObjectType::Call | ObjectType::Meeting));
    let told = if is_talk { told(open, Some(target), None, now)? } else { told(open, None, Some(target), now)? };
    let mut import = Import::begin(open, now)?;
    if let Some(told) = told {
        let said = import.words_of(&conversation)?;
        let (placed, place) = import.as_told(&conversation, &told, Some(conversation.added_at))?;
        import.keep(conversation, &said, &placed, &place, true)?;
    }
    finish(open, model, true, cancel).await?;
    conversations(open, now)
}

/// Throws a conversation away. What was cited of it still opens.
pub async fn drop_conversation(
    open: &OpenPortal,
    id: i32,
    now: Timestamp,
    cancel: &CancellationToken,
) -> Result<Conversations, AppError> {
    let conversation = known(open, id)?;
    open.database.drop_conversation(conversation.id, now)?;
    finish(open, &Model::none(), true, cancel).await?;
    conversations(open, now)
}

/// Says who a speaker of a conversation is, by full name: one of the people of its place. Whatever they said is theirs from now on.
pub async fn name_speaker(
    open: &OpenPortal,
    model: &Model,
    id: i32,
    (speaker, name): (&str, &str),
    now: Timestamp,
    cancel: &CancellationToken,
) -> Result<Conversations, AppError> {
    let conversation = known(open, id)?;
    let Some(place) = &conversation.place else {
        return Err(AppError::new(ErrorCode::Usage, "Say first what this conversation is")
            .hint("Its speakers can be named once it has a place."));
    };
    let view = Import::begin(open, now)?.view(&conversation)?;
    if !view.candidates.iter().any(|candidate| candidate == name) {
        return Err(AppError::new(ErrorCode::NotFound, format!("“{name}” is nobody of this account"))
            .hint("Choose one of the names that are offered."));
    }
    if !open.database.name_speaker(place, speaker, name, "")? {
        return Err(AppError::new(ErrorCode::NotFound, format!("Nobody called “{speaker}” speaks in it")));
    }
    finish(open, model, true, cancel).await?;
    conversations(open, now)
}
