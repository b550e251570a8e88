// The real window on a screen: a window manager, Tauri's driver, the app, and hands for the keyboard.

import { execFile, execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { Builder, By, Capabilities, until } from "selenium-webdriver";

const run = promisify(execFile);

// The sample portal is embedded meanwhile, on two cores that may have other work.
const PATIENCE_MS = 180_000;
/** How long a dialog has to close after a key. */
const DIALOG_MS = 10_000;
/** How long a note takes to be drafted at most. */
const DRAFT_MS = 10_000;
/** What a click meets when the page changes under it. */
const AGAIN = new Set(["StaleElementReferenceError", "ElementNotInteractableError", "ElementClickInterceptedError"]);

/** Opens the app on an empty home, or on `home`, and takes hold of it, with `more` in its environment. `close` ends everything it started. */
export async function open(more = {}, home = mkdtempSync(join(tmpdir(), "foreword-window-"))) {
  const children = [];
  const start = (program, args, env = {}) => {
    const child = spawn(program, args, {
      env: { ...process.env, ...env },
      stdio: ["ignore", "inherit", "inherit"],
      // A group of its own, so that what it starts in turn ends with it.
      detached: true,
    });
    // Left behind by a test that failed to start, it must not keep the runner waiting.
    child.unref();
    children.push(child);
    return child;
  };
  start("openbox", []);
  const [port, nativePort] = [await freePort(), await freePort()];
  // The morning of today, so that today's meetings are still to come at whatever hour this runs.
  const morning = `${new Date().toISOString().slice(0, 10)}T07:00:00Z`;
  // The tests look for English words, whatever the machine speaks and whatever somebody chose in a window here.
  const own = { LC_ALL: "C.UTF-8", XDG_DATA_HOME: join(home, "pages"), FOREWORD_HOME: join(home, "foreword"), FOREWORD_NOW: morning, FOREWORD_HUBSPOT_URL: "", ...more };
  start(process.env.TAURI_DRIVER, ["--port", `${port}`, "--native-port", `${nativePort}`], own);
  await listening(port);
  const capabilities = new Capabilities();
  capabilities.set("browserName", "wry");
  capabilities.set("tauri:options", { application: process.env.FOREWORD_APP });
  const driver = await new Builder().usingServer(`http://127.0.0.1:${port}/`).withCapabilities(capabilities).build();

  const named = (id) => By.css(`[data-testid="${id}"]`);
  const desk = {
    driver,
    home,
    find: (id) => driver.wait(until.elementLocated(named(id)), PATIENCE_MS, `nothing is called ${id}`),
    all: (id) => driver.findElements(named(id)),
    /** Clicks what `locator` finds. A page that was just drawn anew has another element there: then it is looked for again. */
    clickOn: (locator) =>
      driver.wait(
        async () => {
          const [element] = await driver.findElements(locator);
          if (element === undefined) return false;
          try {
            await driver.executeScript("arguments[0].scrollIntoView({ block: 'center' })", element);
            await element.click();
            return true;
          } catch (thrown) {
            if (AGAIN.has(thrown.name)) return false;
            throw thrown;
          }
        },
        PATIENCE_MS,
        `${locator} cannot be clicked`,
      ),
    click: (id) => desk.clickOn(named(id)),
    /** Chooses a kind of draft from the account's menu. */
    async draft(kind) {
      await desk.click("draft-menu");
      await desk.click(`kind-${kind}`);
    },
    /** Drafts the note of an account's last call, which leads to its card. What loads late may move the button from under the pointer: then it is pressed again. */
    async draftNote() {
      const isThere = async () => (await driver.executeScript("return location.hash")).startsWith("#review/");
      await desk.until(async () => {
        if (await isThere()) return true;
        await desk.click("draft-note");
        return driver.wait(isThere, DRAFT_MS).then(() => true, () => false);
      }, "no note is drafted");
    },
    /** Files what is approved: looks at what will be written, says yes, and waits for none of the seconds in which it could be undone. */
    async file() {
      await desk.click("push");
      await desk.click("will-do-yes");
      await desk.click("undo-now");
    },
    async text(id) {
      return (await desk.find(id)).getText();
    },
    until: (condition, message) => driver.wait(condition, PATIENCE_MS, message),
    /** Turns to the brief's window or to the main one. */
    async window(which) {
      for (const handle of await driver.getAllWindowHandles()) {
        await driver.switchTo().window(handle);
        const isBrief = (await driver.getCurrentUrl()).includes("brief.html");
        if (isBrief === (which === "brief")) return;
      }
      throw new Error(`there is no ${which} window`);
    },
    /** What the pages themselves are told about the portal. */
    state: () => desk.invoke("app_state"),
    /** Asks the shell for something as a page does. */
    invoke: (command, args = {}) =>
      driver.executeAsyncScript(
        "const [command, args, done] = arguments; window.__TAURI_INTERNALS__.invoke(command, args).then(done, (error) => done({ error }));",
        command,
        args,
      ),
    press: (keys) => execFileSync("xdotool", ["key", "--clearmodifiers", keys]),
    /** Runs `foreword` beside the window, on the portal that is shown, and gives what it says. What stands between it and HubSpot goes on. */
    async command(...args) {
      const shown = own.FOREWORD_HUBSPOT_URL === "" ? join(own.FOREWORD_HOME, "demo") : own.FOREWORD_HOME;
      const { stdout } = await run(process.env.FOREWORD_CLI, args, { env: { ...process.env, ...own, FOREWORD_HOME: shown } });
      return stdout;
    },
    /**
     * Has `ask` bring up the system's own dialog of that title, which no WebDriver sees, and answers it with a path.
     * A dialog that has only just been drawn may drop keys, and one that completes the path takes the first Return for that:
     * one that stays open is dismissed and asked for again.
     */
    async answer(title, path, ask) {
      const shown = () => {
        try {
          return execFileSync("xdotool", ["search", "--onlyvisible", "--name", `^${title}$`], { stdio: "pipe" }).toString().trim().split("\n")[0];
        } catch {
          return "";
        }
      };
      const closes = () => driver.wait(async () => shown() === "", DIALOG_MS).then(() => true, () => false);
      for (let tries = 0; tries < 5; tries += 1) {
        await ask();
        await desk.until(async () => shown() !== "", `no dialog is called ${title}`);
        execFileSync("xdotool", ["windowactivate", "--sync", shown()]);
        await driver.sleep(500);
        execFileSync("xdotool", ["type", "--delay", "40", path]);
        desk.press("Return");
        if (await closes()) return;
        desk.press("Return");
        if (await closes()) return;
        // A message on top of it goes first.
        for (let presses = 0; presses < 3 && shown() !== ""; presses += 1) {
          desk.press("Escape");
          await closes();
        }
      }
      throw new Error(`the dialog ${title} takes no path`);
    },
    /** Ends the app at once, as a power cut does; its home stays. */
    async kill() {
      for (const child of children.splice(0).reverse()) {
        try {
          process.kill(-child.pid, "SIGKILL");
        } catch {
          // It has ended by itself.
        }
      }
    },
    async close() {
      await Promise.race([driver.quit().catch(() => {}), new Promise((resolve) => setTimeout(resolve, 5_000).unref())]);
      await desk.kill();
      rmSync(home, { recursive: true, force: true });
    },
  };
  return desk;
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

async function listening(port) {
  const deadline = Date.now() + PATIENCE_MS;
  while (Date.now() < deadline) {
    const answers = await fetch(`http://127.0.0.1:${port}/status`).then(() => true, () => false);
    if (answers) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("the driver does not answer");
}
