import type { Source } from "../ipc/types";

/** What a line needs to show where it comes from. */
export type Evidence = {
  sources: Readonly<Record<string, Source>>;
  /** The small number of each citation, counted from 1 in order of first appearance on the page. */
  numbers: ReadonlyMap<string, number>;
  /** Opens a source; `from` is where the focus returns when it closes. */
  open: (citation: string, from: HTMLElement) => void;
};

/** Numbers citations in the order in which a reader meets them. */
export function numbered(inReadingOrder: Iterable<string>): Map<string, number> {
  const numbers = new Map<string, number>();
  for (const citation of inReadingOrder) {
    if (!numbers.has(citation)) numbers.set(citation, numbers.size + 1);
  }
  return numbers;
}
