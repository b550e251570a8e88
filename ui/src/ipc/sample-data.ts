import { cite, citeField, changeSince, sources } from "./sample-records";
import type {
  AccountRow,
  AccountView,
  AppState,
  BriefReport,
  DoctorCheck,
  Item,
  NoteLine,
  ProposalView,
  TodayView,
} from "./types";

// What an invented rep, Marc Okoye of the invented Routewise, sees on an invented Friday.

export const NOW = "2026-11-20T09:24:00Z";
const FRESH = "2026-11-20T09:22:00Z";

const said = {
  contractEnds: cite("call:901", "Our contract with Parcelhub ends on 31 January, and procurement needs six weeks."),
  questionnaire: cite("call:901", "I will send the security questionnaire by Tuesday the 17th."),
  legalWaits: cite("call:901", "Our legal people will not even open the contract without it."),
  twoDepots: cite("call:901", "Two depots, Porto and Setúbal. In principle we agree to that, yes."),
  onPrem: cite("call:901", "Does any of this run on-prem?"),
  price: cite("call:901", "And I owe you the price for forty seats, paid yearly. You will have it on the 20th."),
  cfo: cite("call:901", "I will ask our CFO about the pilot budget in the meantime."),
  phone: cite("call:901", "If we can’t see who changed a route, my drivers will go back to the phone."),
  fortyFive: cite("email:812", "Sixty thousand is gone, we have forty-five."),
  rita: cite("note:411", "budget holder is the CFO, Rita Leal, whom we have not met"),
  sceptical: cite("note:411", "Tomás is sceptical but fair."),
  seats: cite("email:760", "40 planners who would need a seat"),
  stage: citeField("deal:31", "Deal stage", "2026-10-28T09:00:00Z", "Evaluation"),
  amount: citeField("deal:31", "Amount", "2026-09-30T08:00:00Z", "60000"),
  close: citeField("deal:31", "Close date", "2026-10-02T08:00:00Z", "2026-11-30"),
  audit: cite("call:918", "the audit ends on 15 December, and nothing is signed before that"),
  ssoPlan: cite("call:918", "It is only in your top plan, and we will not buy the top plan for one tick in a box."),
  ssoPolicy: cite("call:918", "no vendor without single sign-on"),
  ssoPrice: cite("call:918", "I will send you the price for single sign-on alone by Friday."),
  vendorForm: cite("call:918", "I send you our vendor form this week"),
  january: cite("call:918", "The board wants it in the new budget year, so signature would be end of January at the earliest."),
  penetration: cite("email:830", "Section 3 asks for your last penetration test; a summary is enough."),
  referenceAsked: cite("email:801", "could you name us a reference in food retail?"),
  referenceAgain: cite("call:905", "I asked for that in October as well."),
  referenceOwed: cite("call:905", "I will set up a reference call in food retail by the 20th."),
  coldChain: cite("call:905", "And please somebody with cold chain. Dry goods is a different sport."),
  vans: cite("email:824", "Is there a plan below 50 seats?"),
  pricing: cite("email:824", "I have been reading your pricing page."),
};
changeSince(said.sceptical, "Ana wants the audit trail on screen in the first ten minutes. Tomás came round after the private-region call. Champion is Ana; budget holder is the CFO, Rita Leal.");

export const cited = said;

function item(kind: Item["kind"], text: string, citations: string[], rule: string | null = null): Item {
  return { text, kind, rule, citations, verified: true, confidence: null };
}

export const connected: AppState = {
  portal: {
    id: "48210377",
    name: "Routewise",
    user: "marc.okoye@routewise.example",
    is_sample: true,
    hubspot_url: "https://app.hubspot.com/contacts/48210377",
  },
  counts: [
    { type: "contact", local: 1_204, remote: 1_204 },
    { type: "company", local: 318, remote: 318 },
    { type: "deal", local: 146, remote: 146 },
    { type: "ticket", local: 92, remote: 92 },
    { type: "call", local: 871, remote: 871 },
    { type: "email", local: 3_940, remote: 3_942 },
    { type: "meeting", local: 402, remote: 402 },
    { type: "note", local: 439, remote: 439 },
  ],
  fresh_as_of: FRESH,
  syncing: false,
  offline: false,
  waiting: 2,
  hotkey: { shortcut: "Ctrl+Shift+Y", problem: null },
  theme: "system",
  zone: "Europe/Lisbon",
  version: "0.1.0",
  autostart: true,
};

