import { Channel } from "@tauri-apps/api/core";
import { commands, events, type DraftStep, type SetupStep } from "./bindings";
import { asCommandError } from "./errors";
import type { Ipc, OnDraft, OnProgress, Unlisten } from "./ipc";

type Answer<T> = { status: "ok"; data: T } | { status: "error"; error: unknown };

/** The answer itself, or a `CommandError` thrown. */
async function told<T>(asked: Promise<Answer<T>>): Promise<T> {
  const answer = await asked.catch((error: unknown): Answer<T> => ({ status: "error", error }));
  if (answer.status === "error") throw asCommandError(answer.error);
  return answer.data;
}

/** The same for what answers nothing. */
async function done(asked: Promise<Answer<null>>): Promise<void> {
  await told(asked);
}

function channel(progress: OnProgress): Channel<SetupStep> {
  const steps = new Channel<SetupStep>();
  steps.onmessage = progress;
  return steps;
}

function steps(progress: OnDraft): Channel<DraftStep> {
  const told = new Channel<DraftStep>();
  told.onmessage = progress;
  return told;
}

type Listening<T> = { listen: (handler: (event: { payload: T }) => void) => Promise<Unlisten> };

/** `listen` answers late, so an early farewell has to wait for it. */
function subscribe<T>(event: Listening<T>, handler: (payload: T) => void): Unlisten {
  const listening = event.listen(({ payload }) => handler(payload));
  return () => void listening.then((stop) => stop());
}

