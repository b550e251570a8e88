// What crosses the boundary is declared once, in the bindings that the shell generates. Here stand the names the pages use, and the words
// that the shell's plain strings may be.

import type { CommandError, ErrorCode, ProposalStatus, ProposalView, RecordId, Tier } from "./bindings";

export type {
  AccountRow,
  AccountView,
  AnswerView,
  AppState,
  AskReport,
  BackupView,
  Brief,
  BriefHeader,
  Briefing,
  BriefReady,
  BriefShown,
  CallView,
  CandidateView,
  ChosenView,
  CommandError,
  Conversations,
  ConversationView,
  CountView,
  DealView,
  DigestReport,
  DoctorCheck,
  DraftAbout,
  DraftKind,
  DraftKindView,
  DraftStep,
  DraftSubject,
  DraftSubjects,
  DraftTextRequest,
  Dragged,
  Dropped,
  DraftFiles,
  FileMailRequest,
  ForgetReport,
  GoneReport,
  GradePage,
  GradeSample,
  Group,
  ImportedView,
  ImportRequest,
  JotMark,
  Jottings,
  JottingView,
  MatchedView,
  Heading,
  HitView,
  Item,
  ItemKind,
  Line,
  LayerView,
  LlmRequest,
  LlmTest,
  LlmView,
  LocalServerView,
  MailView,
  MaintainReport,
  MeetingView,
  ObjectType,
  OwedView,
  PageView,
  PersonView,
  PhrasedReport,
  PortalView,
  Promised,
  ProposalStatus,
  ProposalView,
  QualificationView,
  ProviderView,
  QuietView,
  Readiness,
  RecordId,
  Redaction,
  ReplyLineView,
  ReplyTextRequest,
  SavePageRequest,
  SentView,
  SearchReport,
  SearchRequest,
  ReplyReport,
  RestoreView,
  ReviewSettings,
  Section,
  SectionName,
  SetupStep,
  ShelfScan,
  ShelfView,
  Source,
  SourceText,
  Stale,
  Theme,
  TicketView,
  Tier,
  TimelineEntry,
  TimelinePage,
  TodayView,
  UpdatesView,
  UpkeepView,
  UseRequest,
  UtteranceView,
  VoiceView,
  UnsentView,
  Shield,
  PromiseMark,
  MeetingStanding,
  MarkPromiseRequest,
  KeepUnsentRequest,
  ErrorAction,
  AccountPromises,
  WaitingView,
  ErrorCode,
  Tone,
} from "./bindings";

/** Whether an error is one of these. A newer shell may send codes unknown here; they are none of them. */
export function isError(error: CommandError | null, ...codes: ErrorCode[]): boolean {
  return error !== null && codes.includes(error.code);
}

/** Whether a proposal stands at one of these. */
export function hasStatus(proposal: ProposalView, ...statuses: ProposalStatus[]): boolean {
  return statuses.includes(proposal.status);
}

export function hasTier(proposal: ProposalView, tier: Tier): boolean {
  return proposal.tier === tier;
}

export type TranscriptState = "present" | "absent" | "not_permitted" | "unknown";

/** "contact:123", as commands take it. */
export function idText(record: RecordId): string {
  return `${record.type}:${record.id}`;
}
