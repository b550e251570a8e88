// What stands between the window and HubSpot: a simulator of its own, and a line to it that can be cut, held and slowed.

import { spawn, execFileSync } from "node:child_process";
import { createServer, request as ask } from "node:http";
import { createInterface } from "node:readline";
import { By } from "selenium-webdriver";

/** A simulator in a process of its own. Gives its address and token, and what it has been asked to make. `more` are arguments of its own. */
export async function startHubSpot(more = []) {
  const child = spawn(process.env.FOREWORD_SIM, ["--unlimited", ...more], { stdio: ["ignore", "pipe", "inherit"] });
  const [line] = await new Promise((done) => createInterface({ input: child.stdout }).once("line", (text) => done([text])));
  const { url, token } = JSON.parse(line);
  return {
    url,
    token,
    stats: async () => (await fetch(`${url}/_sim/stats`)).json(),
    records: async (type) => (await (await fetch(`${url}/_sim/records/${type}`)).json()).results,
    close: () => child.kill("SIGKILL"),
  };
}

const FIRST_COPY_MS = 240_000;

/** Connects the window to a portal as a rep does: the token, a look at what it may do, then the copy. */
export async function connectTo(desk, hubspot, address = hubspot.url) {
  await desk.window("main");
  const field = await desk.driver.wait(async () => (await desk.driver.findElements(By.css("input[type=password]")))[0], 60_000, "no token can be entered");
  await field.sendKeys(hubspot.token);
  await desk.click("first-run-connect");
  await desk.click("start-reading");
  await desk.until(async () => (await desk.state()).portal?.address === address, "the portal is not connected");
  // A first copy reads and embeds everything, which takes a busy machine longer than any other step.
  const copied = async () => 0 < (await desk.invoke("accounts")).length && !(await desk.state()).syncing;
  await desk.driver.wait(copied, FIRST_COPY_MS, "the first sync does not end");
}

/** A line to `target`. While it is `down` nobody answers; `rule` may answer a request itself, or hold the answer back. */
export async function startWire(target) {
  const wire = { down: false, rule: null, close: () => server.close() };
  const server = createServer((request, response) => {
    if (wire.down) {
      request.socket.destroy();
      return;
    }
    const pieces = [];
    request.on("data", (piece) => pieces.push(piece));
    request.on("end", () => {
      const own = wire.rule?.(request, Buffer.concat(pieces).toString());
      if (own?.status !== undefined) {
        response.writeHead(own.status, { "content-type": "application/json", ...own.headers });
        response.end(JSON.stringify(own.body ?? { status: "error", message: "limit" }));
        return;
      }
      const { hostname, port } = new URL(target);
      const headers = { ...request.headers, host: `${hostname}:${port}` };
      const onward = ask({ hostname, port, path: request.url, method: request.method, headers }, (answer) => {
        const back = [];
        answer.on("data", (piece) => back.push(piece));
        answer.on("end", () => {
          // It has arrived, and nobody is told.
          if (own?.hold === true) {
            own.arrived();
            return;
          }
          response.writeHead(answer.statusCode, answer.headers);
          response.end(Buffer.concat(back));
        });
      });
      onward.on("error", () => request.socket.destroy());
      onward.end(Buffer.concat(pieces));
    });
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  wire.url = `http://127.0.0.1:${server.address().port}`;
  return wire;
}

/**
 * An unlocked keychain on a bus of its own, its files in `folder`: on a bus that others use, another keychain may be there first, and locked.
 * Gives what a program needs to find it. Null where this machine has none.
 */
export async function startKeychain(folder) {
  try {
    execFileSync("gnome-keyring-daemon", ["--version"], { stdio: "ignore" });
  } catch {
    return null;
  }
  const bus = spawn("dbus-daemon", ["--session", "--nofork", "--print-address=1"], { stdio: ["ignore", "pipe", "ignore"] });
  const address = await new Promise((done) => createInterface({ input: bus.stdout }).once("line", done));
  const env = { ...process.env, DBUS_SESSION_BUS_ADDRESS: address, XDG_DATA_HOME: folder, XDG_RUNTIME_DIR: folder };
  const daemon = spawn("gnome-keyring-daemon", ["--unlock", "--foreground", "--components=secrets"], { env, stdio: ["pipe", "ignore", "ignore"] });
  daemon.stdin.end("of no importance\n");
  const asked = ["--session", "--print-reply", "--dest=org.freedesktop.DBus", "/", "org.freedesktop.DBus.GetNameOwner", "string:org.freedesktop.secrets"];
  for (let tries = 0; ; tries += 1) {
    try {
      execFileSync("dbus-send", asked, { env, stdio: "ignore" });
      break;
    } catch (failed) {
      if (tries === 100) throw new Error("the keychain did not come up within ten seconds", { cause: failed });
      await new Promise((done) => setTimeout(done, 100));
    }
  }
  return {
    env: { DBUS_SESSION_BUS_ADDRESS: address },
    close: () => [daemon, bus].forEach((child) => child.kill("SIGKILL")),
  };
}
