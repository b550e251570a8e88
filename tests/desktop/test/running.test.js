import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { open } from "./desk.js";

/** @type {Awaited<ReturnType<typeof open>>} */
let desk;
before(async () => {
  // The sample's first meeting of the day has run for twelve minutes.
  const morning = new Date(`${new Date().toISOString().slice(0, 10)}T07:00:00Z`);
  desk = await open({ FOREWORD_NOW: morning.toISOString() });
  await desk.window("main");
  await desk.click("first-run-sample");
  await desk.find("meeting-next");
  const [first] = (await desk.invoke("today")).meetings;
  await desk.close();
  const late = new Date(new Date(first.starts_at).getTime() + 12 * 60_000);
  desk = await open({ FOREWORD_NOW: late.toISOString() });
  await desk.window("main");
  await desk.click("first-run-sample");
  await desk.find("meeting-next");
});
after(() => desk?.close());

test("twelve minutes into a meeting it is still the one at hand, with Open brief and Join", async () => {
  const [first] = (await desk.invoke("today")).meetings;
  assert.equal(first.standing, "running");
  assert.ok(first.is_next);
  assert.match(await desk.text("meeting-next"), new RegExp(first.account_name));
  await desk.find("open-brief");
});

test("the hotkey brings the brief of the meeting that runs", async () => {
  const [first] = (await desk.invoke("today")).meetings;
  await desk.window("brief");
  desk.press("ctrl+alt+space");
  await desk.until(async () => (await desk.all("brief-account")).length === 1, "no brief is shown");
  assert.equal(await desk.text("brief-account"), first.account_name);
});
