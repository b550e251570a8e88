import { partsOf, shown } from "../review/note";
import { plain } from "../words";
import { cite, citeField, changeSince, sources } from "./sample-records";
import type {
  AccountRow,
  AccountView,
  AppState,
  Briefing,
  CalledView,
  DealPage,
  DigestAs,
  DigestLineView,
  DoctorCheck,
  FileMailRequest,
  ForgetReport,
  GoneReport,
  Heading,
  Item,
  Line,
  MaintainReport,
  OwedView,
  PortalView,
  ProposalView,
  ReviewSettings,
  TaskChoices,
  TaskEditRequest,
  TicketPage,
  TodayView,
  UpdatesView,
  UpkeepView,
} from "./types";

// What an invented rep, Marc Okoye of the invented Routewise, sees on an invented Friday.

export const NOW = "2026-11-20T09:24:00Z";
export const FRESH = "2026-11-20T09:22:00Z";

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
  seats: cite("email:760", "40 planners who would need a seat"),
  hold: cite("email:812", "Can you hold the price for forty seats until the end of January?"),
  discovery: cite("call:877", "We plan two hundred and ten routes a night in a spreadsheet"),
  dealName: citeField("deal:31", "dealname", "2026-09-30T08:00:00Z", "Northwind: pilot and first year"),
  stage: citeField("deal:31", "dealstage", "2026-10-28T09:00:00Z", "evaluation"),
  amount: citeField("deal:31", "amount", "2026-09-30T08:00:00Z", "60000"),
  close: citeField("deal:31", "closedate", "2026-10-02T08:00:00Z", "2026-11-30T00:00:00.000Z"),
  ticket: citeField("ticket:71", "subject", "2026-11-17T10:00:00Z", "Route export misses the depot column"),
  ticketPriority: citeField("ticket:71", "hs_ticket_priority", "2026-11-17T10:00:00Z", "HIGH"),
  ticketCreated: citeField("ticket:71", "createdate", "2026-11-17T10:00:00Z", "2026-11-17T10:00:00.000Z"),
  meetingTitle: citeField("meeting:640", "hs_meeting_title", "2026-11-12T09:00:00Z", "Pilot decision"),
  meetingStart: citeField("meeting:640", "hs_meeting_start_time", "2026-11-12T09:00:00Z", "2026-11-20T09:30:00.000Z"),
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
changeSince(said.close, "2027-01-31T00:00:00.000Z");

/** First name, last name and title, as a line about a person cites them. */
function person(id: string, first: string, last: string, title: string): string[] {
  return [
    citeField(id, "firstname", "2026-09-29T13:00:00Z", first),
    citeField(id, "lastname", "2026-09-29T13:00:00Z", last),
    citeField(id, "jobtitle", "2026-09-29T13:00:00Z", title),
  ];
}

export const cited = said;

function item(kind: Item["kind"], text: string, citations: string[], rule: string | null = null): Item {
  return { text, kind, rule, citations, verified: true, confidence: null };
}

/** A line of the promise ledger. */
function promise(who: string, words: string, due: string, citation: string): Item {
  const days_late = Math.round((Date.parse(today.day) - Date.parse(due)) / 86_400_000);
  const told = `${who} ${who === "We" ? "owe" : "owes"}, ${0 < days_late ? `${days_late} days overdue` : `due ${due}`}: “${words}”`;
  return { ...item("derived", told, [citation], "promise_ledger"), promise: { who, ours: who === "We", due, days_late, words } };
}

