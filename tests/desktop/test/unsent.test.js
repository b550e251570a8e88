import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { By, Key } from "selenium-webdriver";
import { open } from "./desk.js";

const home = mkdtempSync(join(tmpdir(), "foreword-window-"));
/** @type {Awaited<ReturnType<typeof open>>} */
let desk;
before(async () => {
  desk = await open({}, home);
  await desk.window("main");
  await desk.click("first-run-sample");
  await desk.find("meeting-next");
});
after(() => desk?.close());

const account = By.xpath("//*[@data-testid='account-row'][contains(., 'Harbourline Freight')]");
const TYPED = "My ten minutes of typing.";
const keys = (...all) => desk.driver.actions().keyDown(Key.CONTROL).sendKeys(...all).keyUp(Key.CONTROL).perform();
const mail = () => desk.driver.executeScript("return document.querySelector('[aria-label=\"The mail\"]')?.value");

test("a half-written mail survives another page, and is told of", async () => {
  await desk.click("nav-accounts");
  await desk.clickOn(account);
  await desk.draft("follow-up");
  const area = await desk.driver.wait(async () => (await desk.driver.findElements(By.css("[aria-label='The mail']")))[0], 60_000);
  await area.clear();
  await area.sendKeys(TYPED);
  await keys("1");
  await desk.find("meeting-next");
  assert.equal(await desk.text("nav-unsent"), "1 unsent");
  await keys("2");
  await desk.until(async () => (await mail()) === TYPED, "the mail is not as it was left");
});

test("the hotkey and back leave it as it is", async () => {
  desk.press("ctrl+alt+space");
  await desk.window("brief");
  await desk.until(async () => (await desk.driver.executeScript("return document.visibilityState")) === "visible", "no brief is shown");
  desk.press("ctrl+alt+space");
  await desk.window("main");
  assert.equal(await mail(), TYPED);
});

test("what was typed is with the shell", async () => {
  await desk.until(async () => {
    const begun = await desk.invoke("unsent");
    return begun.some((one) => one.texts.includes(TYPED) && one.title === "Follow-up");
  }, "nothing was written down");
});

test("a promise is finished from Today by one key, and put back by another", async () => {
  await keys("1");
  const count = async () => (await desk.all("promise")).length;
  await desk.find("promise");
  const before = await count();
  const owed = (await desk.invoke("today")).promises.length;
  await desk.driver.executeScript("document.querySelector('[data-testid=promise]').focus()");
  await desk.driver.actions().sendKeys(" ").perform();
  await desk.until(async () => (await desk.invoke("today")).promises.length === owed - 1, "the promise is still owed");
  await desk.find("undo-offer");
  await desk.driver.actions().sendKeys("z").perform();
  await desk.until(async () => (await desk.invoke("today")).promises.length === owed, "the promise does not come back");
  await desk.until(async () => (await count()) === before, "the list is not as it was");
});

test("the palette leads to an account", async () => {
  await keys("k");
  const field = await desk.find("palette-field");
  await field.sendKeys("velora", Key.ENTER);
  await desk.until(async () => (await desk.driver.executeScript("return location.hash")).startsWith("#accounts/company:"), "no account is opened");
});
