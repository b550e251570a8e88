//! What pages and scripts are shown of imported conversations.

use crate::syncing::shelf::UnreadableFile;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use specta::Type;

/// What is to be imported, and where the rep says that it belongs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Type)]
pub struct ImportRequest {
    /// The files.
    pub files: Vec<String>,
    /// A text that was pasted, instead.
    pub text: Option<String>,
    /// The person, company or deal whose conversation it is, where the rep says so.
    pub contact: Option<String>,
    /// The call or meeting that it is, as in `call:7`, where the rep says so.
    pub call: Option<String>,
}

/// Where a conversation is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
pub struct MatchedView {
    /// The record that has its words: a call, a meeting, or a conversation of our own.
    pub id: String,
    /// The title of that.
    pub title: String,
    /// When it took place.
    #[specta(type = String)]
    pub at: Timestamp,
    /// The account, as in `company:1`; none where the call or meeting hangs on none.
    pub account: Option<String>,
    /// The name of the account.
    pub account_name: Option<String>,
    /// How sure that is, 0 to 1.
    pub confidence: f32,
    /// What agrees: "the time and Petra Lang".
    pub why: String,
    /// Whether the rep said so.
    pub by_rep: bool,
    /// Whether it had been imported before, perhaps from another recorder.
    pub again: bool,
}

/// A place that a waiting conversation may belong to.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
pub struct SuggestionView {
    /// The call, meeting, company or contact.
    pub id: String,
    /// What it is, for people: "Pricing review, 2 March 2026, 10:00".
    pub label: String,
    /// The name of its account; none where it is one, or has none.
    pub account_name: Option<String>,
    /// How sure that is, 0 to 1.
    pub confidence: f32,
    /// What of the conversation agrees with the place: "the day and Petra Lang".
    pub why: String,
}

/// Somebody who speaks in a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct SpeakerView {
    /// The name, as what they said is filed under.
    pub name: String,
    /// Who that is; none where nobody knows, so that what they say is nobody's.
    pub known: Option<String>,
    /// How many turns are theirs.
    pub turns: u32,
}

/// A conversation that was imported.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
pub struct ConversationView {
    /// The number of the conversation, by which it is placed or removed.
    pub id: i32,
    /// The name of its file; none where it was pasted.
    pub file: Option<String>,
    /// What the file is, as in `vtt`.
    pub format: String,
    /// Its title; none where it has none.
    pub title: Option<String>,
    /// When it began, as exactly as is known, in words; none where nobody knows.
    pub began: Option<String>,
    /// How many minutes it lasts; none where nobody knows.
    pub minutes: Option<u32>,
    /// Who recorded it, as far as the file says.
    pub recorded_by: Option<String>,
    /// Who takes part or speaks, as the file names them.
    pub people: Vec<String>,
    /// Where it is kept; none while it waits.
    pub place: Option<MatchedView>,
    /// Where it may belong, the likeliest first; of one that has a place none.
    pub suggestions: Vec<SuggestionView>,
    /// Who speaks in the conversation, in the order in which they first do.
    pub speakers: Vec<SpeakerView>,
    /// People whom a speaker may be: the colleagues and contacts of the place.
    pub candidates: Vec<String>,
    /// How it begins.
    pub opening: String,
}

/// All conversations that were imported, and the folders that are looked into for more.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
pub struct Conversations {
    /// Those that wait for the rep to say what they are.
    pub waiting: Vec<ConversationView>,
    /// Those that have a place, the newest import first.
    pub kept: Vec<ConversationView>,
    /// Folders that are looked into.
    pub folders: Vec<WatchedFolder>,
    /// Recorders that give conversations to a key: those that are asked first.
    pub recorders: Vec<RecorderView>,
}

/// A folder that is looked into for new conversations.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct WatchedFolder {
    /// The path of the folder.
    pub path: String,
    /// Why it could not be looked into the last time; none where it could.
    pub problem: Option<String>,
    /// Files in it that were not read, each with the reason.
    pub unread: Vec<UnreadableFile>,
}

/// What opens a recorder, as the rep gives it.
// Not `Debug`: it holds the key.
#[derive(Clone, Deserialize, Type)]
pub struct RecorderRequest {
    /// The recorder: `fathom`, `fireflies`, `gong` or `granola`.
    pub kind: String,
    /// The key.
    pub key: String,
    /// The key's second part, where it has one.
    pub secret: Option<String>,
    /// Where it answers, where each company has an address of its own.
    pub address: Option<String>,
}

/// A recorder, whether it is asked or not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct RecorderView {
    /// The recorder's name in commands.
    pub kind: String,
    /// The recorder's name as people write it.
    pub title: String,
    /// Where its key is found, as it goes on from "The key is in".
    pub key_is_in: String,
    /// Whether its key has a second part.
    pub has_secret: bool,
    /// Whether it wants an address.
    pub wants_address: bool,
    /// Whether it is asked for conversations.
    pub is_asked: bool,
    /// Whose key it is, as far as the service says.
    pub owner: Option<String>,
    /// When it was last asked; none before the first time.
    #[specta(type = Option<String>)]
    pub looked_at: Option<Timestamp>,
    /// Why nothing came the last time; none where something could.
    pub problem: Option<String>,
    /// How many conversations came from it.
    pub taken: u32,
    /// How many it still works on, or could not give yet.
    pub waiting: u32,
}
