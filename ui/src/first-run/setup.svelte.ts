import { asCommandError, isError, type Allowed, type CommandError, type ConnectionNeeds, type Ipc, type KeepRequest, type OnProgress, type SetupStep } from "../ipc";

export type ObjectProgress = { object: string; done: number; total: number | null };

export type Running = {
  way: "sample" | "hubspot";
  objects: ObjectProgress[];
  /** Everything is read: search by word and briefs work. */
  searchable: boolean;
  indexing: { done: number; total: number } | null;
};

/** The one set-up of a portal. It outlives its page: the rep may go in while the rest fills in behind. */
export class Setup {
  running = $state.raw<Running | null>(null);
  latest = $state.raw<SetupStep | null>(null);
  error = $state.raw<CommandError | null>(null);
  /** A portal that is connected and not read yet: the rep sees first what the connection may do. */
  connected = $state.raw<Allowed | null>(null);
  /** HubSpot is being asked whether it lets Foreword in; in the browser until somebody says yes there. */
  connecting = $state<"token" | "browser" | null>(null);
  /** What a connection needs in HubSpot; null until the shell has said so. */
  needs = $state.raw<ConnectionNeeds | null>(null);
  /** The rep stopped the last one. */
  stopped = $state(false);
  /** Started by the shell rather than here: it is heard of by events and ends when the shell says so. */
  #following = false;
  readonly #ipc: Ipc;
  readonly #onend: () => void;

  constructor(ipc: Ipc, onend: () => void) {
    this.#ipc = ipc;
    this.#onend = onend;
    // A page without this list is still a page to connect on.
    ipc.connectionNeeds().then(
      (needs) => (this.needs = needs),
      () => undefined,
    );
  }

  trySample = () => this.#run("sample", (progress) => this.#ipc.trySample(progress));

  connect = (token: string) => this.#enter("token", () => this.#ipc.connect(token));

  connectInBrowser = (clientId: string, clientSecret: string) => this.#enter("browser", () => this.#ipc.connectInBrowser(clientId, clientSecret));

  /** Reads what the rep has chosen to keep. */
  read = async (request: KeepRequest) => {
    this.error = null;
    try {
      await this.#ipc.keep(request);
    } catch (thrown) {
      this.error = asCommandError(thrown);
      return;
    }
    this.connected = null;
    await this.#run("hubspot", (progress) => this.#ipc.syncNow(progress));
  };

  cancel = () => {
    if (this.#following) this.stopped = true;
    void this.#ipc.cancel();
  };

  /** Shows a set-up that the shell began by itself, which is always the sample's. */
  follow(step: SetupStep | null): void {
    if (this.running === null) {
      this.#following = true;
      this.error = null;
      this.stopped = false;
      this.running = { way: "sample", objects: [], searchable: false, indexing: null };
    }
    if (this.#following && step !== null) this.#step(step);
  }

  /** The shell has nothing under way any more. */
  unfollow(): void {
    if (!this.#following) return;
    this.#following = false;
    this.running = null;
    this.latest = null;
  }

  get following(): boolean {
    return this.#following;
  }

  async #enter(way: "token" | "browser", ask: () => Promise<Allowed>): Promise<void> {
    if (this.running !== null || this.connecting !== null) return;
    this.error = null;
    this.stopped = false;
    this.connecting = way;
    try {
      this.connected = await ask();
    } catch (thrown) {
      const error = asCommandError(thrown);
      if (!isError(error, "cancelled")) this.error = error;
    } finally {
      this.connecting = null;
    }
  }

  async #run(way: Running["way"], job: (progress: OnProgress) => Promise<void>): Promise<void> {
    if (this.running !== null) return;
    this.error = null;
    this.stopped = false;
    this.running = { way, objects: [], searchable: false, indexing: null };
    try {
      await job((step) => this.#step(step));
      this.#onend();
    } catch (thrown) {
      const error = asCommandError(thrown);
      if (isError(error, "cancelled")) this.stopped = true;
      else this.error = error;
    } finally {
      this.running = null;
      this.latest = null;
    }
  }

  #step(step: SetupStep): void {
    const running = this.running;
    if (running === null) return;
    this.latest = step;
    if (step.kind === "objects") {
      const { object, done, total } = step;
      const known = running.objects.some((one) => one.object === object);
      const objects = known
        ? running.objects.map((one) => (one.object === object ? { object, done, total } : one))
        : [...running.objects, { object, done, total }];
      this.running = { ...running, objects };
    } else if (step.kind === "indexing") {
      this.running = { ...running, searchable: true, indexing: { done: step.done, total: step.total } };
    } else if (step.kind === "searchable") {
      this.running = { ...running, searchable: true };
    }
  }
}
