import type { ObjectType, PlaceView, RecordId, Side, Source, SourceText, TimelineEntry, TranscriptState, UtteranceView } from "./types";

// The activities of the invented portal, with their whole texts, and citations cut from them by quoting.

type Spoken = [speaker: string, startMs: number, words: string];

export type Activity = {
  record: string;
  account: string;
  kind: string;
  at: string;
  title: string;
  people: string[];
  speaker: string | null;
  text: string;
  utterances: UtteranceView[];
  transcript: TranscriptState | null;
};

/** Where documents of the shelf lie. */
const onShelf: Record<string, Pick<SourceText, "file" | "web_url">> = {
  "shelf:31": { file: "/home/marc/collateral/security/security-overview.pdf", web_url: null },
  "shelf:41": { file: "setubal.html", web_url: "https://northwind.example/news/setubal" },
};

const activities = new Map<string, Activity>();
const cited = new Map<string, SourceText>();
export const sources: Record<string, Source> = {};

const HUBSPOT = "https://app.hubspot.com/contacts/48210377";

function wrote(record: string, account: string, at: string, speaker: string | null, title: string, people: string[], text: string): void {
  const kind = record.slice(0, record.indexOf(":"));
  activities.set(record, { record, account, kind, at, title, people, speaker, text, utterances: [], transcript: null });
}

function spoke(record: string, account: string, at: string, title: string, people: string[], spoken: Spoken[], transcript: TranscriptState = "present"): void {
  let text = "";
  let scalars = 0;
  const utterances: UtteranceView[] = [];
  for (const [speaker, start_ms, words] of spoken) {
    const length = [...words].length;
    utterances.push({ speaker, start: scalars, end: scalars + length, start_ms });
    text += `${words}\n`;
    scalars += length + 1;
  }
  activities.set(record, { record, account, kind: "call", at, title, people, speaker: null, text: text.trimEnd(), utterances, transcript });
}

export function refOf(record: string): RecordId {
  const colon = record.indexOf(":");
  return { type: record.slice(0, colon) as ObjectType, id: record.slice(colon + 1) };
}

/** Cites the words of an activity. They must stand in it, so a slip in this file is found at once. */
export function cite(record: string, words: string): string {
  const activity = activities.get(record);
  const at = activity?.text.indexOf(words) ?? -1;
  if (activity === undefined || at < 0) throw new Error(`${record} does not say “${words}”`);
  const start = [...activity.text.slice(0, at)].length;
  const end = start + [...words].length;
  const speaker = activity.utterances.find((one) => one.start <= start && start < one.end)?.speaker ?? activity.speaker;
  const citation = `${record}/body@5f0e#${start}-${end}`;
  sources[citation] = { record: refOf(record), property: "body", time: activity.at, speaker, text: words };
  cited.set(citation, { ...openActivity(activity), citation, span: [start, end], speaker });
  return citation;
}

/** Cites a field of a record, by HubSpot's name for it, with its value as HubSpot keeps it. */
export function citeField(record: string, title: string, time: string, value: string): string {
  const citation = `${record}/${title}@91c2#0-${[...value].length}`;
  const ref = refOf(record);
  sources[citation] = { record: ref, property: title, time, speaker: null, text: value };
  cited.set(citation, {
    citation,
    record,
    kind: ref.type,
    title,
    time,
    speaker: null,
    text: value,
    span: [0, [...value].length],
    utterances: [],
    layers: [],
    changed: false,
    current: null,
    hubspot_url: `${HUBSPOT}/record/0-3/${ref.id}`,
    file: null,
    web_url: null,
    places: [],
    fields: [],
    changed_at: null,
    history: [],
  });
  return citation;
}

function openActivity(activity: Activity): SourceText {
  const { record, kind, title, at, speaker, text, utterances } = activity;
  const lies = onShelf[record];
  return {
    citation: null,
    record,
    kind,
    title,
    time: at,
    speaker,
    text,
    span: null,
    utterances,
    layers: [],
    changed: false,
    current: null,
    hubspot_url: lies === undefined ? `${HUBSPOT}/engagement/${refOf(record).id}` : null,
    file: lies?.file ?? null,
    web_url: lies?.web_url ?? null,
    places: [],
    fields: [],
    changed_at: null,
    history: [],
  };
}

export function openedCitation(citation: string): SourceText | undefined {
  // A hit of a search that nothing cites opens its whole record.
  const opened = citation.endsWith("/whole") ? openedRecord(citation.slice(0, -"/whole".length)) : cited.get(citation);
  return opened === undefined ? undefined : { ...opened, places: placesOf(opened.record), ...(particulars[opened.record] ?? {}), ...(citation.includes("/dealstage@") ? { history: stages } : {}) };
}

export function openedRecord(record: string): SourceText | undefined {
  const activity = activities.get(record);
  return activity === undefined ? undefined : { ...openActivity(activity), places: placesOf(record) };
}

