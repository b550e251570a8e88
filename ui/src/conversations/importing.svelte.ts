import { asCommandError, type CommandError, type ImportRequest, type ImportedView, type Ipc } from "../ipc";

/** Imports in progress and what came of the last one: dropped anywhere on the window, chosen or pasted. */
export class Importing {
  /** Whether files are over the window right now. */
  over = $state(false);
  running = $state(false);
  /** What came of the last import; null before the first. */
  done = $state.raw<ImportedView[] | null>(null);
  error = $state.raw<CommandError | null>(null);

  readonly #ipc: Ipc;

  constructor(ipc: Ipc) {
    this.#ipc = ipc;
  }

  files(files: string[]): Promise<void> {
    return this.#import({ files, text: null, contact: null, call: null });
  }

  text(text: string): Promise<void> {
    return this.#import({ files: [], text, contact: null, call: null });
  }

  dismiss(): void {
    this.done = null;
    this.error = null;
  }

  async #import(request: ImportRequest): Promise<void> {
    this.running = true;
    this.error = null;
    try {
      this.done = await this.#ipc.importConversations(request);
    } catch (thrown) {
      this.done = null;
      this.error = asCommandError(thrown);
    } finally {
      this.running = false;
    }
  }
}
