import { afterEach, expect, test, vi } from "vitest";
import { userEvent } from "vitest/browser";
import { render } from "vitest-browser-svelte";
import BriefWindow from "../brief/BriefWindow.svelte";
import type { AccountView, Ipc, LockView, Stale } from "../ipc";
import { commandError, sample, type Scene } from "../ipc/sample";
import { locked, unlocked, weak } from "../ipc/sample-keeping";
import App from "../shell/App.svelte";
import { language } from "../words";
import { Lock } from "./lock.svelte";

afterEach(() => {
  language.choose("system");
  vi.useRealTimers();
});

/** What the sample's portal calls things: none of it may be left. */
const NAMES = /Northwind|Halden|Marques|Alder|okoye|company:|Parcelhub|depots/iu;

/** A shell that locks itself when the test says so, as it does when the window is left alone. */
function shell(over: Partial<Ipc> & { scene?: Scene } = {}) {
  let view: LockView = unlocked;
  const handlers = new Set<(what: Stale[]) => void>();
  const tell = () => handlers.forEach((handler) => handler(["state", "today", "accounts", "proposals"]));
  const set = (next: LockView) => {
    view = next;
    tell();
    return view;
  };
  const inner = sample({ scene: "own", ...over });
  const unlock = vi.fn(async (passphrase: string | null) => {
    if (passphrase === "wrong") throw commandError("wrong_passphrase", "That is not the passphrase.");
    return set(unlocked);
  });
  const ipc: Ipc = {
    ...inner,
    lockState: async () => view,
    lock: async () => set(locked),
    unlock,
    appState: async () => (view.is_locked ? { ...(await inner.appState()), portal: null, counts: [], waiting: 0 } : inner.appState()),
    onChanged: (handler) => (handlers.add(handler), () => void handlers.delete(handler)),
    ...over,
  };
  return { ipc, unlock, tell, lockItself: () => set(locked) };
}

const everything = () => document.documentElement.outerHTML;

test("a window that locks itself leaves nothing of the portal on the page or in its address", async () => {
  location.hash = "accounts/company:101";
  const { ipc, lockItself } = shell();
  const screen = await render(App, { ipc });
  await expect.element(screen.getByText("Ana Marques").first()).toBeVisible();
  lockItself();
  await expect.element(screen.getByTestId("lock-screen")).toBeVisible();
  expect(everything()).not.toMatch(NAMES);
  expect(location.hash).toBe("#accounts");
  await expect.element(screen.getByLabelText("Passphrase")).toHaveFocus();
});

test("an answer that comes after the lock is shown nowhere", async () => {
  location.hash = "accounts/company:101";
  let answer: (view: AccountView) => void = () => undefined;
  const { ipc, lockItself } = shell({ account: () => new Promise((done) => (answer = done)) });
  const screen = await render(App, { ipc });
  await expect.element(screen.getByTestId("nav-accounts")).toBeVisible();
  lockItself();
  await expect.element(screen.getByTestId("lock-screen")).toBeVisible();
  answer(await sample({ scene: "own" }).account("company:101"));
  await new Promise((done) => setTimeout(done, 50));
  expect(everything()).not.toMatch(NAMES);
});

test("a wrong passphrase is said in words and forgotten, the right one opens the window with what is there by now", async () => {
  location.hash = "today";
  const today = vi.fn(sample({ scene: "own" }).today);
  const { ipc, unlock, lockItself } = shell({ today });
  const screen = await render(App, { ipc });
  await expect.element(screen.getByTestId("nav-today")).toBeVisible();
  lockItself();
  const field = screen.getByLabelText("Passphrase");
  await field.fill("wrong");
  await userEvent.keyboard("{Enter}");
  await expect.element(screen.getByRole("alert")).toMatchTextContent("That is not the passphrase. Try again; tries are not counted.");
  await expect.element(field).toHaveValue("");
  await expect.element(field).toHaveFocus();
  const before = today.mock.calls.length;
  await field.fill("four words of mine");
  await userEvent.keyboard("{Enter}");
  await expect.element(screen.getByTestId("nav-today")).toBeVisible();
  expect(unlock).toHaveBeenLastCalledWith("four words of mine");
  expect(before).toBeLessThan(today.mock.calls.length);
  expect(screen.getByTestId("lock-screen").query()).toBeNull();
});

/** A shell at its start, before it has opened what was open before; `end` says how that ended. */
function starting() {
  const handlers = new Set<(what: Stale[]) => void>();
  let isLocked = false;
  const ipc: Ipc = {
    ...sample({ scene: "first-run" }),
    lockState: async () => ({ ...unlocked, is_locked: isLocked }),
    onChanged: (handler) => (handlers.add(handler), () => void handlers.delete(handler)),
  };
  const end = (locks: boolean) => {
    isLocked = locks;
    handlers.forEach((handler) => handler(["state"]));
  };
  return { ipc, end };
}

test("a start with a passphrase shows nothing until the lock screen, least of all a first run", async () => {
  const { ipc, end } = starting();
  const screen = await render(App, { ipc });
  await new Promise((later) => setTimeout(later, 100));
  expect(screen.getByTestId("first-run-sample").query()).toBeNull();
  end(true);
  await expect.element(screen.getByTestId("lock-screen")).toBeVisible();
});

