import { asCommandError, isError, type CommandError, type Ipc, type StalledDeal } from "../ipc";
import { t } from "../words";

/** A deal that stands still, with what it is told by. */
export type Still = { deal: string; account: string };

/** So long nothing is asked for while the rep has something drafted: of two drafts the later one would end the one before. */
const PAUSE_MS = 300;
/** So often a deal is tried whose draft another one has ended. */
const TRIES = 2;

type Shell = Pick<Ipc, "proposeHealth">;

/** Proposes the health of deals that stand still, one after the other, whatever page the rep looks at meanwhile. What one deal refuses stops no
    other. */
export class StalledHealth {
  /** Those it is about; empty before the first time. */
  all = $state.raw<readonly Still[]>([]);
  /** What came of those that were asked for so far, in the same order. */
  done = $state.raw<readonly StalledDeal[]>([]);
  isRunning = $state(false);
  /** The rep has said so; the deal at hand is finished. */
  isStopping = $state(false);

  readonly #ipc: Shell;
  readonly #isFree: () => boolean;

  /** `isFree` says that the rep has nothing drafted right now. */
  constructor(ipc: Shell, isFree: () => boolean) {
    this.#ipc = ipc;
    this.#isFree = isFree;
  }

  /** How many drafts wait for the rep by it. */
  get waiting(): number {
    return this.done.reduce((sum, one) => sum + one.proposals.length, 0);
  }

  /** Those of which nothing came, with the reason. */
  get failed(): { account: string; problem: string }[] {
    return this.done.flatMap(({ deal, problem }) => (problem === null ? [] : [{ account: this.all.find((one) => one.deal === deal)?.account ?? deal, problem }]));
  }

  async run(deals: readonly Still[]): Promise<void> {
    if (this.isRunning) return;
    [this.all, this.done, this.isRunning, this.isStopping] = [deals, [], true, false];
    try {
      for (const { deal } of deals) {
        await this.#untilFree();
        if (this.isStopping) break;
        this.done = [...this.done, await this.#propose(deal)];
      }
    } finally {
      this.isRunning = false;
    }
  }

  stop = (): void => {
    this.isStopping = true;
  };

  /** The rep has read what came of it. */
  dismiss = (): void => {
    if (!this.isRunning) [this.all, this.done] = [[], []];
  };

  async #propose(deal: string): Promise<StalledDeal> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const proposals = await this.#ipc.proposeHealth(deal);
        return { deal, proposals: proposals.map((one) => one.id), problem: proposals.length === 0 ? t.today.nothingToPropose : null };
      } catch (thrown) {
        const error = asCommandError(thrown);
        if (!isError(error, "cancelled") || attempt === TRIES) return { deal, proposals: [], problem: reason(error) };
        await this.#untilFree();
      }
    }
  }

  async #untilFree(): Promise<void> {
    while (!this.isStopping && !this.#isFree()) await new Promise((later) => setTimeout(later, PAUSE_MS));
  }
}

function reason({ message, hint }: CommandError): string {
  return hint === null ? message : `${message.replace(/\.$/u, "")}. ${hint}`;
}
