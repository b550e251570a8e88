// What the window costs: from its start to a page that can be used, and the memory it takes at rest, beside the least a Tauri app with two
// windows can be, in one run.
//
// Memory is the proportional set size of the program and everything it started. Prints one JSON object. ROUNDS may be set.

import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

const rounds = Number(process.env.ROUNDS ?? 5);
/** How long a program is left alone before its memory is read. */
const REST_MS = Number(process.env.REST_MS ?? 30_000);
/** A picture that stays the same so long is the finished page. */
const STILL_MS = 300;

const folder = mkdtempSync(join(tmpdir(), "foreword-bench-window-"));
const children = new Set();
process.on("exit", () => {
  for (const child of children) kill(child);
  rmSync(folder, { recursive: true, force: true });
});
const kill = (child) => {
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
  children.delete(child);
};
const start = (program, args, env = {}) => {
  const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: "ignore", detached: true });
  children.add(child);
  return child;
};
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** The middle of the screen, in which the page of either program stands. */
const picture = () => execFileSync("import", ["-window", "root", "-crop", "900x600+270+150", "-resize", "25%", "rgb:-"], { maxBuffer: 2 ** 24 }).toString("base64");

/** Milliseconds from `began` to the first of the pictures that stays as it is, once something is on the screen. */
async function finished(began, empty) {
  let [shown, since] = [empty, Date.now()];
  for (const deadline = Date.now() + 60_000; Date.now() < deadline; ) {
    const now = picture();
    const seen = Date.now();
    if (now !== shown) [shown, since] = [now, seen];
    else if (shown !== empty && STILL_MS <= seen - since) return since - began;
  }
  throw new Error("the window did not come to rest");
}

/** The proportional set size of a process and all it started, in MB, and how many they are. */
function memory(root) {
  const parents = new Map();
  for (const entry of readdirSync("/proc")) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const stat = readFileSync(`/proc/${entry}/stat`, "utf8");
      parents.set(Number(entry), Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]));
    } catch {
      // It ended meanwhile.
    }
  }
  const ours = new Set([root]);
  for (let before = 0; before < ours.size; ) {
    before = ours.size;
    for (const [pid, parent] of parents) if (ours.has(parent)) ours.add(pid);
  }
  let kilobytes = 0;
  for (const pid of ours) {
    const size = /^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"));
    kilobytes += Number(size?.[1] ?? 0);
  }
  return { megabytes: Math.round(kilobytes / 102.4) / 10, processes: ours.size };
}

async function measure(program, args, env) {
  const empty = picture();
  const began = Date.now();
  const child = start(program, args, env);
  const started_ms = await finished(began, empty);
  await pause(REST_MS);
  const used = memory(child.pid);
  kill(child);
  await pause(1_500);
  return { started_ms, ...used };
}

/** A portal on this machine: where it answers, and what opens it. */
async function simulator(now) {
  const child = spawn(process.env.FOREWORD_SIM, ["--port", "0", "--now", now, "--unlimited"], { stdio: ["ignore", "pipe", "inherit"], detached: true });
  children.add(child);
  for await (const line of createInterface({ input: child.stdout })) return JSON.parse(line);
  throw new Error("the simulator did not start");
}

/** Has an unlocked keychain answer on this bus, apart from the one of whoever measures. */
function openKeychain() {
  const files = join(folder, "keychain");
  mkdirSync(files, { mode: 0o700 });
  process.env.XDG_DATA_HOME = files;
  process.env.XDG_RUNTIME_DIR = files;
  execFileSync("sh", [join(import.meta.dirname, "../../../src-tauri/crates/xtask/src/test/with-keychain.sh"), "true"], { stdio: "ignore" });
}

/** Runs the command on the measured home. */
function foreword(args, input = "") {
  execFileSync(process.env.FOREWORD_CLI, args, { env: { ...process.env, ...home }, input, stdio: ["pipe", "ignore", "inherit"] });
}

start("openbox", []);
await pause(1_000);
// A rep's second day: a portal that was connected, read and embedded before. (The sample would be made and embedded anew at each start.)
const now = `${new Date().toISOString().slice(0, 10)}T07:00:00Z`;
const portal = await simulator(now);
const home = { FOREWORD_HOME: join(folder, "foreword"), FOREWORD_NOW: now, FOREWORD_HUBSPOT_URL: portal.url };
openKeychain();
foreword(["connect", "--token-stdin"], portal.token);
foreword(["sync"]);

const ours = [];
const bare = [];
for (let round = 0; round < rounds; round += 1) {
  ours.push(await measure(process.env.FOREWORD_APP, [], home));
  bare.push(await measure(process.env.BARE_APP, [], {}));
}

const median = (all, key) => all.map((one) => one[key]).sort((a, b) => a - b)[Math.floor(all.length / 2)];
const summary = (all) => ({
  started_ms: median(all, "started_ms"),
  pss_mb: median(all, "megabytes"),
  processes: median(all, "processes"),
  each: all,
});
const [foreword, two] = [summary(ours), summary(bare)];
const ratio = (key) => Math.round((foreword[key] / two[key]) * 100) / 100;
console.log(
  JSON.stringify({
    bench: "window",
    cores: cpus().length,
    rounds,
    foreword,
    bare_tauri: two,
    pss_ratio: ratio("pss_mb"),
    started_ratio: ratio("started_ms"),
  }),
);
process.exit(0);
