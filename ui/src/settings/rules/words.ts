import type { RuleView } from "../../ipc";
import { t } from "../../words";

/** What a rule is called: the shipped ones in the window's language, a team's own as the team named it. */
export function ruleName({ id, name, is_own }: Pick<RuleView, "id" | "name" | "is_own">): string {
  const names: Partial<Record<string, string>> = t.automation.names;
  return is_own ? name : (names[id] ?? name);
}

/** What starts a rule: "When a ticket comes in". An event that is unknown here is told as it came. */
export function eventWords(event: string): string {
  const events: Partial<Record<string, string>> = t.automation.events;
  return events[event] ?? event;
}

/** What a rule drafts: kinds of draft in words, and tasks by their titles. */
export function draftWords(drafts: readonly string[]): string[] {
  const kinds: Partial<Record<string, string>> = t.automation.drafts;
  return drafts.map((one) => kinds[one] ?? t.automation.taskCalled(one.replaceAll("{who}", "…")));
}

/** What has to hold: the conditions of the shipped rules in the window's language, a team's own as the team wrote them. */
export function conditionWords(condition: string): string {
  const conditions: Partial<Record<string, string>> = t.automation.conditions;
  return conditions[condition] ?? condition;
}

/** "20:00-07:30" as its two ends. */
export function hoursOf(quiet: string): [from: string, to: string] {
  const [from = "", to = ""] = quiet.split("-");
  return [from, to];
}