/** The shell behind the window. */
export const tauri: Ipc = {
  appState: () => told(commands.appState()),
  trySample: (progress) => done(commands.trySample(channel(progress))),
  connect: (token) => told(commands.connect(token)),
  connectInBrowser: (clientId, clientSecret) => told(commands.connectInBrowser(clientId, clientSecret)),
  connectionNeeds: () => commands.connectionNeeds(),
  allowed: () => told(commands.allowed()),
  reach: (ownerId) => told(commands.reach(ownerId)),
  keep: (request) => told(commands.keep(request)),
  syncStatus: () => told(commands.syncStatus()),
  setShare: (percent) => told(commands.setShare(percent)),
  cancel: () => done(commands.cancel()),
  syncNow: (progress) => done(commands.syncNow(channel(progress))),
  disconnect: (purge) => done(commands.disconnect(purge)),
  today: () => told(commands.today()),
  accounts: () => told(commands.accounts()),
  called: (query) => told(commands.called(query)),
  account: (id) => told(commands.account(id)),
  deal: (id) => told(commands.deal(id)),
  ticket: (id) => told(commands.ticket(id)),
  timeline: (account, before) => told(commands.timeline(account, before)),
  openRecord: (record) => told(commands.openRecord(record)),
  openCitation: (citation) => told(commands.openCitation(citation)),
  search: (request) => told(commands.search(request)),
  ask: (who, question) => told(commands.ask(who, question)),
  checkText: (who, text) => told(commands.checkText(who, text)),
  qualification: (account) => told(commands.qualification(account)),
  brief: (who, full) => told(commands.brief(who, full)),
  draftNote: (call) => told(commands.draftNote(call)),
  draftTasks: (who) => told(commands.draftTasks(who)),
  draftFields: (who) => told(commands.draftFields(who)),
  draftKinds: () => told(commands.draftKinds()),
  draftSubjects: (account) => told(commands.draftSubjects(account)),
  draftText: (request, progress) => told(commands.draftText(request, steps(progress))),
  previewText: (request) => told(commands.previewText(request)),
  proposeText: (request) => told(commands.proposeText(request)),
  proposeHealth: (deal) => told(commands.proposeHealth(deal)),
  fileMail: (request) => told(commands.fileMail(request)),
  replyText: (request, progress) => told(commands.replyText(request, steps(progress))),
  previewReply: (request) => told(commands.previewReply(request)),
  cancelDraft: () => done(commands.cancelDraft()),
  voice: () => told(commands.voice()),
  noteUse: (request) => done(commands.noteUse(request)),
  openMail: (mail) => done(commands.openMail(mail)),
  saveMail: (mail) => told(commands.saveMail(mail)),
  digest: () => told(commands.digest()),
  setTarget: (amount) => done(commands.setTarget(amount)),
  proposeDigest: (account, filedAs) => told(commands.proposeDigest(account, filedAs)),
  saveDigest: () => told(commands.saveDigest()),
  activity: (before, kinds) => told(commands.activity(before, [...kinds])),
  checkLog: (against) => told(commands.checkLog(against)),
  exportLog: () => told(commands.exportLog()),
  proposals: () => told(commands.proposals()),
  proposalsAbout: (record) => told(commands.proposalsAbout(record)),
  editProposal: (id, lines) => told(commands.editProposal(id, lines)),
  approve: (id, hash, confirm) => told(commands.approve(id, hash, confirm)),
  approveTogether: (shown) => told(commands.approveTogether([...shown])),
  reject: (id, why) => told(commands.reject(id, why)),
  takeBack: (id) => told(commands.takeBack(id)),
  draftAgain: (id) => told(commands.draftAgain(id)),
  unsent: () => told(commands.unsent()),
  keepUnsent: (request) => done(commands.keepUnsent(request)),
  promises: (account) => told(commands.promises(account)),
  markPromise: (request) => done(commands.markPromise(request)),
  fieldIsMine: (id) => told(commands.fieldIsMine(id)),
  push: () => told(commands.push()),
  retry: (id) => told(commands.retry(id)),
  undo: (id) => told(commands.undo(id)),
  reviewSettings: () => told(commands.reviewSettings()),
  setReviewSettings: (settings) => told(commands.setReviewSettings(settings)),
  setShortcut: (shortcut) => told(commands.setShortcut(shortcut)),
  setTheme: (theme) => told(commands.setTheme(theme)),
  setTextPercent: (percent) => told(commands.setTextPercent(percent)),
  setShield: (on) => told(commands.setShield(on)),
  renewToken: (token) => told(commands.renewToken(token)),
  setAutostart: (enabled) => done(commands.setAutostart(enabled)),
  doctor: () => told(commands.doctor()),
  upkeep: () => told(commands.upkeep()),
  maintain: () => told(commands.maintain()),
  backUp: (passphrase) => told(commands.backUp(passphrase)),
  restoreBackup: (passphrase) => told(commands.restoreBackup(passphrase)),
  updates: () => told(commands.updates()),
  setUpdates: (on) => told(commands.setUpdates(on)),
  lookForUpdate: () => told(commands.lookForUpdate()),
  installUpdate: () => told(commands.installUpdate()),
  restart: () => done(commands.restart()),
  gone: () => told(commands.gone()),
  acceptDeletions: () => done(commands.acceptDeletions()),
  forgetErased: () => told(commands.forgetErased()),
  forget: (who) => told(commands.forget(who)),
  dataFolder: () => told(commands.dataFolder()),
  showBrief: (who) => done(commands.showBrief(who)),
  hideBrief: () => done(commands.hideBrief()),
  openMain: (route) => done(commands.openMain(route)),
  openUrl: (url) => done(commands.openUrl(url)),
  briefPainted: (seq) => done(commands.briefPainted(seq)),
  llmSettings: () => told(commands.llmSettings()),
  chooseLlm: (request, key) => told(commands.chooseLlm(request, key)),
  removeLlmKey: () => told(commands.removeLlmKey()),
  setLlmBudget: (budget, allowUnpriced) => told(commands.setLlmBudget(budget, allowUnpriced)),
  setRedaction: (redaction) => told(commands.setRedaction(redaction)),
  resumeLlm: () => told(commands.resumeLlm()),
  findLocalModels: () => told(commands.findLocalModels()),
  testLlm: () => told(commands.testLlm()),
  modelCall: (id) => told(commands.modelCall(id)),
  gradePage: (week) => told(commands.gradePage(week)),
  grade: (week, id, grade) => told(commands.grade(week, id, grade)),
  openReport: () => done(commands.openReport()),
  jottings: (account) => told(commands.jottings(account)),
  jot: (account, line) => told(commands.jot(account, line)),
  changeJotting: (id, line, account) => told(commands.changeJotting(id, line, account)),
  wrap: (account) => told(commands.wrap(account)),
  finishWrap: (account, lines) => done(commands.finishWrap(account, [...lines])),
  writeNote: (target, text) => told(commands.writeNote(target, text)),
  writeTask: (target, subject, due) => told(commands.writeTask(target, subject, due)),
  editTask: (id, edit) => told(commands.editTask(id, edit)),
  taskChoices: (id) => told(commands.taskChoices(id)),
  conversations: () => told(commands.conversations()),
  importConversations: (request) => told(commands.importConversations(request)),
  settleConversation: (id, target) => told(commands.settleConversation(id, target)),
  nameSpeaker: (id, speaker, name) => told(commands.nameSpeaker(id, speaker, name)),
  dropConversation: (id) => told(commands.dropConversation(id)),
  watchFolder: (folder) => told(commands.watchFolder(folder)),
  unwatchFolder: (folder) => told(commands.unwatchFolder(folder)),
  connectRecorder: (request) => told(commands.connectRecorder(request)),
  disconnectRecorder: (kind) => told(commands.disconnectRecorder(kind)),
  keepFromModels: async (contact, isKept) => void (await told(commands.keepFromModels(contact, isKept))),
  chooseConversations: () => told(commands.chooseConversations()),
  calendars: () => told(commands.calendars()),
  addCalendar: (place) => told(commands.addCalendar(place)),
  removeCalendar: (id) => told(commands.removeCalendar(id)),
  shelf: () => told(commands.shelf()),
  addShelfFolder: (folder) => told(commands.addShelfFolder(folder)),
  removeShelfFolder: (folder) => told(commands.removeShelfFolder(folder)),
  scanShelf: () => told(commands.scanShelf()),
  chooseFolder: () => told(commands.chooseFolder()),
  choosePageFile: () => told(commands.choosePageFile()),
  chooseCalendar: () => told(commands.chooseCalendar()),
  rules: () => told(commands.rules()),
  rehearseRule: (id) => told(commands.rehearseRule(id)),
  switchRule: (id, isOn) => told(commands.switchRule(id, isOn)),
  programs: () => told(commands.mcpOverview()),
  switchProgram: (program, tool, isOn) => told(commands.mcpSet(program, tool, isOn)),
  schema: () => told(commands.schema()),
  drift: () => told(commands.drift()),
  checkSchema: () => told(commands.checkSchema()),
  noteDrift: () => told(commands.noteDrift()),
  makeProperties: () => told(commands.makeProperties()),
  mapProperty: (ours, theirs) => told(commands.mapProperty(ours, theirs)),
  mapSuggested: () => told(commands.mapSuggested()),
  criteria: () => told(commands.criteria()),
  writeCriteria: () => told(commands.writeCriteria()),
  policy: () => told(commands.policy()),
  lockState: () => told(commands.lockState()),
  noteActivity: () => done(commands.noteActivity()),
  lock: () => told(commands.lock()),
  unlock: (passphrase) => told(commands.unlock(passphrase)),
  setPassphrase: (passphrase) => told(commands.setPassphrase(passphrase)),
  changePassphrase: (former, passphrase) => told(commands.changePassphrase(former, passphrase)),
  removePassphrase: (passphrase, machineKey) => told(commands.removePassphrase(passphrase, machineKey)),
  setAutoLock: (minutes) => told(commands.setAutoLock(minutes)),
  savedPages: (account) => told(commands.savedPages(account)),
  savePage: (request) => told(commands.savePage(request)),
  dropPage: (id) => told(commands.dropPage(id)),

  onBrief: (handler) => subscribe(events.brief, handler),
  onBriefReady: (handler) => subscribe(events.briefReady, handler),
  onChanged: (handler) => subscribe(events.changed, ({ what }) => handler(what)),
  onDragged: (handler) => subscribe(events.dragged, handler),
  onNavigate: (handler) => subscribe(events.navigate, ({ route }) => handler(route)),
  onProgress: (handler) => subscribe(events.progress, handler),
};
