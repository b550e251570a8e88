import { expect, test, vi } from "vitest";
import { userEvent } from "vitest/browser";
import { render } from "vitest-browser-svelte";
import { checkName } from "./checks";
import { sizeBeside } from "../design/textSize";
import type { Ipc } from "../ipc";
import { sample, type Scene } from "../ipc/sample";
import App from "../shell/App.svelte";

async function settings(scene: Scene = "ready", over: Partial<Ipc> = {}) {
  location.hash = "settings";
  const screen = await render(App, { ipc: sample({ scene, ...over }) });
  await expect.element(screen.getByRole("heading", { level: 1, name: "Settings" })).toBeVisible();
  return screen;
}

test("the shortcut is changed by pressing it", async () => {
  const setShortcut = vi.fn(sample({ scene: "ready" }).setShortcut);
  const screen = await settings("ready", { setShortcut });
  await screen.getByRole("button", { name: "Change" }).click();
  await userEvent.keyboard("x");
  await expect.element(screen.getByText("Hold Ctrl, Alt or Cmd as well")).toBeVisible();
  await userEvent.keyboard("{Control>}{Alt>}g{/Alt}{/Control}");
  expect(setShortcut).toHaveBeenCalledWith("Ctrl+Alt+G");
  await expect.element(screen.getByText("Ctrl+Alt+G")).toBeVisible();
});

test("a shortcut that another program has fails loudly, in place", async () => {
  const screen = await settings("hotkey-taken");
  await expect.element(screen.getByRole("alert")).toMatchTextContent("Couldn’t take Ctrl+Shift+Y: another program has it. Choose another. If none works, open the brief from Foreword’s icon in the tray.");
});

test.each([
  ["model", "model-settings", "Language model"],
  ["rules", "open-rules", "Rules"],
  ["fields", "open-fields", "Fields for drafts"],
  ["activity", "open-activity", "Activity"],
])("Escape leads back from %s, and the keyboard is on what led there", async (section, link, heading) => {
  const screen = await settings();
  (screen.getByTestId(link).element() as HTMLElement).focus();
  await userEvent.keyboard("{Enter}");
  await expect.element(screen.getByRole("heading", { level: 1, name: heading })).toBeVisible();
  expect(location.hash).toBe(`#settings/${section}`);
  await userEvent.keyboard("{Escape}");
  await expect.element(screen.getByRole("heading", { level: 1, name: "Settings" })).toBeVisible();
  await expect.element(screen.getByTestId(link)).toHaveFocus();
});

test("Escape that closes a question or the keys leaves the page where it is", async () => {
  location.hash = "settings/fields";
  const screen = await render(App, { ipc: sample({ scene: "ready" }) });
  await screen.getByTestId("create-fields").click();
  await expect.element(screen.getByRole("alertdialog")).toBeVisible();
  await userEvent.keyboard("{Escape}");
  await expect.element(screen.getByRole("alertdialog")).not.toBeInTheDocument();
  await expect.element(screen.getByTestId("fields-page")).toBeVisible();
  await userEvent.keyboard("?{Escape}");
  await expect.element(screen.getByTestId("fields-page")).toBeVisible();
  expect(location.hash).toBe("#settings/fields");
});

test("the theme changes at once", async () => {
  const screen = await settings();
  await screen.getByRole("radio", { name: "Dark" }).click();
  await expect.poll(() => document.documentElement.dataset["theme"]).toBe("dark");
});

test("erasing is asked for twice, and is not the default", async () => {
  const disconnect = vi.fn(async () => undefined);
  const screen = await settings("ready", { disconnect });
  await screen.getByRole("button", { name: "Disconnect" }).click();
  await screen.getByText("Erase the copy on this computer as well").click();
  await screen.getByRole("button", { name: "Disconnect and erase" }).click();
  expect(disconnect).toHaveBeenCalledWith(true);
});

test("checks name what does not work and its remedy", async () => {
  const screen = await settings();
  await expect.element(screen.getByText("needs attention")).toBeVisible();
  await expect.element(screen.getByText("Leave Foreword open for about a minute")).toBeVisible();
});

test("the portal says where it is read from", async () => {
  const screen = await settings("own");
  await expect.element(screen.getByText("Connected to https://api.hubapi.com")).toBeVisible();
});

test("the files are looked after on request, and what came of it is told", async () => {
  const maintain = vi.fn(sample({ scene: "ready" }).maintain);
  const screen = await settings("ready", { maintain });
  await expect.element(screen.getByText("Database 34 MB, search index 27 MB in 212 versions")).toBeVisible();
  await screen.getByRole("button", { name: "Clean up now" }).click();
  await expect.element(screen.getByText("61 MB became 38 MB.")).toBeVisible();
  expect(maintain).toHaveBeenCalledOnce();
});

