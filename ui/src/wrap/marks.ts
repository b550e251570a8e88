import type { JotMark } from "../ipc";

/** The signs that a line can begin with, and what each says. */
export const SIGNS: readonly { sign: string; mark: JotMark; says: string }[] = [
  { sign: "!", mark: "ours", says: "we promised" },
  { sign: "*", mark: "theirs", says: "they promised" },
  { sign: ">", mark: "next", says: "next step" },
  { sign: "#", mark: "number", says: "number" },
  { sign: "?", mark: "doubt", says: "doubt" },
  { sign: '"', mark: "quote", says: "their words" },
];

/** What a mark says of a line; nothing for a plain one. */
export function markWord(mark: JotMark): string {
  return SIGNS.find((one) => one.mark === mark)?.says ?? "";
}

/** A line as it is typed: its sign, then its words. */
export function typed(mark: JotMark, text: string): string {
  const sign = SIGNS.find((one) => one.mark === mark)?.sign;
  return sign === undefined ? text : `${sign} ${text}`;
}
