//! What crosses to the pages and is not `app`'s already.

use app::{AppError, Checks, ErrorCode, PhraseRequest, Progress, ReplyRequest, SyncProgress, Theme, Tone};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use specta::Type;

/// Everything the frame of the main window shows.
#[derive(Debug, Clone, Serialize, Type)]
pub struct AppState {
    /// The portal on screen; none before the first.
    pub portal: Option<PortalView>,
    /// Records by type.
    pub counts: Vec<CountView>,
    /// The start of the last finished sync.
    #[specta(type = Option<String>)]
    pub fresh_as_of: Option<Timestamp>,
    /// Whether a sync is running.
    pub syncing: bool,
    /// Whether HubSpot could not be reached at the last attempt.
    pub offline: bool,
    /// Drafts that wait for a decision.
    pub waiting: u32,
    /// The shortcut that calls the brief.
    pub hotkey: HotkeyView,
    /// Colours.
    pub theme: Theme,
    /// Whether Foreword starts with the session.
    pub autostart: bool,
    /// The rep's time zone, an IANA name.
    pub zone: String,
    /// Foreword's version.
    pub version: String,
    /// Why somebody should look after the files, if they should.
    pub alarm: Option<String>,
}

/// The portal on screen.
#[derive(Debug, Clone, Serialize, Type)]
pub struct PortalView {
    /// HubSpot's number for it.
    pub id: String,
    /// For reading.
    pub name: String,
    /// The rep's address, where known.
    pub user: Option<String>,
    /// Whether it is the sample portal.
    pub is_sample: bool,
    /// Where it is read from and written to.
    pub address: String,
    /// Its page in HubSpot.
    pub hubspot_url: Option<String>,
}

/// Records of one type.
#[derive(Debug, Clone, Serialize, Type)]
pub struct CountView {
    /// `contacts`, and so on.
    pub r#type: String,
    /// Here.
    pub local: u32,
    /// In HubSpot at the last count.
    pub remote: Option<u32>,
}

/// The global hotkey.
#[derive(Debug, Clone, Serialize, Type)]
pub struct HotkeyView {
    /// The keys that are taken; none if none could be.
    pub shortcut: Option<String>,
    /// Why none could be.
    pub problem: Option<String>,
}

/// One check of the doctor's.
#[derive(Debug, Clone, Serialize, Type)]
pub struct DoctorCheck {
    /// What was looked at.
    pub name: String,
    /// Whether it is as it should be.
    pub ok: bool,
    /// What was found.
    pub detail: String,
    /// What to do about it.
    pub fix: Option<String>,
}

/// How far a long job is.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum SetupStep {
    /// Nothing read yet.
    Starting,
    /// Reading records of a type, or `transcripts`.
    Objects {
        /// The type.
        object: String,
        /// Read so far.
        done: u32,
        /// To read, where known.
        total: Option<u32>,
    },
    /// What was read can be searched by word.
    Searchable,
    /// Texts the model reads.
    Indexing {
        /// So far.
        done: u32,
        /// To do.
        total: u32,
    },
    /// Over.
    Done,
}

impl From<Progress> for SetupStep {
    fn from(progress: Progress) -> Self {
        let narrow = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let objects = |object: &str, done: usize, total: Option<usize>| Self::Objects {
            object: object.to_owned(),
            done: narrow(done),
            total: total.map(narrow),
        };
        match progress {
            Progress::Sync(SyncProgress::Resuming | SyncProgress::ReadingReference) => Self::Starting,
            Progress::Sync(SyncProgress::Reading { object, done }) => objects(object.plural(), done, None),
            Progress::Sync(SyncProgress::ReadingTranscripts { done, total }) => {
                objects("transcripts", done, Some(total))
            }
            Progress::Index(app::IndexProgress::Texts { done }) => objects("texts", done, None),
            Progress::Index(app::IndexProgress::Vectors { done, total }) => {
                Self::Indexing { done: narrow(done), total: narrow(total) }
            }
            Progress::Searchable => Self::Searchable,
        }
    }
}

/// The doctor's checks, for the page.
pub fn checks(found: Checks) -> Vec<DoctorCheck> {
    let view =
        |check: app::Check| DoctorCheck { name: check.name, ok: check.ok, detail: check.detail, fix: check.window_fix };
    found.checks.into_iter().map(view).collect()
}

/// A card the rep says yes to, as it was shown.
#[derive(Debug, Clone, Deserialize, Type)]
pub struct ShownCard {
    /// The proposal's id, as commands take it.
    pub id: String,
    /// What the yes covers.
    pub hash: String,
}

/// A text to draft.
#[derive(Debug, Clone, Deserialize, Type)]
pub struct DraftTextRequest {
    /// Which kind, as `draft_kinds` names them.
    pub kind: String,
    /// A person, account, call, deal or ticket.
    pub target: String,
    /// `brief` or `warm`, for mails.
    pub tone: String,
    /// Who takes over, for a hand-off.
    pub receiver: Option<String>,
}

impl DraftTextRequest {
    /// As the app takes it.
    pub fn read(self) -> Result<PhraseRequest, AppError> {
        let kind = self
            .kind
            .parse()
            .map_err(|_| AppError::new(ErrorCode::Usage, format!("“{}” is not a kind of draft", self.kind)))?;
        let request = PhraseRequest::new(kind, &self.target);
        Ok(PhraseRequest { tone: tone(&self.tone), receiver: self.receiver, ..request })
    }
}

/// A reply to draft.
#[derive(Debug, Clone, Deserialize, Type)]
pub struct ReplyTextRequest {
    /// A mail, person or account.
    pub target: String,
    /// Text to answer in place of a mail.
    pub pasted: Option<String>,
    /// `brief` or `warm`.
    pub tone: String,
}

impl ReplyTextRequest {
    /// As the app takes it.
    pub fn read(self) -> ReplyRequest {
        ReplyRequest { target: self.target, pasted: self.pasted.filter(|text| !text.trim().is_empty()) }
    }
}

/// A tone by its name.
pub fn tone(name: &str) -> Tone {
    if name == "warm" { Tone::Warm } else { Tone::Brief }
}
