import { getContext, setContext } from "svelte";
import { asCommandError, type CommandError, type Ipc, type LockView } from "../ipc";

const KEY = Symbol("lock");

type Shell = Pick<Ipc, "lockState" | "lock" | "unlock" | "setAutoLock" | "setPassphrase" | "changePassphrase" | "removePassphrase">;

/** Whether the window is locked, as the shell last said. */
export class Lock {
  /** None before the shell has said. */
  view = $state.raw<LockView | null>(null);
  /** Why it could not be locked, or the time not be chosen. */
  error = $state.raw<CommandError | null>(null);
  /** The rep has said so and the shell is at it: nothing is shown meanwhile. */
  #isLocking = $state(false);
  /** The key is being sealed anew, for which the shell closes the portal a while: that it has none then means nothing. */
  isSealing = $state(false);
  #isKnown = $state(false);
  #shell: Shell;
  #asked = 0;
  /** The last question that was answered. */
  #answered = 0;

  constructor(shell: Shell) {
    this.#shell = shell;
  }

  /** Nothing of the portal may be on screen. */
  get isShut(): boolean {
    return this.#isLocking || this.view?.is_locked === true;
  }

  /** The shell has said where it stands. */
  get isKnown(): boolean {
    return this.#isKnown;
  }

  /** Asks the shell. One that cannot say keeps what is locked to itself, so the page goes on. */
  async read(): Promise<void> {
    const number = ++this.#asked;
    try {
      const view = await this.#shell.lockState();
      // An answer counts though another has been asked for since: until that one comes there would be none, and a locked window would
      // pass for an open one.
      if (this.#answered < number) {
        this.#answered = number;
        this.view = view;
      }
    } catch {
      // Its commands say what is amiss.
    } finally {
      this.#isKnown = true;
    }
  }

  /** What is on screen goes at once; the shell takes as long as what is under way. */
  async lock(): Promise<void> {
    this.error = null;
    this.#isLocking = true;
    try {
      this.#set(await this.#shell.lock());
    } catch (thrown) {
      this.error = asCommandError(thrown);
    } finally {
      this.#isLocking = false;
    }
  }

  /** Throws what was wrong. */
  async unlock(passphrase: string | null): Promise<void> {
    this.#set(await this.#shell.unlock(passphrase));
  }

  async lockAfter(minutes: number | null): Promise<void> {
    this.error = null;
    try {
      this.#set(await this.#shell.setAutoLock(minutes));
    } catch (thrown) {
      this.error = asCommandError(thrown);
    }
  }

  /** These throw what was wrong. */
  setPassphrase = (passphrase: string) => this.#seal(() => this.#shell.setPassphrase(passphrase));

  changePassphrase = (former: string, passphrase: string) => this.#seal(() => this.#shell.changePassphrase(former, passphrase));

  removePassphrase = (passphrase: string, machineKey: boolean) => this.#seal(() => this.#shell.removePassphrase(passphrase, machineKey));

  async #seal(act: () => Promise<LockView>): Promise<void> {
    this.isSealing = true;
    try {
      this.#set(await act());
    } finally {
      this.isSealing = false;
    }
  }

  #set(view: LockView): void {
    this.#answered = ++this.#asked;
    this.view = view;
  }
}

export function provideLock(shell: Shell): Lock {
  return setContext(KEY, new Lock(shell));
}

export function useLock(): Lock {
  return getContext<Lock>(KEY);
}
