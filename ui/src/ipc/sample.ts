import { clock } from "../design/clock.svelte";
import * as log from "./sample-activity";
import * as data from "./sample-data";
import { answerTo, checkedText, qualified } from "./sample-answers";
import * as drafts from "./sample-drafts";
import * as connection from "./sample-connection";
import * as fields from "./sample-fields";
import { calendars, noCalendars, withCalendar } from "./sample-calendars";
import { commandError } from "./sample-errors";
import * as models from "./sample-models";
import { conversations, named, noConversations, settled, withRecorder } from "./sample-conversations";
import { changedLine, jottings, noted, nothingJotted } from "./sample-jottings";
import { noPrograms, programs as samplePrograms, switched } from "./sample-programs";
import { rehearsal, rules as sampleRules } from "./sample-rules";
import { holds, locked, nothingToLock, noPolicy, unlocked, weak, whatIsSet } from "./sample-keeping";
import * as shelves from "./sample-shelf";
import { activitiesOf, allActivities, openedCitation, openedRecord, isOf, refOf, sideOf, sources } from "./sample-records";
import { shown } from "../review/note";
import type { Ipc, OnProgress } from "./ipc";
import { hasStatus, type AppState, type BriefShown, type Heading, type HitView, type Line, type LlmView, type OwedView, type PromiseMark, type ProposalView, type SearchRequest, type SetupStep, type Stale, type UnsentView } from "./types";

/** A situation to draw. In the browser it is chosen by `?scene=` in the address. */
export type Scene =
  | "ready"
  | "first-run"
  | "setting-up"
  | "indexing"
  | "refused-token"
  | "starting"
  | "own"
  | "lacking"
  | "read-only"
  | "offline"
  | "syncing"
  | "empty"
  | "loading"
  | "failed"
  | "hotkey-taken"
  | "refused-sync"
  | "gone"
  | "model"
  | "locked"
  | "locked-keychain"
  | "policy"
  | "policy-broken"
  | "log-broken"
  | "model-still"
  | "model-local"
  | "model-stopped"
  | "brief-idle"
  | "brief-loading"
  | "brief-thin"
  | "brief-long"
  | "brief-failed";

export { commandError } from "./sample-errors";

const never = <T>(): Promise<T> => new Promise(() => undefined);
const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

const SETUP: SetupStep[] = [
  { kind: "starting" },
  { kind: "objects", object: "companies", done: 318, total: 318 },
  { kind: "objects", object: "contacts", done: 1_204, total: 1_204 },
  { kind: "objects", object: "deals", done: 146, total: 146 },
  { kind: "objects", object: "calls", done: 871, total: 871 },
  { kind: "objects", object: "emails", done: 2_310, total: 3_942 },
  { kind: "objects", object: "notes", done: 0, total: null },
];