export const connected: AppState = {
  portal: {
    id: "48210377",
    name: "Sample portal",
    user: "marc.okoye@routewise.example",
    is_sample: true,
    address: "http://127.0.0.1:41873",
    hubspot_url: null,
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
  waiting: 8,
  conversations: 1,
  unlanded: 3,
  refused: 1,
  sync_error: null,
  shield: "on",
  hotkey: { shortcut: "Ctrl+Shift+Y", problem: null },
  theme: "system",
  text_percent: 100,
  zone: "Europe/Lisbon",
  version: "0.1.0",
  autostart: true,
  alarm: null,
};

/** The rep's own portal, rather than the sample. */
export const own: PortalView = {
  id: "48210377",
  name: "Portal 48210377",
  user: "marc.okoye@routewise.example",
  is_sample: false,
  address: "https://api.hubapi.com",
  hubspot_url: "https://app.hubspot.com/home?portalId=48210377",
};

export const unconnected: AppState = { ...connected, portal: null, counts: [], fresh_as_of: null, waiting: 0, conversations: 0, unlanded: 0, refused: 0 };

const NORTHWIND = { account: "company:101", account_name: "Northwind Logistics" };
const ALDER = { account: "company:102", account_name: "Alder & Sons" };
const HALDEN = { account: "company:104", account_name: "Halden Group" };

function owed(text: string, whom: typeof NORTHWIND, due: string, days_late: number, citation: string): OwedView {
  return { ...whom, text, ours: true, whom: WHO[whom.account] ?? whom.account_name, due, days_late, mark: null, until: null, citation };
}

/** To whom the rep of the sample gave their word. */
const WHO: Record<string, string> = { "company:101": "Ana Marques", "company:102": "Jonas Weiss", "company:104": "Mira Sand" };

export const promises: OwedView[] = [
  owed("I will send the security questionnaire by Tuesday the 17th.", NORTHWIND, "2026-11-17", 3, said.questionnaire),
  owed("And I owe you the price for forty seats, paid yearly. You will have it on the 20th.", NORTHWIND, "2026-11-20", 0, said.price),
  owed("I will set up a reference call in food retail by the 20th.", ALDER, "2026-11-20", 0, said.referenceOwed),
  owed("I will send you the price for single sign-on alone by Friday.", HALDEN, "2026-11-22", -2, said.ssoPrice),
];

export const today: TodayView = {
  day: "2026-11-20",
  meetings: [
    {
      id: "meeting:640",
      starts_at: "2026-11-20T09:30:00Z",
      minutes: 45,
      title: "Pilot decision",
      people: ["Ana Marques", "Tomás Rocha"],
      strangers: [],
      account: "company:101",
      account_name: "Northwind Logistics",
      contact: "contact:501",
      join_url: "https://meet.example/northwind",
      is_next: true,
      standing: "coming",
      call: null,
      line: item("derived", "16 days ago, call with Ana Marques", [said.twoDepots], "last_talk"),
      landmine: item("derived", "High ticket, 3 days ago: “Route export misses the depot column”", [said.ticket, said.ticketPriority, said.ticketCreated], "pressing_ticket"),
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
      strangers: [],
      account: "company:102",
      account_name: "Alder & Sons",
      contact: "contact:510",
      join_url: "https://meet.example/alder",
      is_next: false,
      standing: "coming",
      call: null,
      line: item("derived", "10 days ago, call with Jonas Weiss", [said.referenceAgain], "last_talk"),
      landmine: item("derived", "Jonas Weiss, unanswered for 29 days: “could you name us a reference in food retail?”", [said.referenceAsked], "unanswered_mail"),
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
      strangers: [],
      account: "company:103",
      account_name: "Kestrel Energy",
      contact: "contact:520",
      join_url: null,
      is_next: false,
      standing: "coming",
      call: null,
      line: item("quote", "Is there a plan below 50 seats?", [said.vans]),
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
      strangers: [],
      account: "company:104",
      account_name: "Halden Group",
      contact: "contact:530",
      join_url: null,
      is_next: false,
      standing: "coming",
      call: null,
      line: item("derived", "2 days ago, call with Mira Sand", [said.audit], "last_talk"),
      landmine: null,
      readiness: "ready",
      read: 287,
      total: 291,
    },
    {
      id: "appointment:3",
      starts_at: "2026-11-20T15:00:00Z",
      minutes: 15,
      title: "Introduction",
      people: [],
      strangers: ["Kofi Osei"],
      account: "company:105",
      account_name: "Brightwater",
      contact: null,
      join_url: null,
      is_next: false,
      standing: "coming",
      call: null,
      line: null,
      landmine: null,
      readiness: "thin",
      read: 0,
      total: 0,
    },
  ],
  promises,
  accounts_read: 24,
  accounts: 24,
  waiting: [
    { id: "proposal-1", title: "Call with Halden Group, 18 November 2026", detail: "6 lines, 5 verified" },
    { id: "proposal-2", title: "Call with Northwind Logistics, 4 November 2026", detail: "6 lines, all verified" },
  ],
  quiet: [
    { account: "company:106", account_name: "Corvid Labs", days: 19, usual_days: 4 },
    { account: "company:104", account_name: "Halden Group", days: 9, usual_days: 6 },
    { account: "company:107", account_name: "Marlowe & Finch", days: 6, usual_days: 5 },
  ],
  calendars: 2,
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
  { id: "company:120", name: "Harbourline Freight", domain: "harbourline.example", people: 5, open_deals: 1, last_activity: "2026-11-16T15:33:00Z" },
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
    { id: "contact:501", name: "Ana Marques", title: "Head of Operations", email: "ana.marques@northwind.example", role: "champion", last_heard: "2026-11-12T08:41:00Z", kept_from_models: false },
    { id: "contact:502", name: "Tomás Rocha", title: "Systems Lead", email: "tomas.rocha@northwind.example", role: "evaluator", last_heard: "2026-11-04T14:02:00Z", kept_from_models: false },
    { id: "contact:503", name: "Rita Leal", title: "Chief Financial Officer", email: null, role: "budget holder", last_heard: null, kept_from_models: false },
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

/** The deals and tickets of the accounts that are written out. */
export function dealPage(id: string): DealPage | undefined {
  const deal = northwind.deals.find((one) => one.id === id);
  if (deal === undefined) return undefined;
  const [ana, , rita] = northwind.people;
  return {
    deal,
    account: northwind.id,
    account_name: northwind.name,
    owner: "Marc Okoye",
    next_step: deal.closed ? null : "Send the security questionnaire, then the price for 40 seats",
    facts: deal.closed ? [] : [{ label: "Purchase window", value: "30 to 90 days" }],
    people: deal.closed ? [] : [{ ...ana!, role: "Champion" }, { ...rita!, role: "Economic buyer" }],
    activities: deal.closed ? 0 : 6,
    hubspot_url: "https://app.hubspot.com/contacts/48210377/record/0-3/31",
  };
}

export function ticketPage(id: string): TicketPage | undefined {
  const ticket = northwind.tickets.find((one) => one.id === id);
  if (ticket === undefined) return undefined;
  return {
    ticket,
    account: northwind.id,
    account_name: northwind.name,
    owner: "Priya Raman",
    opened_at: "2026-11-17T10:00:00Z",
    changed_at: "2026-11-18T15:30:00Z",
    content: "Since 16 November the nightly export of the routes leaves the depot column empty. Customs needs it; today a planner fills it in by hand.",
    facts: [],
    people: northwind.people.filter((one) => one.id === "contact:502"),
    activities: 2,
    hubspot_url: "https://app.hubspot.com/contacts/48210377/record/0-5/71",
  };
}

export const brief: Briefing = {
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
    words: 170,
    sections: [
      {
        name: "landmines",
        empty: null,
        items: [
          item("derived", "High ticket, 3 days ago: “Route export misses the depot column”", [said.ticket, said.ticketPriority, said.ticketCreated], "pressing_ticket"),
          item("derived", "Ana Marques, unanswered for 8 days: “Can you hold the price for forty seats until the end of January?”", [said.hold], "unanswered_mail"),
        ],
      },
      { name: "why_now", empty: null, items: [item("derived", "Today 09:30: “Pilot decision”", [said.meetingTitle, said.meetingStart], "next_meeting")] },
      {
        name: "last_talk",
        empty: null,
        items: [
          item("derived", "16 days ago, call with Ana Marques", [said.twoDepots], "last_talk"),
          item("quote", "Our contract with Parcelhub ends on 31 January, and procurement needs six weeks.", [said.contractEnds]),
        ],
      },
      {
        name: "promises",
        empty: null,
        items: [
          promise("We", "I will send the security questionnaire by Tuesday the 17th", "2026-11-17", said.questionnaire),
          promise("We", "I owe you the price for forty seats, paid yearly", "2026-11-20", said.price),
          promise("Ana Marques", "I will ask our CFO about the pilot budget", "2026-11-27", said.cfo),
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
          item("derived", "“Northwind: pilot and first year”: Evaluation, EUR 60,000, closes 30 November, 23 days in stage", [said.dealName, said.stage, said.amount, said.close], "deal_standing"),
          item("derived", "CRM 60,000, but Ana Marques 8 days ago: “forty-five”", [said.fortyFive, said.amount], "amount_contradicted"),
        ],
      },
      {
        name: "people",
        empty: null,
        items: [
          item("derived", "Tomás Rocha, “Systems Lead”, attends", person("contact:502", "Tomás", "Rocha", "Systems Lead"), "people"),
          item("derived", "Rita Leal, “Chief Financial Officer”, silent so far", person("contact:503", "Rita", "Leal", "Chief Financial Officer"), "people"),
        ],
      },
      { name: "ask_first", empty: null, items: [item("question", "Which figure holds now: “forty-five”, or 60,000 as in the CRM?", [said.fortyFive, said.amount], "amount_contradicted")] },
    ],
    dropped: [{ text: "Ana prefers to be called on Thursdays.", reason: "no source says so" }],
  },
  sources,
  elapsed_ms: 41,
};

const harbourline = {
  exit: cite("call:951", "For me this is the point where I sign or do not sign."),
  euros: cite("call:951", "The board has released 44,000 euros, but not a cent beyond it."),
  sheet: cite("call:940", "Jonas will send Daan the connector data sheet with the field list"),
  introduce: cite("call:940", "I will introduce you to her"),
  answers: cite("email:866", "You will have the completed answers and the test summary from us"),
  notice: cite("call:940", "The notice must be there on 4 December."),
  metadata: cite("email:870", "Can you confirm that the exit export includes all metadata, that is approvals"),
  ticket: [
    citeField("ticket:90", "subject", "2026-11-17T07:12:00Z", "Bulk export stops at 2 GB, auditors waiting"),
    citeField("ticket:90", "hs_ticket_priority", "2026-11-17T07:12:00Z", "URGENT"),
    citeField("ticket:90", "createdate", "2026-11-17T07:12:00Z", "2026-11-17T07:12:00.000Z"),
  ],
  deal: [
    citeField("deal:90", "dealname", "2026-11-07T17:02:00Z", "Harbourline: contract rollout"),
    citeField("deal:90", "dealstage", "2026-11-07T17:02:00Z", "contractsent"),
    citeField("deal:90", "amount", "2026-10-24T14:10:00Z", "48000"),
    citeField("deal:90", "closedate", "2026-10-24T14:11:00Z", "2026-12-20T00:00:00.000Z"),
  ],
  meeting: [
    citeField("meeting:660", "hs_meeting_title", "2026-11-16T09:00:00Z", "Redline review with Harbourline"),
    citeField("meeting:660", "hs_meeting_start_time", "2026-11-16T09:00:00Z", "2026-11-20T10:00:00.000Z"),
  ],
};

/** As much as a compact brief may hold, line for line as the rules write the sample portal's. */
export const longBrief: Briefing = {
  ...brief,
  header: { ...brief.header, name: "Petra Lang", title: "Head of Legal", account_name: "Harbourline Freight", local_time: "Rotterdam, 10:24", join_url: null },
  brief: {
    ...brief.brief,
    who: {
      contact: { type: "contact", id: "590" },
      account: { type: "company", id: "120" },
      name: "Petra Lang, Harbourline Freight",
      why: "next meeting: Redline review of the framework contract with Harbourline Freight, today 10:00",
    },
    coverage: { read: 112, total: 112, missing: [] },
    words: 180,
    sections: [
      {
        name: "landmines",
        empty: null,
        items: [
          item("derived", "Urgent ticket, 3 days ago: “Bulk export stops at 2 GB, auditors waiting”", harbourline.ticket, "pressing_ticket"),
          item("derived", "Petra Lang, unanswered for 4 days: “Can you confirm that the exit export includes all metadata, that is approvals”", [harbourline.metadata], "unanswered_mail"),
        ],
      },
      { name: "why_now", empty: null, items: [item("derived", "Today 10:00: “Redline review with Harbourline”", harbourline.meeting, "next_meeting")] },
      {
        name: "last_talk",
        empty: null,
        items: [
          item("derived", "5 days ago, call: Petra Lang named “44,000 euros”", [harbourline.euros], "last_talk"),
          item("quote", "For me this is the point where I sign or do not sign.", [harbourline.exit]),
        ],
      },
      {
        name: "promises",
        empty: null,
        items: [
          promise("We", "Jonas will send Daan the connector data sheet with the field list", "2026-11-10", harbourline.sheet),
          promise("We", "I will introduce you to her", "2026-11-04", harbourline.introduce),
          promise("We", "You will have the completed answers and the test summary from us", "2026-11-22", harbourline.answers),
        ],
      },
      {
        name: "their_words",
        empty: null,
        items: [item("quote", "The board has released 44,000 euros, but not a cent beyond it.", [harbourline.euros]), item("quote", "The notice must be there on 4 December.", [harbourline.notice])],
      },
      {
        name: "deal",
        empty: null,
        items: [
          item("derived", "“Harbourline: contract rollout”: Contract sent, EUR 48,000, closes 20 December, 13 days in stage", harbourline.deal, "deal_standing"),
          item("derived", "CRM 48,000, but Petra Lang 5 days ago: “44,000 euros”", [harbourline.euros, harbourline.deal[2]!], "amount_contradicted"),
        ],
      },
      {
        name: "people",
        empty: null,
        items: [
          item("derived", "Hendrik Bos, “Chief Operating Officer”, attends, silent so far", person("contact:591", "Hendrik", "Bos", "Chief Operating Officer"), "people"),
          item("derived", "Joost van Dijk, “Chief Financial Officer”, attends", person("contact:592", "Joost", "van Dijk", "Chief Financial Officer"), "people"),
        ],
      },
      { name: "ask_first", empty: null, items: [item("question", "Which figure holds now: “44,000 euros”, or 48,000 as in the CRM?", [harbourline.euros, harbourline.deal[2]!], "amount_contradicted")] },
    ],
    dropped: [],
  },
};

/** What is left when the CRM knows next to nothing. */
export const thinBrief: Briefing = {
  header: { name: "Lena Fischer", title: null, account_name: "Kestrel Energy", local_time: null, meeting_at: "2026-11-20T12:00:00Z", join_url: null },
  brief: {
    mode: "extractive",
    who: { contact: { type: "contact", id: "520" }, account: { type: "company", id: "103" }, name: "Lena Fischer", why: "you typed “Lena”" },
    fresh_as_of: "2026-11-20T06:10:00Z",
    coverage: { read: 2, total: 2, missing: [] },
    words: 31,
    sections: [
      { name: "landmines", empty: "no urgent ticket, unanswered mail or opt-out", items: [] },
      { name: "why_now", empty: null, items: [item("derived", "No meeting is planned; Lena Fischer last spoke with us 4 days ago", [said.pricing], "no_meeting")] },
      { name: "last_talk", empty: "no conversation with them yet", items: [] },
      { name: "promises", empty: "no dated promise is open", items: [] },
      { name: "their_words", empty: null, items: [item("quote", "Is there a plan below 50 seats?", [said.vans])] },
      { name: "deal", empty: "no deal", items: [] },
      { name: "people", empty: "no contacts", items: [] },
      { name: "ask_first", empty: null, items: [item("question", "Does this still hold: “Is there a plan below 50 seats?”?", [said.vans])] },
    ],
    dropped: [],
  },
  sources,
  elapsed_ms: 12,
};

function line(under: Heading, kind: Item["kind"], text: string, citations: string[], speaker: string | null = null): Line {
  return { ...item(kind, text, citations), heading: under, under, speaker };
}

/** A line the rep wrote. */
export function ofTheRep(text: string, under: Heading): Line {
  return { ...item("fact", text, [], "written_by_rep"), verified: false, heading: "yours", under, speaker: null };
}

const FOOTER = "Compiled from your CRM · approved by Marc Okoye · ref 7f3a91c2e05b44d8";

/** What is sent for these lines, as the shell would write it. */
export function bodyOf(title: string, lines: readonly Line[], footer: string): string {
  const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  const parts = partsOf(lines).map(
    (part) => `<p><strong>${part.title}</strong></p>\n<ul>\n${part.lines.map((one) => `<li>${escaped(shown(one))}</li>\n`).join("")}</ul>\n`,
  );
  return `<p><strong>${escaped(title)}</strong></p>\n${parts.join("")}<p>${escaped(footer)}</p>`;
}

function proposal(over: Partial<ProposalView> & Pick<ProposalView, "id" | "title" | "lines">): ProposalView {
  const proposed = over.proposed ?? over.lines.map(shown).join("\n");
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
    current: null,
    current_words: over.current ?? null,
    proposed,
    proposed_words: proposed,
    changed_by: null,
    rule: null,
    program: null,
    automation: false,
    citations: over.lines.flatMap((one) => one.citations),
    confidence: 0.84,
    confidence_parts: { coverage: 0.97, agreement: 0.67, recency: 0.95 },
    body: bodyOf(over.title, over.lines, FOOTER),
    footer: FOOTER,
    hash: `hash-of-${over.id}`,
    sources,
    created_at: "2026-11-19T16:00:00Z",
    reason: null,
    waits_until: null,
    advice: null,
    can_retry: false,
    remote_id: null,
    hubspot_url: null,
    attempts: 0,
    property: null,
    due: null,
    task_type: null,
    priority: null,
    reminder: null,
    owner: null,
    owner_name: null,
    confirm: null,
    by_itself: null,
    held: null,
    drafted_from: null,
    prompt_version: null,
    expires_at: "2026-12-19T16:00:00Z",
    sent: [],
    undo: "It can go to HubSpot's recycle bin as long as nobody has changed it.",
    stays: "People already notified stay notified.",
    ...over,
  };
}

