// What becomes of an update: the real window, a server on loopback, and signatures that are good, bad and of an older version.

import assert from "node:assert/strict";
import { createHash, generateKeyPairSync, sign } from "node:crypto";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { open } from "./desk.js";

/** A pair of keys that signs as minisign does: over the hash of the file, and once more over that signature and the trusted comment. */
function signer() {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  const raw = publicKey.export({ format: "der", type: "spki" }).subarray(-32);
  const id = createHash("sha256").update(raw).digest().subarray(0, 8);
  const twice = (text) => Buffer.from(text).toString("base64");
  return {
    key: twice(`untrusted comment: minisign public key\n${Buffer.concat([Buffer.from("Ed"), id, raw]).toString("base64")}\n`),
    sign(file, version) {
      const signature = sign(null, createHash("blake2b512").update(file).digest(), privateKey);
      const comment = `timestamp:1790000000\tfile:foreword.AppImage\tversion:${version}`;
      const whole = sign(null, Buffer.concat([signature, Buffer.from(comment)]), privateKey);
      const first = Buffer.concat([Buffer.from("ED"), id, signature]).toString("base64");
      return twice(`untrusted comment: signature\n${first}\ntrusted comment: ${comment}\n${whole.toString("base64")}\n`);
    },
  };
}

/** A file that the updater takes for a program. */
const program = (text) => Buffer.concat([Buffer.from("\x7fELF\x02\x01\x01"), Buffer.alloc(64), Buffer.from(text)]);

const makers = signer();
const strangers = signer();
const old = program("the old version");
const served = { version: "0.2.0", file: old, signature: "", asked: [] };

let desk, server, folder, target, policy;
before(async () => {
  server = createServer((request, response) => {
    served.asked.push(request.url);
    const address = `http://127.0.0.1:${server.address().port}`;
    const offer = { version: served.version, notes: "Briefs in Dutch.", url: `${address}/file`, signature: served.signature };
    response.end(request.url === "/file" ? served.file : JSON.stringify(offer));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  folder = mkdtempSync(join(tmpdir(), "foreword-update-"));
  mkdirSync(join(folder, "app"));
  [target, policy] = [join(folder, "app", "foreword.AppImage"), join(folder, "policy.toml")];
  writeFileSync(target, old);
  chmodSync(target, 0o755);
  desk = await open({
    FOREWORD_UPDATES_URL: `http://127.0.0.1:${server.address().port}/latest.json`,
    FOREWORD_UPDATES_KEY: makers.key,
    FOREWORD_UPDATES_FILE: target,
    FOREWORD_POLICY: policy,
  });
  await desk.window("main");
  await desk.click("first-run-sample");
  await desk.find("meeting-next");
});
after(async () => {
  await desk?.close();
  server?.close();
  rmSync(folder, { recursive: true, force: true });
});

const settings = async () => {
  await desk.click("nav-today");
  await desk.click("nav-settings");
  return desk.find("updates");
};
const says = (words) => desk.until(async () => words.test(await desk.text("updates")), `updates never say ${words}`);

test("nothing is asked for until the rep agrees", async () => {
  await settings();
  await says(/once a day/);
  assert.deepEqual(served.asked, []);
  await desk.click("updates-switch");
  await says(/Version 0\.2\.0 is out/);
  assert.deepEqual(served.asked, ["/latest.json"]);
  assert.deepEqual(readFileSync(target), old);
});

test("a file signed by somebody else is refused", async () => {
  served.file = program("a stranger's version");
  served.signature = strangers.sign(served.file, "0.2.0");
  await lookAgain();
  await desk.click("update-install");
  await says(/not signed by the makers/);
  assert.deepEqual(readFileSync(target), old);
});

test("a file that was changed after it was signed is refused", async () => {
  served.file = program("a changed version");
  served.signature = makers.sign(program("the true version"), "0.2.0");
  await lookAgain();
  await desk.click("update-install");
  await says(/not signed by the makers/);
  assert.deepEqual(readFileSync(target), old);
});

test("an older version under a new number is refused, although its signature is good", async () => {
  served.file = program("version 0.0.9");
  served.signature = makers.sign(served.file, "0.0.9");
  await lookAgain();
  await desk.click("update-install");
  await says(/announced as 0\.2\.0.*signed as 0\.0\.9/s);
  assert.deepEqual(readFileSync(target), old);
});

test("an older version is not on offer", async () => {
  served.version = "0.0.9";
  await lookAgain();
  await says(/This is the newest version/);
});

test("a policy file switches it off for good", async () => {
  writeFileSync(policy, "[updates]\nallowed = false\n");
  await settings();
  await says(/administrator has switched updates off/);
  const before = served.asked.length;
  // The pages cannot get round it either.
  await desk.invoke("look_for_update");
  await desk.invoke("install_update");
  assert.equal(served.asked.length, before);
  rmSync(policy);
});

test("a good one takes the place of the old one, and runs after a restart", async () => {
  served.version = "0.2.0";
  served.file = program("the new version");
  served.signature = makers.sign(served.file, "0.2.0");
  await settings();
  await lookAgain();
  await desk.click("update-install");
  await says(/Version 0\.2\.0 is installed/);
  assert.deepEqual(readFileSync(target), served.file);
});

/** Has the page ask the server anew, whatever it shows. */
async function lookAgain() {
  await desk.invoke("look_for_update");
  await settings();
}
