import { Loading, type Ipc, type SourceText } from "../ipc";

/** The source that is open beside or over a page, and where the reader came from. */
export class OpenedSource {
  readonly text = new Loading<SourceText>();
  isOpen = $state(false);
  /** Whether the place is one of several that were found. */
  canStep = $state(false);
  #from: HTMLElement | null = null;
  readonly #ipc: Ipc;

  constructor(ipc: Ipc) {
    this.#ipc = ipc;
  }

  /** Opens what a line cites. `from` gets the focus back; on some systems a click does not focus a button, so it is named. */
  openCitation = (citation: string, from: HTMLElement): void => {
    this.#open(() => this.#ipc.openCitation(citation), from);
  };

  /** Opens a whole record. */
  openRecord = (record: string, from: HTMLElement): void => {
    this.#open(() => this.#ipc.openRecord(record), from);
  };

  /** Closes and returns the focus. */
  close = (): void => {
    this.isOpen = false;
    const from = this.#from;
    this.#from = null;
    // A list may have been redrawn meanwhile; then there is nothing to return to.
    if (from?.isConnected) from.focus();
  };

  /** Closes without touching the focus, when the page under it goes away. */
  drop = (): void => {
    this.isOpen = false;
    this.#from = null;
  };

  /** Opens the next place that was found, or the one before; the list keeps pace. */
  step = (by: 1 | -1): void => {
    const all = places();
    const next = all[all.indexOf(this.#from as HTMLElement) + by];
    if (next === undefined) return;
    next.scrollIntoView({ block: "nearest" });
    next.click();
  };

  #open(ask: () => Promise<SourceText>, from: HTMLElement): void {
    this.#from = from;
    this.canStep = 1 < places().length && places().includes(from);
    this.isOpen = true;
    void this.text.load(ask);
  }
}

/** What a search found, in the order it stands on the page. */
function places(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>("[data-place]")];
}
