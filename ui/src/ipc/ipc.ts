import type {
  AccountPromises,
  KeepUnsentRequest,
  MarkPromiseRequest,
  UnsentView,
  AccountRow,
  AccountView,
  ActivityPage,
  Allowed,
  AppState,
  AskReport,
  BackupView,
  BriefReady,
  BriefShown,
  Briefing,
  Calendars,
  CalledView,
  CallView,
  CheckReport,
  ConnectionNeeds,
  Conversations,
  Criteria,
  DoctorCheck,
  DealPage,
  DigestAs,
  DigestReport,
  Dragged,
  DraftKindView,
  DraftStep,
  DraftSubjects,
  DraftTextRequest,
  DriftReport,
  FileMailRequest,
  ForgetReport,
  GoneReport,
  GradePage,
  ImportRequest,
  RecorderRequest,
  ImportedView,
  Jottings,
  Programs,
  ProgramTool,
  KeepRequest,
  LlmRequest,
  LlmTest,
  LlmView,
  LocalServerView,
  LockView,
  LogCheck,
  MailRequest,
  MaintainReport,
  Mapped,
  PageView,
  PhrasedReport,
  PolicyView,
  ProposalView,
  QualificationView,
  Reach,
  Redaction,
  Rehearsal,
  ReplyReport,
  ReplyTextRequest,
  RestoreView,
  ReviewSettings,
  Rules,
  SavePageRequest,
  SchemaPlan,
  SearchReport,
  SearchRequest,
  SentView,
  SetupStep,
  ShelfScan,
  ShelfView,
  SourceText,
  Stale,
  SyncStatus,
  Theme,
  TaskChoices,
  TaskEditRequest,
  TicketPage,
  TimelinePage,
  TodayView,
  UpdatesView,
  UpkeepView,
  UseRequest,
  VoiceView,
} from "./types";

export type OnDraft = (step: DraftStep) => void;
export type OnProgress = (step: SetupStep) => void;
export type Unlisten = () => void;

