import type { CommandError, ErrorCode } from "./types";

export function commandError(code: ErrorCode, message: string, over: Partial<CommandError> = {}): CommandError {
  const retryable = over.retryable ?? false;
  return { code, message, hint: null, retryable, action: retryable ? "retry" : "dismiss", candidates: [], ...over };
}
