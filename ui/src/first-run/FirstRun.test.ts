import { expect, test, vi } from "vitest";
import { render } from "vitest-browser-svelte";
import type { SetupStep } from "../ipc";
import { sample } from "../ipc/sample";
import App from "../shell/App.svelte";

test("two choices of equal size, and the token's field hides what is pasted", async () => {
  const screen = await render(App, { ipc: sample({ scene: "first-run" }) });
  const one = screen.getByTestId("first-run-sample");
  const other = screen.getByTestId("first-run-connect");
  await expect.element(one).toBeVisible();
  expect(one.element().getBoundingClientRect().top).toBe(other.element().getBoundingClientRect().top);
  await expect.element(screen.getByLabelText("Private app token")).toHaveAttribute("type", "password");
  await expect.element(screen.getByText("Kept in this computer’s keychain")).toBeVisible();
});

test("the sample portal leads to Today", async () => {
  const screen = await render(App, { ipc: sample({ scene: "first-run" }) });
  await screen.getByTestId("first-run-sample").click();
  await expect.element(screen.getByTestId("meeting-next")).toBeVisible();
});

test("a sample that the shell reads by itself shows its progress, not the choices, and ends on the day", async () => {
  let progress: (step: SetupStep) => void = () => undefined;
  const appState = vi.fn(sample({ scene: "starting" }).appState);
  const screen = await render(App, {
    ipc: sample({ scene: "first-run", appState, onProgress: (handler) => ((progress = handler), () => undefined) }),
  });
  await expect.element(screen.getByText("Starting the sample portal")).toBeVisible();
  expect(screen.container.querySelector("[data-testid=first-run-sample]")).toBeNull();
  progress({ kind: "objects", object: "contacts", done: 120, total: null });
  await expect.element(screen.getByText("Reading the portal")).toBeVisible();
  await expect.element(screen.getByText("120")).toBeVisible();
  appState.mockImplementation(sample({ scene: "ready" }).appState);
  progress({ kind: "done" });
  await expect.element(screen.getByTestId("meeting-next")).toBeVisible();
});

test("where that fails the choices come back", async () => {
  let changed: (what: "state"[]) => void = () => undefined;
  const appState = vi.fn(sample({ scene: "starting" }).appState);
  const screen = await render(App, { ipc: sample({ scene: "first-run", appState, onChanged: (handler) => ((changed = handler), () => undefined) }) });
  await expect.element(screen.getByText("Starting the sample portal")).toBeVisible();
  appState.mockImplementation(sample({ scene: "first-run" }).appState);
  changed(["state"]);
  await expect.element(screen.getByTestId("first-run-sample")).toBeVisible();
});

test("progress names each kind with its count, and can be stopped", async () => {
  const screen = await render(App, { ipc: sample({ scene: "setting-up" }) });
  await screen.getByTestId("first-run-sample").click();
  await expect.element(screen.getByText("2,310 of 3,942")).toBeVisible();
  await screen.getByRole("button", { name: "Stop" }).click();
  await expect.element(screen.getByText("Everything read so far is kept")).toBeVisible();
  await expect.element(screen.getByTestId("first-run-sample")).toBeVisible();
});

test("once search by word works the rep may go in, and the rest goes on in the corner", async () => {
  const screen = await render(App, { ipc: sample({ scene: "indexing" }) });
  await screen.getByTestId("first-run-sample").click();
  await screen.getByRole("button", { name: "Open Foreword now" }).click();
  await expect.element(screen.getByTestId("meeting-next")).toBeVisible();
  await expect.element(screen.getByTestId("sync-status")).toMatchTextContent("Indexing, 25,600 of 41,207");
});

test("a refused token is told at its field, which forgets it", async () => {
  const screen = await render(App, { ipc: sample({ scene: "refused-token" }) });
  const field = screen.getByLabelText("Private app token");
  await field.fill("wrong");
  await screen.getByTestId("first-run-connect").click();
  await expect.element(screen.getByText("HubSpot refused the token.")).toBeVisible();
  await expect.element(field).toHaveValue("");
});

test("token and owner are handed over trimmed, an empty owner as none", async () => {
  const connect = vi.fn(async () => undefined);
  const screen = await render(App, { ipc: sample({ scene: "first-run", connect }) });
  await screen.getByTestId("first-run-connect").click();
  await expect.element(screen.getByText("Paste the token first.")).toBeVisible();
  expect(connect).not.toHaveBeenCalled();
  await screen.getByLabelText("Private app token").fill("  pat-eu1-abc ");
  await screen.getByTestId("first-run-connect").click();
  expect(connect).toHaveBeenCalledWith("pat-eu1-abc", null, expect.any(Function));
});