/** A card of every kind beside notes, and of every way a card can stand. */
function oneOfEachKind(): ProposalView[] {
  const northwind = { target_name: "Northwind Logistics", body: "", footer: "" };
  const stays = "Anything a workflow did because of it stays, and the property's history keeps both values.";
  const quote = (text: string, citation: string) => [line("point", "quote", text, [citation], "Ana Marques")];
  const deal = [{ id: "deal:31", name: "Northwind: pilot and first year" }];
  const contact = [{ id: "contact:501", name: "Ana Marques" }];
  return [
    proposal({
      ...northwind,
      id: "proposal-task",
      kind: "task",
      title: "Promised to Ana Marques: “the security questionnaire”",
      target: "company:101",
      lines: [line("ours", "derived", "Promised to Ana Marques: “the security questionnaire”", [said.questionnaire])],
      attached_to: [...contact, ...deal],
      due: "2026-11-20T08:00:00Z",
      task_type: "todo",
      priority: "none",
      owner: "71",
      owner_name: "Marc Okoye",
      automation: true,
      body: "<p><strong>Promised to Ana Marques</strong></p>",
      footer: FOOTER,
      sent: [{ name: "hs_task_subject", value: "Promised to Ana Marques: “the security questionnaire”" }],
      undo: "It can go to HubSpot's recycle bin as long as nobody has changed or completed it.",
      stays: "Anything a workflow did because of it stays.",
    }),
    proposal({
      ...northwind,
      id: "proposal-next-step",
      kind: "property",
      tier: "careful",
      title: "Next step of Northwind: pilot and first year",
      target: "deal:31",
      attached_to: deal,
      lines: quote("Two depots, Porto and Setúbal. In principle we agree to that, yes.", said.twoDepots),
      property: "Next step",
      current: "Send the offer for one depot and book the pilot",
      proposed: "Send the offer for two depots and book the pilot in Porto",
      changed_by: "a person, 4 November 2026",
      automation: true,
      confidence: 0.91,
      sent: [{ name: "hs_next_step", value: "Send the offer for two depots and book the pilot in Porto" }],
      undo: "It can be set back to “Send the offer for one depot and book the pilot” as long as nobody has changed it since.",
      stays,
    }),
    proposal({
      ...northwind,
      id: "proposal-amount",
      kind: "property",
      tier: "gated",
      title: "Amount of Northwind: pilot and first year",
      target: "deal:31",
      attached_to: deal,
      lines: quote("Our contract with Parcelhub ends on 31 January, and procurement needs six weeks.", said.contractEnds),
      property: "Amount",
      current: "48000",
      current_words: "48,000",
      proposed: "44000",
      proposed_words: "44,000",
      changed_by: "a workflow, 12 November 2026",
      automation: true,
      by_itself: "You will be asked to type the new value of Amount.",
      confirm: "44,000",
      drafted_from: "46,000",
      sent: [{ name: "amount", value: "44000" }],
      undo: "It can be set back to “46,000” as long as nobody has changed it since.",
      stays,
    }),
    proposal({
      ...northwind,
      id: "proposal-drafted",
      kind: "property",
      tier: "careful",
      title: "Stated objection of Northwind: pilot and first year",
      target: "deal:31",
      attached_to: deal,
      lines: quote("If we can’t see who changed a route, my drivers will go back to the phone.", said.phone),
      property: "Stated objection",
      proposed: "If we can’t see who changed a route, my drivers will go back to the phone.",
      automation: true,
      prompt_version: "rules@4",
      held: "HubSpot no longer has the property “stated_objection” on deals",
      sent: [
        { name: "stated_objection", value: "If we can’t see who changed a route, my drivers will go back to the phone." },
        { name: "ai_prompt_version", value: "rules@4" },
      ],
      undo: "It can be emptied again as long as nobody has changed it since.",
      stays,
    }),
    proposal({
      ...northwind,
      id: "proposal-role",
      kind: "role",
      tier: "careful",
      title: "Ana Marques is Decision maker",
      target: "contact:501",
      attached_to: [...contact, ...deal],
      lines: quote("Two depots, Porto and Setúbal. In principle we agree to that, yes.", said.twoDepots),
      proposed: "Decision maker",
      automation: true,
      sent: [{ name: "label", value: "Decision maker" }],
      undo: "The label “Decision maker” can be removed again.",
      stays: "Anything a workflow did because of it stays.",
    }),
    proposal({
      ...northwind,
      id: "proposal-event",
      kind: "event",
      tier: "careful",
      title: "Intent: Northwind Logistics",
      target: "contact:501",
      attached_to: contact,
      lines: quote("Our contract with Parcelhub ends on 31 January, and procurement needs six weeks.", said.contractEnds),
      proposed: "“Our contract with Parcelhub ends on 31 January, and procurement needs six weeks.”",
      automation: true,
      footer: FOOTER,
      sent: [
        { name: "id", value: "7f3a91c2e05b44d8" },
        { name: "summary", value: "“Our contract with Parcelhub ends on 31 January, and procurement needs six weeks.”" },
      ],
      undo: "It cannot be taken back.",
      stays: "HubSpot keeps events as they were sent.",
    }),
  ];
}

