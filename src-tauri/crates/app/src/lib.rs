//! What a rep can do with Foreword, one file per use case: composition only.
//!
//! No SQL, no HubSpot JSON and no decision longer than a screen lives here. Each use case takes [`Settings`] or an opened portal
//! ([`OpenPortal`]) and returns a value that serialises to what the command line promises to scripts. Errors are [`AppError`]s, with a
//! code to branch on and a hint that says what to do.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod apart;
mod automation;
mod drafts;
mod error;
mod evals;
mod models;
mod portal;
mod private;
mod programs;
mod reading;
mod review;
mod syncing;
mod window;

pub use ::sync::Progress as SyncProgress;
pub use automation::{
    journal::JournalView,
    listen::{Accepted, ListenReport, ListenReporter, ListenRequest, listen},
    rehearse::{Rehearsal, RehearsedEvent, rehearse},
    rules::{RuleProblem, RuleView, Rules, rules, switch_rule},
    work::{RunView, Worked, work_events},
};
pub use drafts::{
    before_sending::{CheckReport, CheckRequest, CheckedSentence, check_text},
    criteria::{Criteria, criteria, write_criteria},
    digest::{
        DigestLineView, DigestPartView, DigestReport, DigestRequest, StalledDeal, TargetView, digest, set_target,
    },
    digest_filing::{DigestAs, propose_digest, propose_health_of, propose_health_of_stalled},
    digest_page::{digest_html, write_digest},
    draft::{DraftReport, DraftReporter, DraftStep, DraftView, MailView, PhraseRequest, PhrasedReport, SentView},
    fields::draft_fields,
    kinds::{DraftAbout, DraftFiles, DraftKindView, draft_kinds, is_proposed},
    mail::{MailRequest, mail_address, mail_file_name, write_mail},
    note::draft_note,
    phrase::{draft_phrased, preview_draft},
    propose::{FileMailRequest, file_mail, propose_draft},
    reply::{ReplyLineView, ReplyReport, ReplyRequest, draft_reply, draft_reply_phrased, preview_reply},
    signals::{SignalFields, SignalsDraft, SignalsReport, draft_signals, signals},
    subjects::{DraftSubject, DraftSubjects, draft_subjects},
    tasks::draft_tasks,
    voices::{VoiceView, voice},
    wrap::{JottingView, Jottings, change_jotting, finish_wrap, jot, jottings, wrap, write_note, write_task},
};
pub use error::{AppError, Candidate, ErrorCode};
pub use evals::{
    backtest::{BacktestReport, eval_backtest},
    corpus::Corpus,
    ground::{GroundVerdict, eval_ground},
    redact::{RedactedLine, eval_redact},
    retrieval::{EvalFiles, RetrievalFigures, eval_retrieval},
    sales::{SalesAnswers, eval_sales},
};
pub use hubspot::Secret;
pub use llm::{Kind as DraftKind, Secret as ModelKey, Stops, Tone};
pub use models::{
    calls::{CallLine, CallList, CallShown, CallView, call, call_view, calls},
    embedding_model::Model,
    llm_settings::{
        CALLS_KEPT_DAYS, ChosenView, LlmRequest, LlmTest, LlmView, LocalServerView, ProviderView, choose_llm,
        find_local_models, has_llm_key, llm_settings, remove_llm_key, resume_llm, set_llm_budget, set_redaction,
        test_llm,
    },
    phraser::Phraser,
    prompts::{PromptList, PromptView, prompts},
    switch_model::{ModelReport, ModelView, model_folder, models, use_model, use_reranker},
};
pub use outbox::{Double, Progress as PushProgress, Reporter as PushReporter, Silent as PushSilent};
pub use portal::{
    ai_properties::Mapped,
    allowed::{Allowed, KeepRequest, Person, Reach, ScopeUse, ScopeView, allowed, reach, scopes, without},
    calls::CallsToday,
    connect::{ConnectRequest, Connected, connect},
    drift::{Drift, DriftReport, drift, note_drift},
    lease::{WriteLock, when_loan_is_lost},
    oauth::{OAuthRequest, connect_oauth, redirects},
    open::{OpenPortal, Writable, open_for_reading, open_for_writing, webhook_secret},
    own_fields::{OwnField, OwnFields, choose_own_fields, drop_own_fields, own_fields},
    policy::{Policy, PolicyRule, PolicyView},
    portals::{Disconnected, PortalEntry, Portals, disconnect, portals},
    preferences::{DEFAULT_SHORTCUT, FormerModel, LlmChoice, ModelChoice, Preferences, Redaction, Theme},
    progress::{Progress, Reporter, Silent},
    schema::{
        PlannedProperty, SchemaPlan, check_schema, make_properties, schema, schema_apply, schema_check, schema_events,
        schema_map, schema_map_suggested, schema_plan,
    },
    scope::ScopeChoice,
    settings::{Settings, default_home},
    socket::show_in_window,
};
pub use private::{keep_to_oneself, temporary_files_in};
pub use programs::{
    allowed::{
        ProgramCallView, ProgramToolView, ProgramView, Programs, SwitchProgram, may_serve_http, program_calls,
        programs, switch_program,
    },
    answer::{AccountNamed, Answer, AnswerLine, LeftOut, PutUp},
    call::{ProgramRequest, malformed_call, program_call},
    caller::{Caller, ProgramTool},
    fenced::told,
    propose::{ProposeLine, ProposeRequest, ProposeWhat},
    token::program_token,
};
pub use reading::{
    accounts::{
        AccountRow, AccountView, DealView, FactView, PersonView, TicketView, TimelineEntry, TimelinePage, account,
        accounts, keep_from_models, timeline,
    },
    ask::{AnswerView, AskReport, AskRequest, ask},
    brief::{BriefReport, BriefRequest, brief},
    called::{CalledView, KnownNames, called},
    cite::{CitedText, cite},
    deal::{DealPage, deal},
    facts::{FactValue, Facts, ReadFact, facts},
    ledger::{
        AccountPromises, ConflictView, Conflicts, OwedView, PromiseView, Promises, account_promises, conflicts,
        promises,
    },
    qualification::{ElementView, QualificationView, qualification},
    quiet::QuietView,
    resolve::{Target, resolve},
    search::{FoundBy, HitView, SearchReport, SearchRequest, search},
    source::{FieldView, LayerView, PlaceView, SourceText, UtteranceView, ValueView, open_citation, open_record},
    ticket::{TicketPage, ticket},
    when::instant,
};
pub use retrieval::IndexProgress;
pub use review::{
    activity::{ActivityLine, ActivityPage, LogCheck, activity, check_log},
    approve::{ApproveRequest, approve},
    audit::{AuditCheck, export_audit, note_export, note_setting, verify_audit},
    edit::edit,
    edit_task::{OwnerChoice, TaskChoices, TaskEdit, edit_task, task_choices},
    grades::{GradePage, GradeSample, Graded, export_grades, grade, grade_page, import_grades},
    promise::{MarkPromiseRequest, mark_promise},
    proposals::{AttachedTo, ProposalStatus, ProposalView, Proposals, proposal, proposals, proposals_about},
    push::{EntryView, PushReport, PushRequest, push, push_due},
    reject::{field_is_mine, reject},
    report::{ComparedVersions, KindUse, PromptUsage, UsageReport, WeekUsage, report_html, usage_report, write_report},
    retry::retry,
    review_settings::{ReviewSettings, review_settings, set_review_settings},
    take_back::{draft_again, take_back},
    undo::undo,
};
pub use secrets::{Ask as AskForKey, Choice as KeyChoice, Keyring, Passphrase, SecretsError};
pub use syncing::{
    backup::{BackupKey, BackupReport, RestoreReport, backup, restore},
    calendars::{CalendarReport, CalendarView, Calendars, add_calendar, calendars, remove_calendar},
    check::Check,
    conversation_folders::{look_for_conversations, watch_from_first_sync},
    conversation_views::{
        ConversationView, Conversations, ImportRequest, MatchedView, RecorderRequest, RecorderView, SpeakerView,
        SuggestionView, WatchedFolder,
    },
    conversations::{
        conversations, conversations_waiting, drop_conversation, import, name_speaker, settle_conversation,
        unwatch_folder, watch_folder,
    },
    demo::{Demo, DemoReport, demo},
    doctor::{Checks, doctor},
    forget::{ForgetReport, Searched, forget},
    gone::{ErasedView, GoneReport, VanishedView, accept_vanished, forget_erased, gone},
    look::look_at_account,
    maintain::{MaintainReport, Size, UpkeepState, UpkeepView, due, maintain, upkeep, upkeep_due},
    overview::{Count, Overview, overview},
    passphrase::{KeyView, change_passphrase, key_view, remove_passphrase, set_passphrase, unlock},
    reader::{Broke, FileLimits, FileReader, Unread, read_files_here, serve_reader},
    recorders::{connect_recorder, disconnect_recorder},
    repair::{database_damage, repair_if_damaged},
    shelf::{
        PageView, Pages, SavePageRequest, ShelfFolderView, ShelfScan, ShelfView, UnreadableFile, add_shelf_folder,
        drop_page, pages, remove_shelf_folder, save_page, scan_shelf, shelf,
    },
    status::{ObjectStatus, SyncStatus, note_next_sync, set_share, slower, sync_status},
    sync::{Incomplete, ObjectReport, SyncReport, SyncRequest, sync, sync_record},
    transcripts::{SkippedView, TranscriptReport, TranscriptView, TurnView, eval_transcript},
};
pub use window::{
    briefing::{BriefHeader, Briefing, briefing},
    session::{LockView, Session, Shown, Turn},
    today::{MeetingStanding, MeetingView, Readiness, TodayView, WaitingView, today},
    unsent::{KeepUnsentRequest, UnsentView, keep_unsent, unsent},
    uses::{UseRequest, note_use},
    window_socket::{Hands, serve_commands},
};
