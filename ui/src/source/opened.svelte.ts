import { Loading, type Ipc, type SourceText } from "../ipc";

/** The source that is open beside or over a page, and where the reader came from. */
export class OpenedSource {
  readonly text = new Loading<SourceText>();
  isOpen = $state(false);
  /** The citation that is open; null where none is, or a whole record. */
  citation = $state<string | null>(null);
  /** Which of the places on the page is open, counted from 1, and of how many; null where it is none of them. */
  place = $state.raw<{ at: number; of: number } | null>(null);
  #from: HTMLElement | null = null;
  readonly #ipc: Ipc;

  constructor(ipc: Ipc) {
    this.#ipc = ipc;
  }

  /** Opens what a line cites. `from` gets the focus back; on some systems a click does not focus a button, so it is named. */
  openCitation = (citation: string, from: HTMLElement): void => {
    this.#open(() => this.#ipc.openCitation(citation), from);
    this.citation = citation;
  };

  /** Opens a whole record. */
  openRecord = (record: string, from: HTMLElement): void => {
    this.#open(() => this.#ipc.openRecord(record), from);
  };

  /** Closes and returns the focus. */
  close = (): void => {
    this.isOpen = false;
    this.citation = null;
    const from = this.#from;
    this.#from = null;
    // A list may have been redrawn meanwhile; then there is nothing to return to.
    if (from?.isConnected) from.focus();
  };

  /** Closes without touching the focus, when the page under it goes away. */
  drop = (): void => {
    this.isOpen = false;
    this.citation = null;
    this.#from = null;
  };

  /** Opens the next place on the page, or the one before; a list keeps pace. */
  step = (by: 1 | -1): void => {
    const all = places();
    const next = all[all.indexOf(this.#from as HTMLElement) + by];
    if (next === undefined) return;
    next.scrollIntoView({ block: "nearest" });
    next.click();
  };

  #open(ask: () => Promise<SourceText>, from: HTMLElement): void {
    this.#from = from;
    const all = places();
    this.place = 1 < all.length && all.includes(from) ? { at: all.indexOf(from) + 1, of: all.length } : null;
    this.isOpen = true;
    this.citation = null;
    void this.text.load(ask);
  }
}

/** What leads to a source and can be seen: what a search found, what lines cite. In the order in which it stands on the page. */
function places(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>("[data-place]")].filter((one) => one.checkVisibility());
}
