// What crosses the boundary, in the spelling serde writes. `…View` goes to the page, `…Request` comes from it.

export type CommandErrorCode =
  | "not_connected"
  | "ambiguous"
  | "not_found"
  | "unauthorized"
  | "rate_limited"
  | "offline"
  | "home_in_use"
  | "hotkey_taken"
  | "usage"
  | "changed"
  | "internal"
  | "cancelled";

export type Candidate = { id: string; name: string; account: string | null };

/** Why a command failed. Pages branch on `code`; `message` and `hint` are for the rep's eyes only. */
export type CommandError = {
  // The other arm keeps the page working when a newer shell sends a code it does not know.
  code: CommandErrorCode | (string & {});
  message: string;
  hint: string | null;
  retryable: boolean;
  candidates: Candidate[];
};

export type RecordRef = { type: string; id: string };

/** "contact:123", whichever way the shell spelled it. */
export function idText(record: RecordRef | string): string {
  return typeof record === "string" ? record : `${record.type}:${record.id}`;
}

export type Source = {
  record: RecordRef;
  property: string | null;
  /** An instant in UTC. */
  time: string;
  speaker: string | null;
  text: string;
};

export type ItemKind = "quote" | "fact" | "derived" | "inferred" | "question";

export type Item = {
  text: string;
  kind: ItemKind;
  /** The named rule of a derived line. */
  rule: string | null;
  citations: string[];
  verified: boolean;
  /** 0 to 1, or null where it was not computed. */
  confidence: number | null;
};

export type SectionName =
  | "landmines"
  | "why_now"
  | "last_talk"
  | "promises"
  | "their_words"
  | "deal"
  | "people"
  | "ask_first";

export type Section = { name: SectionName; empty: string | null; items: Item[] };

export type Dropped = { text: string; reason: string };

export type Brief = {
  mode: "extractive";
  who: { contact: RecordRef | string | null; account: RecordRef | string; name: string; why: string };
  fresh_as_of: string | null;
  coverage: { read: number; total: number; missing: string[] };
  words: number;
  sections: Section[];
  dropped: Dropped[];
};

export type BriefHeader = {
  name: string;
  title: string | null;
  account_name: string;
  local_time: string | null;
  meeting_at: string | null;
  join_url: string | null;
};

export type BriefReport = { brief: Brief; sources: Record<string, Source>; header: BriefHeader; elapsed_ms: number };

export type SetupStep =
  | { kind: "starting" }
  | { kind: "objects"; object: string; done: number; total: number | null }
  /** Everything is read: search by word and briefs work from here on. */
  | { kind: "searchable" }
  | { kind: "indexing"; done: number; total: number }
  | { kind: "done" };

export type Theme = "system" | "light" | "dark";

export type PortalView = {
  id: string;
  name: string;
  user: string | null;
  is_sample: boolean;
  hubspot_url: string | null;
};

export type CountView = { type: string; local: number; remote: number | null };

export type AppState = {
  portal: PortalView | null;
  counts: CountView[];
  fresh_as_of: string | null;
  syncing: boolean;
  offline: boolean;
  /** How many proposals wait for the rep. */
  waiting: number;
  hotkey: { shortcut: string | null; problem: string | null };
  theme: Theme;
  /** The rep's time zone, an IANA name. */
  zone: string;
  version: string;
  /** Whether Foreword starts at login. */
  autostart: boolean;
};

export type MeetingView = {
  id: string;
  starts_at: string;
  minutes: number;
  title: string;
  people: string[];
  account: string | null;
  account_name: string | null;
  contact: string | null;
  join_url: string | null;
  is_next: boolean;
  line: Item | null;
  landmine: Item | null;
  readiness: "ready" | "thin" | (string & {});
  read: number;
  total: number;
};

export type PromiseView = {
  text: string;
  whom: string;
  account: string;
  account_name: string;
  due: string | null;
  /** 0 is today; negative lies ahead. */
  days_late: number | null;
  citation: string;
};