export const reviewSettings: ReviewSettings = {
  threshold: 0.85,
  mine: ["contact:520/jobtitle"],
  allowed: ["contact/jobtitle", "contact/phone", "deal/amount", "deal/closedate", "deal/hs_next_step", "meeting/hs_meeting_outcome"],
  expires_after_days: 30,
};

const short = [line("ours", "fact", "Marc Okoye, by Friday 20 November: “I will set up a reference call in food retail”", [said.referenceOwed])];

export const proposals: ProposalView[] = [
  proposal({
    id: "proposal-1",
    title: "Call with Halden Group, 18 November 2026",
    target: "call:918",
    lines: [
      line("point", "quote", "the audit ends on 15 December, and nothing is signed before that", [said.audit], "Mira Sand"),
      line("point", "quote", "The board wants it in the new budget year, so signature would be end of January at the earliest.", [said.january], "Erik Halden"),
      line("objection", "quote", "It is only in your top plan, and we will not buy the top plan for one tick in a box.", [said.ssoPlan], "Erik Halden"),
      ofTheRep("They compare us with two others; Mira did not say which.", "objection"),
      line("ours", "fact", "Marc Okoye, by Friday 20 November: “I will send you the price for single sign-on alone by Friday”", [said.ssoPrice]),
      line("theirs", "fact", "Mira Sand, by Friday 20 November: “I send you our vendor form this week”", [said.vendorForm]),
    ],
    dropped: [{ text: "Our policy is clear, no vendor without audit.", reason: "these words are not in the call" }],
  }),
  proposal({
    id: "proposal-2",
    rule: "call-notes",
    title: "Call with Northwind Logistics, 4 November 2026",
    target: "call:901",
    target_name: "Northwind Logistics",
    attached_to: [
      { id: "contact:501", name: "Ana Marques" },
      { id: "company:101", name: "Northwind Logistics" },
      { id: "deal:31", name: "Northwind: pilot and first year" },
    ],
    lines: [
      line("point", "quote", "Two depots, Porto and Setúbal. In principle we agree to that, yes.", [said.twoDepots], "Ana Marques"),
      line("point", "quote", "Our contract with Parcelhub ends on 31 January, and procurement needs six weeks.", [said.contractEnds], "Ana Marques"),
      line("objection", "quote", "If we can’t see who changed a route, my drivers will go back to the phone.", [said.phone], "Ana Marques"),
      line("ours", "fact", "Marc Okoye, by Tuesday 17 November: “I will send the security questionnaire by Tuesday the 17th”", [said.questionnaire]),
      line("ours", "fact", "Marc Okoye, by Friday 20 November: “I owe you the price for forty seats, paid yearly”", [said.price]),
      line("theirs", "fact", "Ana Marques, by Friday 27 November: “I will ask our CFO about the pilot budget in the meantime”", [said.cfo]),
    ],
  }),
  ...oneOfEachKind(),
  proposal({ id: "proposal-3", title: "Call with Alder & Sons, 10 November 2026", target: "company:102", target_name: "Alder & Sons", status: "approved", attached_to: [{ id: "company:102", name: "Alder & Sons" }], lines: short }),
  proposal({ id: "proposal-4", title: "Call with Dunmore Foods, 17 November 2026", target_name: "Dunmore Foods", status: "unknown", lines: short, attempts: 1, waits_until: "2026-11-20T09:26:00Z" }),
  proposal({ id: "proposal-5", title: "Call with Fjordline Seafood, 16 November 2026", target_name: "Fjordline Seafood", status: "waiting", reason: "HubSpot is limiting requests.", waits_until: "2026-11-20T14:05:00Z", advice: "You need not do anything: Foreword sends it then.", can_retry: true, lines: short, attempts: 3 }),
  proposal({ id: "proposal-6", title: "Call with Tern & Harbour, 13 November 2026", target_name: "Tern & Harbour", status: "refused", reason: "The contact was deleted in HubSpot on 14 Nov.", advice: "Restore the contact in HubSpot, then try again.", can_retry: true, lines: short, attempts: 1 }),
  proposal({ id: "proposal-7", title: "Call with Corvid Labs, 1 November 2026", target_name: "Corvid Labs", status: "verified", lines: short, attempts: 1, remote_id: "90211", hubspot_url: "https://app.hubspot.com/contacts/48210377/engagement/90211" }),
  proposal({ id: "proposal-8", title: "Call with Kestrel Energy, 30 October 2026", target_name: "Kestrel Energy", status: "sent", lines: short, attempts: 1, remote_id: "90180", hubspot_url: "https://app.hubspot.com/contacts/48210377/engagement/90180" }),
  proposal({ id: "proposal-9", title: "Call with Marlowe & Finch, 29 October 2026", target_name: "Marlowe & Finch", status: "rejected", reason: "Wrong call.", lines: short }),
];

