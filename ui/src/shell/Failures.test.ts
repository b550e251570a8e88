import { expect, test, vi } from "vitest";
import { render } from "vitest-browser-svelte";
import { whole } from "../ipc/sample-connection";
import { commandError, sample } from "../ipc/sample";
import type { CommandError } from "../ipc";
import App from "./App.svelte";

async function failing(error: CommandError) {
  location.hash = "accounts";
  const syncNow = vi.fn(async () => undefined);
  const screen = await render(App, {
    ipc: sample({
      scene: "ready",
      syncNow,
      accounts: async () => {
        throw error;
      },
    }),
  });
  await expect.element(screen.getByRole("alert")).toBeVisible();
  return { screen, syncNow };
}

test("each failure has the button that helps", async () => {
  const { screen } = await failing(commandError("model", "The model did not work.", { action: "model" }));
  await screen.getByTestId("failure-action").click();
  await expect.element(screen.getByTestId("model-page")).toBeVisible();
});

test("what is not here is looked for in HubSpot by one press", async () => {
  const { screen, syncNow } = await failing(commandError("not_found", "Nothing was found.", { action: "sync" }));
  await screen.getByTestId("failure-action").click();
  expect(syncNow).toHaveBeenCalledOnce();
});

test("a sync that fails behind the page is told, and leads to where a new token goes", async () => {
  location.hash = "today";
  const renewToken = vi.fn(async () => whole);
  const screen = await render(App, { ipc: sample({ scene: "refused-sync", renewToken }) });
  await expect.element(screen.getByTestId("sync-failed")).toMatchTextContent("HubSpot refused the token.");
  await screen.getByTestId("sync-mend").click();
  await screen.getByLabelText("New token").fill(" pat-1 ");
  await screen.getByRole("button", { name: "Replace" }).click();
  expect(renewToken).toHaveBeenCalledWith("pat-1");
  await expect.element(screen.getByText("The new token works.")).toBeVisible();
});

test("whether others see the brief can be chosen, and where it cannot that is said", async () => {
  location.hash = "settings";
  const setShield = vi.fn(sample({ scene: "ready" }).setShield);
  const screen = await render(App, { ipc: sample({ scene: "ready", setShield }) });
  await screen.getByTestId("shield").click();
  expect(setShield).toHaveBeenCalledWith(false);
  await expect.element(screen.getByText("others see the brief")).toBeVisible();
});

test("a copy that holds more than HubSpot last counted does not say so in numbers that contradict", async () => {
  location.hash = "today";
  const shell = sample({ scene: "ready" });
  const state = await shell.appState();
  const screen = await render(App, { ipc: { ...shell, appState: async () => ({ ...state, counts: [{ type: "notes", local: 705, remote: 700 }] }) } });
  await expect.element(screen.getByText("705 records")).toBeVisible();
});
