import { expect, test, vi } from "vitest";
import { userEvent } from "vitest/browser";
import { render } from "vitest-browser-svelte";
import type { HitView, Ipc } from "../ipc";
import { sample } from "../ipc/sample";
import App from "./App.svelte";
import { calledSo, commandsMatching } from "./palette";

async function palette(over: Partial<Ipc> = {}) {
  location.hash = "today";
  const screen = await render(App, { ipc: sample({ scene: "ready", ...over }) });
  await expect.element(screen.getByTestId("meeting-next")).toBeVisible();
  await userEvent.keyboard("{Control>}k{/Control}");
  await expect.element(screen.getByTestId("palette-field")).toHaveFocus();
  return screen;
}

test("commands are found by the beginnings of their words", () => {
  const commands = ["Sync now", "Settings", "Open the next brief"].map((name) => ({ name, run: () => undefined }));
  const names = (query: string) => commandsMatching(commands, query).map((one) => one.name);
  expect(names("s")).toEqual(["Sync now", "Settings"]);
  expect(names("brief open")).toEqual(["Open the next brief"]);
  expect(names("")).toHaveLength(3);
  expect(names("xyz")).toEqual([]);
});

test("an account is two letters and Enter away", async () => {
  const screen = await palette();
  await userEvent.keyboard("halden{Enter}");
  await expect.element(screen.getByRole("heading", { level: 2, name: "Halden Group" })).toBeVisible();
});

test("a name is briefed, a command is run, and what was said is found", async () => {
  const showBrief = vi.fn(async () => undefined);
  const screen = await palette({ showBrief });
  await userEvent.keyboard("ana marques{Enter}");
  expect(showBrief).toHaveBeenCalledWith("ana marques");
  await userEvent.keyboard("{Control>}k{/Control}settings{ArrowDown}{Enter}");
  await expect.element(screen.getByRole("heading", { level: 1, name: "Settings" })).toBeVisible();
  await userEvent.keyboard("{Control>}k{/Control}Parcelhub");
  await expect.element(screen.getByRole("option", { name: /Our contract with Parcelhub/ })).toBeVisible();
  await screen.getByRole("option", { name: /Search for “Parcelhub”/ }).click();
  await expect.element(screen.getByTestId("search-field")).toHaveValue("Parcelhub");
  await expect.element(screen.getByTestId("search-hit").first()).toBeVisible();
});

test("Esc closes it, and no key reaches the page behind", async () => {
  const showBrief = vi.fn(async () => undefined);
  const screen = await palette({ showBrief });
  await userEvent.keyboard("b{Escape}");
  await expect.poll(() => document.querySelector("[data-testid=palette]")).toBeNull();
  expect(showBrief).not.toHaveBeenCalled();
  await expect.element(screen.getByTestId("meeting-next")).toBeVisible();
});

test("? is the sheet of keys on every page", async () => {
  location.hash = "review";
  const screen = await render(App, { ipc: sample({ scene: "ready" }) });
  await expect.element(screen.getByTestId("proposal-card").first()).toBeVisible();
  await userEvent.keyboard("?");
  await expect.element(screen.getByTestId("key-sheet")).toMatchTextContent("Approve together");
  await userEvent.keyboard("{Escape}");
  await expect.poll(() => document.querySelector("[data-testid=key-sheet]")).toBeNull();
});

test("buttons tell assistive technology their keys", async () => {
  const screen = await palette();
  await userEvent.keyboard("{Escape}");
  await expect.element(screen.getByTestId("open-brief")).toHaveAttribute("aria-keyshortcuts", "B");
});

const hit = (record: string, part: string, text: string): HitView => {
  const [type, id] = record.split(":") as [HitView["record"]["type"], string];
  return { chunk_id: `${record}${part}`, record: { type, id }, account: "company:1", account_name: "Northwind", kind: type, time: "2026-11-20T09:00:00Z", speaker: null, side: null, text, score: 1, by: "word", ours: false, highlights: [], citation: `${record}/${part}@1#0-1` };
};

test("people and deals are those whose own name has every word, each once", () => {
  const hits = [
    hit("contact:1", "card", "Zoë Maß · Buyer · Ana Ltd · zoe@ana.example"),
    hit("contact:2", "card", "Ana Marques · Head · Northwind · ana.marques@northwind.example"),
    hit("contact:2", "card", "Ana Marques · Head · Northwind · ana.marques@northwind.example"),
    hit("deal:3", "dealname", "Analytics for Northwind"),
    hit("deal:3", "description", "Analytics, said Ana"),
    hit("deal:4", "description", "Ana wants it"),
  ];
  expect(calledSo(hits, "ana").people.map((one) => one.name)).toEqual(["Ana Marques"]);
  expect(calledSo(hits, "ana mar").people.map((one) => one.name)).toEqual(["Ana Marques"]);
  expect(calledSo(hits, "zoe").people.map((one) => one.name)).toEqual(["Zoë Maß"]);
  expect(calledSo(hits, "ana.marques@northwind.example").people.map((one) => one.id)).toEqual(["contact:2"]);
  expect(calledSo(hits, "ana").deals.map((one) => one.name)).toEqual(["Analytics for Northwind"]);
});

test("a person is a name and Enter away; Ctrl+Enter leads to their account", async () => {
  const showBrief = vi.fn(async () => undefined);
  const screen = await palette({ showBrief });
  await userEvent.keyboard("tomás");
  await expect.element(screen.getByRole("option", { name: /^Tomás Rocha\s*Northwind/ })).toHaveAttribute("aria-selected", "true");
  await expect.element(screen.getByTestId("palette-foot")).toMatchTextContent("Open the brief");
  await userEvent.keyboard("{Enter}");
  expect(showBrief).toHaveBeenCalledWith("contact:502");
  await userEvent.keyboard("{Control>}k{/Control}tomás");
  await expect.element(screen.getByRole("option", { name: /^Tomás Rocha\s*Northwind/ })).toBeVisible();
  await userEvent.keyboard("{Control>}{Enter}{/Control}");
  await expect.element(screen.getByRole("heading", { level: 2, name: "Northwind Logistics" })).toBeVisible();
});

test("a deal leads to its account, and a row that comes later takes no other's place", async () => {
  let give: () => void = () => undefined;
  const shell = sample({ scene: "ready" });
  const search = vi.fn(async (request: Parameters<Ipc["search"]>[0]) => {
    if (request.kinds.includes("deal")) await new Promise<void>((done) => (give = done));
    return shell.search(request);
  });
  const screen = await palette({ search });
  await userEvent.keyboard("pilot");
  await expect.element(screen.getByRole("option", { name: /Search for “pilot”/ })).toBeVisible();
  await userEvent.keyboard("{ArrowDown}");
  await expect.element(screen.getByRole("option", { name: /Search for “pilot”/ })).toHaveAttribute("aria-selected", "true");
  await expect.poll(() => search.mock.calls.some(([request]) => request.kinds.includes("deal"))).toBe(true);
  give();
  await expect.element(screen.getByRole("option", { name: /Northwind: pilot and first year/ })).toBeVisible();
  await expect.element(screen.getByRole("option", { name: /Search for “pilot”/ })).toHaveAttribute("aria-selected", "true");
  await screen.getByRole("option", { name: /Northwind: pilot and first year/ }).click();
  await expect.element(screen.getByRole("heading", { level: 2, name: "Northwind Logistics" })).toBeVisible();
});
