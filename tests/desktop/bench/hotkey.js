// From the key to the painted brief: X key event to the second animation frame with the brief's text in a mapped window, as the page
// reports it; some presses are checked against the pixels of the screen.
//
// Prints one JSON object. PRESSES and PIXEL_CHECKS may be set.

import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

const presses = Number(process.env.PRESSES ?? 100);
const pixelChecks = Number(process.env.PIXEL_CHECKS ?? 10);
const KEYS = "ctrl+alt+space";
// Where the name stands in the brief's window, at the right edge of a screen of 1440 by 900.
const NAME = { x: 1012, y: 144, width: 240, height: 28 };

const home = mkdtempSync(join(tmpdir(), "foreword-hotkey-"));
const children = [];
process.on("exit", () => {
  for (const child of children) child.kill("SIGKILL");
  rmSync(home, { recursive: true, force: true });
});
const start = (program, args, options) => {
  const child = spawn(program, args, options);
  children.push(child);
  return child;
};

start("openbox", [], { stdio: "ignore" });
const app = start(process.env.FOREWORD_APP, ["--sample"], {
  env: {
    ...process.env,
    FOREWORD_HOME: join(home, "foreword"),
    FOREWORD_NOW: `${new Date().toISOString().slice(0, 10)}T07:00:00Z`,
    FOREWORD_LOG: "warn,foreword::hotkey=info,desktop=warn",
    NO_COLOR: "1",
  },
  stdio: ["ignore", "ignore", "pipe"],
});
const waiting = [];
createInterface({ input: app.stderr }).on("line", (line) => {
  const painted = /brief painted seq=\d+ painted_at_ms=([\d.]+)/.exec(line);
  if (painted) waiting.shift()?.(Number(painted[1]));
});
// One process for all presses: starting one takes longer than what is measured.
const hand = start("xdotool", ["-"], { stdio: ["pipe", "ignore", "inherit"] });

const now = () => performance.timeOrigin + performance.now();
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const press = () => hand.stdin.write(`key ${KEYS}\n`);
const isVisible = () => {
  try {
    return execFileSync("xdotool", ["search", "--onlyvisible", "--name", "^Foreword brief$"], { stdio: "pipe" }).length > 0;
  } catch {
    return false;
  }
};
const until = async (condition, what, patience = 120_000) => {
  const deadline = Date.now() + patience;
  while (!condition()) {
    if (deadline < Date.now()) throw new Error(`${what} did not happen`);
    await pause(20);
  }
};
const grab = () =>
  execFileSync("import", ["-window", "root", "-crop", `${NAME.width}x${NAME.height}+${NAME.x}+${NAME.y}`, "rgb:-"]).toString("base64");
const hide = async () => {
  press();
  await until(() => !isVisible(), "hiding the brief");
  await pause(100);
};
const show = () =>
  new Promise((resolve, reject) => {
    const pressed = now();
    const timer = setTimeout(() => reject(new Error("the brief was not painted")), 10_000);
    waiting.push((painted) => {
      clearTimeout(timer);
      resolve({ pressed, painted });
    });
    press();
  });

// The first brief is there when the sample portal is read; the embedding that follows must not be measured along.
await until(() => execFileSync("xdotool", ["search", "--name", "^Foreword$"], { stdio: "pipe" }).length > 0, "opening the window").catch(() => {});
await pause(Number(process.env.SETTLE_MS ?? 90_000));
for (let warm = 0; warm < 3; warm += 1) {
  await show();
  await hide();
}

const times = [];
for (let count = 0; count < presses; count += 1) {
  const { pressed, painted } = await show();
  times.push(painted - pressed);
  await hide();
}

const checks = [];
for (let count = 0; count < pixelChecks; count += 1) {
  const hidden = grab();
  const showing = show();
  const pressed = now();
  let seen = null;
  for (let looks = 0; seen === null && looks < 100; looks += 1) {
    const looked = now();
    // The window may be mapped before its text is in it: only what stays counts.
    const shown = grab();
    if (shown !== hidden && shown === grab()) seen = looked;
    await pause(0);
  }
  const { painted } = await showing;
  checks.push({ reported_ms: round(painted - pressed), on_screen_by_ms: seen === null ? null : round(seen - pressed) });
  await hide();
}

function round(value) {
  return Math.round(value * 10) / 10;
}
times.sort((a, b) => a - b);
const at = (share) => round(times[Math.min(times.length - 1, Math.ceil(share * times.length) - 1)]);
console.log(
  JSON.stringify({
    bench: "hotkey",
    cores: cpus().length,
    presses: times.length,
    p50_ms: at(0.5),
    p95_ms: at(0.95),
    max_ms: at(1),
    pixel_checks: checks,
  }),
);
process.exit(0);
