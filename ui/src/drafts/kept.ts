import { getContext, setContext } from "svelte";

const KEY = Symbol("kept");

/** How many texts are kept at most; the one that was begun first goes first. */
const KEPT_MAX = 40;

/** Texts that the rep has begun, so that another page or another draft does not cost them. They live as long as the window shows this
    portal and are never on the disk. */
export class Kept {
  #texts = new Map<string, readonly string[]>();

  /** What was kept under this name; undefined where nothing was. */
  get(name: string): readonly string[] | undefined {
    return this.#texts.get(name);
  }

  keep(name: string, ...texts: string[]): void {
    this.#texts.set(name, texts);
    const [first] = this.#texts.keys();
    if (KEPT_MAX < this.#texts.size && first !== undefined) this.#texts.delete(first);
  }

  drop(name: string): void {
    this.#texts.delete(name);
  }

  /** Nothing of a person who is forgotten may come back from here. */
  clear(): void {
    this.#texts.clear();
  }
}

export function provideKept(): Kept {
  return setContext(KEY, new Kept());
}

export function useKept(): Kept {
  return getContext<Kept>(KEY);
}
