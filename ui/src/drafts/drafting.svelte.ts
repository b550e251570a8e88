import { asCommandError, isError, type CommandError, type DraftStep, type Item, type PhrasedReport, type ReplyReport, type Source } from "../ipc";

export type Dropped = PhrasedReport["dropped"];
type Made = PhrasedReport | ReplyReport;

/** Where a draft stands while it is made. */
export type Making = {
  kind: "making";
  /** What rules made, which stands until the model's lines come. */
  standing: PhrasedReport | null;
  lines: { item: Item; heading: string | null }[];
  sources: Record<string, Source>;
  dropped: Dropped;
  reading: { done: number; total: number } | null;
  asking: { model: string; local: boolean } | null;
};

export type DraftState<T extends Made> = { kind: "idle" } | Making | { kind: "ready"; report: T } | { kind: "failed"; error: CommandError };

const STARTED: Making = { kind: "making", standing: null, lines: [], sources: {}, dropped: [], reading: null, asking: null };

/** A draft being made after what the shell tells of it. Pure. */
export function after(making: Making, step: DraftStep): Making {
  switch (step.kind) {
    case "standing":
      return { ...making, standing: step.report };
    case "reading":
      return { ...making, reading: { done: step.done, total: step.total } };
    case "asking":
      return { ...making, reading: null, asking: { model: step.model, local: step.local } };
    case "line":
      return {
        ...making,
        lines: [...making.lines, { item: step.item, heading: step.section }],
        sources: { ...making.sources, ...(step.sources as Record<string, Source>) },
      };
    case "dropped":
      return { ...making, dropped: [...making.dropped, step.dropped] };
  }
}

/** One draft at a time; a later one overtakes the one before. */
export class Drafting<T extends Made> {
  state = $state.raw<DraftState<T>>({ kind: "idle" });
  #started = 0;

  async start(make: (progress: (step: DraftStep) => void) => Promise<T>): Promise<void> {
    const number = ++this.#started;
    this.state = STARTED;
    const progress = (step: DraftStep) => {
      if (number === this.#started && this.state.kind === "making") this.state = after(this.state, step);
    };
    try {
      const report = await make(progress);
      if (number === this.#started) this.state = { kind: "ready", report };
    } catch (thrown) {
      const error = asCommandError(thrown);
      if (number === this.#started) this.state = isError(error, "cancelled") ? { kind: "idle" } : { kind: "failed", error };
    }
  }

  close(): void {
    this.#started += 1;
    this.state = { kind: "idle" };
  }
}
