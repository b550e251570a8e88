import { expect, test, vi } from "vitest";
import { render } from "vitest-browser-svelte";
import type { Ipc } from "../ipc";
import { sample } from "../ipc/sample";
import * as data from "../ipc/sample-data";
import App from "../shell/App.svelte";

async function settings(over: Partial<Ipc>) {
  location.hash = "settings";
  return render(App, { ipc: sample({ scene: "ready", ...over }) });
}

test("where nothing is missing nothing is said", async () => {
  const screen = await settings({});
  await expect.element(screen.getByRole("heading", { name: "Checks" })).toBeVisible();
  expect(screen.getByRole("heading", { name: "Gone from HubSpot" }).query()).toBeNull();
});

test("what much is missing of is archived only after a second press", async () => {
  const acceptDeletions = vi.fn(async () => undefined);
  const screen = await settings({ gone: async () => data.gone, acceptDeletions });
  await expect.element(screen.getByText("HubSpot no longer shows 214 of 830 notes")).toBeVisible();
  await screen.getByRole("button", { name: "They were deleted on purpose" }).click();
  expect(acceptDeletions).not.toHaveBeenCalled();
  await screen.getByRole("button", { name: "Yes, archive them here" }).click();
  expect(acceptDeletions).toHaveBeenCalledOnce();
});

test("whom HubSpot has erased is erased here when the rep says so, and only who is certain", async () => {
  const forgetErased = vi.fn(async () => data.forgotten);
  const screen = await settings({ gone: async () => data.gone, forgetErased });
  await expect.element(screen.getByText("HubSpot has erased Dana Whitlock for good. 14 records of theirs are still on this computer.")).toBeVisible();
  await expect.element(screen.getByText("HubSpot does not find Piet Moor any more.")).toBeVisible();
  await screen.getByRole("button", { name: "Erase them here too" }).click();
  expect(forgetErased).not.toHaveBeenCalled();
  await screen.getByRole("button", { name: "Erase 1 person here too" }).click();
  expect(forgetErased).toHaveBeenCalledOnce();
  await expect.element(screen.getByText("Nothing of them was found on the disk afterwards.")).toBeVisible();
});