export const unconnected: AppState = { ...connected, portal: null, counts: [], fresh_as_of: null, waiting: 0 };

export const today: TodayView = {
  day: "2026-11-20",
  meetings: [
    {
      id: "meeting:640",
      starts_at: "2026-11-20T09:30:00Z",
      minutes: 45,
      title: "Pilot decision",
      people: ["Ana Marques", "Tomás Rocha"],
      account: "company:101",
      account_name: "Northwind Logistics",
      contact: "contact:501",
      join_url: "https://meet.example/northwind",
      is_next: true,
      line: item("fact", "Their contract with Parcelhub ends on 31 January; procurement needs six weeks.", [said.contractEnds]),
      landmine: item("derived", "We owe her the security questionnaire since Tuesday.", [said.questionnaire], "promise_overdue"),
      readiness: "ready",
      read: 34,
      total: 36,
    },
    {
      id: "meeting:641",
      starts_at: "2026-11-20T10:30:00Z",
      minutes: 45,
      title: "Renewal",
      people: ["Jonas Weiss", "Priya Raman"],
      account: "company:102",
      account_name: "Alder & Sons",
      contact: "contact:510",
      join_url: "https://meet.example/alder",
      is_next: false,
      line: item("derived", "Asked twice for a reference in food retail; not answered yet.", [said.referenceAsked, said.referenceAgain], "asked_again"),
      landmine: null,
      readiness: "ready",
      read: 112,
      total: 112,
    },
    {
      id: "meeting:642",
      starts_at: "2026-11-20T12:00:00Z",
      minutes: 30,
      title: "First talk",
      people: ["Lena Fischer"],
      account: "company:103",
      account_name: "Kestrel Energy",
      contact: "contact:520",
      join_url: null,
      is_next: false,
      line: item("fact", "First talk. Came through the pricing page on Monday; asks for a plan below 50 seats.", [said.pricing, said.vans]),
      landmine: null,
      readiness: "ready",
      read: 9,
      total: 9,
    },
    {
      id: "meeting:643",
      starts_at: "2026-11-20T13:30:00Z",
      minutes: 60,
      title: "Buying committee",
      people: ["Mira Sand", "Erik Halden", "Nora Lind", "Aksel Moe", "Ida Berg"],
      account: "company:104",
      account_name: "Halden Group",
      contact: "contact:530",
      join_url: null,
      is_next: false,
      line: item("fact", "The audit ends on 15 December; nothing is signed before that.", [said.audit]),
      landmine: item("derived", "The close date says 30 November; they said end of January.", [said.close, said.january], "close_date_contradicted"),
      readiness: "ready",
      read: 287,
      total: 291,
    },
    {
      id: "meeting:644",
      starts_at: "2026-11-20T15:00:00Z",
      minutes: 15,
      title: "Introduction",
      people: ["k.osei@brightwater.example"],
      account: "company:105",
      account_name: "Brightwater",
      contact: null,
      join_url: null,
      is_next: false,
      line: null,
      landmine: null,
      readiness: "thin",
      read: 0,
      total: 0,
    },
  ],
  promises: [
    { text: "Security questionnaire", whom: "Ana Marques", account: "company:101", account_name: "Northwind Logistics", due: "2026-11-17", days_late: 3, citation: said.questionnaire },
    { text: "Price for 40 seats, paid yearly", whom: "Ana Marques", account: "company:101", account_name: "Northwind Logistics", due: "2026-11-20", days_late: 0, citation: said.price },
    { text: "Reference call, food retail", whom: "Jonas Weiss", account: "company:102", account_name: "Alder & Sons", due: "2026-11-20", days_late: 0, citation: said.referenceOwed },
    { text: "Price for single sign-on alone", whom: "Mira Sand", account: "company:104", account_name: "Halden Group", due: "2026-11-27", days_late: -7, citation: said.ssoPrice },
  ],
  waiting: [
    { id: "proposal-1", title: "Note: Halden Group, call of 18 Nov", detail: "6 points, all verified" },
    { id: "proposal-2", title: "Note: Northwind Logistics, call of 4 Nov", detail: "5 points, all verified" },
  ],
  quiet: [
    { account: "company:106", account_name: "Corvid Labs", days: 19, usual_days: 4 },
    { account: "company:104", account_name: "Halden Group", days: 9, usual_days: 6 },
    { account: "company:107", account_name: "Marlowe & Finch", days: 6, usual_days: 5 },
  ],
  sources,
};

