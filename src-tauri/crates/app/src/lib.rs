//! What a rep can do with Foreword, one file per use case: composition only.
//!
//! No SQL, no HubSpot JSON and no decision longer than a screen lives here. Each use case takes [`Settings`] or an opened portal
//! ([`OpenPortal`]) and returns a value that serialises to what the command line promises to scripts. Errors are [`AppError`]s, with a
//! code to branch on and a hint that says what to do.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod accounts;
mod approve;
mod ask;
mod audit;
mod brief;
mod briefing;
mod calls;
mod cite;
mod confidence;
mod connect;
mod corpus;
mod demo;
mod digest;
mod doctor;
mod draft_note;
mod draft_reply;
mod draft_signals;
mod edit;
mod error;
mod eval;
mod eval_backtest;
mod eval_ground;
mod eval_redact;
mod forget;
mod lease;
mod ledger;
mod maintain;
mod model;
mod models;
mod open;
mod overview;
mod phrase;
mod portals;
mod power;
mod preferences;
mod progress;
mod properties;
mod proposals;
mod propose;
mod push;
mod readings;
mod reject;
mod review_settings;
mod search;
mod session;
mod settings;
mod source;
mod sync;
mod today;
mod undo;
mod when;
mod who;

pub use crate::sync::{Incomplete, ObjectReport, ScopeChoice, SyncReport, SyncRequest, sync};
pub use ::sync::Progress as SyncProgress;
pub use accounts::{
    AccountRow, AccountView, DealView, FactView, PersonView, TicketView, TimelineEntry, TimelinePage, account,
    accounts, timeline,
};
pub use approve::{ApproveRequest, approve};
pub use ask::{AnswerView, AskReport, AskRequest, ask};
pub use audit::{AuditCheck, export_audit, verify_audit};
pub use brief::{BriefReport, BriefRequest, brief};
pub use briefing::{BriefHeader, Briefing, briefing};
pub use calls::{CallLine, CallList, CallShown, PromptUsage, UsageReport, call, calls, usage_report};
pub use cite::{CitedText, cite};
pub use connect::{ConnectRequest, Connected, connect};
pub use corpus::Corpus;
pub use demo::{Demo, DemoReport, demo};
pub use digest::{DigestLineView, DigestPartView, DigestReport, DigestRequest, digest};
pub use doctor::{Check, Checks, doctor};
pub use draft_note::{DraftReport, DraftView, draft_note};
pub use draft_reply::{ReplyLineView, ReplyReport, ReplyRequest, draft_reply};
pub use draft_signals::{SignalFields, SignalsDraft, SignalsReport, draft_signals};
pub use edit::edit;
pub use error::{AppError, Candidate, ErrorCode};
pub use eval::{EvalFiles, RetrievalFigures, eval_retrieval};
pub use eval_backtest::{BacktestReport, eval_backtest};
pub use eval_ground::{GroundVerdict, eval_ground};
pub use eval_redact::{RedactedLine, eval_redact};
pub use forget::{ForgetReport, Searched, forget};
pub use hubspot::Secret;
pub use lease::{WriteLock, lend};
pub use ledger::{ConflictView, Conflicts, PromiseView, Promises, conflicts, promises};
pub use llm::Kind as DraftKind;
pub use maintain::{MaintainReport, Size, UpkeepState, UpkeepView, due, maintain, upkeep, upkeep_due};
pub use model::Model;
pub use models::{ModelReport, ModelView, model_folder, models, use_model, use_reranker};
pub use open::{OpenPortal, Writable, open_for_reading, open_for_writing};
pub use outbox::{Double, Progress as PushProgress, Reporter as PushReporter, Silent as PushSilent};
pub use overview::{Count, Overview, overview};
pub use phrase::{PhrasedReport, Phraser, draft_phrased};
pub use portals::{Disconnected, PortalEntry, Portals, disconnect, portals};
pub use preferences::{DEFAULT_SHORTCUT, FormerModel, ModelChoice, Preferences, Theme};
pub use progress::{Progress, Reporter, Silent};
pub use proposals::{AttachedTo, PROPOSED, ProposalView, Proposals, proposal, proposals};
pub use propose::{draft_fields, draft_tasks};
pub use push::{EntryView, PushReport, PushRequest, push};
pub use reject::reject;
pub use retrieval::IndexProgress;
pub use review_settings::{ReviewSettings, field_is_mine, review_settings, set_review_settings};
pub use search::{HitView, SearchReport, SearchRequest, search};
pub use session::{Session, Shown};
pub use settings::{Settings, default_home};
pub use source::{SourceText, UtteranceView, open_citation, open_record};
pub use today::{MeetingView, OwedView, QuietView, TodayView, WaitingView, today};
pub use undo::undo;
pub use when::instant;
pub use who::{Target, resolve};
