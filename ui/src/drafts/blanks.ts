/** A rule's blank, `[…]`, or a model's, `[[what is missing]]`. */
const BLANK = /\[…\]|\[\[[^\]]*\]\]/g;

/** How many blanks are left to fill or remove. */
export function blanksIn(...texts: string[]): number {
  return texts.reduce((sum, text) => sum + (text.match(BLANK)?.length ?? 0), 0);
}

/** Where the first blank stands, in UTF-16 units as text areas count; null where there is none. */
export function firstBlank(text: string): { start: number; end: number } | null {
  const found = [...text.matchAll(BLANK)][0];
  return found === undefined ? null : { start: found.index, end: found.index + found[0].length };
}
