export type Route =
  | { page: "today" }
  | { page: "accounts"; id: string | null }
  | { page: "deals"; id: string }
  | { page: "tickets"; id: string }
  | { page: "search" }
  | { page: "conversations" }
  /** `id` is the account whose call is written up. */
  | { page: "wrap"; id: string | null }
  /** `id` is the proposal to show first. */
  | { page: "review"; id: string | null }
  /** `id` is the page within: `model`, `grades`, `rules`, `fields`, `programs` or `activity`; `calendars` is a setting on the page itself. */
  | { page: "settings"; id: string | null };

export type PageName = Route["page"];

/** Reads "accounts/company:12" and the like. What is not known leads to Today. */
export function parseRoute(text: string): Route {
  const [page, ...rest] = text.replace(/^#?\/?/, "").split("/");
  const id = rest.length === 0 ? null : decodeURIComponent(rest.join("/"));
  switch (page) {
    case "accounts":
    case "review":
    case "settings":
    case "wrap":
      return { page, id };
    case "deals":
    case "tickets":
      return id === null ? { page: "accounts", id } : { page, id };
    case "search":
    case "conversations":
      return { page };
    default:
      return { page: "today" };
  }
}

/** The page of a deal, a ticket or an account, by its id. */
export function placeOf(id: string): Route {
  return id.startsWith("deal:") ? { page: "deals", id } : id.startsWith("ticket:") ? { page: "tickets", id } : { page: "accounts", id };
}

export function routeText(route: Route): string {
  return "id" in route && route.id !== null ? `${route.page}/${route.id}` : route.page;
}