export const accountRows: AccountRow[] = [
  { id: "company:101", name: "Northwind Logistics", domain: "northwind.example", people: 3, open_deals: 1, last_activity: "2026-11-12T08:41:00Z" },
  { id: "company:102", name: "Alder & Sons", domain: "alder.example", people: 6, open_deals: 1, last_activity: "2026-11-10T10:30:00Z" },
  { id: "company:105", name: "Brightwater", domain: "brightwater.example", people: 0, open_deals: 0, last_activity: null },
  { id: "company:106", name: "Corvid Labs", domain: "corvid.example", people: 4, open_deals: 2, last_activity: "2026-11-01T09:00:00Z" },
  { id: "company:108", name: "Dunmore Foods", domain: "dunmore.example", people: 11, open_deals: 1, last_activity: "2026-11-17T14:00:00Z" },
  { id: "company:109", name: "Elbtal Spedition", domain: "elbtal.example", people: 2, open_deals: 0, last_activity: "2026-06-18T08:00:00Z" },
  { id: "company:110", name: "Fjordline Seafood", domain: "fjordline.example", people: 5, open_deals: 1, last_activity: "2026-11-19T11:00:00Z" },
  { id: "company:104", name: "Halden Group", domain: "halden.example", people: 9, open_deals: 2, last_activity: "2026-11-19T15:12:00Z" },
  { id: "company:103", name: "Kestrel Energy", domain: "kestrel.example", people: 2, open_deals: 0, last_activity: "2026-11-16T18:20:00Z" },
  { id: "company:107", name: "Marlowe & Finch", domain: "marlowe.example", people: 3, open_deals: 1, last_activity: "2026-11-14T09:00:00Z" },
  { id: "contact:640", name: "Olga Petrenko", domain: null, people: 1, open_deals: 0, last_activity: null },
  { id: "company:111", name: "Saltmarsh Dairy", domain: "saltmarsh.example", people: 4, open_deals: 0, last_activity: "2025-12-09T09:00:00Z" },
  { id: "company:112", name: "Tern & Harbour Cooperative Distribution", domain: "tern-harbour.example", people: 7, open_deals: 3, last_activity: "2026-11-18T16:30:00Z" },
];

const northwind: AccountView = {
  id: "company:101",
  name: "Northwind Logistics",
  facts: [
    { label: "Industry", value: "Parcel and port logistics" },
    { label: "City", value: "Porto, Portugal" },
    { label: "Employees", value: "340" },
    { label: "Owner", value: "Marc Okoye" },
  ],
  people: [
    { id: "contact:501", name: "Ana Marques", title: "Head of Operations", email: "ana.marques@northwind.example", role: "champion", last_heard: "2026-11-12T08:41:00Z" },
    { id: "contact:502", name: "Tomás Rocha", title: "Systems Lead", email: "tomas.rocha@northwind.example", role: "evaluator", last_heard: "2026-11-04T14:02:00Z" },
    { id: "contact:503", name: "Rita Leal", title: "Chief Financial Officer", email: null, role: "budget holder", last_heard: null },
  ],
  deals: [
    { id: "deal:31", name: "Northwind: pilot and first year", stage: "Evaluation", amount: "€60,000", close_date: "2026-11-30", days_in_stage: 23, closed: false },
    { id: "deal:12", name: "Northwind: trial 2024", stage: "Closed lost", amount: "€8,000", close_date: "2024-04-30", days_in_stage: null, closed: true },
  ],
  tickets: [{ id: "ticket:71", subject: "Route export misses the depot column", status: "Waiting on us", priority: "high", open: true }],
  activities: 36,
  hubspot_url: "https://app.hubspot.com/contacts/48210377/record/0-2/101",
};

/** Northwind is written out; the others are what their row says. */
export function accountView(id: string): AccountView | undefined {
  if (id === northwind.id) return northwind;
  const row = accountRows.find((one) => one.id === id);
  if (row === undefined) return undefined;
  return {
    id,
    name: row.name,
    facts: row.domain === null ? [] : [{ label: "Domain", value: row.domain }],
    people: [],
    deals: [],
    tickets: [],
    activities: 0,
    hubspot_url: null,
  };
}

