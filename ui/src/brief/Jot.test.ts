import { expect, test, vi } from "vitest";
import { userEvent } from "vitest/browser";
import { render } from "vitest-browser-svelte";
import { commandError, sample } from "../ipc/sample";
import BriefWindow from "./BriefWindow.svelte";

async function brief(over: Parameters<typeof sample>[0] = {}) {
  const screen = await render(BriefWindow, { ipc: sample({ scene: "ready", ...over }) });
  await expect.element(screen.getByTestId("brief-body")).toBeVisible();
  return screen;
}

test("a line is noted down in the brief and is there at once", async () => {
  const screen = await brief();
  await userEvent.keyboard("{Control>}j{/Control}");
  await expect.element(screen.getByTestId("jot-line")).toHaveFocus();
  await userEvent.keyboard("! offer by Friday{Enter}");
  await expect.element(screen.getByText("offer by Friday", { exact: true })).toBeVisible();
  await expect.element(screen.getByTestId("jot-line")).toHaveValue("");
});

test("a line that could not be saved stays in its field, and says so", async () => {
  const jot = async () => Promise.reject(commandError("disk_full", "The disk is full."));
  const screen = await brief({ jot });
  await userEvent.keyboard("{Control>}j{/Control}");
  await userEvent.keyboard("* contract on Monday{Enter}");
  await expect.element(screen.getByRole("alert")).toMatchTextContent("not saved");
  await expect.element(screen.getByTestId("jot-line")).toHaveValue("* contract on Monday");
});

test("the call is written up in the main window", async () => {
  const openMain = vi.fn(async () => undefined);
  await brief({ openMain });
  await userEvent.keyboard("{Control>}d{/Control}");
  expect(openMain).toHaveBeenCalledWith(expect.stringMatching(/^wrap\/company:/));
});
