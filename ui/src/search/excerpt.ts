import { ScalarText } from "../design/spans";

export type Excerpt = { text: string; highlights: [number, number][] };

/** Shown before the first highlight, in scalar values: enough to read into it. */
const LEAD = 60;

/** The part of a hit worth showing in a list: it begins a little before the first highlight, at a word, and runs to the end. */
export function excerpt(text: string, highlights: readonly [number, number][]): Excerpt {
  const first = Math.min(...highlights.map(([start]) => start));
  if (!Number.isFinite(first) || first <= LEAD * 2) return { text, highlights: [...highlights] };
  const whole = new ScalarText(text);
  const lead = whole.slice(first - LEAD, first);
  const space = lead.indexOf(" ");
  const cut = first - LEAD + (space < 0 ? 0 : [...lead.slice(0, space + 1)].length);
  // The ellipsis is one scalar value that stands before everything.
  return {
    text: `…${whole.slice(cut, whole.length)}`,
    highlights: highlights.map(([start, end]) => [start - cut + 1, end - cut + 1]),
  };
}
