import { cite, sources } from "./sample-records";
import { commandError } from "./sample-errors";
import type {
  CallView,
  ChosenView,
  DraftAbout,
  DraftKind,
  DraftKindView,
  DraftStep,
  DraftSubjects,
  DraftTextRequest,
  GradePage,
  Group,
  Item,
  LlmView,
  LocalServerView,
  PhrasedReport,
  SentView,
  VoiceView,
} from "./types";

// The invented rep's language model, and what it would phrase.

const budget = cite("call:901", "Our contract with Parcelhub ends on 31 January, and procurement needs six weeks.");
const legal = cite("call:901", "Our legal people will not even open the contract without it.");

function item(kind: Item["kind"], rule: string | null, text: string, citations: string[]): Item {
  return { text, kind, rule, citations, verified: 0 < citations.length, confidence: null };
}

const kind = (name: DraftKind, title: string, gives: string, group: Group, about: DraftAbout, over: Partial<DraftKindView> = {}): DraftKindView => ({
  kind: name,
  name: title,
  gives,
  group,
  needs_model: false,
  is_mail: group === "write",
  about,
  files: group === "judge" ? "values" : "note",
  ...over,
});

export const kinds: DraftKindView[] = [
  kind("pre-call-summary", "Pre-call summary", "Four sentences for the minute before a call.", "prepare", "contact", { files: "values" }),
  kind("summary", "Summary", "Where things stand, in two or three sentences.", "prepare", "company", { files: "values" }),
  kind("next-action", "Next action", "What to do next, and why.", "prepare", "deal", { files: "values" }),
  kind("account-plan", "Account plan", "Goals, people, position, risks and steps.", "prepare", "company"),
  kind("executive-summary", "Executive summary", "One page for someone new to the account.", "prepare", "company"),
  kind("note", "Call note", "What a colleague needs to know about the last call.", "prepare", "call"),
  kind("follow-up", "Follow-up", "The mail after a call: what was agreed, who does what.", "write", "call"),
  kind("nudge", "Nudge", "A mail after a long silence.", "write", "contact"),
  kind("first-touch", "First touch", "The first mail to a person.", "write", "contact", { needs_model: true }),
  kind("hand-off", "Hand-off", "The mail to the colleague who takes over.", "write", "company"),
  kind("signals", "Deal signals", "Objection, timing and criteria, in their words.", "judge", "deal"),
  kind("qualification", "Qualification", "What they said of each part of MEDDPICC.", "judge", "deal"),
  kind("deal-health", "Deal health", "Whether the deal is moving, and what is holding it up.", "judge", "deal"),
  kind("intent", "Intent", "Signs that they intend to buy.", "judge", "contact", { needs_model: true }),
  kind("score", "Lead score", "A score from 0 to 100, with reasons.", "judge", "contact", { needs_model: true }),
  kind("persona", "Persona", "Their role, their problems and how well we fit.", "judge", "contact", { needs_model: true }),
  kind("sentiment", "Sentiment", "How they feel, and whether they may leave.", "judge", "contact", { needs_model: true }),
  kind("triage", "Ticket triage", "Category, priority, owner and a first answer.", "judge", "ticket", { needs_model: true }),
];

/** What Northwind's drafts can be about: several people, deals and calls, one ticket. */
export const subjects: DraftSubjects = {
  contacts: [
    { id: "contact:501", name: "Ana Marques", detail: "Head of Operations" },
    { id: "contact:502", name: "Tomás Rocha", detail: "Systems Lead" },
    { id: "contact:503", name: "Rita Leal", detail: "Chief Financial Officer" },
  ],
  deals: [
    { id: "deal:31", name: "Northwind: pilot and first year", detail: "Evaluation, 60,000 EUR" },
    { id: "deal:32", name: "Northwind: Setúbal depot", detail: "Qualified, 32,000 EUR" },
  ],
  tickets: [{ id: "ticket:71", name: "Route export misses the depot column", detail: "Waiting on us, high" }],
  calls: [
    { id: "call:901", name: "Pilot scope with Northwind", detail: "4 Nov, Ana Marques and Tomás Rocha" },
    { id: "call:877", name: "Discovery with Northwind", detail: "29 Sep, Ana Marques" },
  ],
  contact: "contact:501",
  deal: "deal:31",
  ticket: "ticket:71",
  call: "call:901",
};

/** An account about which HubSpot knows nothing but its name. */
export const noSubjects: DraftSubjects = { contacts: [], deals: [], tickets: [], calls: [], contact: null, deal: null, ticket: null, call: null };

