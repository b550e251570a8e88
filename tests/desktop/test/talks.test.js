// What was said gets in: a recorder's file dropped on the window, a text pasted, a folder that is watched, and lines noted down in a call that
// nobody recorded, which survive the end of the app and are filed once.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { By, Key } from "selenium-webdriver";
import { open } from "./desk.js";
import { connectTo, startHubSpot, startKeychain } from "./wire.js";

let desk, hubspot, keychain, folder, env, meeting;
before(async () => {
  folder = mkdtempSync(join(tmpdir(), "foreword-talks-"));
  keychain = await startKeychain(folder);
  if (keychain === null) return;
  hubspot = await startHubSpot();
  // A minute into the first meeting of the day.
  const morning = `${new Date().toISOString().slice(0, 10)}T07:00:00Z`;
  env = { ...keychain.env, FOREWORD_HUBSPOT_URL: hubspot.url, FOREWORD_NOW: morning };
  desk = await open(env);
  await connectTo(desk, hubspot);
  meeting = (await desk.invoke("today")).meetings[0];
  assert.ok(meeting?.people?.length, "the day has a meeting with somebody");
});
after(async () => {
  await desk?.close();
  hubspot?.close();
  keychain?.close();
  rmSync(folder, { recursive: true, force: true });
});

const story = (name, tell) =>
  test(name, async (t) => {
    if (keychain === null) t.skip("no keychain can be started on this machine: gnome-keyring is not installed");
    else await tell();
  });

const keys = (...all) => desk.driver.actions().keyDown(Key.CONTROL).sendKeys(...all).keyUp(Key.CONTROL).perform();
const all = () => desk.invoke("conversations");

/** Captions of a talk between the rep's guest and somebody, about a thing that nobody else speaks of. */
function captions(who, thing) {
  const lines = [
    [who, `Good morning. We have to speak about the ${thing} before the board meets again next week.`],
    ["Somebody", `I agree, the ${thing} has kept everybody awake, and the old contract ends in May.`],
    [who, `Then I will send you the figures for the ${thing} on Thursday, with the two options we discussed.`],
  ];
  return `WEBVTT\n\n${lines.map(([name, text], at) => `00:0${at}:00.000 --> 00:0${at}:40.000\n<v ${name}>${text}</v>\n`).join("\n")}`;
}

/** "GMT20260304-090200", as Zoom names a recording. */
const stamp = (at) => `GMT${new Date(at).toISOString().replace(/[-:]/g, "").replace("T", "-").slice(0, 15)}`;
/** As it is when a file is let go over the window. */
const drop = (files) =>
  desk.driver.executeAsyncScript(
    "const [files, done] = arguments; window.__TAURI_INTERNALS__.invoke('plugin:event|emit', { event: 'dragged', payload: { over: false, dropped: files } }).then(() => done(null), (error) => done(String(error)));",
    files,
  );

story("a file that is dropped while a sync runs becomes the words of its meeting", async () => {
  const file = join(folder, `${stamp(new Date(meeting.starts_at).getTime() + 120_000)}_Recording.vtt`);
  writeFileSync(file, captions(meeting.people[0], "zircaloy liner"));
  await desk.clickOn(By.xpath("//button[contains(., 'Sync now')]"));
  assert.equal(await drop([file]), null);
  const told = await desk.find("imported");
  await desk.until(async () => /1 conversation imported/.test(await told.getText()), "nothing was imported");
  const { kept } = await all();
  assert.equal(kept.length, 1);
  assert.match(kept[0].place.id, /^meeting:/);
  assert.equal(kept[0].place.account_name, meeting.account_name);
});

