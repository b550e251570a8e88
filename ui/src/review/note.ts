import type { Heading, Line } from "../ipc/types";

/** The parts of a note in the order they are filed in, each with what stands above it. */
export const PARTS: readonly { under: Heading; title: string }[] = [
  { under: "point", title: "Key points" },
  { under: "objection", title: "Objections" },
  { under: "ours", title: "We promised" },
  { under: "theirs", title: "They promised" },
  { under: "yours", title: "Also" },
];

/** The lines in the order they are filed in, by part; parts without a line are left out. */
export function partsOf(lines: readonly Line[]): { title: string; lines: Line[] }[] {
  return PARTS.map(({ under, title }) => ({ title, lines: lines.filter((line) => line.under === under) })).filter((part) => 0 < part.lines.length);
}

/** A line as the note shows it: a quotation with its speaker and in quotation marks. What comes back like this keeps its citations. */
export function shown(line: Line): string {
  if (line.kind !== "quote") return line.text;
  return line.speaker === null ? `“${line.text}”` : `${line.speaker}: “${line.text}”`;
}
