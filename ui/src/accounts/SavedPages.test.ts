import { expect, test, vi } from "vitest";
import { userEvent } from "vitest/browser";
import { render } from "vitest-browser-svelte";
import type { Ipc } from "../ipc";
import { sample, type Scene } from "../ipc/sample";
import App from "../shell/App.svelte";

async function account(id = "company:101", over: Partial<Ipc> = {}, scene: Scene = "ready") {
  location.hash = `accounts/${id}`;
  const screen = await render(App, { ipc: sample({ scene, ...over }) });
  await screen.getByTestId("part-pages").click();
  await expect.element(screen.getByTestId("save-page-here")).toBeVisible();
  return screen;
}

test("saved pages are listed, open as sources, and can be taken away", async () => {
  const dropPage = vi.fn(async () => []);
  const screen = await account("company:101", { dropPage });
  await screen.getByRole("button", { name: "Northwind opens a tenth depot in Setúbal", exact: true }).click();
  await expect.element(screen.getByTestId("source-panel")).toMatchTextContent("Open the page it comes from");
  await userEvent.keyboard("{Escape}");
  await screen.getByRole("button", { name: "Remove Northwind opens a tenth depot in Setúbal" }).click();
  expect(dropPage).toHaveBeenCalledWith("shelf:41");
});

test("a file is saved with an address for reference; one that cannot be read keeps the form", async () => {
  const savePage = vi.fn(sample({ scene: "ready" }).savePage);
  const screen = await account("company:101", { savePage });
  await screen.getByTestId("save-page-here").click();
  await screen.getByLabelText("File", { exact: true }).fill("/home/marc/offer.docx");
  await userEvent.keyboard("{Enter}");
  await expect.element(screen.getByText("offer.docx cannot be saved")).toBeVisible();
  await screen.getByLabelText("File", { exact: true }).fill("/home/marc/report.pdf");
  await screen.getByLabelText("Web address (optional)").fill("https://northwind.example/report");
  await userEvent.keyboard("{Enter}");
  await expect.element(screen.getByTestId("save-page-form")).not.toBeInTheDocument();
  expect(savePage).toHaveBeenLastCalledWith({
    account: "company:101",
    file: "/home/marc/report.pdf",
    text: null,
    title: null,
    url: "https://northwind.example/report",
  });
});

test("a file can be chosen instead of typed; a dialog that is closed leaves what was typed", async () => {
  const answers = ["/home/marc/annual-report.pdf", null];
  const screen = await account("company:101", { choosePageFile: async () => answers.shift() ?? null });
  await screen.getByTestId("save-page-here").click();
  const file = screen.getByLabelText("File", { exact: true });
  for (const _ of [1, 2]) {
    await screen.getByRole("button", { name: "Choose…" }).click();
    await expect.element(file).toHaveValue("/home/marc/annual-report.pdf");
  }
  expect(answers).toEqual([]);
});

test("pasted text needs a title", async () => {
  const screen = await account("company:105");
  await expect.element(screen.getByText("None. A page saved here is quoted for this account only.")).toBeVisible();
  await screen.getByTestId("save-page-here").click();
  await screen.getByRole("radio", { name: "Pasted text" }).click();
  await screen.getByLabelText("Text").fill("They open a depot in Cork.");
  await expect.element(screen.getByRole("button", { name: "Save", exact: true })).toBeDisabled();
  await screen.getByLabelText("Title", { exact: true }).fill("Cork");
  await expect.element(screen.getByRole("button", { name: "Save", exact: true })).toBeEnabled();
});
