import { shortDate, sourceLine, t, timeOfDay } from "../words";
import { hasStatus, type ProposalView } from "../ipc/types";
import { reminderWords, taskEdit } from "./task";

export type AccountRows = { name: string; rows: ProposalView[] };

/** Drafts by the account they are about, accounts in the order of their first draft. */
export function byAccount(proposals: readonly ProposalView[]): AccountRows[] {
  const accounts = new Map<string, ProposalView[]>();
  for (const one of proposals) accounts.set(one.target_name, [...(accounts.get(one.target_name) ?? []), one]);
  return [...accounts].map(([name, rows]) => ({ name, rows }));
}

/** Whether a draft may be said yes to with others: what only adds, and fields that are sure enough and that no automation set. */
export function mayGoTogether(one: ProposalView): boolean {
  return hasStatus(one, "proposed") && one.by_itself === null && one.held === null && one.drafted_from === null;
}

/** Whether a row shows all that would be written, so that it may be approved as it stands there. */
export function isWhole(one: ProposalView): boolean {
  if (one.audience.includes("customer")) return false;
  if (one.kind === "property" || one.kind === "role") return true;
  return one.kind === "task" && one.lines.length <= 1;
}

export type RowQuote = { words: string; from: string; citation: string };

/** The words a draft rests on that tell most, with who said them and when; none where nobody said any. */
export function quoteOf(one: ProposalView): RowQuote | null {
  for (const line of [...one.lines.filter((each) => each.kind === "quote"), ...one.lines]) {
    const citation = line.citations[0];
    const source = citation === undefined ? undefined : one.sources[citation];
    if (citation === undefined || source === undefined) continue;
    const speaker = line.speaker ?? source.speaker;
    if (speaker === null && line.kind !== "quote") continue;
    const words = (line.kind === "quote" ? line.text : source.text).replace(/\s+/gu, " ").trim();
    return { words: words.replace(/^[“"]([^]*)[”"]$/u, "$1"), from: sourceLine({ ...source, speaker }), citation };
  }
  return null;
}

/** Whether the only line of a task is its title once more: then the words it rests on tell more. */
export function repeatsTitle(one: ProposalView): boolean {
  return one.kind === "task" && one.lines.length === 1 && one.lines[0]?.text === one.title;
}

/** What a draft is, in one word. */
export function kindName(one: ProposalView): string {
  const { note, task, property, role, event } = t.review;
  const names: Partial<Record<string, string>> = { note, task, property, role, event };
  return names[one.kind] ?? note;
}

/** "to-do, high priority, reminder 1 hour before": what a task is to be; none for what is no task. */
export function taskWords(one: ProposalView): string | null {
  if (one.task_type === null) return null;
  const minutes = taskEdit(one).remind_minutes_before;
  return [
    t.review[one.task_type],
    ...(one.priority === null || one.priority === "none" ? [] : [t.review[one.priority]]),
    ...(minutes === null ? [] : [t.task.reminded(reminderWords(minutes))]),
  ].join(", ");
}

/** When a task is due: "20 Nov, 09:00"; none for what is no task. */
export function dueWords({ due }: ProposalView): string | null {
  return due === null ? null : `${shortDate(due)}, ${timeOfDay(due)}`;
}

/** The colleague whose task it would be; none for the rep's own and for what is no task. */
export function colleagueOf(one: ProposalView): string | null {
  return one.kind === "task" ? one.confirm : null;
}

/** Whether a field is to be emptied. */
export function isEmptied(one: ProposalView): boolean {
  return one.kind === "property" && one.proposed.trim() === "";
}

/** What a field would hold, in words. */
export function proposedWords(one: ProposalView): string {
  return isEmptied(one) ? t.review.empty : one.proposed_words;
}

/** What has to be typed to approve it, in the language of the window: the shell takes the word for "empty" in each. */
export function confirmWords(one: ProposalView): string {
  return isEmptied(one) && one.confirm !== null ? t.review.empty : (one.confirm ?? "");
}
