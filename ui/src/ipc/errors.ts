import type { CommandError } from "./types";

/** A rejection as a `CommandError`. Anything that is not one came from a fault of ours, so it says no more than that. */
export function asCommandError(thrown: unknown): CommandError {
  if (isCommandError(thrown)) return thrown;
  const detail = thrown instanceof Error ? thrown.message : typeof thrown === "string" ? thrown : null;
  return {
    code: "internal",
    message: "Foreword could not finish that.",
    hint: detail,
    retryable: true,
    candidates: [],
  };
}

function isCommandError(value: unknown): value is CommandError {
  return typeof value === "object" && value !== null && "code" in value && "message" in value && "candidates" in value;
}
