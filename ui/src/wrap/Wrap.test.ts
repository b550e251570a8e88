import { expect, test, vi } from "vitest";
import { userEvent } from "vitest/browser";
import { render } from "vitest-browser-svelte";
import { sample } from "../ipc/sample";
import App from "../shell/App.svelte";

async function wrap(over: Parameters<typeof sample>[0] = {}) {
  location.hash = "wrap/company:101";
  const screen = await render(App, { ipc: sample({ scene: "ready", ...over }) });
  await expect.element(screen.getByTestId("wrap-card").first()).toBeVisible();
  return screen;
}

test("a call is written up and filed with one key", async () => {
  const shell = sample({ scene: "ready" });
  const approve = vi.fn(shell.approve);
  const finishWrap = vi.fn(shell.finishWrap);
  const screen = await wrap({ ...shell, approve, finishWrap });
  await userEvent.keyboard("{Control>}{Enter}{/Control}");
  await expect.element(screen.getByTestId("wrap-filed")).toBeVisible();
  expect(approve).toHaveBeenCalled();
  expect(finishWrap).toHaveBeenCalledWith("company:101", [1, 2, 3]);
});

test("a card that is not wanted is left out", async () => {
  const shell = sample({ scene: "ready" });
  const approve = vi.fn(shell.approve);
  const screen = await wrap({ ...shell, approve });
  const cards = screen.getByTestId("wrap-card").elements().length;
  await screen.getByRole("checkbox").first().click();
  await screen.getByTestId("wrap-file").click();
  await expect.element(screen.getByTestId("wrap-filed")).toBeVisible();
  expect(approve).toHaveBeenCalledTimes(cards - 1);
});

test("another line is added from the keyboard, and a refused one stays in its field", async () => {
  const shell = sample({ scene: "ready" });
  const jot = vi.fn(shell.jot);
  const screen = await wrap({ ...shell, jot });
  await expect.element(screen.getByTestId("wrap-line")).toHaveFocus();
  await userEvent.keyboard("* contract on Monday{Enter}");
  expect(jot).toHaveBeenCalledWith("company:101", "* contract on Monday");
  await expect.element(screen.getByText("they promised", { exact: true }).first()).toBeVisible();
});

test("a task's type and priority are chosen on its card", async () => {
  const shell = sample({ scene: "ready" });
  const editTask = vi.fn(shell.editTask);
  const screen = await wrap({ ...shell, editTask });
  await screen.getByLabelText("Priority").first().selectOptions("High priority");
  expect(editTask).toHaveBeenCalledWith(expect.any(String), expect.objectContaining({ priority: "high", taskType: "todo" }));
  await screen.getByLabelText("Type").first().selectOptions("Call");
  expect(editTask).toHaveBeenLastCalledWith(expect.any(String), expect.objectContaining({ taskType: "call" }));
});
