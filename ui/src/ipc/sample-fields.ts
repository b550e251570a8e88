import { commandError } from "./sample-errors";
import type { Criteria, Drift, Mapped, PlannedProperty, SchemaPlan } from "./types";

const property = (object: string, name: string, label: string, value_type: string, filled_by: string, options: string[] = []): PlannedProperty => ({
  object,
  property: name,
  label,
  value_type,
  options,
  filled_by,
});

const timeline = property("deal", "stated_timeline", "Stated timeline", "enumeration", "signals", ["no_timeline", "0_30_days", "30_90_days", "90_plus_days"]);

/** What the account lacks: it was made ready for an earlier version, and nobody has touched tickets yet. */
const lacking: PlannedProperty[] = [
  property("contact", "ai_persona", "Persona (drafted)", "string", "persona"),
  property("contact", "ai_lead_score", "Lead score (drafted)", "number", "score"),
  property("contact", "ai_sentiment", "Sentiment (drafted)", "enumeration", "sentiment", ["positive", "neutral", "mixed", "negative", "unknown"]),
  property("deal", "stated_objection", "Stated objection", "string", "signals"),
  property("deal", "ai_qualification_summary", "Qualification (drafted)", "string", "qualification"),
  property("deal", "ai_health_score", "Deal health score (drafted)", "number", "deal-health"),
  property("deal", "ai_attention_flag", "Needs attention (drafted)", "bool", "deal-health", ["true", "false"]),
  property("ticket", "ai_category", "Category (drafted)", "string", "triage"),
  property("ticket", "ai_provenance", "Where drafted values come from", "string", ""),
  property("ticket", "ai_prompt_version", "Latest prompt version", "string", ""),
  property("ticket", "ai_input_hash", "Latest input hash", "string", ""),
  property("ticket", "ai_last_run_at", "Latest run", "datetime", ""),
];

export const plan: SchemaPlan = {
  create: lacking,
  mapped: { "deal/stated_timeline": { property: "purchase_window", options: {} } },
  scopes: ["crm.schemas.contacts.write", "crm.schemas.deals.write", "tickets"],
  events: null,
  suggested: { "contact/ai_persona": "buyer_persona", "deal/stated_objection": "main_objection" },
  suggested_labels: { "contact/ai_persona": "Buyer persona", "deal/stated_objection": "Main objection" },
  refused: {},
  applied: false,
};

export const nothingMissing: SchemaPlan = { ...plan, create: [], mapped: {}, scopes: [], suggested: {}, suggested_labels: {} };

const change = (object: string, name: string, label: string, what: string, over: Partial<Drift> = {}): Drift => ({
  object,
  property: name,
  label,
  change: what,
  before: null,
  now: null,
  successor: null,
  ours: null,
  suggestion: "",
  holds: 0,
  found_at: "2026-11-20T06:10:00Z",
  ...over,
});

export const drift: Drift[] = [
  change("company", "contract_term", "Contract term", "type", { before: "number", now: "string" }),
  change("contact", "preferred_channel", "Preferred channel", "new", { now: "Preferred channel" }),
  change("deal", "stated_objection", "Stated objection", "renamed", {
    before: "Stated objection",
    now: "main_objection",
    successor: "main_objection",
    ours: "deal/stated_objection",
    holds: 2,
  }),
];

/** The plan after fields of the account were chosen to stand for some of ours, or no longer. */
export function withMapped(plan: SchemaPlan, chosen: Record<string, Mapped | null>): SchemaPlan {
  const mapped = { ...plan.mapped };
  const suggested = { ...plan.suggested };
  let { create } = plan;
  for (const [ours, theirs] of Object.entries(chosen)) {
    const is = (one: PlannedProperty) => `${one.object}/${one.property}` === ours;
    delete mapped[ours];
    create = create.filter((one) => !is(one));
    if (theirs === null) create = [...create, ...[...lacking, timeline].filter(is)];
    else {
      mapped[ours] = theirs;
      delete suggested[ours];
    }
  }
  return { ...plan, create, mapped, suggested };
}

/** What a rep's own connection gets for an answer. */
export const noScopes = commandError("missing_scopes", "HubSpot does not let this connection create fields of contacts.", {
  hint: "An admin has to create them, with a token that has the schema write scopes; a rep’s token does not need those. Until then the values go into a note.",
});

/** What comes with Foreword. */
export const criteria: Criteria = {
  file: "/home/marc/.local/share/foreword/criteria.toml",
  is_own: false,
  version: 1,
  leads: ["They name a need that we can meet", "They name a budget or a sum", "We know who decides", "They name a date"],
  leaving: [
    "They name another supplier or ask for our prices to be compared",
    "They ask about the end of the contract, notice or getting their data out",
    "A complaint of theirs is not settled",
    "The people we work with leave or are replaced",
  ],
  personas: [
    "Decider: releases the money and asks what it brings",
    "Expert: judges whether it works and what could go wrong",
    "User: works with it every day and asks what becomes easier",
    "Buyer: looks after price, contract and suppliers",
  ],
  tickets: ["Product issue", "Billing issue", "Feature request", "General inquiry"],
};