export type WaitingView = { id: string; title: string; detail: string };

export type QuietView = { account: string; account_name: string; days: number; usual_days: number | null };

export type TodayView = {
  /** A civil date, year-month-day. */
  day: string;
  meetings: MeetingView[];
  promises: PromiseView[];
  waiting: WaitingView[];
  quiet: QuietView[];
  sources: Record<string, Source>;
};

export type AccountRow = {
  id: string;
  name: string;
  domain: string | null;
  people: number;
  open_deals: number;
  last_activity: string | null;
};

export type PersonView = {
  id: string;
  name: string;
  title: string | null;
  email: string | null;
  role: string | null;
  last_heard: string | null;
};

export type DealView = {
  id: string;
  name: string;
  stage: string;
  amount: string | null;
  close_date: string | null;
  days_in_stage: number | null;
  closed: boolean;
};

export type TicketView = { id: string; subject: string; status: string; priority: string | null; open: boolean };

export type AccountView = {
  id: string;
  name: string;
  facts: { label: string; value: string }[];
  people: PersonView[];
  deals: DealView[];
  tickets: TicketView[];
  activities: number;
  hubspot_url: string | null;
};

export type TranscriptState = "present" | "absent" | "not_permitted" | "unknown" | (string & {});

export type TimelineEntry = {
  record: string;
  kind: string;
  at: string;
  title: string;
  people: string[];
  preview: string;
  has_transcript: boolean;
  transcript_state: TranscriptState | null;
};

export type TimelinePage = { entries: TimelineEntry[]; next: string | null };

export type Utterance = { speaker: string; start: number; end: number; start_ms: number };

export type SourceText = {
  citation: string | null;
  record: string;
  kind: string;
  title: string;
  time: string;
  speaker: string | null;
  /** The whole text. */
  text: string;
  /** The cited part, in Unicode scalar values into `text`. */
  span: [number, number] | null;
  utterances: Utterance[];
  changed: boolean;
  current: string | null;
  hubspot_url: string | null;
};

export type SearchRequest = {
  query: string;
  account: string | null;
  kinds: string[];
  after: string | null;
  before: string | null;
  limit: number;
};

export type Hit = {
  chunk_id: string;
  record: RecordRef;
  account: string | null;
  account_name: string | null;
  kind: string;
  time: string;
  speaker: string | null;
  text: string;
  score: number | null;
  /** In Unicode scalar values into `text`. */
  highlights: [number, number][];
  citation: string;
};

export type SearchReport = { hits: Hit[]; elapsed_ms: number; by_meaning: boolean; note: string | null };

export type NoteHeading = "point" | "objection" | "ours" | "theirs" | "yours";

export type NoteLine = Item & { heading: NoteHeading };

export type ProposalStatus =
  | "proposed"
  | "approved"
  | "rejected"
  | "sending"
  | "unknown"
  | "sent"
  | "verified"
  | "refused"
  | "waiting";

export type ProposalView = {
  id: string;
  kind: "note";
  title: string;
  target: string;
  target_name: string;
  status: ProposalStatus;
  tier: "safe" | "careful" | "gated";
  audience: ("colleagues" | "customer")[];
  attached_to: { id: string; name: string }[];
  lines: NoteLine[];
  dropped: Dropped[];
  /** Exactly what is sent, HTML. It is only ever shown as text. */
  body: string;
  footer: string;
  /** Of what was shown; approval covers this and nothing else. */
  hash: string;
  sources: Record<string, Source>;
  created_at: string;
  reason: string | null;
  remote_id: string | null;
  hubspot_url: string | null;
  attempts: number;
};

export type DoctorCheck = { name: string; ok: boolean; detail: string; fix: string | null };

export type Stale = "state" | "today" | "accounts" | "proposals";

/** The window is shown. Without a report and an error, a brief is being made and comes with the same `seq`. */
export type BriefEvent = {
  report: BriefReport | null;
  error: CommandError | null;
  pressed_at_ms: number | null;
  seq: number;
};
