import { asCommandError } from "./errors";
import type { CommandError } from "./types";

/** What a page knows of something it asked for. */
export type Loaded<T> = { kind: "loading" } | { kind: "ready"; value: T } | { kind: "failed"; error: CommandError };

/** One question to the shell and its latest answer. An answer overtaken by a later question is dropped. */
export class Loading<T> {
  state = $state.raw<Loaded<T>>({ kind: "loading" });
  #asked = 0;

  /** Asks anew, showing the shape of what comes. */
  async load(ask: () => Promise<T>): Promise<void> {
    this.state = { kind: "loading" };
    await this.refresh(ask);
  }

  /** Asks anew while the old answer stays in sight. */
  async refresh(ask: () => Promise<T>): Promise<void> {
    const number = ++this.#asked;
    try {
      const value = await ask();
      if (number === this.#asked) this.state = { kind: "ready", value };
    } catch (thrown) {
      if (number === this.#asked) this.state = { kind: "failed", error: asCommandError(thrown) };
    }
  }

  /** Puts an answer that came by another way in place. */
  set(value: T): void {
    this.#asked += 1;
    this.state = { kind: "ready", value };
  }

  get value(): T | null {
    return this.state.kind === "ready" ? this.state.value : null;
  }
}
