// Nothing that was approved stays behind: HubSpot is away, the app is killed while it sends, a limit is used up.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { By } from "selenium-webdriver";
import { open } from "./desk.js";
import { startModel } from "./model.js";
import { connectTo, startHubSpot, startKeychain, startWire } from "./wire.js";

const STATUSES = "return [...document.querySelectorAll('[data-testid=filed-status]')].map((one) => one.dataset.status).join()";
const LIMIT_MS = 120_000;

let desk, hubspot, wire, keychain, folder;
before(async () => {
  folder = mkdtempSync(join(tmpdir(), "foreword-keys-"));
  keychain = await startKeychain(folder);
  if (keychain === null) return;
  // What is filed here are notes of calls, so this account lets everybody read transcripts.
  hubspot = await startHubSpot(["--switch", "transcripts-oauth-only=false,transcription-ids-empty=false"]);
  wire = await startWire(hubspot.url);
  // The clock runs: what waits for a moment has to see it come.
  desk = await open({ ...keychain.env, FOREWORD_HUBSPOT_URL: wire.url, FOREWORD_NOW: "" });
});
after(async () => {
  await desk?.close();
  wire?.close();
  hubspot?.close();
  keychain?.close();
  rmSync(folder, { recursive: true, force: true });
});

const story = (name, tell) =>
  test(name, async (t) => {
    if (keychain === null) t.skip("no keychain can be started on this machine: gnome-keyring is not installed");
    else await tell();
  });

const said = () => desk.driver.executeScript(STATUSES);
const notes = async () => (await hubspot.stats()).created.notes ?? 0;

async function accountPage(name) {
  await desk.window("main");
  await desk.click("nav-accounts");
  await desk.clickOn(By.xpath(`//*[@data-testid='account-row'][contains(., '${name}')]`));
}

/** Drafts the note of an account's last call and approves it. */
async function approveNote(name) {
  await accountPage(name);
  await desk.draftNote();
  await desk.click("proposal-approve");
}

async function filedOnce(before) {
  await desk.until(async () => /^verified(,verified)*$/.test(await said()), "the note was not filed by itself");
  assert.equal(await notes(), before + 1);
}

story("a portal is connected by its token, and copied", async () => {
  await connectTo(desk, hubspot, wire.url);
});

story("what is approved while HubSpot is away is filed once it is back, without a click", async () => {
  const before = await notes();
  await approveNote("Harbourline Freight");
  wire.down = true;
  await desk.file();
  await desk.until(async () => /unknown|waiting|approved|sending/.test(await said()), "the note does not wait");
  assert.equal((await desk.state()).unlanded, 1);
  wire.down = false;
  await filedOnce(before);
  assert.equal((await desk.state()).unlanded, 0);
});

story("the app is killed while it sends, and after a restart the note is there once", async () => {
  const before = await notes();
  await approveNote("Velora");
  const arrived = new Promise((done) => {
    wire.rule = (request) => (request.method === "POST" && /\/objects\/.*notes(\/batch\/create)?$/.test(request.url) ? { hold: true, arrived: done } : null);
  });
  await desk.file();
  await arrived;
  await desk.kill();
  wire.rule = null;
  desk = await open({ ...keychain.env, FOREWORD_HUBSPOT_URL: wire.url, FOREWORD_NOW: "" }, desk.home);
  await desk.window("main");
  await desk.click("nav-review");
  await filedOnce(before);
});

story("a limit that is used up for two minutes is waited for, and the note is filed once", async () => {
  const before = await notes();
  await approveNote("Steinbach");
  const until = Date.now() + LIMIT_MS;
  let refused = 0;
  wire.rule = (request) => {
    if (Date.now() < until && request.method === "POST" && request.url.includes("/notes")) {
      refused += 1;
      return { status: 429, headers: { "retry-after": "30" }, body: { status: "error", message: "You have reached your ten-second limit.", errorType: "RATE_LIMIT", policyName: "TEN_SECONDLY_ROLLING" } };
    }
    return null;
  };
  await desk.file();
  await desk.until(async () => 1 <= refused, "the limit was never met");
  assert.equal(await notes(), before);
  await desk.driver.wait(async () => Date.now() >= until, LIMIT_MS + 30_000);
  await filedOnce(before);
});

story("a value each of a company, a deal and a person goes from the window into its property", async () => {
  const model = await startModel();
  try {
    await desk.command("schema", "apply");
    await desk.command("sync", "--full");
    await desk.click("nav-settings");
    await desk.click("model-settings");
    await desk.clickOn(By.css("[data-testid=model-provider] option[value=compatible]"));
    const [name, address] = await desk.driver.findElements(By.css("[data-testid=model-choice] input"));
    await name.sendKeys("by-hand");
    await address.sendKeys(model.address);
    await desk.click("model-save");
    await desk.until(async () => (await desk.text("model-page")).includes("Test the connection"), "the model is not chosen");
    for (const kind of ["summary", "next-action", "intent"]) {
      await accountPage("Harbourline Freight");
      await desk.draft(kind);
      const mode = "return document.querySelector('[data-testid=draft-ready]')?.dataset.mode";
      await desk.until(async () => (await desk.driver.executeScript(mode)) === "llm", `${kind} was not phrased`);
      await desk.click("draft-propose");
      await desk.click("proposal-approve");
    }
    await desk.file();
    await desk.until(async () => (await desk.state()).unlanded === 0, "not everything has landed");
    const filled = async (type, property) => (await hubspot.records(type)).filter((record) => record.properties[property]).length;
    assert.equal(await filled("companies", "ai_summary"), 1);
    assert.equal(await filled("deals", "ai_next_best_action"), 1);
    assert.equal(await filled("contacts", "ai_intent_signals"), 1);
  } finally {
    model.close();
  }
});