test("where what was open before cannot be opened the first run is shown once the shell has said so", async () => {
  const { ipc, end } = starting();
  const screen = await render(App, { ipc });
  end(false);
  await expect.element(screen.getByTestId("first-run-sample")).toBeVisible();
});

test("an answer counts though the shell has been asked again since, unless a later one has come", async () => {
  const answers: ((view: LockView) => void)[] = [];
  const lock = new Lock({ ...sample({ scene: "own" }), lockState: () => new Promise((done) => answers.push(done)) });
  const asked = [lock.read(), lock.read(), lock.read()];
  answers[0]?.(locked);
  await asked[0];
  expect(lock.isShut).toBe(true);
  answers[2]?.(unlocked);
  await asked[2];
  answers[1]?.(locked);
  await asked[1];
  expect(lock.isShut).toBe(false);
});

test("where the keychain has the key one button opens the window", async () => {
  const ipc = sample({ scene: "locked-keychain" });
  const unlock = vi.spyOn(ipc, "unlock");
  const screen = await render(App, { ipc });
  const button = screen.getByRole("button", { name: "Unlock" });
  await expect.element(button).toHaveFocus();
  expect(screen.getByLabelText("Passphrase").query()).toBeNull();
  await userEvent.keyboard("{Enter}");
  expect(unlock).toHaveBeenCalledWith(null);
  await expect.element(screen.getByTestId("nav-today")).toBeVisible();
});

test("one key locks it from every page, once what was typed last is written down", async () => {
  location.hash = "search";
  const said: string[] = [];
  const { ipc } = shell({ keepUnsent: async ({ name }) => void said.push(name) });
  const lock = async () => (said.push("lock"), locked);
  const screen = await render(App, { ipc: { ...ipc, lock } });
  await screen.getByTestId("search-field").fill("depots");
  await userEvent.keyboard("{Control>}l{/Control}");
  await expect.element(screen.getByTestId("lock-screen")).toBeVisible();
  expect(said.indexOf("place search")).toBeLessThan(said.indexOf("lock"));
  expect(said).toContain("place search");
  expect(everything()).not.toMatch(NAMES);
});

test("what is on screen goes before the shell has answered, and the palette locks too", async () => {
  location.hash = "today";
  const { ipc } = shell();
  const screen = await render(App, { ipc: { ...ipc, lock: () => new Promise(() => undefined) } });
  await expect.element(screen.getByTestId("nav-today")).toBeVisible();
  await userEvent.keyboard("{Control>}k{/Control}");
  await screen.getByTestId("palette-field").fill("lock");
  await screen.getByText("Lock now").click();
  await expect.element(screen.getByText("Locking")).toBeVisible();
  expect(everything()).not.toMatch(NAMES);
});

test("the time after which it locks itself is chosen in the settings", async () => {
  location.hash = "settings";
  const setAutoLock = vi.fn(sample({ scene: "own" }).setAutoLock);
  const screen = await render(App, { ipc: sample({ scene: "own", setAutoLock }) });
  await expect.element(screen.getByRole("radio", { name: "15 min" })).toHaveAttribute("aria-checked", "true");
  await screen.getByRole("radio", { name: "60 min" }).click();
  expect(setAutoLock).toHaveBeenCalledWith(60);
  await expect.element(screen.getByRole("radio", { name: "60 min" })).toHaveAttribute("aria-checked", "true");
  await screen.getByRole("radio", { name: "never" }).click();
  expect(setAutoLock).toHaveBeenLastCalledWith(null);
});

test("where nothing would be asked for that is said, and no lock is offered", async () => {
  location.hash = "settings";
  const view: LockView = { ...unlocked, can_lock: false, after_minutes: null, key: weak };
  const screen = await render(App, { ipc: sample({ scene: "own", lockState: async () => view }) });
  await expect.element(screen.getByText("locking would ask for nothing")).toBeVisible();
  expect(screen.getByTestId("lock-now").query()).toBeNull();
  await userEvent.keyboard("{Control>}l{/Control}");
  expect(screen.getByTestId("lock-screen").query()).toBeNull();
});

test("a passphrase is set where the key is weak, and then the window can be locked", async () => {
  location.hash = "settings";
  const ipc = sample({ scene: "own" });
  await ipc.removePassphrase("", true);
  const setPassphrase = vi.spyOn(ipc, "setPassphrase");
  const screen = await render(App, { ipc });
  await screen.getByTestId("set-passphrase").click();
  await expect.element(screen.getByLabelText("New passphrase")).toHaveFocus();
  const go = screen.getByRole("button", { name: "Seal my data with it" });
  await screen.getByLabelText("New passphrase").fill("short");
  await expect.element(screen.getByText("8 characters at least.")).toBeVisible();
  await screen.getByLabelText("New passphrase").fill("lamp orchard seven");
  await expect.element(go).toBeDisabled();
  await screen.getByLabelText("Passphrase again").fill("lamp orchard seven");
  await go.click();
  expect(setPassphrase).toHaveBeenCalledExactlyOnceWith("lamp orchard seven");
  await expect.element(screen.getByTestId("lock-now")).toBeVisible();
});

