import { clock } from "../design/clock.svelte";
import { civil, civilDate, firstWorkday, t, weekday } from "../words";
import type { Ipc, PromiseMark } from "../ipc";
import type { Undo } from "../shell/undo.svelte";

export type Marked = { mark: PromiseMark; until: string | null };

const DAY_MS = 24 * 60 * 60_000;

/** Days on which a promise may be looked at again: tomorrow, the next day work begins again, in two weeks. */
export function laterDays(): { name: string; day: string }[] {
  const inDays = (days: number) => civil(clock.now + days * DAY_MS);
  const today = new Date(`${civil(clock.now)}T12:00:00Z`).getUTCDay();
  const nextWeek = inDays((firstWorkday() + 6 - today) % 7 + 1);
  const days = [
    { name: t.promises.tomorrow, day: inDays(1) }, { name: weekday(nextWeek), day: nextWeek }, { name: t.promises.inTwoWeeks, day: inDays(14) },
  ];
  return days.filter((one, at) => days.findIndex((other) => other.day === one.day) === at);
}

/** What was said of a promise, in words. */
export function markedWords({ mark, until }: Marked): string {
  switch (mark) {
    case "done":
      return t.promises.done;
    case "later":
      return until === null ? t.promises.laterWord : t.promises.backOn(civilDate(until));
    case "no_promise":
      return t.promises.noPromise;
    case "theirs":
      return t.promises.theirsToKeep;
  }
}

/** Keeps what was said of a promise, with a way back. */
export async function markPromise(ipc: Pick<Ipc, "markPromise">, undo: Undo, promise: { citation: string; text: string }, marked: Marked): Promise<void> {
  const { citation } = promise;
  await ipc.markPromise({ citation, mark: marked.mark, until: marked.until });
  undo.offer(t.promises.marked(markedWords(marked), promise.text), () => ipc.markPromise({ citation, mark: null, until: null }));
}
