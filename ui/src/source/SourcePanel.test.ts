import { expect, test, vi } from "vitest";
import { userEvent } from "vitest/browser";
import { render } from "vitest-browser-svelte";
import type { Ipc } from "../ipc";
import { sample } from "../ipc/sample";
import App from "../shell/App.svelte";

async function at(hash: string, over: Partial<Ipc> = {}) {
  location.hash = hash;
  return render(App, { ipc: sample({ scene: "ready", ...over }) });
}

test("N and P lead through the sources that the page shows, in reading order, and Esc to the last of them", async () => {
  const screen = await at("accounts/company:101");
  const first = screen.getByTestId("citation").first();
  await expect.element(first).toBeVisible();
  await first.click();
  await expect.element(screen.getByTestId("source-marked")).toMatchTextContent("security questionnaire");
  await expect.element(screen.getByTestId("source-place")).toMatchTextContent("1 of 2");
  await userEvent.keyboard("n");
  await expect.element(screen.getByTestId("source-marked")).toMatchTextContent("price for forty seats");
  await expect.element(screen.getByTestId("source-place")).toMatchTextContent("2 of 2");
  await userEvent.keyboard("p");
  await expect.element(screen.getByTestId("source-place")).toMatchTextContent("1 of 2");
  await userEvent.keyboard("n{Escape}");
  await expect.poll(() => document.activeElement).toBe(screen.getByTestId("citation").nth(1).element());
});

test("a source says where it belongs, and a key leads there", async () => {
  const screen = await at("accounts/company:101");
  await screen.getByTestId("citation").first().click();
  await expect.element(screen.getByTestId("source-place-of").nth(1)).toMatchTextContent("Northwind: pilot and first year");
  await userEvent.keyboard("d");
  await expect.element(screen.getByRole("heading", { level: 2, name: "Northwind: pilot and first year" })).toBeVisible();
  await expect.element(screen.getByTestId("source-panel")).not.toBeInTheDocument();
});

test("a field of a deal or ticket is shown with its record, and what it was before", async () => {
  const shell = sample({ scene: "ready" });
  const cited = async (part: string) => Object.keys((await shell.brief("contact:501", true)).sources).find((citation) => citation.includes(part))!;
  const [stage, ticket] = [await cited("deal:31/dealstage@"), await cited("ticket:71/subject@")];
  const hits = await shell.search({ query: "pilot", account: null, around: null, kinds: [], after: null, before: null, limit: 2 });
  const search = vi.fn(async () => ({ ...hits, hits: hits.hits.slice(0, 2).map((hit, at) => ({ ...hit, citation: at === 0 ? stage : ticket })) }));
  const screen = await at("search", { search });
  await userEvent.keyboard("pilot");
  await screen.getByTestId("search-hit").first().click();
  const record = screen.getByTestId("source-record");
  for (const told of ["Evaluation", "31 Jan", "Marc Okoye", "Last changed", "18 Nov"]) await expect.element(record).toMatchTextContent(told);
  await expect.element(screen.getByTestId("source-history")).toMatchTextContent("Discovery");
  await userEvent.keyboard("n");
  for (const told of ["Waiting on us", "High", "Priya Raman", "17 Nov"]) await expect.element(record).toMatchTextContent(told);
  await expect.element(screen.getByTestId("source-history")).not.toBeInTheDocument();
});

test("the hits of a search are walked through with the source beside them", async () => {
  const screen = await at("search");
  await userEvent.keyboard("pilot");
  const hit = (at: number) => screen.getByTestId("search-hit").nth(at);
  await expect.element(hit(2)).toBeVisible();
  await userEvent.keyboard("{ArrowDown}{Enter}");
  await expect.element(screen.getByTestId("source-panel")).toHaveFocus();
  await expect.element(hit(0)).toHaveAttribute("aria-current", "true");
  const right = (of: Element) => of.getBoundingClientRect().right;
  expect(right(hit(0).element())).toBeLessThanOrEqual(screen.getByTestId("source-panel").element().getBoundingClientRect().left);
  await userEvent.keyboard("{ArrowDown}");
  await expect.element(screen.getByTestId("source-place")).toMatchTextContent("2 of");
  await userEvent.keyboard("{ArrowUp}");
  await expect.element(screen.getByTestId("source-place")).toMatchTextContent("1 of");
  // The same from the list itself.
  (hit(0).element() as HTMLElement).focus();
  await userEvent.keyboard("{ArrowDown}");
  await expect.poll(() => document.activeElement).toBe(hit(1).element());
  await expect.element(screen.getByTestId("source-place")).toMatchTextContent("2 of");
});
