import { expect, test, vi } from "vitest";
import { userEvent } from "vitest/browser";
import { render } from "vitest-browser-svelte";
import type { Ipc } from "../ipc";
import { sample } from "../ipc/sample";
import App from "./App.svelte";
import { commandsMatching } from "./palette";

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
