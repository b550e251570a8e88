import { cite, sources } from "./sample-records";
import type { DigestLineView, DigestReport, Item, ReplyReport } from "./types";

// What rules draft from the invented rep's history.

const budget = cite("call:901", "Our contract with Parcelhub ends on 31 January, and procurement needs six weeks.");
const region = cite("shelf:31", "All data of a customer stays in one region, and the region is written into the contract.");
const questionnaire = cite("call:901", "Our legal people will not even open the contract without it.");

function item(kind: Item["kind"], rule: string | null, text: string, citations: string[]): Item {
  return { text, kind, rule, citations, verified: true, confidence: null };
}

const still = (account: string, name: string, record: string, text: string): DigestLineView => ({
  account,
  account_name: name,
  record,
  item: item("derived", "stalled_deal", text, [budget]),
});

export const digest: DigestReport = {
  draft: { id: "d-digest", kind: "digest", mode: "extractive", request_id: "r-digest", items: [], fields: { day: "2026-11-20" } },
  parts: [
    {
      name: "at_risk",
      lines: [
        {
          account: "company:101",
          account_name: "Northwind Logistics",
          record: "call:901",
          item: item("derived", "overdue_promise", "The questionnaire we promised is 3 days late, and legal waits for it", [questionnaire]),
        },
      ],
    },
    {
      name: "stalled",
      lines: [
        still("company:104", "Halden Group", "deal:33", "“Halden: three sites”: nothing has moved for 47 days, stage Contract sent"),
        still("company:102", "Alder & Sons", "deal:35", "“Alder: refrigerated vans”: nothing has moved for 31 days, stage Qualified to buy"),
        still("company:101", "Northwind Logistics", "deal:31", "“Northwind: pilot and first year”: nothing has moved for 23 days, stage Decision maker bought in"),
      ],
    },
    {
      name: "likely_to_close",
      lines: [
        {
          account: "company:102",
          account_name: "Alder & Sons",
          record: "deal:34",
          item: item("inferred", "likely_to_close", "Likely to close: “Alder: second depot”, 44,000 EUR", [budget]),
        },
      ],
    },
    {
      name: "total",
      lines: [{ account: null, account_name: null, record: null, item: item("derived", "pipeline_total", "Two open deals of 92,000 EUR together", [budget]) }],
    },
  ],
  proposals: [],
  stalled: [],
  sources,
  dropped: [],
  accounts: 61,
  accounts_read: 3,
  unread: ["Kestrel Energy"],
  target: { amount: 120_000, currency: "EUR", from: "2026-10-01", to: "2026-12-31" },
};

export const reply: ReplyReport = {
  draft: {
    id: "d-reply",
    kind: "reply",
    mode: "extractive",
    request_id: "r-reply",
    items: [item("quote", "history", "Our contract with Parcelhub ends on 31 January, and procurement needs six weeks.", [budget])],
    fields: { body: "Hi Ana,\n\nWhen does the old contract end?\n\n[…]\n\nBest regards", language: "english" },
  },
  lines: [
    { part: "greeting", text: "Hi Ana,", item: null },
    { part: "question", text: "When does the old contract end?", item: null },
    {
      part: "history",
      text: "“Our contract with Parcelhub ends on 31 January, and procurement needs six weeks.”",
      item: item("quote", "history", "Our contract with Parcelhub ends on 31 January, and procurement needs six weeks.", [budget]),
    },
    { part: "blank", text: "[…]", item: null },
    { part: "question", text: "> Where is our data kept?", item: null },
    {
      part: "collateral",
      text: "From the shelf, Security overview 2026: “All data of a customer stays in one region, and the region is written into the contract.”",
      item: item("quote", "on_the_shelf", "All data of a customer stays in one region, and the region is written into the contract.", [region]),
    },
    { part: "blank", text: "[…]", item: null },
    { part: "closing", text: "Best regards", item: null },
  ],
  proposals: [],
  sources,
  dropped: [],
  answered: 1,
  from_shelf: 1,
  questions: 2,
  note: null,
  requests: [],
  mail: {
    to: "ana.marques@northwind.example",
    subject: "Re: The old contract",
    body: "Hi Ana,\n\n> When does the old contract end?\n\n[…]\n\n> Where is our data kept?\n\n[…]\n\nWhat do you need from us to take the next step?\n\nBest,\nMarc",
  },
  voice: {
    language: "English",
    read: 64,
    greeting: "Hi {first}, in 58 of 64 mails",
    closing: "Best, in 51 of 64 mails",
    sentence_words: 11,
    formality: "plain",
    samples: ["Thanks for the open words about the pilot."],
  },
  inbound: "email:812",
};
