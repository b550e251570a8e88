import { getContext, setContext } from "svelte";
import { asCommandError, type CommandError } from "../ipc";

const KEY = Symbol("undo");

/** So long what was done can be undone by one key, and what is to be done waits. */
export const UNDO_S = 8;
/** So many offers stand at once; an older one is carried out. */
const OFFERS_MAX = 3;

export type Offer = {
  id: number;
  words: string;
  /** Whole seconds that are left. */
  left: number;
  undo: () => Promise<unknown> | void;
  /** What happens when the time is over; undone before, it never happens. */
  act?: () => Promise<unknown> | void;
  /** What the button says that does not wait for it. */
  now?: string;
};

/** What was just done or is about to be, each with a way back for a few seconds, on whatever page the rep is. */
export class Undo {
  offers = $state.raw<readonly Offer[]>([]);
  error = $state.raw<CommandError | null>(null);
  #next = 0;
  #clock: ReturnType<typeof setInterval> | undefined;

  offer(words: string, undo: Offer["undo"], later?: { act: NonNullable<Offer["act"]>; now: string }): void {
    const offer: Offer = { id: ++this.#next, words, left: UNDO_S, undo, ...later };
    const overdue = this.offers.slice(0, Math.max(0, this.offers.length + 1 - OFFERS_MAX));
    this.error = null;
    this.offers = [...this.offers.slice(overdue.length), offer];
    overdue.forEach((one) => void this.#run(one.act));
    this.#clock ??= setInterval(() => this.#tick(), 1_000);
  }

  /** Takes back the last thing that was done, or the one that is named. */
  async undo(id: number | undefined = this.offers.at(-1)?.id): Promise<void> {
    const offer = this.#take(id);
    if (offer !== undefined) await this.#run(offer.undo);
  }

  /** Does at once what would wait. */
  async now(id: number | undefined = this.offers.findLast((one) => one.act !== undefined)?.id): Promise<void> {
    const offer = this.#take(id);
    if (offer !== undefined) await this.#run(offer.act);
  }

  /** Leaves what was done as it is. What still waits does not happen. */
  stop(): void {
    clearInterval(this.#clock);
    this.#clock = undefined;
    this.offers = [];
  }

  #take(id: number | undefined): Offer | undefined {
    const offer = this.offers.find((one) => one.id === id);
    this.offers = this.offers.filter((one) => one !== offer);
    if (this.offers.length === 0) this.stop();
    return offer;
  }

  #tick(): void {
    const left = this.offers.map((one) => ({ ...one, left: one.left - 1 }));
    const over = left.filter((one) => one.left <= 0);
    this.offers = left.filter((one) => 0 < one.left);
    if (this.offers.length === 0) this.stop();
    over.forEach((one) => void this.#run(one.act));
  }

  async #run(act: Offer["act"]): Promise<void> {
    if (act === undefined) return;
    try {
      await act();
    } catch (thrown) {
      this.error = asCommandError(thrown);
    }
  }
}

export function provideUndo(): Undo {
  return setContext(KEY, new Undo());
}

export function useUndo(): Undo {
  return getContext<Undo>(KEY);
}
