import { FRESH } from "./sample-data";
import type { Allowed, ConnectionNeeds, ScopeView, SyncStatus } from "./types";

// What the connection of the invented portal may do: everything, all but three scopes, or reading alone.

const scope = (name: string, use: ScopeView["use"], opens: string, without: string): ScopeView => ({ name, use, opens, without, held: true });

const scopes: ScopeView[] = [
  scope("crm.objects.contacts.read", "reading", "People, and the calls, e-mails, meetings, notes and tasks with them", "There are no people and no activities, so briefs have next to nothing to go by."),
  scope("crm.objects.companies.read", "reading", "Companies", "People stand alone, because Foreword cannot tell which company they belong to."),
  scope("crm.objects.deals.read", "reading", "Deals, with their stages and amounts", "Briefs and the digest say nothing about deals."),
  scope("tickets", "reading", "Support tickets", "Briefs do not mention support tickets."),
  scope("crm.objects.owners.read", "reading", "Who owns what", "Foreword cannot tell your records from your colleagues’, so only the whole portal can be copied."),
  scope("sales-email-read", "extra", "The text of e-mails", "E-mails do not come, or come without their text."),
  scope("crm.extensions_calling_transcripts.read", "extra", "What was said in calls that HubSpot transcribed", "Calls come without their transcripts. You can still import recordings’ transcripts."),
  scope("crm.objects.contacts.write", "filing", "Filing notes, tasks and changes to people", "Every draft works. Notes and tasks you approve wait here, and you can copy them into HubSpot yourself."),
  scope("crm.objects.companies.write", "filing", "Filing changes to companies", "Changes to companies that you approve wait here."),
  scope("crm.objects.deals.write", "filing", "Filing changes to deals", "Changes to deals that you approve wait here."),
];

const request = `Hello,

I use Foreword to prepare for conversations from our HubSpot portal (48210377). It keeps a copy of my accounts on my own computer and changes nothing in HubSpot that I have not approved. Its connection lacks some scopes. Could you please add them?

To read:
- tickets: Support tickets
- sales-email-read: The text of e-mails

To file what I approve (leave these out if Foreword should only read):
- crm.objects.deals.write: Filing changes to deals

In HubSpot: Settings, Integrations, Private apps (or Development, Keys, Service keys). Open the app that Foreword uses, or create one called Foreword, choose Scopes, tick the scopes listed above, and save.

Thank you`;

/** Before there is a connection nobody knows what it has. */
export const needs: ConnectionNeeds = {
  scopes: scopes.map((one) => ({ ...one, held: null })),
  addresses: [43117, 43118, 43119].map((port) => `http://127.0.0.1:${port}/connected`),
};

export const whole: Allowed = {
  portal_id: "48210377",
  time_zone: "Europe/Lisbon",
  user: "marc.okoye@routewise.example",
  owner_id: "71",
  people: [
    { id: "70", name: "Ines Duarte", email: "ines.duarte@routewise.example" },
    { id: "71", name: "Marc Okoye", email: "marc.okoye@routewise.example" },
    { id: "72", name: "Tomas Brandt", email: "tomas.brandt@routewise.example" },
  ],
  scopes_known: true,
  scopes,
  unneeded: [],
  is_read_only: false,
  keeps: "book",
  request: null,
  checked_at: FRESH,
};

const without = (...names: string[]) => scopes.map((one) => ({ ...one, held: !names.includes(one.name) }));

export const lacking: Allowed = {
  ...whole,
  scopes: without("tickets", "sales-email-read", "crm.objects.deals.write"),
  unneeded: ["crm.objects.users.read"],
  request,
};

export const readOnly: Allowed = {
  ...whole,
  scopes: without("crm.objects.contacts.write", "crm.objects.companies.write", "crm.objects.deals.write"),
  is_read_only: true,
  request,
};

const counted = (object: string, remote: number, local = remote): SyncStatus["objects"][number] => ({
  object,
  remote,
  local,
  forgotten: 0,
  skipped_count: 0,
  skipped: [],
  last_success: FRESH,
  refused: null,
});

export const status: SyncStatus = {
  portal_id: "48210377",
  user: "marc.okoye@routewise.example",
  scope: "book",
  objects: [
    counted("contacts", 1_204),
    counted("companies", 318),
    counted("deals", 146),
    counted("tickets", 92),
    counted("calls", 871),
    { ...counted("emails", 3_942, 3_940), skipped_count: 2, skipped: [{ id: "email:9918", reason: "it has no date" }, { id: "email:9920", reason: "it has no date" }] },
    counted("meetings", 402),
    counted("notes", 439),
    counted("tasks", 118),
  ],
  next_run: "2026-11-20T09:28:00Z",
  is_unfinished: false,
  refused: [],
  alarm: null,
  calls: {
    day: "2026-11-20",
    total: 1_318,
    by_family: { records: 402, searches: 466, associations: 398, transcripts: 9, filing: 31, "account and fields": 12 },
    rate_limited: 0,
    allowed: 250_000,
    left: 236_104,
    share: 25,
    share_max: 100,
  },
};
