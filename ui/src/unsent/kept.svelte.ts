import { getContext, setContext, untrack } from "svelte";
import { asCommandError, type Ipc, type UnsentView } from "../ipc";

const KEY = Symbol("kept");

/** A text that is being written is written down this long after the last key. */
const PAUSE_MS = 400;
/** After a failure, as while a command holds the files. */
const AGAIN_MS = 2_000;

export type Begun = Pick<UnsentView, "name" | "account" | "title" | "texts">;
type About = { account?: string; title?: string };

/** What the rep has begun and not used: mails, edits, questions, and the places to come back to. It is on the disk a moment after each key, so
    that neither another page nor a restart costs them; the shell seals it with the portal's own data. */
export class Kept {
  #shell: Pick<Ipc, "unsent" | "keepUnsent">;
  /** The portal that all of it is about. */
  #portal: string;
  #isClosed = false;
  #all = $state.raw<ReadonlyMap<string, Begun>>(new Map());
  /** Names that are to be written down, each with the pause it waits for. */
  #waiting = new Map<string, ReturnType<typeof setTimeout>>();
  /** Names that are being written down, each as often as it is. */
  #writing: string[] = [];
  #reads = 0;
  /** Names of which the answer that is waited for may be out of date. */
  #touched = new Set<string>();

  /** Called when all is thrown away, for what else holds such texts. */
  onclear: () => void = () => undefined;

  constructor(shell: Pick<Ipc, "unsent" | "keepUnsent">, portal: string) {
    this.#shell = shell;
    this.#portal = portal;
  }

  /** Reads what is on the disk, once the window opens and again when something else may have written there. What the rep wrote or threw away
      meanwhile holds. Without an answer the window goes on with what it has. */
  async read(): Promise<void> {
    const number = ++this.#reads;
    this.#touched = new Set([...this.#waiting.keys(), ...this.#writing]);
    try {
      const read = await this.#shell.unsent();
      if (number !== this.#reads) return;
      const own = [...untrack(() => this.#all).values()].filter(({ name }) => this.#touched.has(name));
      this.#all = new Map([...read.filter(({ name }) => !this.#touched.has(name)), ...own].map((one) => [one.name, one]));
    } catch {
      this.#all = new Map(untrack(() => this.#all));
    }
  }

  /** What was kept under this name; undefined where nothing was. */
  get(name: string): readonly string[] | undefined {
    return this.#all.get(name)?.texts;
  }

  /** Keeps texts under a name. Those with a title are somebody's work, and the window says that they are there; the others are places. */
  keep(name: string, texts: readonly string[], { account, title }: About = {}): void {
    const all = untrack(() => this.#all);
    const before = all.get(name);
    if (before !== undefined && before.texts.length === texts.length && before.texts.every((text, at) => text === texts[at])) return;
    this.#all = new Map(all).set(name, { name, account: account ?? null, title: title ?? null, texts: [...texts] });
    this.#writeLater(name, PAUSE_MS);
  }

  drop(name: string): void {
    const all = new Map(untrack(() => this.#all));
    if (!all.delete(name)) return;
    this.#all = all;
    this.#writeLater(name, 0);
  }

  /** What somebody has begun to write, of one account or of all. */
  begun(account?: string): Begun[] {
    return [...this.#all.values()].filter((one) => one.title !== null && (account === undefined || one.account === account));
  }

  /** Nothing of a person who is forgotten may come back from here: what the shell still has is what is left. */
  async clear(): Promise<void> {
    this.#waiting.forEach((timer) => clearTimeout(timer));
    this.#waiting.clear();
    this.#all = new Map();
    await this.read();
    this.onclear();
  }

  /** Writes down at once what waits for a pause, and is done when it is on the disk. */
  async flush(): Promise<void> {
    await Promise.all([...this.#waiting.keys()].map((name) => this.#write(name)));
  }

  /** Writes down what waits, once; what fails then is not tried again, since another portal may be on screen. */
  close(): void {
    this.#isClosed = true;
    void this.flush();
  }

  #writeLater(name: string, pause: number): void {
    this.#touched.add(name);
    clearTimeout(this.#waiting.get(name));
    this.#waiting.set(name, setTimeout(() => void this.#write(name), pause));
  }

  async #write(name: string): Promise<void> {
    clearTimeout(this.#waiting.get(name));
    this.#waiting.delete(name);
    this.#writing.push(name);
    const begun = untrack(() => this.#all).get(name);
    try {
      await this.#shell.keepUnsent({ portal: this.#portal, name, account: begun?.account ?? null, title: begun?.title ?? null, texts: [...(begun?.texts ?? [])] });
    } catch (thrown) {
      // What is too long to be kept will be so the next time.
      if (asCommandError(thrown).retryable && !this.#isClosed && !this.#waiting.has(name)) this.#writeLater(name, AGAIN_MS);
    } finally {
      this.#writing.splice(this.#writing.indexOf(name), 1);
    }
  }
}

export function provideKept(shell: Pick<Ipc, "unsent" | "keepUnsent">, portal: string): Kept {
  return setContext(KEY, new Kept(shell, portal));
}

export function useKept(): Kept {
  return getContext<Kept>(KEY);
}