/** To whom a task can be given, and what it can hang on. */
export const taskChoices: TaskChoices = {
  owners: [
    { id: "71", name: "Marc Okoye" },
    { id: "72", name: "Ana Weber" },
    { id: "73", name: "Priya Raman" },
  ],
  records: [
    { id: "contact:501", name: "Ana Marques" },
    { id: "deal:31", name: "Northwind: pilot and first year" },
    { id: "contact:502", name: "Tomás Rocha" },
    { id: "contact:503", name: "Rita Leal" },
    { id: "ticket:71", name: "Route history is missing for drivers" },
    { id: "company:101", name: "Northwind Logistics" },
  ],
};

const TO_COLLEAGUE: Partial<ProposalView> = { tier: "careful", by_itself: "It is a task for a colleague: you will be asked to type their name." };

/** A task as it is after an edit. */
export function editedTask(task: ProposalView, edit: TaskEditRequest): Partial<ProposalView> {
  const owner = taskChoices.owners.find((one) => one.id === edit.owner) ?? null;
  const isForAnother = owner !== null && owner !== taskChoices.owners[0];
  const due = new Date(`${edit.due}T${edit.time ?? "09:00"}:00Z`);
  const reminder = edit.remind_minutes_before === null ? null : new Date(due.getTime() - edit.remind_minutes_before * 60_000).toISOString();
  return {
    title: edit.subject,
    due: due.toISOString(),
    task_type: edit.task_type,
    priority: edit.priority,
    reminder,
    owner: edit.owner,
    owner_name: owner?.name ?? null,
    attached_to: edit.targets.length === 0 ? task.attached_to : taskChoices.records.filter((one) => edit.targets.includes(one.id)),
    hash: `${task.hash}′`,
    status: "proposed",
    ...(isForAnother ? { ...TO_COLLEAGUE, confirm: owner.name } : { tier: "safe", by_itself: null, confirm: null }),
  };
}