const names: Record<string, string> = {
  "company:101": "Northwind Logistics",
  "company:102": "Alder & Sons",
  "company:104": "Halden Group",
  "company:120": "Harbourline Freight",
  "deal:31": "Northwind: pilot and first year",
  "ticket:71": "Route export misses the depot column",
};

/** What a deal and a ticket say of themselves. */
const particulars: Record<string, Pick<SourceText, "fields" | "changed_at">> = {
  "deal:31": {
    fields: [
      { property: "dealstage", value: "Evaluation" },
      { property: "amount", value: "60,000 EUR" },
      { property: "closedate", value: "2027-01-31" },
      { property: "hs_next_step", value: "Send the security questionnaire, then the price for 40 seats" },
      { property: "hubspot_owner_id", value: "Marc Okoye" },
    ],
    changed_at: "2026-11-18T15:30:00Z",
  },
  "ticket:71": {
    fields: [
      { property: "hs_pipeline_stage", value: "Waiting on us" },
      { property: "hs_ticket_priority", value: "HIGH" },
      { property: "createdate", value: "2026-11-17T10:00:00Z" },
      { property: "hubspot_owner_id", value: "Priya Raman" },
    ],
    changed_at: "2026-11-18T15:30:00Z",
  },
};

const stages = [
  { value: "Evaluation", since: "2026-10-28T09:00:00Z" },
  { value: "Discovery", since: "2026-10-14T11:00:00Z" },
  { value: "Qualified", since: "2026-09-30T08:00:00Z" },
];

function placesOf(record: string): PlaceView[] {
  const own = record in around ? [record] : [];
  const account = activities.get(record)?.account ?? (record in around ? NORTHWIND : "");
  const linked = Object.keys(around).filter((of) => around[of]?.includes(record));
  return [...own, account, ...linked].flatMap((id) => (names[id] === undefined ? [] : [{ id, name: names[id] }]));
}

/** Lets a cited source differ from what HubSpot holds by now. */
export function changeSince(citation: string, current: string): void {
  const opened = cited.get(citation);
  if (opened !== undefined) cited.set(citation, { ...opened, changed: true, current });
}

/** What is associated with a deal or ticket. */
const around: Record<string, readonly string[]> = {
  "deal:31": ["call:901", "email:812", "email:809", "note:411", "meeting:640", "email:760"],
  "ticket:71": ["email:845", "email:846"],
};

/** Whether an activity belongs to an account, or is associated with a deal or ticket. */
export function isOf(one: { record: string; account: string }, of: string): boolean {
  return of in around ? (around[of] ?? []).includes(one.record) : one.account === of;
}

export function activitiesOf(of: string): TimelineEntry[] {
  return [...activities.values()]
    .filter((one) => isOf(one, of) && one.kind !== "shelf")
    .sort((a, b) => b.at.localeCompare(a.at))
    .map((one) => ({
      record: one.record,
      kind: one.kind,
      at: one.at,
      title: one.title,
      people: one.people,
      preview: shortened(one.text.replaceAll("\n", " ")),
      ours: false,
      sides: sidesOf(one),
      has_transcript: 0 < one.utterances.length,
      transcript_state: one.transcript,
    }));
}

const COLLEAGUES = ["Marc Okoye", "Maren Holt"];

export function sideOf(speaker: string | null): Side | null {
  return speaker === null ? null : COLLEAGUES.includes(speaker) ? "us" : "them";
}

function sidesOf(one: Activity): Side[] {
  const sides = [one.speaker, ...one.utterances.map((turn) => turn.speaker)].map(sideOf);
  return (["us", "them"] as const).filter((side) => sides.includes(side));
}

function shortened(text: string): string {
  return text.length <= 180 ? text : `${text.slice(0, 180).replace(/\s+\S*$/, "")}…`;
}

export function allActivities(): Activity[] {
  return [...activities.values()];
}

const NORTHWIND = "company:101";
const ALDER = "company:102";
const HALDEN = "company:104";
const HARBOURLINE = "company:120";

