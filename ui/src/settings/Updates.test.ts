import { expect, test, vi } from "vitest";
import { render } from "vitest-browser-svelte";
import type { Ipc, UpdatesView } from "../ipc";
import { sample } from "../ipc/sample";
import App from "../shell/App.svelte";

const asked: UpdatesView = { choice: "not_asked", offered: null, notes: null, installed: null, looked_at: null };
const found: UpdatesView = { ...asked, choice: "on", offered: "0.2.0", notes: "Briefs in Dutch.", looked_at: "2026-11-19T16:02:00Z" };

async function settings(over: Partial<Ipc>) {
  location.hash = "settings";
  return render(App, { ipc: sample({ scene: "ready", ...over }) });
}

test("nothing is looked for until the rep agrees", async () => {
  const setUpdates = vi.fn(async () => found);
  const lookForUpdate = vi.fn();
  const screen = await settings({ updates: async () => asked, setUpdates, lookForUpdate });
  const choice = screen.getByRole("switch", { name: "Check for new versions" });
  await expect.element(choice).not.toBeChecked();
  expect(lookForUpdate).not.toHaveBeenCalled();
  await choice.click();
  expect(setUpdates).toHaveBeenCalledWith(true);
  await expect.element(screen.getByText("Version 0.2.0 is out.")).toBeVisible();
  await expect.element(screen.getByText("Briefs in Dutch.")).toBeVisible();
});

test("a version on offer is installed by a press, and runs after a restart", async () => {
  const installUpdate = vi.fn(async () => ({ ...found, offered: null, installed: "0.2.0" }));
  const restart = vi.fn(async () => undefined);
  const screen = await settings({ updates: async () => found, installUpdate, restart });
  await screen.getByRole("button", { name: "Install" }).click();
  await expect.element(screen.getByText("Version 0.2.0 is installed.")).toBeVisible();
  await screen.getByRole("button", { name: "Restart now" }).click();
  expect(restart).toHaveBeenCalledOnce();
});

test("an update with a bad signature is refused in words, and stays on offer", async () => {
  const message = "The update is not signed by the makers of Foreword. It was not installed.";
  const installUpdate = async () => Promise.reject({ code: "update", message, hint: "Do not install it by hand.", retryable: false, candidates: [] });
  const screen = await settings({ updates: async () => found, installUpdate });
  await screen.getByRole("button", { name: "Install" }).click();
  await expect.element(screen.getByText(message)).toBeVisible();
  await expect.element(screen.getByText("Version 0.2.0 is out.")).toBeVisible();
});

test("where somebody else decides there is nothing to switch", async () => {
  for (const [choice, words] of [
    ["forbidden", "Your administrator has switched updates off"],
    ["package_manager", "package manager keeps Foreword up to date"],
    ["not_in_this_build", "This build does not look for new versions"],
  ] as const) {
    const screen = await settings({ updates: async () => ({ ...asked, choice }) });
    await expect.element(screen.getByText(words)).toBeVisible();
    expect(screen.getByRole("switch", { name: "Check for new versions" }).query()).toBeNull();
    await screen.unmount();
  }
});
