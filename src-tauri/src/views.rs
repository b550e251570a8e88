//! The values that cross to and from the pages where `app` has none of its own for that.

use crate::error::CommandError;
use app::{
    BackupReport, Checks, DraftKind, MatchedView, PhraseRequest, Progress, ReplyRequest, RestoreReport, SyncProgress,
    Theme, Tone, TranscriptView,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use specta::Type;

/// What became of one conversation of a file, or of a file that was refused.
#[derive(Debug, Clone, Serialize, Type)]
pub struct ImportedView {
    /// The file; empty where the text was pasted.
    pub file: String,
    /// The number under which it is here; none where the file was refused.
    pub conversation: Option<i32>,
    /// Where it is kept; none while it waits for the rep to say.
    pub matched: Option<MatchedView>,
    /// How many lines of the file were not read as speech.
    pub skipped: u32,
    /// Why the file was refused; none where it was read.
    pub error: Option<String>,
}

impl From<TranscriptView> for ImportedView {
    fn from(read: TranscriptView) -> Self {
        Self {
            file: read.file,
            conversation: read.conversation,
            matched: read.matched,
            skipped: u32::try_from(read.skipped.len()).unwrap_or(u32::MAX),
            error: read.error,
        }
    }
}

/// Everything that the frame of the main window shows.
#[derive(Debug, Clone, Serialize, Type)]
pub struct AppState {
    /// The portal on screen; none before one is connected or the sample is tried.
    pub portal: Option<PortalView>,
    /// How many records there are of each type.
    pub counts: Vec<CountView>,
    /// When the last sync that finished had started; none before the first.
    #[specta(type = Option<String>)]
    pub fresh_as_of: Option<Timestamp>,
    /// Whether a job is running, such as a sync.
    pub syncing: bool,
    /// Whether HubSpot could not be reached at the last attempt.
    pub offline: bool,
    /// How many drafts wait for a decision.
    pub waiting: u32,
    /// How many imported conversations wait for the rep to say what they are.
    pub conversations: u32,
    /// How many approved changes are not in HubSpot yet.
    pub unlanded: u32,
    /// How many approved changes HubSpot refused.
    pub refused: u32,
    /// Why the last sync failed, whoever asked for it; none where it did not, or where there only was no connection.
    pub sync_error: Option<CommandError>,
    /// Whether the brief is kept out of what others see of the screen.
    pub shield: Shield,
    /// The shortcut that calls the brief.
    pub hotkey: HotkeyView,
    /// The colours that the rep chose.
    pub theme: Theme,
    /// How large everything in the windows is, in percent of its usual size.
    pub text_percent: u32,
    /// Whether Foreword starts when the rep logs in.
    pub autostart: bool,
    /// The time zone of the portal, an IANA name.
    pub zone: String,
    /// The version of Foreword.
    pub version: String,
    /// What the rep should see to: the files, or what is missing in HubSpot; none where all is well.
    pub alarm: Option<String>,
}

/// Whether the brief is kept out of screen sharing and recordings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "lowercase")]
pub enum Shield {
    /// It is: others see nothing where it stands.
    On,
    /// It is not, as the rep chose.
    Off,
    /// This system offers no way to.
    Unavailable,
}

/// A backup that was made and read back.
#[derive(Debug, Clone, Serialize, Type)]
pub struct BackupView {
    /// The file.
    pub file: String,
    /// How large the file is.
    #[specta(type = u32)]
    pub bytes: u64,
}

impl From<BackupReport> for BackupView {
    fn from(report: BackupReport) -> Self {
        Self { file: report.file.display().to_string(), bytes: report.bytes }
    }
}

/// A backup that was put in the place of what was here.
#[derive(Debug, Clone, Serialize, Type)]
pub struct RestoreView {
    /// The moment that the backup holds.
    #[specta(type = String)]
    pub made_at: Timestamp,
    /// How many people were erased again, since they were forgotten after the backup was made.
    pub forgotten_again: u32,
    /// Where the database lies that was here before; none where there was none.
    pub replaced: Option<String>,
}

impl From<RestoreReport> for RestoreView {
    fn from(report: RestoreReport) -> Self {
        Self {
            made_at: report.made_at,
            forgotten_again: u32::try_from(report.forgotten_again).unwrap_or(u32::MAX),
            replaced: report.replaced.map(|path| path.display().to_string()),
        }
    }
}

/// The portal that is on screen.
#[derive(Debug, Clone, Serialize, Type)]
pub struct PortalView {
    /// HubSpot's number for the portal.
    pub id: String,
    /// The portal's name for reading: its number, or that it is the sample.
    pub name: String,
    /// The rep's e-mail address; none where it is not known.
    pub user: Option<String>,
    /// Whether the portal is the sample portal.
    pub is_sample: bool,
    /// The address that it is read from and written to.
    pub address: String,
    /// The portal's home page in HubSpot; none for the sample portal.
    pub hubspot_url: Option<String>,
}

/// How many records of one type are here and in HubSpot.
#[derive(Debug, Clone, Serialize, Type)]
pub struct CountView {
    /// The type in the plural, as in `contacts`.
    pub r#type: String,
    /// How many are here, archived ones left out.
    pub local: u32,
    /// How many HubSpot had in scope when they were last counted; none before the first count.
    pub remote: Option<u32>,
}

/// The global shortcut that calls the brief.
#[derive(Debug, Clone, Serialize, Type)]
pub struct HotkeyView {
    /// The keys that are taken; none if none could be.
    pub shortcut: Option<String>,
    /// Why no shortcut could be taken; none where one was.
    pub problem: Option<String>,
}

/// What the doctor found about one thing that has to work.
#[derive(Debug, Clone, Serialize, Type)]
pub struct DoctorCheck {
    /// What was looked at, as in `keychain`.
    pub name: String,
    /// Whether what was looked at is as it should be.
    pub ok: bool,
    /// What was found, in words.
    pub detail: String,
    /// What to do about it; none where nothing is to be done.
    pub fix: Option<String>,
}

/// How far a long job has come.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum SetupStep {
    /// The job has begun, and nothing has been read yet.
    Starting,
    /// Records of a type are being read, or `transcripts`, or texts are being indexed as `texts`.
    Objects {
        /// The type that is being read, as in `contacts`.
        object: String,
        /// How many have been read so far.
        done: u32,
        /// How many there are to read; none where that is not known.
        total: Option<u32>,
    },
    /// What was read can be searched by word.
    Searchable,
    /// The embedding model is reading texts.
    Indexing {
        /// How many texts have been read so far.
        done: u32,
        /// How many texts there are to read.
        total: u32,
    },
    /// The job is over.
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

/// The doctor's checks in the form in which a page shows them.
pub fn checks(found: Checks) -> Vec<DoctorCheck> {
    let view =
        |check: app::Check| DoctorCheck { name: check.name, ok: check.ok, detail: check.detail, fix: check.window_fix };
    found.checks.into_iter().map(view).collect()
}

/// A card that the rep approves as it was shown.
#[derive(Debug, Clone, Deserialize, Type)]
pub struct ShownCard {
    /// The proposal's id, as commands take it.
    pub id: String,
    /// The hash of what was shown, which is what the approval covers.
    pub hash: String,
}

/// A text to draft, as a page asks for it.
#[derive(Debug, Clone, Deserialize, Type)]
pub struct DraftTextRequest {
    /// The kind of draft.
    pub kind: DraftKind,
    /// What the draft is about: a person, account, call, deal or ticket.
    pub target: String,
    /// How a mail should sound.
    pub tone: Tone,
    /// The name of the colleague who takes over, for a hand-off.
    pub receiver: Option<String>,
}

impl DraftTextRequest {
    /// The request in the form in which the app takes it.
    pub fn read(self) -> PhraseRequest {
        let request = PhraseRequest::new(self.kind, &self.target);
        PhraseRequest { tone: self.tone, receiver: self.receiver, ..request }
    }
}

/// A reply to draft, as a page asks for it.
#[derive(Debug, Clone, Deserialize, Type)]
pub struct ReplyTextRequest {
    /// The mail to answer, or the person or account whose last unanswered mail is.
    pub target: String,
    /// Text to answer in place of a mail; none where a mail is answered.
    pub pasted: Option<String>,
    /// How the reply should sound.
    pub tone: Tone,
}

impl ReplyTextRequest {
    /// The request in the form in which the app takes it.
    pub fn read(self) -> ReplyRequest {
        ReplyRequest { target: self.target, pasted: self.pasted.filter(|text| !text.trim().is_empty()) }
    }
}
