import { allOf, monthOf, t } from "../words";
import type { HitView, Side, TimelineEntry } from "../ipc";
import { kindsAs } from "../search/request";

/** What of a timeline is shown. */
export type Show = (typeof SHOWS)[number];

const SHOWS = ["all", "them", "us", "call", "email", "meeting", "note", "task", "ours"] as const;

/** The same with what each is called. */
export function shows(): { value: Show; name: string }[] {
  const { all, theirsName: them, ourSideName: us, calls: call, mails: email, meetings: meeting, notesName: note, tasksName: task, oursName: ours } = t.accounts;
  const names = { all, them, us, call, email, meeting, note, task, ours };
  return SHOWS.map((value) => ({ value, name: names[value] }));
}

export function isShow(text: string | undefined): text is Show {
  return SHOWS.some((one) => one === text);
}

/** Whether it shows what one side wrote and said. */
function isSide(show: Show): show is Side {
  return show === "them" || show === "us";
}

export function shownOf(entries: readonly TimelineEntry[], show: Show): TimelineEntry[] {
  return entries.filter((one) => show === "all" || (isSide(show) ? one.sides.includes(show) : show === "ours" ? one.ours : kindsAs(show).includes(one.kind)));
}

/** Those of the hits of a search that belong to what is shown: lines of one side where that is. */
export function hitsOf(hits: readonly HitView[], show: Show): HitView[] {
  return hits.filter((hit) => (show === "ours") === hit.ours && (!isSide(show) || hit.side === show));
}

/** The kinds a search is limited to. */
export function kindsOf(show: Show): string[] {
  return show === "all" || isSide(show) ? ["call", "email", "meeting", "note", "task"].flatMap(kindsAs) : show === "ours" ? ["note", "task"] : kindsAs(show);
}

export type Month = { month: string; entries: TimelineEntry[]; ours: TimelineEntry[] };

/** Entries newest first, those of a month together; what was filed from here stands beside what was said. */
export function byMonth(entries: readonly TimelineEntry[]): Month[] {
  const months: Month[] = [];
  for (const entry of entries) {
    const month = monthOf(entry.at);
    let last = months.at(-1);
    if (last?.month !== month) months.push((last = { month, entries: [], ours: [] }));
    (entry.ours ? last.ours : last.entries).push(entry);
  }
  return months;
}

/** "5 tasks", "1 note and 2 tasks". */
export function oursWords(entries: readonly TimelineEntry[]): string {
  const of = (kind: string) => entries.filter((one) => one.kind === kind).length;
  const [notes, tasks] = [of("note"), of("task")];
  return allOf([...(notes === 0 ? [] : [t.accounts.notes(notes)]), ...(tasks === 0 ? [] : [t.accounts.tasks(tasks)])]);
}
