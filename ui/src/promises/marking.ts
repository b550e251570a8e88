import { clock } from "../design/clock.svelte";
import { civil, civilDate } from "../design/words";
import type { Ipc, PromiseMark } from "../ipc";
import type { Undo } from "../shell/undo.svelte";

export type Marked = { mark: PromiseMark; until: string | null };

const DAY_MS = 24 * 60 * 60_000;

/** Days on which a promise may be looked at again: tomorrow, next Monday, in two weeks. */
export function laterDays(): { name: string; day: string }[] {
  const inDays = (days: number) => civil(clock.now + days * DAY_MS);
  const weekday = new Date(`${civil(clock.now)}T12:00:00Z`).getUTCDay();
  const toMonday = (8 - weekday) % 7 === 0 ? 7 : (8 - weekday) % 7;
  const days = [
    { name: "Tomorrow", day: inDays(1) },
    { name: "Monday", day: inDays(toMonday) },
    { name: "In two weeks", day: inDays(14) },
  ];
  return days.filter((one, at) => days.findIndex((other) => other.day === one.day) === at);
}

/** What was said of a promise, in words. */
export function markedWords({ mark, until }: Marked): string {
  switch (mark) {
    case "done":
      return "done";
    case "later":
      return until === null ? "later" : `back on ${civilDate(until)}`;
    case "no_promise":
      return "not a promise";
    case "theirs":
      return "theirs to keep";
  }
}

/** Keeps what was said of a promise, with a way back. */
export async function markPromise(ipc: Pick<Ipc, "markPromise">, undo: Undo, promise: { citation: string; text: string }, marked: Marked): Promise<void> {
  const { citation } = promise;
  await ipc.markPromise({ citation, mark: marked.mark, until: marked.until });
  undo.offer(`Promise ${markedWords(marked)}: “${promise.text}”`, () => ipc.markPromise({ citation, mark: null, until: null }));
}
