import { expect, test, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { render } from "vitest-browser-svelte";
import { commandError, sample } from "../ipc/sample";
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
  expect(editTask).toHaveBeenCalledWith(expect.any(String), expect.objectContaining({ priority: "high", task_type: "todo" }));
  await screen.getByLabelText("Type").first().selectOptions("Call");
  expect(editTask).toHaveBeenLastCalledWith(expect.any(String), expect.objectContaining({ priority: "high", task_type: "call" }));
});

test("a task that becomes a colleague's is left for Review, where it is approved by name", async () => {
  const shell = sample({ scene: "ready" });
  const approve = vi.fn(shell.approve);
  const screen = await wrap({ ...shell, approve });
  const card = screen.getByTestId("wrap-card").filter({ has: page.getByTestId("task-fields") });
  await expect.element(card.getByLabelText("Owner")).toHaveValue("71");
  await card.getByLabelText("Owner").selectOptions("Ana Weber");
  await expect.element(card).toMatchTextContent("You approve this in Review, by typing “Ana Weber”.");
  await expect.element(card.getByRole("checkbox", { name: "File this task" })).toBeDisabled();
  await userEvent.keyboard("{Control>}{Enter}{/Control}");
  await expect.element(screen.getByTestId("wrap-filed")).toBeVisible();
  expect(approve.mock.calls.map(([id]) => id)).not.toContain("proposal-task");
});

test("fields of a task that are changed one after the other all stand, and keep the keyboard", async () => {
  const shell = sample({ scene: "ready" });
  const editTask = vi.fn(async (...edit: Parameters<typeof shell.editTask>) => {
    await new Promise((later) => setTimeout(later, 30));
    return shell.editTask(...edit);
  });
  const screen = await wrap({ ...shell, editTask });
  const title = screen.getByLabelText("Title", { exact: true });
  await title.fill("Send it");
  await userEvent.tab();
  await expect.element(screen.getByLabelText("Due")).toHaveFocus();
  await screen.getByLabelText("Priority").selectOptions("Low priority");
  await expect.poll(() => editTask.mock.calls.length).toBe(2);
  expect(editTask.mock.calls[1]?.[1]).toMatchObject({ subject: "Send it", priority: "low" });
  await expect.element(title).toHaveValue("Send it");
  await expect.element(title).toBeEnabled();
});

test("what was typed last is saved before it is filed, and what cannot be saved is not filed", async () => {
  const shell = sample({ scene: "ready" });
  const said: string[] = [];
  const editTask: typeof shell.editTask = async (id, edit) => {
    said.push(edit.subject);
    if (edit.subject === "") throw commandError("usage", "A task’s title has 1 to 200 characters");
    return shell.editTask(id, edit);
  };
  const approve: typeof shell.approve = async (id, hash, confirm) => (said.push(`approve ${hash}`), shell.approve(id, hash, confirm));
  const screen = await wrap({ ...shell, editTask, approve });
  const title = screen.getByLabelText("Title", { exact: true });
  await title.fill("");
  await userEvent.keyboard("{Control>}{Enter}{/Control}");
  await expect.element(screen.getByRole("alert")).toMatchTextContent("A task’s title has 1 to 200 characters");
  await title.fill("Send it");
  await userEvent.keyboard("{Control>}{Enter}{/Control}");
  await expect.element(screen.getByTestId("wrap-filed")).toBeVisible();
  expect(said.filter((one) => !one.includes("proposal-1") && !one.includes("proposal-2"))).toEqual(["", "Send it", "approve hash-of-proposal-task′"]);
});
