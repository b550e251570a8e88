import { expect, test, vi } from "vitest";
import { render } from "vitest-browser-svelte";
import { commandError, sample } from "../ipc/sample";
import App from "../shell/App.svelte";

async function people(over: Parameters<typeof sample>[0] = {}) {
  location.hash = "accounts/company:101";
  const screen = await render(App, { ipc: sample({ scene: "ready", ...over }) });
  await screen.getByTestId("account-more").click();
  await screen.getByRole("menuitem", { name: /What language models may read/ }).click();
  return screen;
}

test("a person's words are kept from language models by one tick, and that is shown", async () => {
  const screen = await people();
  await screen.getByLabelText("Never send what Ana Marques says").click();
  await expect.element(screen.getByText("not sent to language models")).toBeVisible();
  await expect.element(screen.getByLabelText("Never send what Ana Marques says")).toBeChecked();
  await screen.getByLabelText("Never send what Ana Marques says").click();
  await expect.element(screen.getByText("not sent to language models")).not.toBeInTheDocument();
});

test("what could not be saved does not stand there as if it were", async () => {
  const keepFromModels = vi.fn(() => Promise.reject(commandError("storage", "The disk is full.")));
  const screen = await people({ keepFromModels });
  await screen.getByLabelText("Never send what Ana Marques says").click();
  await expect.element(screen.getByText("The disk is full.")).toBeVisible();
  await expect.element(screen.getByLabelText("Never send what Ana Marques says")).not.toBeChecked();
});
