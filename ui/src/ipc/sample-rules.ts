import { commandError } from "./sample-errors";
import type { Rehearsal, Rules, RuleView } from "./types";

const rule = (id: string, name: string, event: string, draft: string[], over: Partial<RuleView> = {}): RuleView => ({
  id,
  name,
  event,
  condition: "",
  draft,
  enabled: false,
  made_today: 0,
  per_day: 20,
  quiet: null,
  is_own: false,
  ...over,
});

export const rules: Rules = {
  rules: [
    rule("call-notes", "Write up a call", "call.completed", ["note", "signals", "tasks", "follow-up"], { enabled: true, made_today: 6, per_day: 40 }),
    rule("mail-reply", "Answer a mail on an open deal", "email.received", ["reply"], { condition: "deal.open is yes", per_day: 60 }),
    rule("won-hand-off", "Hand over a deal that was won", "deal.stage_changed", ["hand-off"], { condition: "deal.stage_is_won is yes" }),
    rule("silent-account", "Take up an account that has gone silent", "account.silent", ["nudge", "tasks"], { per_day: 5 }),
    rule("morning-digest", "Draft the day's digest", "day.started", ["digest"], { per_day: 1 }),
    rule("price-mails", "Answer mails about the price at once", "email.received", ["reply", "Send the price list"], {
      condition: "deal.amount is at least 20000, text.objection is at least 0.8",
      per_day: 10,
      quiet: "19:00-07:30",
      is_own: true,
    }),
  ],
  problems: [{ file: "renewals.toml", problem: "line 4: “deal.renewal” is no field that a rule can ask for" }],
  folder: "/home/marc/.local/share/foreword/rules",
  counts: {},
  journal: null,
};

/** A rule tried on the last thirty days. */
export function rehearsal({ rules: all }: Rules, id: string): Rehearsal {
  const rule = all.find((one) => one.id === id);
  if (rule === undefined) throw commandError("not_found", "There is no such rule.");
  const nothing = { rule: id, name: rule.name, since: "2026-10-21T09:24:00Z", happened: [], would_start: 0, total: 0, draft: rule.draft, most_in_a_day: 0 };
  if (id === "won-hand-off") return nothing;
  const event = (record: string, name: string, account: string, at: string, unmet: string[] = []) => ({ record, name, account, at, would_start: unmet.length === 0, unmet });
  const unmet = rule.condition === "" ? [] : [rule.condition.split(", ")[0] ?? ""];
  return {
    ...nothing,
    happened: [
      event("email:6", "Northwind Logistics", "company:101", "2026-11-19T15:12:00Z"),
      event("email:5", "Halden Group", "company:102", "2026-11-17T08:40:00Z", unmet),
      event("email:4", "Northwind Logistics", "company:101", "2026-11-12T10:05:00Z"),
      event("email:3", "Alder & Sons", "company:104", "2026-11-03T13:30:00Z", unmet),
    ],
    would_start: unmet.length === 0 ? 4 : 2,
    total: 4,
    most_in_a_day: 2 * rule.draft.length,
  };
}
