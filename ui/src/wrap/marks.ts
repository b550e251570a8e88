import type { JotMark } from "../ipc";
import { t } from "../words";

/** The signs that a line can begin with, and what each says. */
export const SIGNS: readonly { sign: string; mark: Exclude<JotMark, "plain"> }[] = [
  { sign: "!", mark: "ours" },
  { sign: "*", mark: "theirs" },
  { sign: ">", mark: "next" },
  { sign: "#", mark: "number" },
  { sign: "?", mark: "doubt" },
  { sign: '"', mark: "quote" },
];

/** What a mark says of a line; nothing for a plain one. */
export function markWord(mark: JotMark): string {
  return mark === "plain" ? "" : t.wrap[mark];
}

/** A line as it is typed: its sign, then its words. */
export function typed(mark: JotMark, text: string): string {
  const sign = SIGNS.find((one) => one.mark === mark)?.sign;
  return sign === undefined ? text : `${sign} ${text}`;
}