/** Everything the pages may ask of the shell. Each command throws a `CommandError` when it cannot be done. */
export interface Ipc {
  appState(): Promise<AppState>;
  trySample(progress: OnProgress): Promise<void>;
  /** Connects and reads nothing: `keep` says what to copy, `syncNow` copies it. */
  connect(token: string): Promise<Allowed>;
  /** The same through HubSpot's page in the browser; answers once somebody has agreed there. */
  connectInBrowser(clientId: string, clientSecret: string): Promise<Allowed>;
  /** What a connection needs in HubSpot, before there is one. */
  connectionNeeds(): Promise<ConnectionNeeds>;
  allowed(): Promise<Allowed>;
  reach(ownerId: string | null): Promise<Reach>;
  keep(request: KeepRequest): Promise<Allowed>;
  syncStatus(): Promise<SyncStatus>;
  setShare(percent: number): Promise<SyncStatus>;
  cancel(): Promise<void>;
  syncNow(progress: OnProgress): Promise<void>;
  disconnect(purge: boolean): Promise<void>;
  today(): Promise<TodayView>;
  accounts(): Promise<AccountRow[]>;
  /** At most eight that go by a name, the best first; the accounts of late where nothing was typed. */
  called(query: string): Promise<CalledView[]>;
  account(id: string): Promise<AccountView>;
  deal(id: string): Promise<DealPage>;
  ticket(id: string): Promise<TicketPage>;
  /** Of an account; of a deal or ticket, what is associated with it. */
  timeline(of: string, before: string | null): Promise<TimelinePage>;
  openRecord(record: string): Promise<SourceText>;
  openCitation(citation: string): Promise<SourceText>;
  search(request: SearchRequest): Promise<SearchReport>;
  ask(who: string, question: string): Promise<AskReport>;
  /** Holds what the rep is writing against the history. */
  checkText(who: string, text: string): Promise<CheckReport>;
  /** How well a deal, or that of an account, is qualified by what was said. */
  qualification(of: string): Promise<QualificationView>;
  brief(who: string, full: boolean): Promise<Briefing>;
  draftNote(call: string): Promise<ProposalView>;
  draftTasks(who: string): Promise<ProposalView[]>;
  draftFields(who: string): Promise<ProposalView[]>;
  draftKinds(): Promise<DraftKindView[]>;
  /** What the drafts of an account can be about, and what is meant unless the rep chooses. */
  draftSubjects(account: string): Promise<DraftSubjects>;
  draftText(request: DraftTextRequest, progress: OnDraft): Promise<PhrasedReport>;
  previewText(request: DraftTextRequest): Promise<SentView>;
  /** Puts what a draft says up for review: as values of the record's properties, else as a note. */
  proposeText(request: DraftTextRequest): Promise<ProposalView[]>;
  /** Puts the health of a deal that has stalled up for review: as the model judges it, else by what the digest says of it. */
  proposeHealth(deal: string): Promise<ProposalView[]>;
  /** Puts a mail up for review as a note for colleagues. Nothing is sent by this. */
  fileMail(request: FileMailRequest): Promise<ProposalView[]>;
  replyText(request: ReplyTextRequest, progress: OnDraft): Promise<ReplyReport>;
  previewReply(request: ReplyTextRequest): Promise<SentView>;
  cancelDraft(): Promise<void>;
  voice(): Promise<VoiceView[]>;
  noteUse(request: UseRequest): Promise<void>;
  openMail(mail: MailRequest): Promise<void>;
  /** As a file that mail clients open as a draft. Answers where it lies; null where the rep closes the dialog. */
  saveMail(mail: MailRequest): Promise<string | null>;
  digest(): Promise<DigestReport>;
  /** What the rep wants to sell in a quarter, in whole units of the portal's currency; null takes it away. */
  setTarget(amount: number | null): Promise<void>;
  /** Puts what the digest says of an account up for review. Nothing is written by this. */
  proposeDigest(account: string, filedAs: DigestAs): Promise<ProposalView[]>;
  /** Asks where to, then writes the digest as a page, and says where it lies. Null where the rep closes the dialog. */
  saveDigest(): Promise<string | null>;
  /** The log, newest line first: what lies before line `before`, or the newest; with `kinds` of these happenings only. */
  activity(before: number | null, kinds: readonly string[]): Promise<ActivityPage>;
  /** Holds every line of the log against the one before it. */
  /** Whether the log is whole; with a head that was noted earlier, whether it has grown out of that. */
  checkLog(against: string | null): Promise<LogCheck>;
  /** Asks where to, then writes the log, and says where it lies. Null where the rep closes the dialog. */
  exportLog(): Promise<string | null>;
  proposals(): Promise<ProposalView[]>;
  /** Those that are about a record, hang on it or would change it. */
  proposalsAbout(record: string): Promise<ProposalView[]>;
  editProposal(id: string, lines: string[]): Promise<ProposalView>;
  approve(id: string, hash: string, confirm: string | null): Promise<ProposalView>;
  /** All or none of them, each with the hash that was shown. */
  approveTogether(shown: readonly { id: string; hash: string }[]): Promise<ProposalView[]>;
  reject(id: string, why: string): Promise<ProposalView>;
  /** Takes back an approval that was not filed yet, or a rejection: the draft is up for review again. */
  takeBack(id: string): Promise<ProposalView>;
  /** Draws a change up anew against what HubSpot holds by now. */
  draftAgain(id: string): Promise<ProposalView>;
  /** What the rep has begun to write and not used, newest first. */
  unsent(): Promise<UnsentView[]>;
  /** No texts drop what was kept under the name. */
  keepUnsent(request: KeepUnsentRequest): Promise<void>;
  /** What is open between the rep and an account, and what the rep has said of it. */
  /** Of an account; of a deal or ticket, what was promised in what is associated with it. */
  promises(of: string): Promise<AccountPromises>;
  markPromise(request: MarkPromiseRequest): Promise<void>;
  /** Nothing is proposed for this field any more. */
  fieldIsMine(id: string): Promise<ProposalView>;
  push(): Promise<ProposalView[]>;
  /** "Try again": sends what waits now, or puts what was refused up for review again. Answers every proposal. */
  retry(id: string): Promise<ProposalView[]>;
  /** Takes back what was filed, if it is ours and untouched; the reason stands with the entry where not. */
  undo(id: string): Promise<ProposalView>;
  reviewSettings(): Promise<ReviewSettings>;
  setReviewSettings(settings: ReviewSettings): Promise<ReviewSettings>;
  setShortcut(shortcut: string): Promise<AppState>;
  setTheme(theme: Theme): Promise<AppState>;
  /** How large everything in both windows is, in percent. */
  setTextPercent(percent: number): Promise<AppState>;
  /** Keeps the brief out of screen sharing and recordings, or no longer. */
  setShield(on: boolean): Promise<AppState>;
  renewToken(token: string): Promise<Allowed>;
  setAutostart(enabled: boolean): Promise<void>;
  doctor(): Promise<DoctorCheck[]>;
  upkeep(): Promise<UpkeepView>;
  maintain(): Promise<MaintainReport>;
  /** Asks where to, then writes. Null where the rep closes the dialog. */
  backUp(passphrase: string): Promise<BackupView | null>;
  /** Asks which, then replaces what is here. Null where the rep closes the dialog. */
  restoreBackup(passphrase: string): Promise<RestoreView | null>;
  updates(): Promise<UpdatesView>;
  setUpdates(on: boolean): Promise<UpdatesView>;
  lookForUpdate(): Promise<UpdatesView>;
  installUpdate(): Promise<UpdatesView>;
  restart(): Promise<void>;
  /** What HubSpot does not show any more and nobody has decided about. */
  gone(): Promise<GoneReport>;
  acceptDeletions(): Promise<void>;
  forgetErased(): Promise<ForgetReport>;
  forget(who: string): Promise<ForgetReport>;
  dataFolder(): Promise<string>;
  showBrief(who: string | null): Promise<void>;
  hideBrief(): Promise<void>;
  openMain(route: string): Promise<void>;
  openUrl(url: string): Promise<void>;
  briefPainted(seq: number): Promise<void>;
  llmSettings(): Promise<LlmView>;
  chooseLlm(request: LlmRequest, key: string | null): Promise<LlmView>;
  removeLlmKey(): Promise<LlmView>;
  setLlmBudget(budgetUsd: number | null, allowUnpriced: boolean): Promise<LlmView>;
  setRedaction(redaction: Redaction): Promise<LlmView>;
  resumeLlm(): Promise<LlmView>;
  findLocalModels(): Promise<LocalServerView[]>;
  testLlm(): Promise<LlmTest>;
  modelCall(id: string): Promise<CallView>;
  gradePage(week: string | null): Promise<GradePage>;
  grade(week: string, id: string, grade: number): Promise<GradePage>;
  openReport(): Promise<void>;

