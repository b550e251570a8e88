import type { Heading, Line } from "../ipc/types";
import { t } from "../words";

/** The parts of a note in the order they are filed in. */
const PARTS: readonly Heading[] = ["point", "objection", "ours", "theirs", "yours"];

/** The lines in the order they are filed in, by part; parts without a line are left out. */
export function partsOf(lines: readonly Line[]): { title: string; lines: Line[] }[] {
  const { point, objection, ours, theirs, also: yours } = t.review;
  const titles = { point, objection, ours, theirs, yours };
  return PARTS.map((under) => ({ title: titles[under], lines: lines.filter((line) => line.under === under) })).filter((part) => 0 < part.lines.length);
}

/** A line as the note shows it: a quotation with its speaker and in quotation marks. What comes back like this keeps its citations. */
export function shown(line: Line): string {
  if (line.kind !== "quote") return line.text;
  return line.speaker === null ? `“${line.text}”` : `${line.speaker}: “${line.text}”`;
}
