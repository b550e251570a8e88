import { getContext, setContext } from "svelte";
import type { DraftKindView, DraftTextRequest, PhrasedReport, ReplyReport, Tone } from "../ipc";
import type { Kept } from "../unsent/kept.svelte";
import { Drafting } from "./drafting.svelte";
import type { Chosen } from "./subjects";

const KEY = Symbol("panels");
const LOOKS_FIRST = "looks first";

/** How many accounts' and replies' panels stay at most; the one that was opened first goes first. */
const OPEN_MAX = 20;

/** What stands in the drafts of one account: it is as the rep left it when they come back, and nothing is asked of a model again for that. */
export class DraftPanel {
  drafting = new Drafting<PhrasedReport>();
  chosen = $state.raw<DraftKindView | null>(null);
  /** The person, deal, ticket or call that the chosen kind is about. */
  subject = $state<string | null>(null);
  /** What the rep chose, which holds for every kind about the same. */
  picked = $state.raw<Partial<Record<Chosen, string>>>({});
  /** What was asked for, whatever has been chosen or typed since. */
  asking = $state.raw<DraftTextRequest | null>(null);
  tone = $state<Tone>("brief");
  receiver = $state("");
  previewing = $state(false);
  pasting = $state(false);
  answering = $state.raw<string | null>(null);
  /** The mail that is replied to here, where its reply was begun before. */
  replyTo = $state<string | null>(null);

  reset(): void {
    this.drafting.close();
    this.chosen = null;
    this.subject = null;
    this.picked = {};
    this.asking = null;
    this.previewing = false;
    this.pasting = false;
    this.answering = null;
    this.replyTo = null;
  }
}

/** A reply on screen. */
export class ReplyState {
  drafting = new Drafting<ReplyReport>();
  tone = $state<Tone>("brief");
  /** Whether it is open on its entry of the timeline. */
  open = $state(false);
  /** Whether what will be sent is still to be agreed to. */
  asksFirst = $state(false);
  started = false;

  reset(): void {
    this.drafting.close();
    this.open = false;
    this.started = false;
  }
}

/** Panels that are open, in memory and for as long as the window shows this portal. What is typed into them is kept on the disk besides. */
export class Panels {
  #kept: Kept;
  #looksFirst = $state(false);
  /** Whether a language model is asked at all. */
  hasModel = $state(false);
  #drafts = new Map<string, DraftPanel>();
  #replies = new Map<string, ReplyState>();

  constructor(kept: Kept) {
    this.#kept = kept;
    kept.onclear = () => this.clear();
  }

  /** Takes up what was kept, once that is read. */
  restore(): void {
    this.#looksFirst = this.#kept.get(LOOKS_FIRST) !== undefined;
  }

  /** Whether the rep wants to see what will be sent before anything is: said once, it holds for every button and every account. */
  get looksFirst(): boolean {
    return this.#looksFirst;
  }

  set looksFirst(on: boolean) {
    this.#looksFirst = on;
    if (on) this.#kept.keep(LOOKS_FIRST, ["yes"]);
    else this.#kept.drop(LOOKS_FIRST);
  }

  /** Whether something is being drafted right now. */
  get isMaking(): boolean {
    return [...this.#drafts.values(), ...this.#replies.values()].some(({ drafting }) => drafting.state.kind === "making");
  }

  draft(account: string): DraftPanel {
    return of(this.#drafts, account, () => new DraftPanel());
  }

  reply(target: string, pasted: string | null = null): ReplyState {
    return of(this.#replies, `${target} ${pasted ?? ""}`, () => new ReplyState());
  }

  /** Nothing of a person who is forgotten may stay here. */
  clear(): void {
    for (const panel of [...this.#drafts.values(), ...this.#replies.values()]) panel.reset();
    this.#replies.clear();
    // What a rep has said about sending outlives whatever is forgotten.
    this.looksFirst = this.#looksFirst;
  }
}

function of<T>(all: Map<string, T>, name: string, make: () => T): T {
  const known = all.get(name) ?? make();
  all.set(name, known);
  const [first] = all.keys();
  if (OPEN_MAX < all.size && first !== undefined && first !== name) all.delete(first);
  return known;
}

export function providePanels(kept: Kept): Panels {
  return setContext(KEY, new Panels(kept));
}

export function usePanels(): Panels {
  return getContext<Panels>(KEY);
}
