// What the window costs: from its start to a page that can be used, and the memory it takes at rest, beside the least a Tauri app with two
// windows can be, in one run.
//
// Memory is the proportional set size of the program and everything it started. Prints one JSON object. ROUNDS may be set.

import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";

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

start("openbox", []);
await pause(1_000);
const home = { FOREWORD_HOME: join(folder, "foreword"), FOREWORD_NOW: `${new Date().toISOString().slice(0, 10)}T07:00:00Z`, FOREWORD_HUBSPOT_URL: "" };
// The sample portal is read and embedded before anything is measured: a rep's second day.
const first = start(process.env.FOREWORD_APP, ["--sample"], home);
await pause(Number(process.env.SETTLE_MS ?? 90_000));
kill(first);
await pause(1_500);

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