export const brief: BriefReport = {
  header: {
    name: "Ana Marques",
    title: "Head of Operations",
    account_name: "Northwind Logistics",
    local_time: "Lisbon, 09:24",
    meeting_at: "2026-11-20T09:30:00Z",
    join_url: "https://meet.example/northwind",
  },
  brief: {
    mode: "extractive",
    who: { contact: { type: "contact", id: "501" }, account: { type: "company", id: "101" }, name: "Ana Marques", why: "invited to your 09:30" },
    fresh_as_of: FRESH,
    coverage: { read: 34, total: 36, missing: ["2 calls without a transcript"] },
    words: 176,
    sections: [
      { name: "landmines", empty: null, items: [item("derived", "We owe her the security questionnaire since Tuesday; legal waits for it.", [said.questionnaire, said.legalWaits], "promise_overdue")] },
      { name: "why_now", empty: null, items: [item("fact", "Their contract with Parcelhub ends on 31 January; procurement needs six weeks.", [said.contractEnds])] },
      {
        name: "last_talk",
        empty: null,
        items: [
          item("fact", "4 Nov, 28 min: pilot in two depots agreed in principle.", [said.twoDepots]),
          item("fact", "Tomás joined for the first time; asked about on-prem.", [said.onPrem]),
        ],
      },
      {
        name: "promises",
        empty: null,
        items: [
          item("derived", "Security questionnaire · 3 days late", [said.questionnaire], "promise_overdue"),
          item("derived", "Price for 40 seats, yearly · due today", [said.price], "promise_due"),
          item("derived", "Ana: asks her CFO about the pilot budget · open", [said.cfo], "promise_open"),
        ],
      },
      {
        name: "their_words",
        empty: null,
        items: [
          item("quote", "If we can’t see who changed a route, my drivers will go back to the phone.", [said.phone]),
          item("quote", "Sixty thousand is gone, we have forty-five.", [said.fortyFive]),
        ],
      },
      {
        name: "deal",
        empty: null,
        items: [
          item("derived", "Evaluation, 23 days in stage · €60,000 · closes 30 Nov", [said.stage, said.amount, said.close], "days_in_stage"),
          item("inferred", "the close date will slip: six weeks of procurement end in January", [said.contractEnds, said.close]),
        ],
      },
      {
        name: "people",
        empty: null,
        items: [
          item("fact", "Tomás Rocha, Systems Lead: sceptical but fair.", [said.sceptical]),
          item("fact", "Rita Leal, CFO, holds the budget; not met yet.", [said.rita]),
        ],
      },
      { name: "ask_first", empty: null, items: [item("question", "Did the CFO agree to forty-five, and does it cover both depots?", [said.fortyFive, said.cfo])] },
    ],
    dropped: [{ text: "Ana prefers to be called on Thursdays.", reason: "no source says so" }],
  },
  sources,
  elapsed_ms: 41,
};

