export type Route =
  | { page: "today" }
  | { page: "accounts"; id: string | null }
  | { page: "search" }
  | { page: "review" }
  | { page: "settings" };

export type PageName = Route["page"];

/** Reads "accounts/company:12" and the like. What is not known leads to Today. */
export function parseRoute(text: string): Route {
  const [page, ...rest] = text.replace(/^#?\/?/, "").split("/");
  switch (page) {
    case "accounts":
      return { page, id: rest.length === 0 ? null : decodeURIComponent(rest.join("/")) };
    case "search":
    case "review":
    case "settings":
      return { page };
    default:
      return { page: "today" };
  }
}

export function routeText(route: Route): string {
  return route.page === "accounts" && route.id !== null ? `accounts/${route.id}` : route.page;
}
