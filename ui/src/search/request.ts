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

/** The kinds that go by one name: what was said in a call is kept as its transcript, and a meeting may be in the rep's calendar alone. */
export function kindsAs(kind: string): string[] {
  return kind === "call" ? [kind, "transcript"] : kind === "meeting" ? [kind, "appointment"] : [kind];
}

export function requestOf(query: string, filters: FilterState): SearchRequest {
  return {
    query: query.trim(),
    account: filters.account,
    around: null,
    kinds: filters.kinds.flatMap(kindsAs),
    after: filters.after === "" ? null : filters.after,
    before: filters.before === "" ? null : filters.before,
    limit: LIMIT,
  };
}

/** Filters as they were kept; none where that cannot be read. */
export function readFilters(text: string | undefined): FilterState {
  try {
    const kept: unknown = JSON.parse(text ?? "null");
    if (typeof kept !== "object" || kept === null) return NO_FILTERS;
    const { account, kinds, after, before } = kept as Partial<FilterState>;
    const some = {
      account: typeof account === "string" ? account : null,
      kinds: Array.isArray(kinds) ? kinds.filter((kind) => (KINDS as readonly unknown[]).includes(kind)) : [],
      after: typeof after === "string" ? after : "",
      before: typeof before === "string" ? before : "",
    };
    return some.account === null && some.kinds.length === 0 && some.after === "" && some.before === "" ? NO_FILTERS : some;
  } catch {
    return NO_FILTERS;
  }
}
