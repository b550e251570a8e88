import { getContext, setContext } from "svelte";

const KEY = Symbol("mending");

/** Where a failure can lead to be mended. */
export type Mending = { go: (route: string) => void; sync: () => void };

export function provideMending(mending: Mending): void {
  setContext(KEY, mending);
}

/** None in a window that has nowhere to go, such as the brief's. */
export function useMending(): Mending | undefined {
  return getContext<Mending | undefined>(KEY);
}