test("an upkeep that went wrong says why", async () => {
  const upkeep = async () => ({
    size: { bytes: 0, database_bytes: 0, index_bytes: 0, versions: 3 },
    last_at: null,
    last_outcome: "refused",
    error: "The disk has 12 MB free",
    alarm: "The search index keeps 3,000 versions",
  });
  const screen = await settings("ready", { upkeep });
  await expect.element(screen.getByText("The disk has 12 MB free")).toBeVisible();
  await expect.element(screen.getByText("The search index keeps 3,000 versions")).toBeVisible();
  await expect.element(screen.getByText("Postponed")).toBeVisible();
});

test("what a missing scope switches off stands beside it, and the request to the admin can be copied", async () => {
  const written: string[] = [];
  vi.spyOn(navigator.clipboard, "writeText").mockImplementation(async (text) => void written.push(text));
  const screen = await settings("lacking");
  await expect.element(screen.getByText("E-mails do not come, or come without their text.")).toBeVisible();
  await screen.getByTestId("ask-admin").click();
  await screen.getByRole("button", { name: "Copy the request" }).click();
  await expect.element(screen.getByText("Copied. Send it to whoever looks after HubSpot.")).toBeVisible();
  expect(written[0]).toContain("- sales-email-read:");
});

test("a connection that only reads is said to, and nothing is amiss", async () => {
  const screen = await settings("read-only");
  await expect.element(screen.getByText("This connection only reads.")).toBeVisible();
});

test("the whole portal is chosen with its count in sight, and kept only when asked for", async () => {
  const keep = vi.fn(sample({ scene: "own" }).keep);
  const screen = await settings("own", { keep });
  await screen.getByRole("radio", { name: "The whole portal" }).click();
  await expect.element(screen.getByText("41,207 records, your colleagues’ included.")).toBeVisible();
  expect(keep).not.toHaveBeenCalled();
  await screen.getByRole("button", { name: "Save and sync" }).click();
  expect(keep).toHaveBeenCalledWith({ owner_id: "71", keeps: "portal" });
});

test("what was left out is told with the reason, and the calls of today by what they were for", async () => {
  const setShare = vi.fn(sample({ scene: "own" }).setShare);
  const screen = await settings("own", { setShare });
  await screen.getByText("2 records of the e-mails left out, and why").click();
  await expect.element(screen.getByText("email:9918: it has no date")).toBeVisible();
  await expect.element(screen.getByText("1,318 calls to HubSpot from this computer today.")).toBeVisible();
  await screen.getByRole("radio", { name: "10%", exact: true }).click();
  expect(setShare).toHaveBeenCalledWith(10);
});

test("checks that passed are folded away, and all can be copied", async () => {
  const written = vi.spyOn(navigator.clipboard, "writeText").mockResolvedValue();
  const checks = [
    { name: "Keychain", ok: true, detail: "It answers.", fix: null },
    { name: "Search", ok: false, detail: "The model is missing.", fix: "Sync once." },
  ];
  const screen = await settings("ready", { doctor: async () => checks });
  await expect.element(screen.getByText("Sync once.")).toBeVisible();
  await expect.element(screen.getByText("It answers.")).not.toBeVisible();
  await screen.getByText("1 check passed").click();
  await expect.element(screen.getByText("It answers.")).toBeVisible();
  await screen.getByTestId("checks-copy").click();
  expect(written).toHaveBeenCalledWith("Keychain: OK. It answers.\nSearch: needs attention. The model is missing.");
});

test("the text is made larger by a key on any page and by choice, and no larger than the largest", async () => {
  const setTextPercent = vi.fn(sample({ scene: "ready" }).setTextPercent);
  location.hash = "today";
  const screen = await render(App, { ipc: sample({ scene: "ready", setTextPercent }) });
  await expect.element(screen.getByTestId("meeting-next")).toBeVisible();
  await userEvent.keyboard("{Control>}+{/Control}");
  await expect.poll(() => setTextPercent.mock.calls.at(-1)).toEqual([110]);
  await userEvent.keyboard("{Control>},{/Control}");
  await screen.getByRole("radio", { name: "150%" }).click();
  await expect.poll(() => setTextPercent.mock.calls.at(-1)).toEqual([150]);
  await expect.element(screen.getByRole("radio", { name: "150%" })).toBeChecked();
  await userEvent.keyboard("{Control>}0{/Control}");
  await expect.poll(() => setTextPercent.mock.calls.at(-1)).toEqual([100]);
  expect([sizeBeside(100, -1), sizeBeside(90, -1), sizeBeside(150, 1), sizeBeside(117, 1), sizeBeside(117, -1)]).toEqual([90, 90, 150, 125, 110]);
});

test("checks have names that a rep knows, and say which portal only where there are several", async () => {
  const screen = await settings();
  await screen.getByText("7 checks passed").click();
  await expect.element(screen.getByTestId("checks-right")).toMatchTextContent("Last sync finished; it started 20 Nov, 09:22 OK");
  const sync = (portal: string) => ({ name: `portal ${portal}: last sync`, ok: true, detail: "finished", fix: null });
  expect(checkName(sync("1"), [sync("1")])).toBe("Last sync");
  expect(checkName(sync("1"), [sync("1"), sync("2")])).toBe("Last sync, portal 1");
  expect(checkName({ ...sync("1"), name: "something new" }, [])).toBe("something new");
});
