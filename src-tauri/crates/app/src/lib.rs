//! What a rep can do with Foreword, one file per use case: composition only.
//!
//! No SQL, no HubSpot JSON and no decision longer than a screen lives here. Each use case takes [`Settings`] or an opened portal
//! ([`OpenPortal`]) and returns a value that serialises to what the command line promises to scripts. Errors are [`AppError`]s, with a
//! code to branch on and a hint that says what to do.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod accounts;
mod ageing;
mod ai_properties;
mod apart;
mod approve;
mod ask;
mod audit;
mod brief;
mod briefing;
mod calls;
mod cite;
mod collateral;
mod confidence;
mod connect;
mod corpus;
mod demo;
mod digest;
mod doctor;
mod draft_fields;
mod draft_kinds;
mod draft_note;
mod draft_reply;
mod draft_signals;
mod draft_tasks;
mod edit;
mod error;
mod eval;
mod eval_backtest;
mod eval_ground;
mod eval_redact;
mod forget;
mod gone;
mod grades;
mod lease;
mod ledger;
mod llm_choice;
mod llm_settings;
mod maintain;
mod model;
mod models;
mod open;
mod overview;
mod phrase;
mod phrase_ask;
mod phrase_matter;
mod policy;
mod portals;
mod power;
mod preferences;
mod progress;
mod properties;
mod proposals;
mod propose_draft;
mod push;
mod put;
mod readings;
mod reject;
mod report;
mod review_settings;
mod roles;
mod schema;
mod search;
mod senders;
mod session;
mod settings;
mod shelf;
mod shelf_folder;
mod similar;
mod source;
mod sync;
mod today;
mod undo;
mod uses;
mod values;
mod voices;
mod when;
mod who;
mod window_socket;

pub use crate::sync::{Incomplete, ObjectReport, ScopeChoice, SyncReport, SyncRequest, sync};
pub use ::sync::Progress as SyncProgress;
pub use accounts::{
    AccountRow, AccountView, DealView, FactView, PersonView, TicketView, TimelineEntry, TimelinePage, account,
    accounts, timeline,
};
pub use ai_properties::Mapped;
pub use approve::{ApproveRequest, approve};
pub use ask::{AnswerView, AskReport, AskRequest, ask};
pub use audit::{AuditCheck, export_audit, verify_audit};
pub use brief::{BriefReport, BriefRequest, brief};
pub use briefing::{BriefHeader, Briefing, briefing};
pub use calls::{CallLine, CallList, CallShown, CallView, call, call_view, calls};
pub use cite::{CitedText, cite};
pub use connect::{ConnectRequest, Connected, connect};
pub use corpus::Corpus;
pub use demo::{Demo, DemoReport, demo};
pub use digest::{DigestLineView, DigestPartView, DigestReport, DigestRequest, digest};
pub use doctor::{Check, Checks, doctor};
pub use draft_fields::draft_fields;
pub use draft_kinds::{DraftKindView, draft_kinds, mail_address};
pub use draft_note::{DraftReport, DraftView, draft_note};
pub use draft_reply::{ReplyLineView, ReplyReport, ReplyRequest, draft_reply, draft_reply_phrased, preview_reply};
pub use draft_signals::{SignalFields, SignalsDraft, SignalsReport, draft_signals, signals};
pub use draft_tasks::draft_tasks;
pub use edit::edit;
pub use error::{AppError, Candidate, ErrorCode};
pub use eval::{EvalFiles, RetrievalFigures, eval_retrieval};
pub use eval_backtest::{BacktestReport, eval_backtest};
pub use eval_ground::{GroundVerdict, eval_ground};
pub use eval_redact::{RedactedLine, eval_redact};
pub use forget::{ForgetReport, Searched, forget};
pub use gone::{ErasedView, GoneReport, VanishedView, accept_vanished, forget_erased, gone};
pub use grades::{GradePage, GradeSample, Graded, export_grades, grade, grade_page, import_grades};
pub use hubspot::Secret;
pub use lease::WriteLock;
pub use ledger::{ConflictView, Conflicts, PromiseView, Promises, conflicts, promises};
pub use llm::{Kind as DraftKind, Secret as ModelKey, Stops, Tone};
pub use llm_choice::{LlmChoice, Redaction};
pub use llm_settings::{
    CALLS_KEPT_DAYS, ChosenView, LlmRequest, LlmTest, LlmView, LocalServerView, ProviderView, choose_llm,
    find_local_models, has_llm_key, llm_settings, remove_llm_key, resume_llm, set_llm_budget, set_redaction, test_llm,
};
pub use maintain::{MaintainReport, Size, UpkeepState, UpkeepView, due, maintain, upkeep, upkeep_due};
pub use model::Model;
pub use models::{ModelReport, ModelView, model_folder, models, use_model, use_reranker};
pub use open::{OpenPortal, Writable, open_for_reading, open_for_writing};
pub use outbox::{Double, Progress as PushProgress, Reporter as PushReporter, Silent as PushSilent};
pub use overview::{Count, Overview, overview};
pub use phrase::{
    DraftReporter, DraftStep, MailView, PhraseRequest, PhrasedReport, Phraser, SentView, draft_phrased, preview_draft,
};
pub use policy::{Policy, policy_file};
pub use portals::{Disconnected, PortalEntry, Portals, disconnect, portals};
pub use preferences::{DEFAULT_SHORTCUT, FormerModel, ModelChoice, Preferences, Theme};
pub use progress::{Progress, Reporter, Silent};
pub use proposals::{AttachedTo, PROPOSED, ProposalView, Proposals, proposal, proposals};
pub use propose_draft::{is_proposed, propose_draft};
pub use push::{EntryView, PushReport, PushRequest, push, push_due};
pub use reject::reject;
pub use report::{KindUse, PromptUsage, UsageReport, WeekUsage, report_html, usage_report, write_report};
pub use retrieval::IndexProgress;
pub use review_settings::{ReviewSettings, field_is_mine, review_settings, set_review_settings};
pub use schema::{
    Drift, DriftReport, PlannedProperty, SchemaPlan, schema_apply, schema_check, schema_events, schema_map, schema_plan,
};
pub use search::{HitView, SearchReport, SearchRequest, search};
pub use session::{Session, Shown};
pub use settings::{Settings, default_home};
pub use shelf::{
    PageView, Pages, SavePageRequest, ShelfFolderView, ShelfScan, ShelfView, UnreadableFile, add_shelf_folder,
    drop_page, pages, remove_shelf_folder, save_page, scan_shelf, shelf,
};
pub use source::{LayerView, SourceText, UtteranceView, open_citation, open_record};
pub use today::{MeetingView, OwedView, QuietView, TodayView, WaitingView, today};
pub use undo::undo;
pub use uses::{UseRequest, note_use};
pub use voices::{VoiceView, voice};
pub use when::instant;
pub use who::{Target, resolve};
pub use window_socket::{Hands, serve_commands, show_in_window};