/** A provider in the region that it works in, with what its own pages say of what it is sent. */
const provider = (id: string, name: string, address: string | null, region: string, models: string[] = []): LlmView["providers"][number] => ({
  id,
  name,
  address,
  needs_key: 0 < models.length,
  models,
  region,
  retention: region === "local" ? "nothing leaves this computer" : "30 days",
  training: "no",
  refused: null,
});

export const none: LlmView = {
  providers: [
    provider("openai", "OpenAI", "https://api.openai.com/v1/", "global", ["gpt-4.1", "gpt-4.1-mini", "gpt-4o"]),
    provider("anthropic", "Anthropic", "https://api.anthropic.com/v1/", "global", ["claude-sonnet-4-5"]),
    provider("gemini", "Gemini", "https://generativelanguage.googleapis.com/v1beta/", "global", ["gemini-2.5-flash"]),
    provider("ollama", "Ollama", "http://127.0.0.1:11434/v1/", "local"),
    provider("compatible", "A compatible server", null, "unknown"),
  ],
  chosen: null,
  from_env: null,
  problem: null,
  keychain_problem: null,
  budget_usd: null,
  spent_usd: 0,
  unpriced_calls: 0,
  allow_unpriced: false,
  kept_days: 30,
};

const openai: ChosenView = {
  provider: "openai",
  provider_name: "OpenAI",
  model: "gpt-4.1-mini",
  url: "https://api.openai.com/v1/",
  is_local: false,
  needs_key: true,
  has_key: true,
  context_tokens: 120_000,
  price: "$0.40 read and $1.60 written a million tokens, as of 2025-11-28",
  redaction: { is_on: true, names: true, withheld: [] },
  stopped: null,
};

export const remote: LlmView = { ...none, chosen: openai, budget_usd: 20, spent_usd: 3.41 };
export const stopped: LlmView = {
  ...remote,
  chosen: { ...openai, stopped: "OpenAI refused the key. Drafts are made without a model meanwhile. Enter a new key in Settings." },
};
export const local: LlmView = {
  ...none,
  chosen: {
    ...openai,
    provider: "ollama",
    provider_name: "Ollama",
    model: "llama3.2",
    url: "http://127.0.0.1:11434/v1/",
    is_local: true,
    needs_key: false,
    has_key: false,
    context_tokens: 4_096,
    price: null,
    redaction: { is_on: true, names: false, withheld: [] },
  },
};

export const servers: LocalServerView[] = [{ provider: "ollama", name: "Ollama", url: "http://127.0.0.1:11434/v1/", models: ["llama3.2", "qwen3:8b"] }];

const lines = [
  item("fact", "summary@2", "Northwind’s contract with Parcelhub ends on 31 January, and their procurement needs six weeks.", [budget]),
  item("fact", "summary@2", "Their legal people will not open the contract without the security questionnaire.", [legal]),
];

const byRules = [
  item("quote", "last_talk", "Our contract with Parcelhub ends on 31 January, and procurement needs six weeks.", [budget]),
  item("question", "ask_first", "What does legal need beside the questionnaire?", [legal]),
];

const dropped = [{ text: "They will sign for 48,000 EUR in December.", reason: "no source says 48,000" }];

const MAIL = "Hi Ana,\n\n[…]\n\nWhat does legal need beside the questionnaire?\n\nBest,\nMarc";
const PHRASED =
  "Hi Ana,\n\nYour contract with Parcelhub ends on 31 January, and your procurement needs six weeks. Your legal people wait for the questionnaire; you have it by [[which day]].\n\nWhat does legal need beside the questionnaire?\n\nBest,\nMarc";

/** The answer to a ticket, which its triage drafts. */
const ANSWER = {
  to: "ana.marques@northwind.example",
  subject: "Re: Route export misses the depot column",
  body: "Hi Ana,\n\nWe know why the depot column is missing, and tell you today when the export has it again.\n\nBest,\nMarc",
};

function report(request: DraftTextRequest, mode: "llm" | "extractive"): PhrasedReport {
  const isMail = kinds.find((one) => one.kind === request.kind)?.is_mail ?? false;
  const made = mode === "llm" ? lines : byRules;
  const values: Record<string, Record<string, string>> = {
    score: { score: "72" },
    signals: { stated_timeline: "30_90_days" },
    sentiment: { sentiment: "neutral", churn_risk: "low" },
    triage: { category: "Billing issue", priority: "high", sentiment: "negative" },
  };
  const drafted = { to: "ana.marques@northwind.example", subject: mode === "llm" ? "The questionnaire, and your 31 January" : "[…]", body: mode === "llm" ? PHRASED : MAIL };
  const mail = request.kind === "triage" ? ANSWER : isMail ? drafted : null;
  return {
    draft: {
      id: `d-${request.kind}`,
      kind: request.kind,
      mode,
      request_id: "8f14e45fceea167a5a36dedd4bea2543",
      items: made,
      fields: { ...(values[request.kind] ?? {}), ...(mail === null ? {} : { subject: mail.subject, body: mail.body }) },
    },
    proposals: [],
    sources,
    dropped: mode === "llm" ? dropped : [],
    note: null,
    read: "36 passages",
    requests: mode === "llm" ? ["8f14e45fceea167a5a36dedd4bea2543"] : [],
    headings: made.map(() => null),
    mail,
  };
}

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

