import { tick } from "svelte";
import {
  Loading,
  type DraftKindView,
  type DraftSubjects,
  type DraftTextRequest,
  type Group,
  type Ipc,
  type LlmView,
  type ProposalView,
  type SentView,
} from "../ipc";
import type { Begun, Kept } from "../unsent/kept.svelte";
import { readName, readReplyName } from "./names";
import type { DraftPanel, Panels } from "./panels.svelte";
import { first, offered, lackWords, type Chosen } from "./subjects";

/** A choice made with the arrow keys passes several on the way: only the one it rests on is drafted. */
const REST_MS = 300;

type Shell = Pick<Ipc, "draftKinds" | "llmSettings" | "draftSubjects" | "previewText" | "draftText" | "cancelDraft" | "draftTasks" | "draftFields">;

/** What can be drafted about one account, and the draft that is being made. The menu that offers it and the panel that shows it share this. */
export class DraftDesk {
  readonly account: string;
  readonly pastedName: string;
  readonly panel: DraftPanel;
  kinds = new Loading<DraftKindView[]>();
  model = new Loading<LlmView>();
  sent = new Loading<SentView>();
  subjects = new Loading<DraftSubjects>();
  /** A draft begins as soon as what it is about is known. */
  pending = $state(false);
  /** What the rep writes in their own words right now. */
  writing = $state<"note" | "task" | null>(null);
  /** Brings the panel into sight, once there is one. */
  onshow: () => void = () => undefined;

  #ipc: Shell;
  #kept: Kept;
  #panels: Panels;
  #resting: ReturnType<typeof setTimeout> | undefined;

  constructor(ipc: Shell, kept: Kept, panels: Panels, account: string) {
    this.#ipc = ipc;
    this.#kept = kept;
    this.#panels = panels;
    this.account = account;
    this.pastedName = `pasted ${account}`;
    this.panel = panels.draft(account);
  }

  /** The model that is asked; none where drafts are put together by rules. */
  get asked() {
    return this.model.value?.problem === null ? (this.model.value.chosen ?? null) : null;
  }

  get about(): Chosen | null {
    const { chosen } = this.panel;
    return chosen === null || chosen.about === "company" ? null : chosen.about;
  }

  get target(): string | null {
    return this.about === null ? this.account : this.panel.subject;
  }

