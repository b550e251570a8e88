import { untrack } from "svelte";
import { clock } from "../design/clock.svelte";
import { asCommandError, Loading, type AccountPromises, type CommandError, type Ipc, type TimelineEntry, type TimelinePage } from "../ipc";

type Shell = Pick<Ipc, "timeline" | "promises">;

/** What happened with an account, a deal or a ticket, what is to come, and what was promised. Both are asked for at once and shown together, so that neither moves the
    other about. */
export class History {
  /** The account that drafts are kept under. */
  readonly account: string;
  /** What all of it is of: the account, or a deal or ticket of it. */
  readonly of: string;
  timeline = new Loading<TimelinePage>();
  promises = new Loading<AccountPromises>();
  olderError = $state.raw<CommandError | null>(null);
  reading = $state(false);
  /** How many entries the rep has read back to; 0 while the newest page is enough. */
  depth = $state(0);
  #ipc: Shell;

  constructor(ipc: Shell, account: string, of = account) {
    this.#ipc = ipc;
    this.account = account;
    this.of = of;
  }

  /** Whether both have answered, be it with a failure. */
  get isReady(): boolean {
    return this.timeline.state.kind !== "loading" && this.promises.state.kind !== "loading";
  }

  get entries(): readonly TimelineEntry[] {
    return this.timeline.value?.entries ?? [];
  }

  /** What has happened, newest first. */
  get past(): TimelineEntry[] {
    return this.entries.filter((one) => !isToCome(one));
  }

  /** What is planned, nearest first. */
  get coming(): TimelineEntry[] {
    return this.entries.filter(isToCome).reverse();
  }

  /** The entry in which they were spoken with last, be it read or not. */
  get lastTalk(): string | null {
    return this.timeline.value?.last_talk ?? null;
  }

  get hasOlder(): boolean {
    return this.timeline.value !== null && this.timeline.value.next !== null;
  }

  refresh(): void {
    // What was shown stays shown: a sync behind the page reads as many again.
    const many = untrack(() => Math.max(this.entries.length, this.depth));
    void this.timeline.refresh(() => this.#atLeast(many));
    void this.promises.refresh(() => this.#ipc.promises(this.of));
  }

  async #atLeast(many: number): Promise<TimelinePage> {
    let page = await this.#ipc.timeline(this.of, null);
    // Plans alone are no history.
    while ((page.entries.length < many || page.entries.every(isToCome)) && page.next !== null) {
      const more = await this.#ipc.timeline(this.of, page.next);
      if (more.entries.length === 0) break;
      page = { ...more, entries: [...page.entries, ...more.entries] };
    }
    return page;
  }

  /** Reads on until an entry is there. Whether it is. */
  async reach(record: string): Promise<boolean> {
    const isThere = () => this.entries.some((one) => one.record === record);
    while (!isThere() && this.hasOlder && !this.reading && this.olderError === null) await this.older();
    return isThere();
  }

  async older(): Promise<void> {
    const page = this.timeline.value;
    if (page === null || page.next === null || this.reading) return;
    this.reading = true;
    this.olderError = null;
    try {
      const more = await this.#ipc.timeline(this.of, page.next);
      this.timeline.set({ ...more, entries: [...page.entries, ...more.entries], next: more.entries.length === 0 ? null : more.next });
      this.depth = this.entries.length;
    } catch (thrown) {
      this.olderError = asCommandError(thrown);
    } finally {
      this.reading = false;
    }
  }
}

function isToCome(entry: TimelineEntry): boolean {
  return clock.now < Date.parse(entry.at);
}