/** What the digest says of an account, as a note or task that waits for the rep's yes. */
export function filedDigest(account: string, name: string, lines: readonly DigestLineView[], filedAs: DigestAs): ProposalView {
  const task: Partial<ProposalView> = filedAs === "task" ? { kind: "task", due: "2026-11-20T17:00:00Z", task_type: "todo", priority: "none", owner: "71", owner_name: "Marc Okoye" } : {};
  return proposal({
    id: `proposal-digest-${filedAs}-${account}`,
    title: filedAs === "task" ? `${name}: ${lines[0]?.item.text ?? ""}` : `${name}: digest of 20 November 2026`,
    target: account,
    target_name: name,
    attached_to: [{ id: account, name }],
    lines: lines.map(({ item }) => line("point", item.kind, item.text, item.citations)),
    created_at: NOW,
    ...task,
  });
}

/** A mail as a note that waits for the rep's yes. */
export function filedMail(mail: FileMailRequest): ProposalView {
  return proposal({
    id: `proposal-${mail.draft}`,
    title: `Mail draft: ${mail.subject}`,
    target: mail.target,
    target_name: "Northwind Logistics",
    attached_to: [{ id: "company:101", name: "Northwind Logistics" }],
    lines: mail.body.split("\n").filter((text) => text !== "").map((text) => ofTheRep(text, "yours")),
    confidence: null,
    created_at: NOW,
  });
}