  /** What was noted down about an account and not written up yet. */
  jottings(account: string): Promise<Jottings>;
  /** Notes a line down; a sign at its beginning says what it is. It is on the disk when this answers. */
  jot(account: string, line: string): Promise<Jottings>;
  /** Gives a line other words, or takes it away where there are none. */
  changeJotting(id: number, line: string, account: string): Promise<Jottings>;
  /** What follows from the lines: note, tasks, next step, outcome. The same lines give the same cards. */
  wrap(account: string): Promise<ProposalView[]>;
  /** These lines were written up; one that was noted down since stays. */
  finishWrap(account: string, lines: readonly number[]): Promise<void>;
  writeNote(target: string, text: string): Promise<ProposalView[]>;
  writeTask(target: string, subject: string, due: string | null): Promise<ProposalView[]>;
  editTask(id: string, edit: TaskEditRequest): Promise<ProposalView>;
  /** To whom a proposed task can be given, and what it can hang on. */
  taskChoices(id: string): Promise<TaskChoices>;
  conversations(): Promise<Conversations>;
  /** One answer for each conversation, and for each file that was refused. Waits for a job in progress. */
  importConversations(request: ImportRequest): Promise<ImportedView[]>;
  /** Says what a conversation is: a call or meeting by its id, else a person, company or deal. */
  settleConversation(id: number, target: string): Promise<Conversations>;
  nameSpeaker(id: number, speaker: string, name: string): Promise<Conversations>;
  dropConversation(id: number): Promise<Conversations>;
  watchFolder(folder: string): Promise<Conversations>;
  unwatchFolder(folder: string): Promise<Conversations>;
  /** Tries the key, keeps it in the keychain, and asks the recorder for what it has. */
  connectRecorder(request: RecorderRequest): Promise<Conversations>;
  disconnectRecorder(kind: string): Promise<Conversations>;
  /** Keeps a person's words from language models, or lets them go there again. */
  keepFromModels(contact: string, isKept: boolean): Promise<void>;
  /** Empty where the rep closes the dialog. */
  chooseConversations(): Promise<string[]>;
  /** The rep's own calendars, which are read for meetings that HubSpot does not have. */
  calendars(): Promise<Calendars>;
  /** A file, or the address that a calendar gives out for subscribing; it is read before this answers. */
  addCalendar(place: string): Promise<Calendars>;
  removeCalendar(id: number): Promise<Calendars>;
  shelf(): Promise<ShelfView>;
  addShelfFolder(folder: string): Promise<ShelfScan>;
  removeShelfFolder(folder: string): Promise<ShelfView>;
  scanShelf(): Promise<ShelfScan>;
  savedPages(account: string): Promise<PageView[]>;
  savePage(request: SavePageRequest): Promise<PageView>;
  /** Answers the pages that are left to its account. */
  dropPage(id: string): Promise<PageView[]>;
  /** By the system's own dialog; null where the rep closes it. */
  chooseFolder(): Promise<string | null>;
  choosePageFile(): Promise<string | null>;
  chooseCalendar(): Promise<string | null>;
  /** What starts drafts by itself, and what of it is on. */
  rules(): Promise<Rules>;
  /** What a rule would have drafted in the last thirty days. Nothing is drafted for it. */
  rehearseRule(id: string): Promise<Rehearsal>;
  switchRule(id: string, isOn: boolean): Promise<Rules>;
  /** The other programs that have asked, what each may, and what was asked last. */
  programs(): Promise<Programs>;
  /** Switches a tool of a program, or without one the program as a whole; `*` is all programs. */
  switchProgram(program: string, tool: ProgramTool | null, isOn: boolean): Promise<Programs>;
  /** The fields that drafts fill and the account lacks, and which of its own stand for others. */
  schema(): Promise<SchemaPlan>;
  /** What became of the account's fields since somebody last took note. */
  drift(): Promise<DriftReport>;
  /** Asks HubSpot for the definitions anew. */
  checkSchema(): Promise<DriftReport>;
  /** Takes note of everything that became of the fields. */
  noteDrift(): Promise<DriftReport>;
  /** Creates what the account lacks: an admin's act. Answers what was to be created, and what HubSpot refused. */
  makeProperties(): Promise<SchemaPlan>;
  /** Lets a field of the account stand for one of ours, as in `deal/ai_summary`; without one ours is used again. */
  mapProperty(ours: string, theirs: Mapped | null): Promise<SchemaPlan>;
  mapSuggested(): Promise<SchemaPlan>;
  /** What drafts judge by. */
  criteria(): Promise<Criteria>;
  /** Writes what comes with Foreword into a file that a team can change. */
  writeCriteria(): Promise<Criteria>;
  /** What the admin of this computer has settled. */
  policy(): Promise<PolicyView>;
  lockState(): Promise<LockView>;
  /** A hand is on the window, so it does not lock itself. */
  noteActivity(): Promise<void>;
  lock(): Promise<LockView>;
  /** With the passphrase, or none where the keychain has the key. */
  unlock(passphrase: string | null): Promise<LockView>;
  setPassphrase(passphrase: string): Promise<LockView>;
  changePassphrase(former: string, passphrase: string): Promise<LockView>;
  /** `machineKey` says that this computer's weaker key will do where there is no keychain. */
  removePassphrase(passphrase: string, machineKey: boolean): Promise<LockView>;
  /** Null for never. */
  setAutoLock(minutes: number | null): Promise<LockView>;

  onBrief(handler: (event: BriefShown) => void): Unlisten;
  /** The next brief, to be drawn before anybody asks for it. */
  onBriefReady(handler: (event: BriefReady) => void): Unlisten;
  onChanged(handler: (what: Stale[]) => void): Unlisten;
  /** Files over the main window, and what was dropped on it. */
  onDragged(handler: (dragged: Dragged) => void): Unlisten;
  onNavigate(handler: (route: string) => void): Unlisten;
  onProgress(handler: (step: SetupStep) => void): Unlisten;
}
