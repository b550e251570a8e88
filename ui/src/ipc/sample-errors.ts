import type { CommandError, ErrorCode } from "./types";

export function commandError(code: ErrorCode, message: string, over: Partial<CommandError> = {}): CommandError {
  return { code, message, hint: null, retryable: false, candidates: [], ...over };
}
