import type { AskReport, Briefing, CommandError } from "../ipc";

/** What the window shows. */
export type BriefState =
  | { kind: "idle" }
  | { kind: "loading" }
  | { kind: "ready"; report: Briefing; full: boolean }
  | { kind: "failed"; error: CommandError };

/** Where a typed name or question stands. `picked` counts the candidates from 0. */
export type Asking =
  | { kind: "rest" }
  | { kind: "asking" }
  | { kind: "choose"; error: CommandError; picked: number }
  | { kind: "refused"; error: CommandError }
  /** What was typed was a question to the account on screen, and this is the answer. */
  | { kind: "answered"; question: string; report: AskReport };