  /** The kinds of a group that work now. */
  offered(group: Group): DraftKindView[] {
    return (this.kinds.value ?? []).filter((kind) => kind.group === group && !this.#needsModel(kind) && this.lack(kind) === null);
  }

  /** Kinds that wait for a language model. */
  get waiting(): DraftKindView[] {
    return (this.kinds.value ?? []).filter((kind) => this.#needsModel(kind));
  }

  /** What else is not offered, by what the account has none of. */
  get lacking(): { lack: string; names: string[] }[] {
    const names = new Map<string, string[]>();
    for (const kind of this.kinds.value ?? []) {
      const lack = this.#needsModel(kind) ? null : this.lack(kind);
      if (lack !== null) names.set(lack, [...(names.get(lack) ?? []), kind.name]);
    }
    return [...names].map(([lack, some]) => ({ lack, names: some }));
  }

  /** What the account has to have before this can be drafted, and has not. */
  lack(kind: DraftKindView): string | null {
    const all = this.subjects.value;
    return all === null || kind.about === "company" || 0 < offered(all, kind.about).options.length ? null : lackWords(kind.about);
  }

  #needsModel(kind: DraftKindView): boolean {
    return kind.needs_model && this.asked === null;
  }

  load(): () => void {
    void this.kinds.load(() => this.#ipc.draftKinds());
    void this.model.load(() => this.#ipc.llmSettings());
    return () => clearTimeout(this.#resting);
  }

  async readSubjects(): Promise<void> {
    await this.subjects.refresh(() => this.#ipc.draftSubjects(this.account));
    if (this.pending && this.subjects.value !== null) this.begin();
  }

  async choose(kind: DraftKindView): Promise<void> {
    this.panel.chosen = kind;
    this.panel.pasting = false;
    this.panel.answering = null;
    this.begin();
    await tick();
    this.onshow();
  }

  /** Proposes tasks for what was promised, or fields against what was said. The first of what was made; undefined where nothing was. */
  async propose(what: "tasks" | "fields"): Promise<ProposalView | undefined> {
    const [first] = await (what === "tasks" ? this.#ipc.draftTasks(this.account) : this.#ipc.draftFields(this.account));
    return first;
  }

  /** A mail that is not in HubSpot is pasted and answered. */
  paste(): void {
    this.panel.pasting = true;
    this.panel.chosen = null;
    this.panel.drafting.close();
  }

  /** Drafts what is chosen, once everything it needs is known. */
  begin(): void {
    const { panel, about } = this;
    clearTimeout(this.#resting);
    panel.drafting.close();
    panel.previewing = false;
    const subjects = this.subjects.value;
    this.pending = about !== null && subjects === null;
    if (this.pending) {
      if (this.subjects.state.kind === "failed") void this.subjects.load(() => this.#ipc.draftSubjects(this.account)).then(() => this.subjects.value !== null && this.begin());
      return;
    }
    if (about !== null && subjects !== null) panel.subject = first(subjects, about, panel.picked[about]);
    if (this.target === null || (panel.chosen?.kind === "hand-off" && panel.receiver.trim() === "")) return;
    this.start();
  }

  /** Goes on with a text that was begun before: the draft it belongs to is made, and the text takes its place. */
  async goOn(begun: Begun): Promise<void> {
    const { panel } = this;
    if (begun.name === this.pastedName) {
      panel.pasting = true;
      panel.chosen = null;
      return;
    }
    const written = /^written (note|task) /.exec(begun.name)?.[1];
    if (written === "note" || written === "task") {
      this.writing = written;
      return;
    }
    const reply = readReplyName(begun.name);
    if (reply !== null) {
      panel.chosen = null;
      const pasted = this.#kept.get(this.pastedName)?.[0];
      if (!reply.isPasted) {
        this.#panels.reply(reply.target).tone = reply.tone;
        panel.replyTo = reply.target;
      } else if (pasted !== undefined) {
        this.#panels.reply(this.account, pasted).tone = reply.tone;
        panel.pasting = true;
        panel.answering = pasted;
      }
      return;
    }
    const asked = readName(begun.name);
    const kind = asked === null ? undefined : this.kinds.value?.find((one) => one.kind === asked.kind);
    if (asked === null || kind === undefined) return;
    panel.tone = asked.tone;
    panel.receiver = asked.receiver ?? "";
    if (kind.about !== "company") panel.picked = { ...panel.picked, [kind.about]: asked.target };
    await this.choose(kind);
  }

  canGoOn(begun: Begun): boolean {
    return begun.name === this.pastedName || begun.name.startsWith("written ") || readName(begun.name) !== null || readReplyName(begun.name) !== null;
  }

  /** What the rep chose holds for every kind about the same. */
  pick(about: Chosen, id: string): void {
    this.panel.picked = { ...this.panel.picked, [about]: id };
  }

  chooseSubject(id: string): void {
    const { panel, about } = this;
    if (about === null) return;
    this.pick(about, id);
    panel.subject = id;
    if (panel.drafting.state.kind === "making") void this.#ipc.cancelDraft();
    panel.drafting.close();
    panel.previewing = false;
    this.pending = true;
    clearTimeout(this.#resting);
    this.#resting = setTimeout(() => this.begin(), REST_MS);
  }

  start(): void {
    const { panel, target } = this;
    if (panel.chosen === null || target === null) return;
    const asking: DraftTextRequest = { kind: panel.chosen.kind, target, tone: panel.tone, receiver: panel.receiver.trim() === "" ? null : panel.receiver.trim() };
    panel.asking = asking;
    if (this.#panels.looksFirst && this.asked !== null) {
      panel.previewing = true;
      panel.drafting.close();
      void this.sent.load(() => this.#ipc.previewText(asking));
    } else this.send();
  }

  send(): void {
    const { panel } = this;
    const request = panel.asking;
    if (request === null) return;
    panel.previewing = false;
    void panel.drafting.start((progress) => this.#ipc.draftText(request, progress));
  }

  /** Takes the panel away. */
  close(): void {
    const { panel } = this;
    if (panel.drafting.state.kind === "making") void this.#ipc.cancelDraft();
    panel.drafting.close();
    panel.previewing = false;
    this.pending = false;
    clearTimeout(this.#resting);
    panel.chosen = null;
    void this.readSubjects();
  }
}
