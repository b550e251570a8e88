import { getContext, setContext } from "svelte";
import type { Ipc } from "./ipc";
import { tauri } from "./tauri";

export type { Ipc, OnDraft, OnProgress, Unlisten } from "./ipc";
export type * from "./types";
export { hasStatus, hasTier, idText, isError } from "./types";
export { asCommandError } from "./errors";
export { Doing } from "./doing.svelte";
export { Loading, type Loaded } from "./loading.svelte";

const KEY = Symbol("ipc");

/** The shell, or in a plain browser during development the sample. A production build holds no trace of the sample. */
export async function chooseIpc(): Promise<Ipc> {
  if (import.meta.env.DEV && !("__TAURI_INTERNALS__" in window)) {
    const { sample } = await import("./sample");
    return sample();
  }
  return tauri;
}

export function provideIpc(ipc: Ipc): void {
  setContext(KEY, ipc);
}

export function useIpc(): Ipc {
  return getContext<Ipc>(KEY);
}
