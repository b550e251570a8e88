import { expect, test, vi } from "vitest";
import { userEvent } from "vitest/browser";
import { render } from "vitest-browser-svelte";
import type { Ipc } from "../ipc";
import { commandError, sample, type Scene } from "../ipc/sample";
import App from "../shell/App.svelte";
import { scanTold } from "./scan";

async function settings(scene: Scene = "ready", over: Partial<Ipc> = {}) {
  location.hash = "settings";
  const screen = await render(App, { ipc: sample({ scene, ...over }) });
  await expect.element(screen.getByRole("heading", { name: "Shelf" })).toBeVisible();
  return screen;
}

test("what a look into the folders changed is told in one line", () => {
  const scan = { added: 0, changed: 0, removed: 0, unchanged: 0, hidden: 0, unreadable: [], remarks: [], problems: [] };
  expect(scanTold(scan)).toBe("Nothing to read here.");
  expect(scanTold({ ...scan, added: 1, removed: 2, unchanged: 3 })).toBe("1 file new, 2 gone, 3 as before.");
  expect(scanTold({ ...scan, changed: 1, unreadable: [{ path: "a.docx", reason: "why" }] })).toBe("1 changed; 1 not read.");
  expect(scanTold({ ...scan, added: 2, remarks: [{ path: "a.pdf", reason: "why" }] })).toBe("2 files new; 1 read in part or with a guess.");
});

test("folders say how many files were read, and which were not and why", async () => {
  const screen = await settings();
  const folder = screen.getByTestId("shelf-folder").first();
  await expect.element(folder).toMatchTextContent("14 files read");
  await screen.getByText("3 files not read. Why?").click();
  await expect.element(folder).toMatchTextContent("pen-test-2026.pdf: the PDF is locked with a password");
  await screen.getByText("1 file read in part or with a guess").click();
  await expect.element(folder).toMatchTextContent("annex-2025.pdf: it was read in part: pages 4-6 are pictures");
  await expect.element(screen.getByTestId("shelf-folder").nth(1)).toMatchTextContent("What was read before can still be found.");
});

test("a folder is added by its path, and one that is not there is said in place", async () => {
  const addShelfFolder = vi.fn(sample({ scene: "ready" }).addShelfFolder);
  const screen = await settings("ready", { addShelfFolder });
  await screen.getByLabelText("Folder on this computer").fill("nowhere");
  await userEvent.keyboard("{Enter}");
  await expect.element(screen.getByText("There is no folder nowhere.")).toBeVisible();
  await screen.getByLabelText("Folder on this computer").fill(" /srv/collateral ");
  await userEvent.keyboard("{Enter}");
  await expect.element(screen.getByText("3 files new.")).toBeVisible();
  expect(addShelfFolder).toHaveBeenLastCalledWith("/srv/collateral");
});

test("a folder that is chosen is added; a dialog that is closed changes nothing", async () => {
  const chosen = await settings();
  await chosen.getByRole("button", { name: "Choose…" }).click();
  await expect.element(chosen.getByText("3 files new.")).toBeVisible();
  await expect.element(chosen.getByText("/home/marc/playbooks")).toBeVisible();
  await chosen.unmount();
  const addShelfFolder = vi.fn(sample({ scene: "ready" }).addShelfFolder);
  const closed = await settings("ready", { chooseFolder: async () => null, addShelfFolder });
  await closed.getByRole("button", { name: "Choose…" }).click();
  await expect.element(closed.getByRole("button", { name: "Choose…" })).toBeEnabled();
  expect(addShelfFolder).not.toHaveBeenCalled();
});

test("removing takes a folder off, scanning tells what changed", async () => {
  const screen = await settings();
  await screen.getByRole("button", { name: "Scan now" }).click();
  await expect.element(screen.getByText("2 files new, 1 changed, 12 as before; 3 not read, 1 read in part or with a guess.")).toBeVisible();
  await screen.getByRole("button", { name: "Remove /home/marc/collateral" }).click();
  await expect.poll(() => screen.getByTestId("shelf-folder").elements().length).toBe(1);
});

test("an empty shelf says what it is for; one that cannot be read says so", async () => {
  const empty = await settings("empty");
  await expect.element(empty.getByText("Put a folder of approved collateral or playbooks here")).toBeVisible();
  await empty.unmount();
  const refuse = async () => {
    throw commandError("storage", "The local database failed while reading the shelf.");
  };
  const failed = await settings("ready", { shelf: refuse });
  await expect.element(failed.getByText("The local database failed while reading the shelf.")).toBeVisible();
});
