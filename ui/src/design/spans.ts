// Offsets across the boundary count Unicode scalar values; JavaScript counts UTF-16 units. An emoji is one of the former and two of the
// latter, so every offset is translated here and nowhere else.

export type Part = { text: string; marked: boolean };

/** A text that can be cut at offsets in scalar values. Offsets outside it are clamped. */
export class ScalarText {
  readonly #text: string;
  /** Where each scalar begins in UTF-16 units, or null where both counts agree. */
  readonly #starts: Uint32Array | null;

  constructor(text: string) {
    this.#text = text;
    this.#starts = /[\u{10000}-\u{10ffff}]/u.test(text) ? startsOf(text) : null;
  }

  slice(start: number, end: number): string {
    return this.#text.slice(this.#unit(start), this.#unit(end));
  }

  get length(): number {
    return this.#starts === null ? this.#text.length : this.#starts.length;
  }

  #unit(scalar: number): number {
    if (scalar <= 0) return 0;
    return this.#starts === null ? scalar : (this.#starts[scalar] ?? this.#text.length);
  }
}

function startsOf(text: string): Uint32Array {
  const starts: number[] = [];
  let unit = 0;
  for (const scalar of text) {
    starts.push(unit);
    unit += scalar.length;
  }
  return Uint32Array.from(starts);
}

/** Cuts `[start, end)` of a text into parts, those within a span marked. Spans may come unsorted, overlapping or too long. */
export function markedParts(text: ScalarText, spans: readonly [number, number][], start = 0, end = text.length): Part[] {
  const parts: Part[] = [];
  let at = start;
  for (const [from, to] of [...spans].sort((a, b) => a[0] - b[0])) {
    const begin = Math.max(from, at);
    const stop = Math.min(to, end);
    if (stop <= begin) continue;
    if (at < begin) parts.push({ text: text.slice(at, begin), marked: false });
    parts.push({ text: text.slice(begin, stop), marked: true });
    at = stop;
  }
  if (at < end) parts.push({ text: text.slice(at, end), marked: false });
  return parts;
}
