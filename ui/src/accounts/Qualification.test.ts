import { expect, test } from "vitest";
import { render } from "vitest-browser-svelte";
import { sample } from "../ipc/sample";
import App from "../shell/App.svelte";

async function account() {
  location.hash = "accounts/company:101";
  const screen = await render(App, { ipc: sample({ scene: "ready" }) });
  await screen.getByTestId("part-known").click();
  return screen;
}

test("what is known is quoted with who said it, and what is not is a question to ask", async () => {
  const screen = await account();
  const card = screen.getByTestId("qualification");
  await expect.element(card.getByText("Economic buyer")).toBeVisible();
  await expect.element(card).toMatchTextContent("whom we have not met");
  await expect.element(card).toMatchTextContent("Not known yet. Ask: Who on your side wants this most?");
});

test("a quotation opens its sentence", async () => {
  const screen = await account();
  const card = screen.getByTestId("qualification");
  await expect.element(card.getByText("Economic buyer")).toBeVisible();
  card.element().querySelector<HTMLButtonElement>("[data-element=economic_buyer] button")?.click();
  await expect.element(screen.getByTestId("source-marked")).toBeVisible();
});
