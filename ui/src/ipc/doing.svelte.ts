import { asCommandError } from "./errors";
import type { CommandError } from "./types";

/** What the rep asks for in one part of a page: whether it is under way, and why it could not be done. */
export class Doing {
  error = $state.raw<CommandError | null>(null);
  #running = $state(0);

  get isBusy(): boolean {
    return 0 < this.#running;
  }

  /** Does it, and says whether it went through. What went wrong before is forgotten. */
  async run(act: () => Promise<unknown>): Promise<boolean> {
    this.#running += 1;
    this.error = null;
    try {
      await act();
      return true;
    } catch (thrown) {
      this.error = asCommandError(thrown);
      return false;
    } finally {
      this.#running -= 1;
    }
  }

  dismiss = (): void => {
    this.error = null;
  };
}
