import { expect, test, vi } from "vitest";
import { render } from "vitest-browser-svelte";
import type { Ipc } from "../ipc";
import { commandError, sample } from "../ipc/sample";
import App from "../shell/App.svelte";

async function settings(over: Partial<Ipc>) {
  location.hash = "settings";
  return render(App, { ipc: sample({ scene: "own", ...over }) });
}

test("a backup is made only with the same passphrase twice, and says where it lies", async () => {
  const backUp = vi.fn(async () => ({ file: "/media/stick/Foreword.backup", bytes: 12_400_000 }));
  const screen = await settings({ backUp });
  await screen.getByRole("button", { name: "Back up" }).click();
  const go = screen.getByRole("button", { name: "Choose where and back up" });
  await screen.getByLabelText("Passphrase", { exact: true }).fill("lamp orchard seven gravel");
  await screen.getByLabelText("Passphrase again").fill("lamp orchard seven");
  await expect.element(screen.getByText("The two do not match yet.")).toBeVisible();
  await expect.element(go).toBeDisabled();
  await screen.getByLabelText("Passphrase again").fill("lamp orchard seven gravel");
  await go.click();
  expect(backUp).toHaveBeenCalledExactlyOnceWith("lamp orchard seven gravel");
  await expect.element(screen.getByText("Backed up and read back: /media/stick/Foreword.backup")).toBeVisible();
});

test("a restore says what becomes of what is here, and why it failed", async () => {
  const restoreBackup = vi.fn(async () => {
    throw commandError("usage", "That file does not open");
  });
  const screen = await settings({ restoreBackup });
  await screen.getByRole("button", { name: "Restore a backup" }).click();
  await expect.element(screen.getByText("What is here is moved aside, not deleted.")).toBeVisible();
  await screen.getByLabelText("Passphrase", { exact: true }).fill("lamp orchard seven gravel");
  await screen.getByRole("button", { name: "Choose the backup and restore it" }).click();
  await expect.element(screen.getByText("That file does not open")).toBeVisible();
  await expect.element(screen.getByLabelText("Passphrase", { exact: true })).toHaveValue("lamp orchard seven gravel");
});