test("while the key is sealed anew the page stays, although the shell has no portal then", async () => {
  location.hash = "settings";
  const { ipc, tell } = shell();
  let done: () => void = () => undefined;
  let isClosed = false;
  const state = await ipc.appState();
  const screen = await render(App, {
    ipc: {
      ...ipc,
      appState: async () => (isClosed ? { ...state, portal: null } : state),
      changePassphrase: () => {
        isClosed = true;
        return new Promise((answer) => (done = () => ((isClosed = false), answer(unlocked))));
      },
    },
  });
  await screen.getByRole("button", { name: "Change the passphrase" }).click();
  await screen.getByLabelText("Passphrase until now").fill("lamp orchard six");
  await screen.getByLabelText("New passphrase").fill("lamp orchard seven");
  await screen.getByLabelText("Passphrase again").fill("lamp orchard seven");
  await screen.getByRole("button", { name: "Seal my data with it" }).click();
  tell();
  await expect.element(screen.getByRole("button", { name: "Sealing" })).toBeVisible();
  await new Promise((later) => setTimeout(later, 50));
  await expect.element(screen.getByTestId("passphrase-form")).toBeVisible();
  done();
  await expect.element(screen.getByRole("button", { name: "Change the passphrase" })).toBeVisible();
});

test("a passphrase is changed only with the one until now, and removed for the weaker key only when that is said twice", async () => {
  location.hash = "settings";
  const ipc = sample({ scene: "own" });
  const removePassphrase = vi.spyOn(ipc, "removePassphrase");
  const screen = await render(App, { ipc });
  await screen.getByRole("button", { name: "Change the passphrase" }).click();
  await screen.getByLabelText("Passphrase until now").fill("wrong");
  await screen.getByLabelText("New passphrase").fill("lamp orchard seven");
  await screen.getByLabelText("Passphrase again").fill("lamp orchard seven");
  await screen.getByRole("button", { name: "Seal my data with it" }).click();
  await expect.element(screen.getByTestId("passphrase-form")).toMatchTextContent("That is not the passphrase.");
  await screen.getByTestId("passphrase-form").getByRole("button", { name: "Not now" }).click();
  await screen.getByRole("button", { name: "Remove the passphrase" }).click();
  await screen.getByLabelText("Passphrase until now").fill("lamp orchard seven");
  await screen.getByRole("button", { name: "Remove the passphrase" }).click();
  await expect.element(screen.getByText("No keychain answers on this computer.")).toBeVisible();
  await screen.getByRole("button", { name: "Use this computer’s weaker key" }).click();
  expect(removePassphrase.mock.calls).toEqual([["lamp orchard seven", false], ["lamp orchard seven", true]]);
  await expect.element(screen.getByTestId("set-passphrase")).toBeVisible();
});

test("the shell hears of a hand on the window, and no more often than twice a minute", async () => {
  location.hash = "today";
  const noteActivity = vi.fn(async () => undefined);
  const screen = await render(App, { ipc: sample({ scene: "own", noteActivity }) });
  await expect.element(screen.getByTestId("nav-today")).toBeVisible();
  const now = vi.spyOn(performance, "now");
  const at = (ms: number, event: Event) => {
    now.mockReturnValue(ms);
    window.dispatchEvent(event);
  };
  const first = 1e9;
  noteActivity.mockClear();
  at(first, new PointerEvent("pointermove"));
  at(first + 29_000, new KeyboardEvent("keydown", { key: "x" }));
  expect(noteActivity).toHaveBeenCalledTimes(1);
  at(first + 31_000, new KeyboardEvent("keydown", { key: "x" }));
  expect(noteActivity).toHaveBeenCalledTimes(2);
  now.mockRestore();
});

test("the brief locks with it, and whoever unlocks it there gets the brief they asked for", async () => {
  const showBrief = vi.fn(async () => undefined);
  const { ipc, lockItself } = shell({ showBrief });
  const screen = await render(BriefWindow, { ipc });
  await expect.element(screen.getByTestId("brief-person")).toBeVisible();
  lockItself();
  await expect.element(screen.getByLabelText("Passphrase")).toHaveFocus();
  expect(everything()).not.toMatch(NAMES);
  await screen.getByLabelText("Passphrase").fill("four words of mine");
  await userEvent.keyboard("{Enter}");
  await expect.poll(() => showBrief.mock.calls).toEqual([[null]]);
});

test("it is locked in German too", async () => {
  language.choose("de");
  const screen = await render(App, { ipc: sample({ scene: "locked" }) });
  await expect.element(screen.getByRole("heading", { name: "Gesperrt" })).toBeVisible();
  await screen.getByLabelText("Passphrase").fill("wrong");
  await screen.getByRole("button", { name: "Entsperren" }).click();
  await expect.element(screen.getByText("Ihre Daten bleiben geschlossen, bis Sie Ihre Passphrase eingeben.")).toBeVisible();
  await expect.element(screen.getByRole("alert")).toMatchTextContent("Das ist nicht die Passphrase.");
});
