import { cite, sources } from "./sample-records";
import type { DigestReport, Item, ReplyReport } from "./types";

// What rules draft from the invented rep's history.

const budget = cite("call:901", "Our contract with Parcelhub ends on 31 January, and procurement needs six weeks.");
const region = cite("shelf:31", "All data of a customer stays in one region, and the region is written into the contract.");
const questionnaire = cite("call:901", "Our legal people will not even open the contract without it.");

function item(kind: Item["kind"], rule: string | null, text: string, citations: string[]): Item {
  return { text, kind, rule, citations, verified: true, confidence: null };
}

export const digest: DigestReport = {
  draft: { id: "d-digest", kind: "digest", mode: "extractive", request_id: "r-digest", items: [], fields: { day: "2026-11-20" } },
  parts: [
    {
      name: "at_risk",
      lines: [
        {
          account: "company:101",
          account_name: "Northwind Logistics",
          item: item("derived", "overdue_promise", "The questionnaire we promised is 3 days late, and legal waits for it", [questionnaire]),
        },
      ],
    },
    {
      name: "total",
      lines: [{ account: null, account_name: null, item: item("derived", "pipeline_total", "Two open deals of 92,000 EUR together", [budget]) }],
    },
  ],
  proposals: [],
  sources,
  dropped: [],
  accounts: 2,
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
