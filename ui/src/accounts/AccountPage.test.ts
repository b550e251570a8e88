import { expect, test, vi } from "vitest";
import { userEvent } from "vitest/browser";
import { render } from "vitest-browser-svelte";
import type { Ipc } from "../ipc";
import { sample } from "../ipc/sample";
import App from "../shell/App.svelte";

async function account(over: Partial<Ipc> = {}) {
  location.hash = "accounts/company:101";
  const screen = await render(App, { ipc: sample({ scene: "ready", ...over }) });
  await expect.element(screen.getByTestId("timeline-entry").first()).toBeVisible();
  return screen;
}

test("promises of an account are finished there, and what was said of one can be put back", async () => {
  const screen = await account();
  const promises = screen.getByTestId("account-promises");
  await expect.element(promises).toMatchTextContent("We promised");
  await promises.getByTestId("promise-done").first().click();
  await promises.getByText("1 promise you have dealt with").click();
  await expect.element(screen.getByTestId("promises-decided")).toMatchTextContent("done");
  await screen.getByTestId("promise-reopen").click();
  await expect.poll(() => document.querySelector("[data-testid=promises-decided]")).toBeNull();
});

test("what was filed from here is folded in the timeline", async () => {
  const shell = sample({ scene: "ready" });
  const page = await shell.timeline("company:101", null);
  const ours = page.entries.map((one, at) => ({ ...one, at: one.at, record: `task:${at}`, kind: "task", title: `Promised ${at}`, ours: true }));
  const screen = await account({ timeline: async () => ({ entries: [...page.entries, ...ours].sort((a, b) => b.at.localeCompare(a.at)), next: null }) });
  const folded = screen.getByTestId("timeline-ours").first();
  await expect.element(folded).toMatchTextContent("filed by you");
  expect(folded.element().hasAttribute("open")).toBe(false);
});

test("a sync behind the page leaves older entries where they are", async () => {
  const shell = sample({ scene: "ready" });
  const first = (await shell.timeline("company:101", null)).entries[0]!;
  const entry = (at: number) => ({ ...first, record: `note:${at}`, kind: "note", title: `Note ${at}` });
  const timeline = vi.fn(async (_: string, before: string | null) =>
    before === null ? { entries: [1, 2].map(entry), next: "note:2" } : { entries: [3, 4].map(entry), next: null },
  );
  let changed: (what: ["accounts"]) => void = () => undefined;
  const screen = await account({ timeline, onChanged: (handler) => ((changed = handler), () => undefined) });
  await screen.getByRole("button", { name: "Show older" }).click();
  await expect.element(screen.getByText("Note 4")).toBeInTheDocument();
  const calls = timeline.mock.calls.length;
  changed(["accounts"]);
  await expect.poll(() => timeline.mock.calls.length).toBe(calls + 2);
  await expect.element(screen.getByText("Note 4")).toBeInTheDocument();
});

test("a question, and the place on the page, are there when the rep comes back", async () => {
  const screen = await account();
  await screen.getByTestId("ask-field").fill("what is their budget?");
  // As in the window, where the page is as high as the screen.
  (screen.container as HTMLElement).style.height = "780px";
  const scroller = screen.container.querySelector("article")!.parentElement!;
  scroller.scrollTop = 300;
  await expect.poll(() => scroller.scrollTop).toBe(300);
  await new Promise((done) => setTimeout(done, 50));
  await userEvent.keyboard("{Control>}1{/Control}");
  await expect.element(screen.getByTestId("meeting-next")).toBeVisible();
  await userEvent.keyboard("{Control>}2{/Control}");
  await expect.element(screen.getByTestId("ask-field")).toHaveValue("what is their budget?");
  await expect.poll(() => screen.container.querySelector("article")?.parentElement?.scrollTop).toBe(300);
});