spoke("call:901", NORTHWIND, "2026-11-04T14:02:00Z", "Pilot scope with Northwind", ["Ana Marques", "Tomás Rocha"], [
  ["Marc Okoye", 3_000, "Thanks for making the time, both of you. Tomás, I think this is the first time we talk."],
  ["Tomás Rocha", 11_000, "It is. I run the systems side, so I will be the one asking the boring questions."],
  ["Marc Okoye", 18_000, "Those are usually the ones that decide. Ana, shall we start with the pilot?"],
  ["Ana Marques", 26_000, "Two depots, Porto and Setúbal. In principle we agree to that, yes. Not all nine at once."],
  ["Ana Marques", 41_000, "But I have to be honest about one thing. If we can’t see who changed a route, my drivers will go back to the phone. They did it with the last system and I could not blame them."],
  ["Marc Okoye", 63_000, "Every change has a name and a time on it. I can show you that in the pilot set-up."],
  ["Tomás Rocha", 74_000, "Does any of this run on-prem? Our customs data may not leave the building, that is not a preference, it is in the contract with the port."],
  ["Marc Okoye", 92_000, "Not today. There is a private region, and I will find out what the port accepts."],
  ["Ana Marques", 108_000, "And the timing matters. Our contract with Parcelhub ends on 31 January, and procurement needs six weeks."],
  ["Marc Okoye", 121_000, "Then the paper has to be with them by the middle of December. I will send the security questionnaire by Tuesday the 17th."],
  ["Ana Marques", 137_000, "Please do. Our legal people will not even open the contract without it."],
  ["Marc Okoye", 149_000, "And I owe you the price for forty seats, paid yearly. You will have it on the 20th."],
  ["Ana Marques", 160_000, "Good. I will ask our CFO about the pilot budget in the meantime."],
]);
spoke("call:877", NORTHWIND, "2026-10-14T09:30:00Z", "Discovery with Ana Marques", ["Ana Marques"], [
  ["Ana Marques", 8_000, "We plan two hundred and ten routes a night in a spreadsheet, and the person who understands the spreadsheet retires in March."],
  ["Marc Okoye", 24_000, "What happens when a driver calls in sick?"],
  ["Ana Marques", 29_000, "Then I do it, on the phone, from my kitchen, at five in the morning."],
]);
wrote("email:812", NORTHWIND, "2026-11-12T08:41:00Z", "Ana Marques", "Re: Pilot budget", ["Ana Marques"],
  "Hi Marc,\n\nI spoke to finance yesterday. Sixty thousand is gone, we have forty-five. That has to cover the pilot and the first year, so please look at what can move.\n\nCan you hold the price for forty seats until the end of January?\n\nThe depots are keen, that has not changed 🚚.\n\nAna");
wrote("email:809", NORTHWIND, "2026-11-11T16:20:00Z", "Marc Okoye", "Pilot budget", ["Ana Marques"],
  "Hi Ana,\n\nshort question before I finish the offer: is the sixty thousand we talked about in September still what you plan with?\n\nMarc");
wrote("email:845", NORTHWIND, "2026-11-17T09:52:00Z", "Tomás Rocha", "Route export", ["Tomás Rocha"],
  "Marc, since yesterday the export of the routes leaves the depot column empty. We send that file to customs every evening, so somebody types it by hand now. Tomás");
wrote("email:846", NORTHWIND, "2026-11-17T11:20:00Z", "Marc Okoye", "Re: Route export", ["Tomás Rocha"],
  "Tomás, thank you. I have opened a ticket and will tell you tomorrow what we find. Marc");
wrote("note:411", NORTHWIND, "2026-11-05T07:55:00Z", "Marc Okoye", "After the pilot call", ["Ana Marques"],
  "Ana wants the audit trail on screen in the first ten minutes. Tomás is sceptical but fair. Champion is Ana; budget holder is the CFO, Rita Leal, whom we have not met.");
wrote("meeting:640", NORTHWIND, "2026-11-20T09:30:00Z", "Marc Okoye", "Pilot decision", ["Ana Marques", "Tomás Rocha"],
  "Agenda: pilot scope, security questionnaire, price for 40 seats.");
wrote("email:795", NORTHWIND, "2026-10-28T10:05:00Z", "Tomás Rocha", "Systems overview", ["Tomás Rocha"],
  "Hello Marc, attached is the overview of our systems, as Ana promised. The customs gateway is the part that matters. Tomás");
wrote("task:233", NORTHWIND, "2026-10-21T12:00:00Z", "Marc Okoye", "Send the reference from food retail", ["Ana Marques"],
  "Done on 22 October: sent the Bergfeld case.");
wrote("email:760", NORTHWIND, "2026-10-15T08:12:00Z", "Ana Marques", "Thank you, and numbers", ["Ana Marques"],
  "Marc, as promised: 9 depots, 212 routes a night, 160 drivers, 40 planners who would need a seat. We lose about two hours each morning to changes nobody wrote down. Ana");
wrote("note:377", NORTHWIND, "2026-09-29T13:40:00Z", "Marc Okoye", "Met at the logistics fair", ["Ana Marques"],
  "Met Ana at the stand in Porto. Runs operations for nine depots. Unhappy with Parcelhub’s support; contract runs out in winter.");
wrote("email:731", NORTHWIND, "2026-09-30T09:02:00Z", "Marc Okoye", "Good to meet you in Porto", ["Ana Marques"],
  "Hi Ana, it was good to meet you yesterday. You asked how we record who changed a route; here is a two-minute film of it. Would the 14th suit you for a call? Marc");