story("a text that is pasted waits, is told whose it is, and is found", async () => {
  await desk.click("nav-conversations");
  await desk.find("conversations");
  await desk.driver.executeScript(
    "const data = new DataTransfer(); data.setData('text/plain', arguments[0]); document.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true }));",
    "Ada: The xylotrape is what we came for, I have said so all along.\nBo: Yes, the xylotrape and nothing else this year.\nAda: Then we agree on the xylotrape.",
  );
  await desk.find("waiting-conversation");
  assert.equal((await desk.text("nav-conversations-waiting")).startsWith("1"), true, "the navigation does not tell of it");
  const { waiting } = await all();
  assert.equal(waiting.length, 1);
  const field = await desk.driver.findElement({ css: "[data-testid=waiting-conversation] input" });
  await field.sendKeys(meeting.account_name, Key.ENTER);
  await desk.until(async () => (await all()).waiting.length === 0, "it still waits");
  const request = { query: "xylotrape", account: null, kinds: [], after: null, before: null, limit: 5 };
  const said = async () => (await desk.invoke("search", { request })).hits?.find((hit) => /xylotrape/.test(hit.text));
  await desk.until(said, "what was pasted is not found");
  // What is found once stays found, whatever the index does meanwhile.
  assert.equal((await said())?.account_name, meeting.account_name);
});

story("a watched folder takes a file when it is whole", async () => {
  const watched = mkdtempSync(join(folder, "watched-"));
  const file = join(watched, "quarzomat.txt");
  // Words of its own: what says much the same as another conversation is that one.
  const whole = "Cleo Ott: The quarzomat stands still since Monday and nobody has told me why.\nDai Rees: We have ordered the spare part from Turin, it comes by lorry tomorrow.\nCleo Ott: Fine, but the board counts every hour of it.\n";
  writeFileSync(file, whole.slice(0, whole.length / 2));
  await desk.invoke("watch_folder", { folder: watched });
  assert.equal((await all()).waiting.length, 0, "half a file was read");
  writeFileSync(file, whole);
  const still = new Date(Date.now() - 60_000);
  utimesSync(file, still, still);
  await desk.until(async () => (await all()).waiting.length === 1, "the file was not taken in");
  assert.match((await all()).waiting[0].opening, /quarzomat/);
});

story("ten lines are noted down, the app is killed, and all of them are there", async () => {
  await desk.invoke("show_brief", { who: meeting.account });
  await desk.window("brief");
  await desk.until(async () => (await desk.all("brief-body")).length === 1, "no brief is shown");
  await keys("j");
  const line = await desk.find("jot-line");
  const lines = ["We met the new plant manager", "! revised offer by Friday", "! send the audit report tomorrow", "* contract back on Monday", "# 44,000 euros"];
  lines.push("? delivery takes too long", "\"we cannot wait until May\"", "they ate lunch", "the third site is sold", "> site visit next Tuesday");
  for (const [at, text] of lines.entries()) {
    await line.sendKeys(text, Key.ENTER);
    await desk.until(async () => (await desk.invoke("jottings", { account: meeting.account })).jottings.length === at + 1, `line ${at + 1} is not on the disk`);
  }
  await desk.kill();
  desk = await open(env, desk.home);
  await desk.window("main");
  await desk.find("nav-today");
  const { jottings } = await desk.invoke("jottings", { account: meeting.account });
  assert.equal(jottings.length, lines.length);
  assert.deepEqual([jottings[1].mark, jottings[1].text], ["ours", "revised offer by Friday"]);
});

story("they are written up and filed, once, with two keys", async () => {
  const tasks = async () => (await hubspot.records("tasks")).filter((task) => /offer by Friday|audit report|site visit/.test(task.properties.hs_task_subject)).length;
  assert.equal(await tasks(), 0);
  await desk.driver.executeScript("location.hash = arguments[0]", `wrap/${meeting.account}`);
  await desk.find("wrap-card");
  // The first key files everything that stands there, the second would be the rep's own next one.
  await desk.until(async () => (await desk.driver.executeScript("return !document.querySelector('[data-testid=wrap-file]')?.disabled")) === true, "nothing can be filed");
  await keys(Key.ENTER);
  const told = await desk.find("wrap-filed");
  await desk.until(async () => /filed in HubSpot/.test(await told.getText()), "nothing was filed");
  await desk.until(async () => (await tasks()) === 3, "the tasks are not there");
  assert.equal((await desk.invoke("jottings", { account: meeting.account })).jottings.length, 0);
  await keys(Key.ENTER);
  await desk.driver.sleep(1_000);
  assert.equal(await tasks(), 3, "a second press filed nothing more");
});
