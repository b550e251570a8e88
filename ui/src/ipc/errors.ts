import type { CommandError } from "./types";
import { t } from "../words";

/** A rejection as a `CommandError`. Anything that is not one came from a fault of ours, so it says no more than that. */
export function asCommandError(thrown: unknown): CommandError {
  if (isCommandError(thrown)) return thrown;
  console.error(thrown);
  return {
    code: "internal",
    message: t.shell.unfinished,
    // What a program says to itself is nothing for a page.
    hint: t.shell.unfinishedHint,
    retryable: true,
    action: "retry",
    candidates: [],
  };
}

function isCommandError(value: unknown): value is CommandError {
  return typeof value === "object" && value !== null && "code" in value && "message" in value && "candidates" in value;
}
