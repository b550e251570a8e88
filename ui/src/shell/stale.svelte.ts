import type { Stale as What } from "../ipc";

/** Counts, for each view, how often the shell called it stale. A page that reads its count asks anew when it moves. */
export class Stale {
  today = $state(0);
  accounts = $state(0);
  proposals = $state(0);

  mark(what: readonly What[]): void {
    for (const one of what) if (one !== "state") this[one] += 1;
  }
}