const MB = 2 ** 20;

export const upkeep: UpkeepView = {
  size: { bytes: 61 * MB, database_bytes: 34 * MB, index_bytes: 27 * MB, versions: 212 },
  last_at: "2026-11-19T16:02:00Z",
  last_outcome: "done",
  error: null,
  alarm: null,
};

export const updatesUndecided: UpdatesView = { choice: "not_asked", offered: null, notes: null, installed: null, looked_at: null };

export const updateFound: UpdatesView = {
  choice: "on",
  offered: "0.2.0",
  notes: "Briefs open faster. Minutes of a call can be pasted in.",
  installed: null,
  looked_at: "2026-11-20T09:12:00Z",
};

export const maintained: MaintainReport = {
  before: upkeep.size,
  after: { bytes: 38 * MB, database_bytes: 24 * MB, index_bytes: 14 * MB, versions: 4 },
  outcome: "done",
  repaired: null,
  rebuilt: null,
  vectors_dropped: 12,
  vacuumed: true,
  alarm: null,
  elapsed_ms: 2_140,
};

export const nothingGone: GoneReport = { vanished: [], erased: [] };

export const gone: GoneReport = {
  vanished: [{ object: "notes", gone: 214, of: 830, since: "2026-11-19T07:00:00Z", accepted: false }],
  erased: [
    { id: "contact:61", name: "Dana Whitlock", since: "2026-11-18T07:00:00Z", records: 14, is_certain: true },
    { id: "contact:62", name: "Piet Moor", since: "2026-11-20T07:00:00Z", records: 3, is_certain: false },
  ],
};