/** As much as a compact brief may hold, in lines as the rules write them. */
export const longBrief: BriefReport = {
  ...brief,
  header: { ...brief.header, name: "Petra Lang", title: "Head of Legal", account_name: "Harbourline Freight", local_time: null, join_url: null },
  brief: {
    ...brief.brief,
    who: { contact: { type: "contact", id: "590" }, account: { type: "company", id: "120" }, name: "Petra Lang", why: "invited to your 10:00, as are two others" },
    coverage: { read: 112, total: 112, missing: [] },
    words: 180,
    sections: [
      {
        name: "landmines",
        empty: null,
        items: [
          item("derived", "Urgent ticket, 3 days ago: “Bulk export stops at 2 GB, auditors waiting”", [said.stage], "ticket_open"),
          item("derived", "Unanswered since 4 days: “Can you confirm that the exit export includes all metadata”", [said.vans], "unanswered"),
        ],
      },
      { name: "why_now", empty: null, items: [item("derived", "Today 10:00: “Redline review with Harbourline”", [said.close], "meeting_today")] },
      {
        name: "last_talk",
        empty: null,
        items: [
          item("derived", "5 days ago, call: Petra Lang named “44,000 euros”", [said.phone], "last_talk"),
          item("quote", "For me this is the point where I sign or do not sign.", [said.january]),
        ],
      },
      {
        name: "promises",
        empty: null,
        items: [
          item("derived", "We: “Jonas will send Daan the connector data sheet with the field list” · 10 days late", [said.questionnaire], "promise_overdue"),
          item("derived", "We: “I will introduce you to her” · 16 days late", [said.price], "promise_overdue"),
          item("derived", "We: “You will have the completed answers and the test summary” · due 6 March", [said.ssoPrice], "promise_due"),
        ],
      },
      {
        name: "their_words",
        empty: null,
        items: [
          item("quote", "The board has released 44,000 euros, but not a cent beyond it.", [said.fortyFive]),
          item("quote", "The notice must be there on 18 March.", [said.audit]),
        ],
      },
      {
        name: "deal",
        empty: null,
        items: [
          item("derived", "“Harbourline: contract rollout”: Contract sent, EUR 48,000, closes 3 April, 13 days in stage", [said.stage, said.amount, said.close], "deal_standing"),
          item("derived", "CRM 48,000, but Petra Lang 5 days ago: “44,000 euros”", [said.amount, said.fortyFive], "amount_contradicted"),
        ],
      },
      {
        name: "people",
        empty: null,
        items: [
          item("derived", "Petra Lang, “Head of Legal”, attends", [said.rita], "attendee"),
          item("derived", "Joost van Dijk, “Chief Financial Officer”, attends", [said.sceptical], "attendee"),
        ],
      },
      { name: "ask_first", empty: null, items: [item("question", "Which figure holds now: “44,000 euros”, or 48,000 as in the CRM?", [said.fortyFive, said.amount])] },
    ],
    dropped: [],
  },
};

/** What is left when the CRM knows next to nothing. */
export const thinBrief: BriefReport = {
  header: { name: "Lena Fischer", title: null, account_name: "Kestrel Energy", local_time: null, meeting_at: "2026-11-20T12:00:00Z", join_url: null },
  brief: {
    mode: "extractive",
    who: { contact: { type: "contact", id: "520" }, account: { type: "company", id: "103" }, name: "Lena Fischer", why: "you typed “Lena”" },
    fresh_as_of: "2026-11-20T06:10:00Z",
    coverage: { read: 2, total: 2, missing: [] },
    words: 31,
    sections: [
      { name: "landmines", empty: "None found in 2 activities.", items: [] },
      { name: "why_now", empty: null, items: [item("fact", "Came through the pricing page on Monday; asks for a plan below 50 seats.", [said.pricing, said.vans])] },
      { name: "last_talk", empty: "No talk yet.", items: [] },
      { name: "promises", empty: "None, either way.", items: [] },
      { name: "their_words", empty: null, items: [item("quote", "Is there a plan below 50 seats?", [said.vans])] },
      { name: "deal", empty: "No deal with Kestrel Energy.", items: [] },
      { name: "people", empty: "Nobody else is known there.", items: [] },
      { name: "ask_first", empty: null, items: [item("question", "How many of the 60 vans would be planned from the start?", [said.vans])] },
    ],
    dropped: [],
  },
  sources,
  elapsed_ms: 12,
};

function line(heading: NoteLine["heading"], kind: Item["kind"], text: string, citations: string[]): NoteLine {
  return { ...item(kind, text, citations), heading };
}

const FOOTER = "Compiled from your CRM · approved by Marc Okoye · ref 7f3a91c2e05b44d8";

/** What is sent for these lines, as the shell would write it. */
export function bodyOf(lines: readonly NoteLine[], footer: string): string {
  const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  return `<ul>\n${lines.map((one) => `  <li>${escaped(one.text)}</li>`).join("\n")}\n</ul>\n<p>${footer}</p>`;
}

function proposal(over: Partial<ProposalView> & Pick<ProposalView, "id" | "title" | "lines">): ProposalView {
  return {
    kind: "note",
    target: "company:104",
    target_name: "Halden Group",
    status: "proposed",
    tier: "safe",
    audience: ["colleagues"],
    attached_to: [
      { id: "contact:530", name: "Mira Sand" },
      { id: "company:104", name: "Halden Group" },
      { id: "deal:44", name: "Halden: rollout" },
    ],
    dropped: [],
    body: bodyOf(over.lines, FOOTER),
    footer: FOOTER,
    hash: `hash-of-${over.id}`,
    sources,
    created_at: "2026-11-19T16:00:00Z",
    reason: null,
    remote_id: null,
    hubspot_url: null,
    attempts: 0,
    ...over,
  };
}