spoke("call:918", HALDEN, "2026-11-18T13:00:00Z", "Audit and single sign-on", ["Mira Sand", "Erik Halden"], [
  ["Mira Sand", 12_000, "I will say it straight away: the audit ends on 15 December, and nothing is signed before that. Not by anybody."],
  ["Marc Okoye", 27_000, "Understood. Then we use the time for the open points."],
  ["Erik Halden", 35_000, "The open point is single sign-on. It is only in your top plan, and we will not buy the top plan for one tick in a box."],
  ["Mira Sand", 52_000, "Our policy is clear, no vendor without single sign-on. So either the price moves or we stop here."],
  ["Marc Okoye", 66_000, "I will send you the price for single sign-on alone by Friday."],
  ["Mira Sand", 75_000, "And I send you our vendor form this week, you will need it anyway."],
  ["Erik Halden", 88_000, "The board wants it in the new budget year, so signature would be end of January at the earliest."],
]);
wrote("email:830", HALDEN, "2026-11-19T15:12:00Z", "Mira Sand", "Vendor form", ["Mira Sand"],
  "Dear Marc,\n\nattached is our vendor form, four pages. Section 3 asks for your last penetration test; a summary is enough.\n\nMira");

spoke("call:905", ALDER, "2026-11-10T10:30:00Z", "Renewal and references", ["Jonas Weiss", "Priya Raman"], [
  ["Jonas Weiss", 14_000, "Before we extend I want to hear from somebody in food retail who has used it for a year. I asked for that in October as well."],
  ["Marc Okoye", 29_000, "You did. I will set up a reference call in food retail by the 20th."],
  ["Priya Raman", 40_000, "And please somebody with cold chain. Dry goods is a different sport."],
]);
spoke("call:951", HARBOURLINE, "2026-11-15T10:20:00Z", "Board and exit", ["Petra Lang", "Willem Aerts"], [
  ["Petra Lang", 9_000, "Yes. So, Joost spoke with De Haven in the car. The board has released 44,000 euros, but not a cent beyond it."],
  ["Maren Holt", 24_000, "Then I take that back to our side."],
  ["Petra Lang", 31_000, "And the exit. Do not forget the exit. For me this is the point where I sign or do not sign."],
]);
spoke("call:940", HARBOURLINE, "2026-10-31T09:00:00Z", "Connector and notice", ["Petra Lang", "Willem Aerts"], [
  ["Maren Holt", 12_000, "Then I suggest this: Jonas will send Daan the connector data sheet with the field list by 10 November, so he can say yes or no."],
  ["Maren Holt", 40_000, "I will introduce you to her by Wednesday, by e-mail, and you arrange it between you."],
  ["Willem Aerts", 58_000, "The notice must be there on 4 December. I have it in my calendar in red."],
]);
wrote("email:870", HARBOURLINE, "2026-11-16T15:33:00Z", "Petra Lang", "Exit terms", ["Petra Lang"],
  "“A common format” is not enough for me. Can you confirm that the exit export includes all metadata, that is approvals, obligations and the audit trail? Petra");
wrote("email:866", HARBOURLINE, "2026-11-14T10:15:00Z", "Maren Holt", "Re: Questionnaire", ["Petra Lang"],
  "Received, thank you. You will have the completed answers and the test summary from us by 22 November, one day before you need them. Maren");
wrote("email:801", ALDER, "2026-10-22T07:31:00Z", "Jonas Weiss", "Reference?", ["Jonas Weiss"],
  "Marc, could you name us a reference in food retail? Jonas");
wrote("email:824", "company:103", "2026-11-16T18:20:00Z", "Lena Fischer", "Your pricing page", ["Lena Fischer"],
  "Hello, I have been reading your pricing page. We run 60 service vans for heat pumps. Is there a plan below 50 seats? Lena Fischer, Kestrel Energy");
wrote("email:702", "company:106", "2026-11-01T09:00:00Z", "Dana Corvin", "Re: Offer", ["Dana Corvin"],
  "Thanks, the offer is with our board. I will come back to you. Dana");
spoke("call:899", "company:103", "2026-05-12T09:00:00Z", "First contact with Kestrel", ["Piet Maas"], [], "not_permitted");

wrote("shelf:31", "", "2026-10-06T09:00:00Z", "Security overview 2026", "Security overview 2026", [],
  "All data of a customer stays in one region, and the region is written into the contract.\n\nSingle sign-on with SAML is part of every plan. Restores are tested each quarter and take four hours at most.");
wrote("shelf:41", NORTHWIND, "2026-11-17T15:05:00Z", "Northwind opens a tenth depot in Setúbal", "Northwind opens a tenth depot in Setúbal", [],
  "Northwind Logistics will open its tenth depot in Setúbal in March. The depot plans its routes with the pilot’s new system from the first day.");