/** An in-memory shell over the invented portal. `over` replaces single answers, for tests. */
export function sample(over: Partial<Ipc> & { scene?: Scene } = {}): Ipc {
  const scene = over.scene ?? ((new URLSearchParams(location.search).get("scene") ?? "ready") as Scene);
  clock.stopAt(data.NOW);

  let state: AppState = firstState(scene);
  let proposals = scene === "empty" ? [] : structuredClone(data.proposals);
  let llm: LlmView = scene === "model" || scene === "model-still" ? models.remote : scene === "model-local" ? models.local : scene === "model-stopped" ? models.stopped : models.none;
  let grades = structuredClone(models.grades);
  let draftCancelled = false;
  let stopSetup: (() => void) | null = null;
  let reviewSettings = structuredClone(data.reviewSettings);
  let updates = data.updatesUndecided;
  let filingPace = 0;
  let logged = log.lines;
  let ownCalendars = scene === "empty" ? noCalendars : structuredClone(calendars);
  let shelf = scene === "empty" ? shelves.emptyShelf : structuredClone(shelves.shelf);
  let jotted = scene === "empty" ? nothingJotted : structuredClone(jottings);
  let keptFromModels: string[] = [];
  let talks = scene === "empty" ? noConversations : structuredClone(conversations);
  let allowed = scene === "read-only" ? connection.readOnly : scene === "lacking" ? connection.lacking : connection.whole;
  let share = 25;
  let rules = structuredClone(sampleRules);
  let programs = scene === "empty" ? noPrograms : structuredClone(samplePrograms);
  let plan = scene === "empty" ? fields.nothingMissing : fields.plan;
  let drift = scene === "empty" ? [] : fields.drift;
  let criteria = fields.criteria;
  let target = scene === "empty" ? null : drafts.digest.target;
  let lock = scene === "locked" ? locked : scene === "locked-keychain" ? { ...locked, key: holds } : state.portal === null ? nothingToLock : unlocked;
  let pages = scene === "empty" ? [] : structuredClone(shelves.pages);

  const unsent = new Map<string, UnsentView>();
  const marks = new Map<string, { mark: PromiseMark; until: string | null }>();
  /** What is open in an account, then what was decided about. */
  const promisesOf = (account: string): OwedView[] => {
    const isThere = (one: OwedView) => isOf({ record: one.citation.slice(0, one.citation.indexOf("/")), account: one.account }, account);
    const all = data.promises.filter(isThere).map((one) => ({ ...one, ...(marks.get(one.citation) ?? {}) }));
    const seen = all.map((one) => ({ ...one, ours: one.ours && one.mark !== "theirs" }));
    return [...seen.filter((one) => one.mark === null), ...seen.filter((one) => one.mark !== null)];
  };

  const changedHandlers = new Set<(what: Stale[]) => void>();
  const changed = (...what: Stale[]) => changedHandlers.forEach((handler) => handler(what));

  /** Plays a set-up, and stands still where a scene wants its picture taken. */
  async function setUp(progress: OnProgress): Promise<void> {
    const cancelled = new Promise<never>((_, refuse) => {
      stopSetup = () => refuse(commandError("cancelled", "Stopped."));
    });
    for (const step of SETUP) {
      progress(step);
      await Promise.race([pause(40), cancelled]);
    }
    if (scene === "setting-up") await Promise.race([never(), cancelled]);
    state = { ...data.connected, fresh_as_of: data.NOW };
    progress({ kind: "objects", object: "emails", done: 3_942, total: 3_942 });
    progress({ kind: "objects", object: "notes", done: 439, total: 439 });
    progress({ kind: "searchable" });
    for (const done of [0, 12_800, 25_600]) {
      progress({ kind: "indexing", done, total: 41_207 });
      await Promise.race([pause(40), cancelled]);
    }
    if (scene === "indexing") await Promise.race([never(), cancelled]);
    progress({ kind: "done" });
    changed("state", "today", "accounts", "proposals");
  }

  function replace(id: string, with_: (old: ProposalView) => Partial<ProposalView>): ProposalView {
    const old = proposals.find((one) => one.id === id);
    if (old === undefined) throw commandError("not_found", "That proposal is gone.");
    const next = { ...old, ...with_(old) };
    proposals = proposals.map((one) => (one.id === id ? next : one));
    state = {
      ...state,
      waiting: proposals.filter((one) => hasStatus(one, "proposed")).length,
      unlanded: proposals.filter((one) => hasStatus(one, "approved", "sending", "unknown", "waiting")).length,
      refused: proposals.filter((one) => hasStatus(one, "refused")).length,
    };
    changed("state");
    return next;
  }

  /** Whatever a page shows first: there, not there yet, or not to be had. */
  async function answer<T>(value: () => T): Promise<T> {
    if (scene === "loading") return never();
    if (scene === "failed") {
      throw commandError("busy", "Another Foreword is using /home/marc/foreword.", {
        hint: "Wait for it to finish, or close it. You can still search and open briefs.",
        retryable: true,
      });
    }
    return value();
  }

  const shell: Ipc = {
    appState: async () => state,
    trySample: setUp,
    connect: async (token) => {
      if (scene === "refused-token" || token === "wrong") {
        throw commandError("unauthorized", "HubSpot refused the token.", {
          hint: "Copy the token from HubSpot again: Settings, Integrations, Private apps. If you are connected already, disconnect in Foreword first. Your data on this computer stays.",
        });
      }
      state = { ...state, portal: data.own };
      return (allowed = connection.lacking);
    },
    connectInBrowser: async () => {
      await pause(60);
      state = { ...state, portal: data.own };
      return (allowed = connection.whole);
    },
    connectionNeeds: () => answer(() => connection.needs),
    allowed: () => answer(() => allowed),
    reach: (owner) => answer(() => ({ own: owner === null ? null : 214, whole: 41_207 })),
    keep: async (request) => (allowed = { ...allowed, owner_id: request.owner_id ?? allowed.owner_id, keeps: request.keeps }),
    syncStatus: () => answer(() => ({ ...connection.status, calls: { ...connection.status.calls, share } })),
    setShare: async (percent) => {
      share = percent;
      return { ...connection.status, calls: { ...connection.status.calls, share } };
    },
    cancel: async () => stopSetup?.(),
    syncNow: async (progress) => {
      if (state.portal !== null && state.fresh_as_of === null) {
        const portal = state.portal;
        await setUp(progress);
        state = { ...state, portal };
        return;
      }
      if (scene === "offline") throw commandError("unreachable", "No connection to HubSpot.", { hint: "Check your connection and try again. Everything already on this computer can be searched meanwhile.", retryable: true });
      for (const step of SETUP) {
        progress(step);
        await pause(60);
      }
      state = { ...state, fresh_as_of: data.NOW };
      changed("state");
    },
    disconnect: async () => {
      state = data.unconnected;
      changed("state");
    },
    today: () =>
      answer(() =>
        scene === "empty"
          ? { ...data.today, meetings: [], promises: [], waiting: [], quiet: [], calendars: ownCalendars.calendars.length }
          : { ...data.today, calendars: ownCalendars.calendars.length, promises: data.today.promises.filter((one) => !marks.has(one.citation)) },
      ),
    accounts: () => answer(() => (scene === "empty" ? [] : data.accountRows)),
    called: (query) => answer(() => (scene === "empty" ? [] : data.called(query))),
    account: (id) =>
      answer(() => {
        const view = data.accountView(id);
        if (view === undefined) throw commandError("not_found", "This account is not in the local copy.");
        return { ...view, people: view.people.map((one) => ({ ...one, kept_from_models: keptFromModels.includes(one.id) })) };
      }),
    deal: (id) =>
      answer(() => {
        const page = data.dealPage(id);
        if (page === undefined) throw commandError("not_found", "This deal is not in the local copy.");
        return page;
      }),
    ticket: (id) =>
      answer(() => {
        const page = data.ticketPage(id);
        if (page === undefined) throw commandError("not_found", "This ticket is not in the local copy.");
        return page;
      }),
    timeline: (account, before) =>
      answer(() => {
        const all = activitiesOf(account).filter((one) => before === null || one.at < before);
        const entries = all.slice(0, 8);
        const last = entries.at(-1);
        return { entries, next: last !== undefined && entries.length < all.length ? last.at : null, last_talk: activitiesOf(account).find((one) => one.has_transcript)?.record ?? null };
      }),
    openRecord: async (record) => {
      const opened = openedRecord(record);
      if (opened === undefined) throw commandError("not_found", "This record is not in the local copy.");
      return opened;
    },
    openCitation: async (citation) => {
      if (scene === "loading") return never();
      const opened = openedCitation(citation);
      if (opened === undefined) throw commandError("not_found", "This computer has no version of email:6 with that text.", { hint: "The citation may come from another portal or data folder." });
      return opened;
    },
    search: (request) => answer(() => find(request)),
    ask: (_who, question) => answer(() => answerTo(question)),
    checkText: (_who, text) => answer(() => checkedText(text)),
    qualification: () => answer(qualified),
    brief: async (who, full) => {
      const name = who.trim().toLowerCase();
      if (["contact:501", "company:101", "ana", "ana marques", "northwind"].includes(name)) return full ? longer() : data.brief;
      if (name.startsWith("lena") || name === "contact:520" || name === "company:103") return data.thinBrief;
      if (name.startsWith("ma")) {
        throw commandError("ambiguous", `Four people answer to “${who.trim()}”.`, {
          candidates: [
            { id: "contact:501", name: "Ana Marques", account: "Northwind Logistics" },
            { id: "contact:571", name: "Marta Alder", account: "Alder & Sons" },
            { id: "contact:572", name: "Marek Dunmore", account: "Dunmore Foods" },
            { id: "contact:520", name: "Lena Marlowe", account: null },
          ],
        });
      }
      throw commandError("not_found", `Nobody here is called “${who.trim()}”.`, { hint: "Try an e-mail address or the company's name, or search for a word they used." });
    },
    draftNote: async () => replace("proposal-2", () => ({ status: "proposed" })),
    draftTasks: async () => [],
    draftFields: async () => [],
    draftKinds: () => answer(() => models.kinds),
    draftSubjects: (account) => answer(() => (account === "company:101" ? models.subjects : models.noSubjects)),
    draftText: async (request, progress) => {
      draftCancelled = false;
      return models.draft(request, llm, progress, { still: scene === "model-still", cancelled: () => draftCancelled });
    },
    previewText: () => answer(() => models.sent),
    proposeText: () => answer(() => proposals.filter((one) => one.id === "proposal-drafted")),
    proposeHealth: () => answer(() => proposals.filter((one) => one.id === "proposal-drafted")),
    fileMail: (request) =>
      answer(() => {
        const filed = data.filedMail(request);
        proposals = [filed, ...proposals.filter((one) => one.id !== filed.id)];
        return [filed];
      }),
    replyText: async (request) => (request.pasted === null || llm.chosen !== null ? drafts.reply : { ...drafts.reply, inbound: null }),
    previewReply: () => answer(() => models.sent),
    cancelDraft: async () => void (draftCancelled = true),
    voice: () => answer(() => [models.voice]),
    noteUse: async () => undefined,
    openMail: async () => undefined,
    saveMail: async () => "/home/marc/Documents/The questionnaire.eml",
    llmSettings: () => answer(() => llm),
    chooseLlm: async (request, key) => {
      const [provider = "", ...rest] = (request.model ?? "none").split(":");
      const known = models.none.providers.find((one) => one.id === provider);
      if (known === undefined) return (llm = models.none);
      const url = request.url ?? known.address ?? "";
      const isLocal = url.includes("127.0.0.1");
      const chosen = { ...models.remote.chosen!, provider, provider_name: known.name, model: rest.join(":"), url, is_local: isLocal, needs_key: known.needs_key, has_key: key !== null, price: null };
      return (llm = { ...models.none, chosen, problem: known.needs_key && key === null ? `${known.name} needs a key. Until there is one, drafts are made without a model` : null });
    },
    removeLlmKey: async () => (llm = { ...llm, chosen: llm.chosen === null ? null : { ...llm.chosen, has_key: false }, problem: `${llm.chosen?.provider_name ?? ""} needs a key. Until there is one, drafts are made without a model` }),
    setLlmBudget: async (budget_usd, allow_unpriced) => (llm = { ...llm, budget_usd, allow_unpriced }),
    setRedaction: async (redaction) => (llm = { ...llm, chosen: llm.chosen === null ? null : { ...llm.chosen, redaction } }),
    resumeLlm: async () => (llm = { ...llm, chosen: llm.chosen === null ? null : { ...llm.chosen, stopped: null } }),
    findLocalModels: () => answer(() => (scene === "empty" || scene === "own" ? [] : models.servers)),
    testLlm: async () => ({ ok: true, line: "gpt-4.1-mini works: its answer had the right shape.", first_token_ms: 640, latency_ms: 1_320, details: [] }),
    modelCall: () => answer(() => models.call),
    openReport: async () => undefined,
    jottings: () => answer(() => jotted),
    jot: async (_account, line) => (jotted = noted(jotted, line)),
    changeJotting: async (id, line) => (jotted = changedLine(jotted, id, line)),
    wrap: () => answer(() => proposals.filter((one) => one.status === "proposed" && one.tier === "safe").slice(0, 3)),
    finishWrap: async () => void (jotted = { ...jotted, jottings: [] }),
    writeNote: () => answer(() => proposals.slice(0, 1)),
    writeTask: () => answer(() => proposals.slice(0, 1)),
    editTask: async (id, edit) => replace(id, (old) => data.editedTask(old, edit)),
    taskChoices: () => answer(() => data.taskChoices),
    conversations: () => answer(() => talks),
    importConversations: async (request) => request.files.map((file) => ({ file, conversation: 2, matched: null, skipped: 0, error: null })),
    settleConversation: async (id) => (talks = settled(talks, id)),
    nameSpeaker: async (id, speaker, name) => (talks = named(talks, id, speaker, name)),
    dropConversation: async (id) => (talks = { ...talks, waiting: talks.waiting.filter((one) => one.id !== id), kept: talks.kept.filter((one) => one.id !== id) }),
    watchFolder: async (path) => (talks = { ...talks, folders: [...talks.folders, { path, problem: null, unread: [] }] }),
    unwatchFolder: async (path) => (talks = { ...talks, folders: talks.folders.filter((one) => one.path !== path) }),
    connectRecorder: async (request) => {
      if (request.key === "wrong") throw commandError("usage", "Fathom does not accept the key.", { hint: "The key is in Fathom, under Settings, API Access." });
      return (talks = withRecorder(talks, request.kind, true));
    },
    disconnectRecorder: async (kind) => (talks = withRecorder(talks, kind, false)),
    keepFromModels: async (contact, isKept) => void (keptFromModels = isKept ? [...keptFromModels, contact] : keptFromModels.filter((one) => one !== contact)),
    chooseConversations: async () => ["/home/marc/Downloads/sync.vtt"],
    calendars: () => answer(() => ownCalendars),
    addCalendar: async (place) => {
      const next = withCalendar(ownCalendars, place, data.NOW);
      ownCalendars = { ...next, added: null };
      return next;
    },
    removeCalendar: async (id) => (ownCalendars = { calendars: ownCalendars.calendars.filter((one) => one.id !== id), added: null }),
    chooseCalendar: async () => "/home/marc/Downloads/calendar.ics",
    shelf: () => answer(() => shelf),
    addShelfFolder: async (folder) => {
      if (!folder.startsWith("/")) throw commandError("not_found", `There is no folder ${folder}.`);
      const added = { path: folder, files: 3, unreadable: [], remarks: [], scanned_at: data.NOW, problem: null };
      shelf = { ...shelf, folders: [...shelf.folders, added].sort((a, b) => a.path.localeCompare(b.path)) };
      return { ...shelves.scan, added: 3, changed: 0, unchanged: 0, hidden: 0, unreadable: [], remarks: [] };
    },
    removeShelfFolder: async (folder) => (shelf = { ...shelf, folders: shelf.folders.filter((one) => one.path !== folder) }),
    scanShelf: async () => shelves.scan,
    chooseFolder: async () => "/home/marc/playbooks",
    choosePageFile: async () => "/home/marc/annual-report.pdf",
    savedPages: (account) => answer(() => pages.filter((one) => one.account === account)),
    savePage: async (request) => {
      if (request.file?.endsWith(".docx")) {
        throw commandError("usage", "offer.docx cannot be saved: it is not Markdown, plain text, HTML or PDF.", { hint: "Save Markdown, plain text, HTML, or a PDF with text." });
      }
      const named = request.title ?? request.file?.replace(/^.*\//, "").replace(/\.\w+$/, "") ?? "";
      const page = { ...shelves.pages[0]!, id: `shelf:${50 + pages.length}`, title: named, account: request.account, url: request.url, file: request.file, saved_at: data.NOW };
      pages = [page, ...pages];
      return page;
    },
    dropPage: async (id) => (pages = pages.filter((one) => one.id !== id)),
    rules: () => answer(() => (scene === "empty" ? { ...rules, rules: [], problems: [] } : rules)),
    programs: () => answer(() => programs),
    switchProgram: async (program, tool, isOn) => (programs = switched(programs, program, tool, isOn)),
    rehearseRule: (id) => answer(() => rehearsal(rules, id)),
    switchRule: async (id, isOn) => (rules = { ...rules, rules: rules.rules.map((one) => (one.id === id ? { ...one, enabled: isOn } : one)) }),
    schema: () => answer(() => plan),
    drift: () => answer(() => ({ drift })),
    checkSchema: async () => {
      await pause(60);
      if (scene === "offline") throw commandError("unreachable", "No connection to HubSpot.", { hint: "Check your connection and try again.", retryable: true });
      return { drift };
    },
    noteDrift: async () => ({ drift: (drift = []) }),
    makeProperties: async () => {
      await pause(60);
      if (scene === "lacking" || scene === "read-only") throw fields.noScopes;
      const refused: Record<string, string> = scene === "own" ? { ticket: "HubSpot allows no more than 10 fields of tickets on your plan." } : {};
      const made = { ...plan, refused, applied: true };
      plan = { ...plan, create: plan.create.filter((one) => one.object in refused), suggested: {}, suggested_labels: {} };
      return made;
    },
    mapProperty: async (ours, theirs) => {
      plan = fields.withMapped(plan, { [ours]: theirs });
      drift = drift.filter((one) => theirs === null || one.ours !== ours);
      changed("proposals");
      return plan;
    },
    mapSuggested: async () => {
      const all = Object.entries(plan.suggested).map(([ours, property = ""]) => [ours, { property, options: {} }] as const);
      plan = fields.withMapped(plan, Object.fromEntries(all));
      drift = drift.filter((one) => one.ours === null || !(one.ours in plan.mapped));
      changed("proposals");
      return plan;
    },
    criteria: () => answer(() => criteria),
    writeCriteria: async () => (criteria = { ...criteria, is_own: true }),
    policy: () => answer(() => (scene === "policy" ? whatIsSet : scene === "policy-broken" ? { ...whatIsSet, is_signed: false, problem: "the signature does not fit the file", rules: [] } : noPolicy)),
    lockState: async () => lock,
    noteActivity: async () => undefined,
    lock: async () => {
      lock = { ...lock, is_locked: true };
      changed("state", "today", "accounts", "proposals");
      return lock;
    },
    unlock: async (passphrase) => {
      if (passphrase === "wrong") throw commandError("wrong_passphrase", "That is not the passphrase.");
      lock = { ...lock, is_locked: false };
      changed("state", "today", "accounts", "proposals");
      return lock;
    },
    setPassphrase: async () => (lock = { ...lock, key: unlocked.key, can_lock: true }),
    changePassphrase: async (former) => {
      if (former === "wrong") throw commandError("wrong_passphrase", "That is not the passphrase.");
      return lock;
    },
    removePassphrase: async (_passphrase, machineKey) => {
      if (!machineKey) throw commandError("no_keychain", "No keychain answers on this computer.");
      return (lock = { ...lock, key: weak, can_lock: false, after_minutes: null });
    },
    setAutoLock: async (after_minutes) => (lock = { ...lock, after_minutes }),
    gradePage: () => answer(() => (scene === "empty" ? { ...grades, samples: [], missed: [], graded: 0 } : grades)),
    grade: async (_week, id, grade) => {
      const samples = grades.samples.map((one) => (one.id === id ? { ...one, grade } : one));
      return (grades = { ...grades, samples, graded: samples.filter((one) => one.grade !== null).length });
    },
    digest: () => answer(() => (scene === "empty" ? { ...drafts.digest, parts: [], unread: [], target } : { ...drafts.digest, target })),
    setTarget: async (amount) => void (target = amount === null ? null : { ...drafts.digest.target!, amount }),
    proposeDigest: (account, filedAs) =>
      answer(() => {
        const lines = drafts.digest.parts.flatMap((part) => part.lines.filter((line) => line.account === account));
        const filed = data.filedDigest(account, lines[0]?.account_name ?? account, lines, filedAs);
        proposals = [filed, ...proposals.filter((one) => one.id !== filed.id)];
        return [filed];
      }),
    saveDigest: async () => "/home/marc/Documents/Pipeline 2026-11-20.html",
    activity: (before, kinds) => answer(() => log.page(scene === "empty" ? [] : logged, before, kinds)),
    checkLog: (against) =>
      answer(() => {
        const found = scene === "log-broken" ? log.broken : log.checked(scene === "empty" ? 0 : logged.length);
        return against === null || against === found.head ? found : { ...found, whole: false, reason: log.STRANGE };
      }),
    exportLog: async () => {
      logged = log.withExport(logged);
      return log.FILE;
    },
    proposals: () => answer(() => proposals),
    proposalsAbout: (record) => answer(() => (scene === "empty" ? [] : proposals.filter((one) => one.target === record || one.attached_to.some(({ id }) => id === record)))),
    editProposal: async (id, lines) =>
      replace(id, (old) => {
        const kept = edited(old.lines, lines);
        if (JSON.stringify(kept) === JSON.stringify(old.lines)) return {};
        return { lines: kept, body: data.bodyOf(old.title, kept, old.footer), hash: `${old.hash}′`, status: "proposed", reason: null };
      }),
    approve: async (id, hash, _confirm) =>
      replace(id, (old) => {
        if (old.hash !== hash) throw commandError("changed", "The note changed since it was shown.", { hint: "Read it again, then approve it." });
        return { status: "approved" };
      }),
    approveTogether: async (shown) => {
      shown.forEach(({ id }) => replace(id, () => ({ status: "approved" })));
      return proposals;
    },
    fieldIsMine: async (id) => replace(id, () => ({ status: "rejected", reason: "This field is mine." })),
    undo: async (id) =>
      replace(id, (old) => (old.id === "proposal-8" ? { reason: "It was changed since it was filed, by a person." } : { status: "undone", reason: null })),
    reviewSettings: async () => reviewSettings,
    setReviewSettings: async (settings) => (reviewSettings = settings),
    reject: async (id, why) => replace(id, () => ({ status: "rejected", reason: why })),
    takeBack: async (id) => replace(id, () => ({ status: "proposed", reason: null })),
    draftAgain: async (id) => replace(id, (old) => ({ drafted_from: null, hash: `${old.hash}′` })),
    unsent: async () => [...unsent.values()],
    keepUnsent: async (request) => {
      if (request.texts.length === 0) unsent.delete(request.name);
      else unsent.set(request.name, { ...request, at: data.NOW });
    },
    promises: (account) => answer(() => ({ promises: scene === "empty" ? [] : promisesOf(account), sources })),
    markPromise: async ({ citation, mark, until }) => {
      if (mark === null) marks.delete(citation);
      else marks.set(citation, { mark, until });
      changed("today", "accounts");
    },
    push: async () => {
      filingPace += 1;
      await pause(30);
      for (const one of proposals.filter((each) => each.status === "approved")) {
        replace(one.id, () => ({ status: "verified", attempts: 1, remote_id: `90${300 + filingPace}`, hubspot_url: "https://app.hubspot.com/contacts/48210377/engagement/90301" }));
      }
      return proposals;
    },
    retry: async (id) => {
      await pause(30);
      replace(id, (old) => ({
        ...(old.status === "refused" ? { status: "proposed" } : { status: "verified", remote_id: "90377" }),
        reason: null,
        waits_until: null,
        advice: null,
        can_retry: false,
      }));
      return proposals;
    },
    setShortcut: async (shortcut) => {
      if (shortcut === "Ctrl+Shift+Y" && scene === "hotkey-taken") {
        throw commandError("hotkey_taken", "Couldn’t take Ctrl+Shift+Y: another program has it. Choose another.");
      }
      state = { ...state, hotkey: { shortcut, problem: null } };
      return state;
    },
    setTheme: async (theme) => (state = { ...state, theme }),
    setTextPercent: async (text_percent) => (state = { ...state, text_percent }),
    setShield: async (on) => (state = { ...state, shield: on ? "on" : "off" }),
    renewToken: async (token) => {
      if (token === "wrong") throw commandError("unauthorized", "HubSpot refused the token.", { action: "connect" });
      state = { ...state, sync_error: null };
      changed("state");
      return allowed;
    },
    setAutostart: async (enabled) => void (state = { ...state, autostart: enabled }),
    doctor: () => answer(() => data.checks),
    upkeep: () => answer(() => data.upkeep),
    maintain: () => answer(() => data.maintained),
    backUp: () => answer(() => ({ file: "/home/marc/Documents/Foreword 2026-11-28.backup", bytes: 12_400_000 })),
    restoreBackup: () => answer(() => ({ made_at: "2026-11-27T17:30:00Z", forgotten_again: 1, replaced: null })),
    updates: () => answer(() => updates),
    setUpdates: async (on) => (updates = { ...(on ? data.updateFound : data.updatesUndecided), choice: on ? "on" : "off" }),
    lookForUpdate: () => answer(() => updates),
    installUpdate: async () => (updates = { ...updates, offered: null, notes: null, installed: updates.offered }),
    restart: async () => undefined,
    gone: () => answer(() => (scene === "gone" ? data.gone : data.nothingGone)),
    acceptDeletions: async () => undefined,
    forgetErased: () => answer(() => data.forgotten),
    forget: (who) => answer(() => ({ ...data.forgotten, records: [who, ...data.forgotten.records] })),
    dataFolder: async () => "/home/marc/.local/share/foreword/portals/48210377",
    showBrief: async () => void window.open("/brief.html", "brief", "width=420,height=640"),
    hideBrief: async () => undefined,
    openMain: async (route) => void window.open(`/#${route}`, "main"),
    openUrl: async (url) => void window.open(url, "_blank", "noopener"),
    briefPainted: async () => undefined,

    onBrief: (handler) => {
      const event = firstBrief(scene);
      if (event !== null) setTimeout(() => handler(event), 0);
      return () => undefined;
    },
    onBriefReady: () => () => undefined,
    onChanged: (handler) => {
      changedHandlers.add(handler);
      return () => void changedHandlers.delete(handler);
    },
    onDragged: () => () => undefined,
    onNavigate: () => () => undefined,
    onProgress: (handler) => {
      if (scene === "starting") void pause(20).then(() => SETUP.forEach(handler));
      if (scene === "syncing") handler({ kind: "objects", object: "emails", done: 2_310, total: 3_942 });
      return () => undefined;
    },
  };

  const { scene: _scene, ...answers } = over;
  return { ...shell, ...answers };
}

function firstState(scene: Scene): AppState {
  switch (scene) {
    case "first-run":
    case "setting-up":
    case "indexing":
    case "refused-token":
      return data.unconnected;
    case "starting":
      return { ...data.unconnected, syncing: true };
    case "own":
    case "policy":
    case "policy-broken":
    case "lacking":
    case "read-only":
      return { ...data.connected, portal: data.own };
    case "offline":
      return { ...data.connected, offline: true, fresh_as_of: "2026-11-19T17:40:00Z" };
    case "syncing":
      return { ...data.connected, syncing: true };
    case "empty":
      return { ...data.connected, waiting: 0, unlanded: 0, refused: 0 };
    case "refused-sync":
      return {
        ...data.connected,
        portal: data.own,
        sync_error: commandError("unauthorized", "HubSpot refused the token.", { action: "connect", hint: "Copy the token from HubSpot again (Settings, Integrations, Private apps) and paste it under Portal in Settings. Your data on this computer stays." }),
      };
    case "hotkey-taken":
      return { ...data.connected, hotkey: { shortcut: null, problem: "Couldn’t take Ctrl+Shift+Y: another program has it." } };
    default:
      return data.connected;
  }
}

function firstBrief(scene: Scene): BriefShown | null {
  const event: BriefShown = { ready: null, report: data.brief, error: null, pressed_at_ms: 0, seq: 1 };
  switch (scene) {
    case "brief-idle":
      return null;
    case "brief-loading":
      return { ...event, report: null };
    case "brief-long":
      return { ...event, report: data.longBrief };
    case "brief-thin":
      return { ...event, report: data.thinBrief };
    case "brief-failed":
      return {
        ...event,
        report: null,
        error: commandError("not_connected", "HubSpot is not connected.", { hint: "Connect HubSpot, or try the sample portal, in the main window." }),
      };
    default:
      return event;
  }
}

/** The lines after an edit, as the shell makes them: what reads as before stays what it was, all else is the rep's. */
function edited(old: readonly Line[], texts: readonly string[]): Line[] {
  const used = new Set<Line>();
  const same = texts.map((text) => {
    const found = old.find((one) => !used.has(one) && (one.text === text || shown(one) === text));
    if (found !== undefined) used.add(found);
    return found;
  });
  let next = 0;
  let under: Heading = old[0]?.under ?? "yours";
  return texts.map((text, index) => {
    const kept = same[index];
    const place = old[next];
    if (kept !== undefined) next = old.indexOf(kept) + 1;
    else if (place !== undefined && !used.has(place)) {
      under = place.under;
      next += 1;
    }
    under = kept?.under ?? under;
    return kept ?? data.ofTheRep(text, under);
  });
}

/** The same brief with everything that did not fit. */
function longer() {
  const sections = data.brief.brief.sections.map((section) =>
    section.name === "last_talk" ? { ...section, items: [...section.items, ...data.longBrief.brief.sections[4]!.items] } : section,
  );
  return { ...data.brief, brief: { ...data.brief.brief, sections, words: 412 } };
}

/** Plain search for words, enough to see hits, highlights and filters. */
function find(request: SearchRequest) {
  const words = request.query.toLowerCase().split(/\s+/).filter((word) => 1 < word.length);
  const hits: HitView[] = [];
  for (const activity of allActivities()) {
    // Collateral is nobody's, and found within an account where it is asked for.
    const isCollateral = activity.account === "" && request.kinds.includes("shelf");
    if (request.around !== null && !isOf(activity, request.around)) continue;
    if (request.account !== null && activity.account !== request.account && !isCollateral) continue;
    if (0 < request.kinds.length && !request.kinds.includes(activity.kind)) continue;
    if (request.after !== null && activity.at < request.after) continue;
    if (request.before !== null && request.before <= activity.at) continue;
    for (const paragraph of activity.text.split("\n").filter((each) => each !== "")) {
      const highlights = words.flatMap((word): [number, number][] => {
        const at = paragraph.toLowerCase().indexOf(word);
        if (at < 0) return [];
        const start = [...paragraph.slice(0, at)].length;
        return [[start, start + [...word].length]];
      });
      if (highlights.length === 0) continue;
      const speaker = activity.utterances.find((one) => activity.text.slice(one.start, one.end) === paragraph)?.speaker ?? activity.speaker;
      const citation = Object.keys(sources).find((key) => paragraph.includes(sources[key]!.text)) ?? `${activity.record}/whole`;
      hits.push({
        chunk_id: `${activity.record}-${hits.length}`,
        record: refOf(activity.record),
        account: activity.account === "" ? null : activity.account,
        account_name: data.accountRows.find((row) => row.id === activity.account)?.name ?? null,
        kind: activity.kind,
        time: activity.at,
        speaker,
        side: sideOf(speaker),
        text: paragraph,
        score: highlights.length,
        by: "word",
        ours: false,
        highlights,
        citation,
      });
    }
  }
  hits.sort((a, b) => (b.score ?? 0) - (a.score ?? 0) || b.time.localeCompare(a.time));
  return { hits: hits.slice(0, request.limit), has_more: request.limit < hits.length, elapsed_ms: 7, model_load_ms: 0, by_meaning: true, note: null, unheld: [], taken_for: null };
}
