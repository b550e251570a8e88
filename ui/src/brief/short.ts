import type { Item, Section, SectionName, Source } from "../ipc";

/** What is read in twenty seconds, the question to ask first included. */
export const WORDS_MAX = 90;

/** What is worth most in a call, first: so many lines of each at most, before the rep asks for more. */
const WORTH: readonly (readonly [SectionName, number])[] = [
  ["landmines", 2],
  ["ask_first", 1],
  ["promises", 2],
  ["their_words", 1],
  ["why_now", 1],
  ["promises", 3],
  ["last_talk", 1],
  ["deal", 1],
  ["people", 1],
];

export function wordsOf(item: Item): number {
  const text = item.promise == null ? item.text : `${item.promise.who} ${item.promise.words}`;
  return text.split(/\s+/u).filter((word) => word !== "").length;
}

/** The sections with what fits into so many words, in their own order; a section without a line is left out. The first line is always there, however long. */
export function shortened(sections: readonly Section[], words: number = WORDS_MAX): Section[] {
  const kept = new Map<SectionName, Item[]>();
  const seen = new Map<SectionName, number>();
  let left = words;
  for (const [name, most] of WORTH) {
    for (const item of sections.find((one) => one.name === name)?.items.slice(seen.get(name) ?? 0, most) ?? []) {
      const needs = wordsOf(item);
      if (left < needs && 0 < kept.size) continue;
      kept.set(name, [...(kept.get(name) ?? []), item]);
      left -= needs;
    }
    seen.set(name, most);
  }
  return sections.flatMap((one) => {
    const items = kept.get(one.name);
    return items === undefined ? [] : [{ ...one, items }];
  });
}

/** One mark a line: what somebody said tells most, else the first source. A promise is known by its first. */
export function withOneMark(sections: readonly Section[], sources: Readonly<Record<string, Source>>): Section[] {
  const best = ({ citations, promise }: Item) => (promise == null ? citations.find((one) => sources[one] !== undefined && sources[one].speaker !== null) : undefined) ?? citations[0];
  return sections.map((one) => ({
    ...one,
    items: one.items.map((item) => {
      const mark = best(item);
      return { ...item, citations: mark === undefined ? [] : [mark] };
    }),
  }));
}