/** Plays a draft as the shell makes one, and stands still in the middle where a picture is taken of it. */
export async function draft(request: DraftTextRequest, view: LlmView, progress: (step: DraftStep) => void, stops: { still: boolean; cancelled: () => boolean }): Promise<PhrasedReport> {
  const asked = kinds.find((one) => one.kind === request.kind);
  if (view.chosen === null) {
    if (asked?.needs_model) {
      throw commandError("model", `${asked.name} needs a language model, and none is chosen.`, { hint: "Choose one in Settings. A model on this computer sends nothing out." });
    }
    return report(request, "extractive");
  }
  const standing = report(request, "extractive");
  if (!asked?.needs_model) progress({ kind: "standing", report: standing });
  if (view.chosen.stopped !== null) return { ...standing, note: "Foreword has stopped asking the model’s provider, so this is put together by rules." };
  progress({ kind: "asking", model: `${view.chosen.provider}:${view.chosen.model}`, local: view.chosen.is_local });
  await pause(20);
  progress({ kind: "line", item: lines[0]!, section: null, sources });
  progress({ kind: "dropped", dropped: dropped[0]! });
  while (stops.still && !stops.cancelled()) await pause(30);
  if (stops.cancelled()) return { ...standing, note: "The model was stopped, so this is put together by rules." };
  return report(request, "llm");
}

export const voice: VoiceView = {
  language: "English",
  read: 64,
  greeting: "Hi {first}, in 58 of 64 mails",
  closing: "Best, in 51 of 64 mails",
  sentence_words: 11,
  formality: "plain",
  samples: ["Thanks for the open words about the pilot.", "Let me know what your depot managers say."],
};

export const sent: SentView = {
  model: "openai:gpt-4.1-mini",
  url: "https://api.openai.com/v1/",
  local: false,
  system: "# What always holds\n\nYou prepare material for a sales rep who knows the account. Each of your items is checked against its sources by a program; what does not\nfollow from them is thrown away, so a shorter answer that holds is worth more than a longer one.",
  request:
    "Today is 2026-11-20. Ids you may cite: s1, s2.\n\n<<< data 5c1b7e0a92d4 account\nNorthwind Logistics\n>>> end 5c1b7e0a92d4 account\n<<< data 5c1b7e0a92d4 s1\ncall, 16 November 2026, ⟦PERSON_1⟧\nOur contract with Parcelhub ends on 31 January, and procurement needs six weeks.\n>>> end 5c1b7e0a92d4 s1",
  tokens: 1_480,
  calls: 1,
  cost_usd: 0.0039,
};

export const call: CallView = {
  id: "14",
  request_id: "8f14e45fceea167a5a36dedd4bea2543",
  at: "2026-11-20T09:20:00Z",
  kind: "summary",
  prompt_version: 2,
  model: "openai:gpt-4.1-mini",
  outcome: "ok",
  tokens: 1_612,
  latency_ms: 2_310,
  cost_usd: 0.0009,
  reused: false,
  items: 3,
  kept: 2,
  prompt: `${sent.system}\n\n${sent.request}`,
  raw: '{"items":[{"text":"Northwind’s contract with Parcelhub ends on 31 January …","sources":["s1"],"kind":"fact"}]}',
  details: [],
};

export const grades: GradePage = {
  week: "2026-11-09",
  is_over: true,
  graded: 1,
  missed: ["2026-11-02"],
  samples: [
    { id: "14", kind: "summary", prompt_version: 2, model: "openai:gpt-4.1-mini", at: "2026-11-12T09:20:00Z", lines: lines.map((line) => line.text), items: 3, kept: 2, grade: 4 },
    { id: "15", kind: "nudge", prompt_version: 1, model: "openai:gpt-4.1-mini", at: "2026-11-13T15:02:00Z", lines: ["Your legal people wait for the questionnaire.", "Shall we talk on Thursday?"], items: 4, kept: 4, grade: null },
    { id: "16", kind: "persona", prompt_version: 1, model: "openai:gpt-4.1-mini", at: "2026-11-13T16:41:00Z", lines: ["Ana likely decides with procurement."], items: 5, kept: 3, grade: null },
  ],
};
