import { expect, test, vi } from "vitest";
import { userEvent } from "vitest/browser";
import { render } from "vitest-browser-svelte";
import type { Ipc } from "../ipc";
import { sample, type Scene } from "../ipc/sample";
import App from "../shell/App.svelte";

async function search(over: Partial<Ipc> = {}, scene: Scene = "ready") {
  location.hash = "search";
  return render(App, { ipc: sample({ scene, ...over }) });
}

test("the field is ready to be typed in", async () => {
  const screen = await search();
  await expect.element(screen.getByTestId("search-field")).toHaveFocus();
  await expect.element(screen.getByText("Search everything that was said and written.")).toBeVisible();
});

test("hits show who said it where, with the words marked; Enter opens the source", async () => {
  const screen = await search();
  await userEvent.keyboard("Parcelhub procurement");
  const hit = screen.getByTestId("search-hit").first();
  await expect.element(hit).toMatchTextContent("Northwind Logistics · Ana Marques");
  expect([...hit.element().querySelectorAll("mark")].map((one) => one.textContent)).toEqual(["Parcelhub", "procurement"]);
  await userEvent.keyboard("{ArrowDown}{Enter}");
  await expect.element(screen.getByTestId("source-marked")).toMatchTextContent("Our contract with Parcelhub");
  await userEvent.keyboard("{Escape}");
  await expect.poll(() => document.activeElement).toBe(hit.element());
});

test("filters go with the request", async () => {
  const ask = vi.fn(sample({ scene: "ready" }).search);
  const screen = await search({ search: ask });
  await screen.getByTestId("search-field").fill("pilot");
  await screen.getByRole("button", { name: "E-mails" }).click();
  await screen.getByLabelText("Account").selectOptions("company:101");
  await expect
    .poll(() => ask.mock.calls.at(-1)?.[0])
    .toMatchObject({ query: "pilot", kinds: ["email"], account: "company:101", after: null, before: null });
});

test("nothing found is said plainly", async () => {
  const screen = await search();
  await userEvent.keyboard("zeppelin");
  await expect.element(screen.getByText("Nothing found.")).toBeVisible();
});

test("words that no text has are said, and what is shown all the same is headed", async () => {
  const found = sample({ scene: "ready" }).search;
  const foreign: Ipc["search"] = async (request) => {
    const report = await found({ ...request, query: "pilot" });
    const hits = report.hits.map((hit) => ({ ...hit, by: "meaning" as const }));
    return { ...report, hits, unheld: ["kündigungsfrist", "datenschutz"], taken_for: "German" };
  };
  const screen = await search({ search: foreign });
  await userEvent.keyboard("Kündigungsfrist Datenschutz");
  const said = screen.getByTestId("said-of-query");
  await expect.element(said).toMatchTextContent("No text contains “kündigungsfrist” or “datenschutz”. Your words were taken for German");
  await expect.element(screen.getByRole("heading", { name: "By meaning" })).toBeVisible();
});

test("search without meaning says so", async () => {
  const screen = await search({ search: async () => ({ hits: [], has_more: false, elapsed_ms: 3, model_load_ms: 0, by_meaning: false, note: null, unheld: [], taken_for: null }) });
  await userEvent.keyboard("depots");
  await expect.element(screen.getByText("search by meaning is not ready yet")).toBeVisible();
});

test("the shelf's hits say what they are: collateral is nobody's, a page its account's", async () => {
  const screen = await search();
  await userEvent.keyboard("region depot");
  await screen.getByRole("button", { name: "Shelf" }).click();
  await expect.poll(() => screen.getByTestId("search-hit").elements().length).toBe(2);
  await expect.element(screen.getByText("Shelf · Security overview 2026")).toBeVisible();
  await expect.element(screen.getByText(/^collateral, 6 Oct$/)).toBeVisible();
  await expect.element(screen.getByText(/^saved page, 17 Nov$/)).toBeVisible();
});

test("a search is there again on another page and back, and after a restart", async () => {
  const shell = sample({ scene: "ready" });
  const screen = await search(shell);
  await userEvent.keyboard("depots");
  await expect.element(screen.getByTestId("search-hit").first()).toBeVisible();
  await userEvent.keyboard("{Control>}1{/Control}");
  await expect.element(screen.getByTestId("meeting-next")).toBeVisible();
  await userEvent.keyboard("{Control>}3{/Control}");
  await expect.element(screen.getByTestId("search-field")).toHaveValue("depots");
  await expect.element(screen.getByTestId("search-hit").first()).toBeVisible();
  await screen.unmount();
  const again = await search(shell);
  await expect.element(again.getByTestId("search-field")).toHaveValue("depots");
});

test("what was filed from here stands last, under its name, and no limit is told as a count", async () => {
  const shell = sample({ scene: "ready" });
  const found = await shell.search({ query: "depots", account: null, around: null, kinds: [], after: null, before: null, limit: 40 });
  const [hit] = found.hits;
  const screen = await search({ search: async () => ({ ...found, hits: [hit!, { ...hit!, chunk_id: "ours", ours: true }], has_more: true }) });
  await userEvent.keyboard("depots");
  await expect.element(screen.getByText("The first 2 hits")).toBeVisible();
  await expect.element(screen.getByRole("heading", { name: "Filed by you" })).toBeVisible();
  expect(screen.getByTestId("hits-ours").element().querySelectorAll("[data-testid=search-hit]").length).toBe(1);
});

test("a hit leads to its account and brief, and the next place is one key away", async () => {
  const showBrief = vi.fn(async () => undefined);
  const screen = await search({ showBrief });
  await userEvent.keyboard("pilot");
  await expect.element(screen.getByTestId("search-hit").nth(1)).toBeVisible();
  await userEvent.keyboard("{ArrowDown}b");
  expect(showBrief).toHaveBeenCalledWith("company:101");
  await userEvent.keyboard("{Enter}");
  await expect.element(screen.getByTestId("source-panel")).toHaveFocus();
  await userEvent.keyboard("n");
  await userEvent.keyboard("{Escape}");
  await expect.poll(() => document.activeElement).toBe(screen.getByTestId("search-hit").nth(1).element());
  await userEvent.keyboard("a");
  await expect.element(screen.getByRole("heading", { level: 2, name: "Northwind Logistics" })).toBeVisible();
});

test("what is only near in meaning counts as no hit, and five of it stand there until more are wanted", async () => {
  const found = sample({ scene: "ready" }).search;
  const near: Ipc["search"] = async (request) => {
    const report = await found({ ...request, query: "pilot" });
    const hits = Array.from({ length: 8 }, (_, at) => ({ ...report.hits[0]!, chunk_id: `near-${at}`, by: "meaning" as const }));
    return { ...report, hits, has_more: true, elapsed_ms: 132, unheld: ["zeppelin"] };
  };
  const screen = await search({ search: near });
  await userEvent.keyboard("zeppelin");
  await expect.element(screen.getByText("0 hits in 132 ms, by word")).toBeVisible();
  await expect.poll(() => screen.getByTestId("search-hit").elements().length).toBe(5);
  await screen.getByTestId("hits-all").click();
  await expect.poll(() => screen.getByTestId("search-hit").elements().length).toBe(8);
});