const short = [line("point", "fact", "Reference call agreed for food retail.", [said.referenceOwed])];

export const proposals: ProposalView[] = [
  proposal({
    id: "proposal-1",
    title: "Halden Group, call of 18 Nov",
    lines: [
      line("point", "fact", "Audit ends on 15 December; nothing is signed before.", [said.audit]),
      line("point", "quote", "The board wants it in the new budget year, so signature would be end of January at the earliest.", [said.january]),
      line("objection", "fact", "Single sign-on only in the top plan; no vendor without it.", [said.ssoPlan, said.ssoPolicy]),
      line("ours", "fact", "Send the price for single sign-on alone by Friday.", [said.ssoPrice]),
      line("theirs", "fact", "Mira sends the vendor form this week.", [said.vendorForm]),
      line("theirs", "fact", "Form asks for a summary of the last penetration test.", [said.penetration]),
    ],
    dropped: [{ text: "Halden is happy with the pilot.", reason: "nobody says so in the call" }],
  }),
  proposal({
    id: "proposal-2",
    title: "Northwind Logistics, call of 4 Nov",
    target: "company:101",
    target_name: "Northwind Logistics",
    tier: "careful",
    attached_to: [
      { id: "contact:501", name: "Ana Marques" },
      { id: "company:101", name: "Northwind Logistics" },
    ],
    lines: [
      line("point", "fact", "Pilot in two depots, Porto and Setúbal, agreed in principle.", [said.twoDepots]),
      line("point", "fact", "Contract with Parcelhub ends on 31 January; procurement needs six weeks.", [said.contractEnds]),
      line("objection", "fact", "Customs data may have to stay on-prem.", [said.onPrem]),
      line("ours", "fact", "Security questionnaire, and the price for 40 seats.", [said.questionnaire, said.price]),
      line("theirs", "fact", "Ana asks the CFO about the pilot budget.", [said.cfo]),
    ],
  }),
  proposal({ id: "proposal-3", title: "Alder & Sons, call of 10 Nov", target: "company:102", target_name: "Alder & Sons", status: "approved", attached_to: [{ id: "company:102", name: "Alder & Sons" }], lines: short }),
  proposal({ id: "proposal-4", title: "Dunmore Foods, call of 17 Nov", target_name: "Dunmore Foods", status: "unknown", lines: short, attempts: 1 }),
  proposal({ id: "proposal-5", title: "Fjordline Seafood, call of 16 Nov", target_name: "Fjordline Seafood", status: "waiting", reason: "2026-11-20T14:05:00Z", lines: short, attempts: 3 }),
  proposal({ id: "proposal-6", title: "Tern & Harbour, call of 13 Nov", target_name: "Tern & Harbour", status: "refused", reason: "The contact was deleted in HubSpot on 14 Nov.", lines: short, attempts: 1 }),
  proposal({ id: "proposal-7", title: "Corvid Labs, call of 1 Nov", target_name: "Corvid Labs", status: "verified", lines: short, attempts: 1, remote_id: "90211", hubspot_url: "https://app.hubspot.com/contacts/48210377/engagement/90211" }),
  proposal({ id: "proposal-8", title: "Kestrel Energy, call of 30 Oct", target_name: "Kestrel Energy", status: "sent", lines: short, attempts: 1, remote_id: "90180", hubspot_url: "https://app.hubspot.com/contacts/48210377/engagement/90180" }),
  proposal({ id: "proposal-9", title: "Marlowe & Finch, call of 29 Oct", target_name: "Marlowe & Finch", status: "rejected", reason: "Wrong call.", lines: short }),
];

export const checks: DoctorCheck[] = [
  { name: "Keychain", ok: true, detail: "The token and the store’s key are kept by the system.", fix: null },
  { name: "Store", ok: true, detail: "412 MB, encrypted, last checked this morning.", fix: null },
  { name: "Search by meaning", ok: false, detail: "3,180 of 41,207 passages have no vector yet.", fix: "Leave Foreword open for about a minute, or press Sync now." },
  { name: "HubSpot", ok: true, detail: "Answered in 210 ms; 212 of 250,000 calls used today.", fix: null },
  { name: "Shortcut", ok: true, detail: "Ctrl+Shift+Y is ours.", fix: null },
];
