import { expect, test, vi } from "vitest";
import { userEvent } from "vitest/browser";
import { render } from "vitest-browser-svelte";
import { commandError, sample } from "../ipc/sample";
import App from "../shell/App.svelte";
import { fromDraftMenu } from "../test/menu";

async function account(over: Parameters<typeof sample>[0] = {}) {
  location.hash = "accounts/company:101";
  const screen = await render(App, { ipc: sample({ scene: "ready", ...over }) });
  await expect.element(screen.getByTestId("draft-menu")).toBeVisible();
  return screen;
}

test("a task is written from the keyboard and goes to the review", async () => {
  const writeTask = vi.fn(sample({ scene: "ready" }).writeTask);
  const screen = await account({ writeTask });
  await fromDraftMenu(screen, "write-task");
  await userEvent.keyboard("Ring Petra on Friday{Enter}");
  expect(writeTask).toHaveBeenCalledWith("company:101", "Ring Petra on Friday", null);
  await expect.element(screen.getByRole("heading", { level: 1, name: "Review" })).toBeVisible();
});

test("a note that is half written is there when the rep comes back, and stays where it is refused", async () => {
  const writeNote = vi.fn(async () => Promise.reject(commandError("busy", "Foreword is busy with its data.")));
  const screen = await account({ writeNote });
  await fromDraftMenu(screen, "write-note");
  await userEvent.keyboard("They liked the crusher");
  await userEvent.keyboard("{Control>}1{/Control}");
  await expect.element(screen.getByTestId("meeting-next")).toBeVisible();
  await userEvent.keyboard("{Control>}2{/Control}");
  await fromDraftMenu(screen, "write-note");
  await expect.element(screen.getByLabelText("Note", { exact: true })).toHaveValue("They liked the crusher");
  await userEvent.keyboard("{Control>}{Enter}{/Control}");
  expect(writeNote).toHaveBeenCalled();
  await expect.element(screen.getByText("Foreword is busy with its data.")).toBeVisible();
  await expect.element(screen.getByLabelText("Note", { exact: true })).toHaveValue("They liked the crusher");
});

test("a call is written up from the account", async () => {
  const screen = await account();
  await fromDraftMenu(screen, "write-up-call");
  await expect.element(screen.getByRole("heading", { level: 1, name: "Write up" })).toBeVisible();
});
