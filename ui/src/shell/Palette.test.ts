import { expect, test, vi } from "vitest";
import { userEvent } from "vitest/browser";
import { render } from "vitest-browser-svelte";
import type { Ipc } from "../ipc";
import { sample } from "../ipc/sample";
import App from "./App.svelte";
import { begunBy } from "./palette";

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
  const names = (query: string) => begunBy(commands, query).map((one) => one.name);
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
  await expect.poll(() => showBrief.mock.calls.length).toBe(1);
  expect(showBrief).toHaveBeenCalledWith("contact:501");
  await userEvent.keyboard("{Control>}k{/Control}somebody else{Enter}");
  await expect.poll(() => showBrief.mock.calls.length).toBe(2);
  expect(showBrief).toHaveBeenLastCalledWith("somebody else");
  await userEvent.keyboard("{Control>}k{/Control}settings{Enter}");
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

test("a person is a name and Enter away; Ctrl+Enter leads to their account", async () => {
  const showBrief = vi.fn(async () => undefined);
  const screen = await palette({ showBrief });
  await userEvent.keyboard("tomás");
  await expect.element(screen.getByRole("option", { name: /^Tomás Rocha\s*Northwind/ })).toHaveAttribute("aria-selected", "true");
  await expect.element(screen.getByTestId("palette-foot")).toMatchTextContent("Open the brief");
  await userEvent.keyboard("{Enter}");
  await expect.poll(() => showBrief.mock.calls.length).toBe(1);
  expect(showBrief).toHaveBeenCalledWith("contact:502");
  await userEvent.keyboard("{Control>}k{/Control}tomás");
  await expect.element(screen.getByRole("option", { name: /^Tomás Rocha\s*Northwind/ })).toBeVisible();
  await userEvent.keyboard("{Control>}{Enter}{/Control}");
  await expect.element(screen.getByRole("heading", { level: 2, name: "Northwind Logistics" })).toBeVisible();
});

test("a deal leads to its page, and a row that comes later takes no other's place", async () => {
  let give: () => void = () => undefined;
  const shell = sample({ scene: "ready" });
  const called = vi.fn(async (query: string) => {
    if (query === "pilot") await new Promise<void>((done) => (give = done));
    return shell.called(query);
  });
  const screen = await palette({ called });
  await userEvent.keyboard("pilot");
  await expect.element(screen.getByRole("option", { name: /Search for “pilot”/ })).toBeVisible();
  await expect.poll(() => called.mock.calls.some(([query]) => query === "pilot")).toBe(true);
  while (screen.getByRole("option", { name: /Search for “pilot”/ }).element().getAttribute("aria-selected") !== "true") await userEvent.keyboard("{ArrowDown}");
  give();
  await expect.element(screen.getByRole("option", { name: /Northwind: pilot and first year/ })).toBeVisible();
  await expect.element(screen.getByRole("option", { name: /Search for “pilot”/ })).toHaveAttribute("aria-selected", "true");
  await screen.getByRole("option", { name: /Northwind: pilot and first year/ }).click();
  await expect.element(screen.getByRole("heading", { level: 2, name: "Northwind: pilot and first year" })).toBeVisible();
});

test("a ticket is a destination; accounts come before what belongs to them", async () => {
  const screen = await palette();
  await userEvent.keyboard("northwind");
  await expect.element(screen.getByRole("option", { name: /^Northwind: pilot/ })).toBeVisible();
  const rows = [...document.querySelectorAll("[role=option]")].map((one) => one.textContent?.trim() ?? "");
  expect(rows[0]).toMatch(/^Northwind Logistics/);
  await userEvent.keyboard("{Control>}a{/Control}route export");
  await expect.element(screen.getByRole("option", { name: /^Route export misses/ })).toHaveAttribute("aria-selected", "true");
  await userEvent.keyboard("{Enter}");
  await expect.element(screen.getByRole("heading", { level: 2, name: "Route export misses the depot column" })).toBeVisible();
});

test("Enter waits for the names of what was typed, and an answer to what is no longer there is dropped", async () => {
  const gives: Record<string, () => void> = {};
  const shell = sample({ scene: "ready" });
  const called = vi.fn(async (query: string) => {
    if (query !== "") await new Promise<void>((done) => (gives[query] = done));
    return shell.called(query);
  });
  const screen = await palette({ called });
  await userEvent.keyboard("ana");
  await expect.poll(() => gives["ana"]).toBeDefined();
  await userEvent.keyboard("{Control>}a{/Control}halden{Enter}");
  await expect.poll(() => gives["halden"]).toBeDefined();
  gives["ana"]!();
  await new Promise((done) => setTimeout(done, 50));
  await expect.element(screen.getByTestId("palette-field")).toHaveValue("halden");
  gives["halden"]!();
  await expect.element(screen.getByRole("heading", { level: 2, name: "Halden Group" })).toBeVisible();
  // A key asks for one thing, and words that were overtaken for nothing.
  expect(called.mock.calls.map(([query]) => query).filter((query) => query !== "")).toEqual(["ana", "halden"]);
});
