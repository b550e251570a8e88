import type { SearchRequest } from "../ipc";

export type FilterState = {
  account: string | null;
  kinds: readonly string[];
  /** Civil dates, as a date field gives them. */
  after: string;
  before: string;
};

export const NO_FILTERS: FilterState = { account: null, kinds: [], after: "", before: "" };

/** The kinds of record in which people say something, and the shelf. */
export const KINDS = ["call", "email", "meeting", "note", "task", "shelf"] as const;

const LIMIT = 40;

export function requestOf(query: string, filters: FilterState): SearchRequest {
  return {
    query: query.trim(),
    account: filters.account,
    // What was said in a call is kept as its transcript.
    kinds: filters.kinds.flatMap((kind) => (kind === "call" ? [kind, "transcript"] : [kind])),
    after: filters.after === "" ? null : filters.after,
    before: filters.before === "" ? null : filters.before,
    limit: LIMIT,
  };
}