export const forgotten: ForgetReport = {
  erased: { records: 5, versions: 6, documents: 7, chunks: 31, vectors: 31, redacted: 2 },
  records: ["email:60", "email:61", "call:70", "note:80"],
  searched: {
    database_pages: { before: 41, after: 0 },
    database_wal: { before: 9, after: 0 },
    index_rows: { before: 62, after: 0 },
    index_old_versions: { before: 18, after: 0 },
    index_words: { before: 12, after: 0 },
  },
  traces: 38,
  verified: true,
  elapsed_ms: 4_310,
};

export const checks: DoctorCheck[] = [
  { name: "keychain", ok: true, detail: "answers", fix: null },
  { name: "embedding", ok: true, detail: "works; loading took 412 ms", fix: null },
  { name: "home", ok: true, detail: "/home/marc/.local/share/foreword is in use by Foreword", fix: null },
  { name: "portal 48210377: database", ok: true, detail: "every page can be read; the key is in the keychain", fix: null },
  { name: "portal 48210377: log of writes", ok: true, detail: "34 lines, none changed or missing; it ends with 3f9c1a7be04d5286", fix: null },
  { name: "portal 48210377: index", ok: false, detail: "41207 of 41207 passages can be found by word, 38027 by meaning", fix: "Leave Foreword open for about a minute, or press Sync now." },
  { name: "portal 48210377: last sync", ok: true, detail: "finished; it started 2026-11-20T09:22:00Z", fix: null },
  { name: "portal 48210377: token", ok: true, detail: "works; portal 48210377, time zone Europe/Lisbon", fix: null },
];

/** Everything here that goes by a name, accounts first. */
const named: CalledView[] = [
  ...accountRows.map((row): CalledView => ({ id: row.id, name: row.name, account: row.id, account_name: null, detail: row.domain })),
  ...northwind.people.map((one): CalledView => ({ id: one.id, name: one.name, account: northwind.id, account_name: northwind.name, detail: one.title })),
  { id: "contact:571", name: "Marta Alder", account: "company:102", account_name: "Alder & Sons", detail: "Owner" },
  ...northwind.deals.map((one): CalledView => ({ id: one.id, name: one.name, account: northwind.id, account_name: northwind.name, detail: null })),
  ...northwind.tickets.map((one): CalledView => ({ id: one.id, name: one.subject, account: northwind.id, account_name: northwind.name, detail: null })),
];

export function called(query: string): CalledView[] {
  const wanted = plain(query).split(/\s+/u).filter((word) => word !== "");
  const has = (name: string, word: string) => plain(name).split(/[\s,:&-]+/u).some((one) => one.startsWith(word));
  if (wanted.length === 0) return [...accountRows].sort((a, b) => (b.last_activity ?? "").localeCompare(a.last_activity ?? "")).slice(0, 8).map((row) => named.find((one) => one.id === row.id)!);
  return named.filter((one) => wanted.every((word) => has(one.name, word))).slice(0, 8);
}
