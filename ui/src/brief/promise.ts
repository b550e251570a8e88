import { civil, dayAndMonth } from "../design/words";
import { clock } from "../design/clock.svelte";
import type { Item } from "../ipc";

export type Promised = {
  /** "We", or who it is. */
  who: string;
  /** In its quotation marks. */
  words: string;
  status: string;
  tone: string;
};

/** The line of a promise as the ledger writes it: `We owe, 4 days overdue: “…”` or `Owen Marsh owes, due 3 March: “…”`. */
const LEDGER = /^(?:(We) owe|(.+?) owes), (?:(\d+) days? overdue|due (.+?)): (“.+”)$/su;

/** Parts a promise into who owes, what, and how it stands; null where the line is of another make and is shown as it is. */
export function promised(item: Item): Promised | null {
  if (item.rule !== "promise_ledger") return null;
  const [, us, them, late, due, words] = LEDGER.exec(item.text) ?? [];
  const who = us ?? them;
  if (who === undefined || words === undefined) return null;
  if (late !== undefined) return { who, words, status: `${late} ${late === "1" ? "day" : "days"} late`, tone: "text-danger" };
  if (due === dayAndMonth(civil(clock.now))) return { who, words, status: "today", tone: "text-caution" };
  return { who, words, status: `due ${due}`, tone: "text-ink-2" };
}
