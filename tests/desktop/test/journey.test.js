import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { By, Key } from "selenium-webdriver";
import { open } from "./desk.js";
import { startModel } from "./model.js";

/** @type {Awaited<ReturnType<typeof open>>} */
let desk;
before(async () => {
  desk = await open();
});
after(() => desk?.close());

test("the first run offers the sample portal, and opens on the day", async () => {
  await desk.window("main");
  await desk.click("first-run-sample");
  assert.match(await desk.text("meeting-next"), /Harbourline Freight/);
});

test("the hotkey shows the brief of the meeting that is next", async () => {
  await desk.window("brief");
  desk.press("ctrl+alt+space");
  await desk.until(async () => (await desk.all("brief-account")).length === 1, "no brief is shown");
  assert.equal(await desk.text("brief-account"), "Harbourline Freight");
});

test("a citation opens its source at the very words", async () => {
  await desk.window("brief");
  await desk.click("citation");
  const marked = await desk.text("source-marked");
  assert.ok(0 < marked.trim().length);
  const panel = await desk.text("source-panel");
  assert.ok(panel.includes(marked), `${marked} is not in ${panel}`);
  await desk.driver.actions().sendKeys(Key.ESCAPE).perform();
  await desk.until(async () => (await desk.all("source-panel")).length === 0, "the source stays open");
});

test("the hotkey hides the brief again", async () => {
  const visible = () => desk.driver.executeScript("return document.visibilityState");
  desk.press("ctrl+alt+space");
  await desk.until(async () => (await visible()) === "hidden", "the brief stays on screen");
});

test("a command brings the brief of whoever it names to the screen", async () => {
  await desk.window("brief");
  assert.match(await desk.command("brief", "h.brandt@steinbach-pumpen.example", "--window"), /The brief is on screen/);
  const shown = "return [document.visibilityState, document.querySelector('[data-testid=brief-account]')?.textContent.trim()].join()";
  await desk.until(async () => /^visible,Steinbach/.test(await desk.driver.executeScript(shown)), "another brief is on screen");
  desk.press("ctrl+alt+space");
  await desk.until(async () => (await desk.driver.executeScript("return document.visibilityState")) === "hidden", "the brief stays on screen");
});

test("an approved note is in HubSpot exactly once", async () => {
  await desk.window("main");
  const { portal } = await desk.state();
  const stats = async () => (await fetch(`${portal.address}/_sim/stats`)).json();
  const before = await stats();

  await desk.click("nav-accounts");
  await desk.clickOn(By.xpath("//*[@data-testid='account-row'][contains(., 'Harbourline Freight')]"));
  await desk.draftNote();
  await desk.click("proposal-approve");
  await desk.file();
  await desk.until(async () => {
    // Read in one step: the list is drawn anew whenever an entry moves on.
    const status = "return document.querySelector('[data-testid=filed-status]')?.dataset.status";
    return (await desk.driver.executeScript(status)) === "verified";
  }, "the note was not verified");

  const now = await stats();
  assert.equal(now.created.notes - before.created.notes, 1);
});

test("what has to wait is filed by itself, and once, when HubSpot answers again", async () => {
  const { portal } = await desk.state();
  const stats = async () => (await fetch(`${portal.address}/_sim/stats`)).json();
  const notes = async (answer) => {
    const order = { op: "answer", path: "/notes", ...answer };
    const reply = await fetch(`${portal.address}/_sim/mutate`, { method: "POST", body: JSON.stringify(order) });
    assert.equal(reply.status, 200);
  };
  const before = (await stats()).created.notes;
  await desk.click("nav-accounts");
  await desk.clickOn(By.xpath("//*[@data-testid='account-row'][contains(., 'Velora')]"));
  await desk.draftNote();
  await desk.click("proposal-approve");
  await notes({ status: 503, body: { status: "error", message: "internal" } });
  await desk.file();
  const status = "return [...document.querySelectorAll('[data-testid=filed-status]')].map((one) => one.dataset.status).join()";
  const said = () => desk.driver.executeScript(status);
  await desk.until(async () => /unknown|waiting|approved|sending/.test(await said()), "the note does not wait");
  assert.equal((await stats()).created.notes, before);
  // From here on nobody presses anything.
  await notes({});
  await desk.until(async () => /^verified(,verified)*$/.test(await said()), "the note was not filed by itself");
  assert.equal((await stats()).created.notes, before + 1);
});

test("a folder of collateral is chosen in the system's own dialog", async () => {
  const folder = join(desk.home, "collateral");
  mkdirSync(folder);
  writeFileSync(join(folder, "hosting.md"), "# Hosting\n\nAll data of a customer stays in one region.\n");
  await desk.window("main");
  await desk.click("nav-settings");
  await desk.answer("Choose a folder", folder, () => desk.click("shelf-choose"));
  assert.match(await desk.text("shelf-folder"), /collateral\s+1 file read/);
});

test("without a model rules put a draft together, and what needs one says so", async () => {
  await desk.window("main");
  await desk.click("nav-accounts");
  await desk.clickOn(By.xpath("//*[@data-testid='account-row'][contains(., 'Harbourline Freight')]"));
  await desk.draft("summary");
  assert.equal(await (await desk.find("draft-ready")).getAttribute("data-mode"), "extractive");
  await desk.click("draft-menu");
  await desk.until(async () => /Persona/.test(await desk.text("drafts-waiting")), "nothing is said of a model");
  await desk.driver.actions().sendKeys(Key.ESCAPE).perform();
});

test("a model on this machine phrases a draft once it is chosen, and what was sent opens from it", async () => {
  const model = await startModel();
  try {
    await desk.click("nav-settings");
    await desk.click("model-settings");
    await desk.clickOn(By.css("[data-testid=model-provider] option[value=compatible]"));
    const fields = By.css("[data-testid=model-choice] input");
    const [name, address] = await desk.driver.findElements(fields);
    await name.sendKeys("by-hand");
    await address.sendKeys(model.address);
    await desk.click("model-save");
    await desk.until(async () => (await desk.text("model-page")).includes("Test the connection"), "the model is not chosen");
    await desk.click("nav-accounts");
    await desk.clickOn(By.xpath("//*[@data-testid='account-row'][contains(., 'Harbourline Freight')]"));
    await desk.draft("summary");
    const isPhrased = "return document.querySelector('[data-testid=draft-ready]')?.dataset.mode";
    await desk.until(async () => (await desk.driver.executeScript(isPhrased)) === "llm", "the model's lines did not come");
    await desk.clickOn(By.css("[data-testid=draft-calls] summary"));
    assert.match(await desk.text("call-details"), /2 of 2 lines were backed/);
    assert.equal(model.asked.length, 1);
  } finally {
    model.close();
  }
});
