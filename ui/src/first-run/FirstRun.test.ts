import { expect, test, vi } from "vitest";
import { render } from "vitest-browser-svelte";
import type { Ipc, SetupStep } from "../ipc";
import { commandError, sample } from "../ipc/sample";
import { lacking, needs } from "../ipc/sample-connection";
import App from "../shell/App.svelte";
import { t } from "../words";

test("two choices of equal size, and the token's field hides what is pasted", async () => {
  const screen = await render(App, { ipc: sample({ scene: "first-run" }) });
  const one = screen.getByTestId("first-run-sample");
  const other = screen.getByTestId("first-run-connect");
  await expect.element(one).toBeVisible();
  expect(one.element().getBoundingClientRect().top).toBe(other.element().getBoundingClientRect().top);
  await expect.element(screen.getByLabelText("Access token")).toHaveAttribute("type", "password");
  await expect.element(screen.getByText("Kept in this computer’s keychain")).toBeVisible();
});

test("the sample portal leads to Today", async () => {
  const screen = await render(App, { ipc: sample({ scene: "first-run" }) });
  await screen.getByTestId("first-run-sample").click();
  await expect.element(screen.getByTestId("meeting-next")).toBeVisible();
});

test("a sample that the shell reads by itself shows its progress, not the choices, and ends on the day", async () => {
  let progress: (step: SetupStep) => void = () => undefined;
  const appState = vi.fn(sample({ scene: "starting" }).appState);
  const screen = await render(App, {
    ipc: sample({ scene: "first-run", appState, onProgress: (handler) => ((progress = handler), () => undefined) }),
  });
  await expect.element(screen.getByText("Starting the sample portal")).toBeVisible();
  expect(screen.container.querySelector("[data-testid=first-run-sample]")).toBeNull();
  progress({ kind: "objects", object: "contacts", done: 120, total: null });
  await expect.element(screen.getByText("Reading the portal")).toBeVisible();
  await expect.element(screen.getByText("120")).toBeVisible();
  appState.mockImplementation(sample({ scene: "ready" }).appState);
  progress({ kind: "done" });
  await expect.element(screen.getByTestId("meeting-next")).toBeVisible();
});

test("where that fails the choices come back", async () => {
  let changed: (what: "state"[]) => void = () => undefined;
  const appState = vi.fn(sample({ scene: "starting" }).appState);
  const screen = await render(App, { ipc: sample({ scene: "first-run", appState, onChanged: (handler) => ((changed = handler), () => undefined) }) });
  await expect.element(screen.getByText("Starting the sample portal")).toBeVisible();
  appState.mockImplementation(sample({ scene: "first-run" }).appState);
  changed(["state"]);
  await expect.element(screen.getByTestId("first-run-sample")).toBeVisible();
});

test("progress names each kind with its count, and can be stopped", async () => {
  const screen = await render(App, { ipc: sample({ scene: "setting-up" }) });
  await screen.getByTestId("first-run-sample").click();
  await expect.element(screen.getByText("2,310 of 3,942")).toBeVisible();
  await screen.getByRole("button", { name: "Stop" }).click();
  await expect.element(screen.getByText("Everything read so far is kept")).toBeVisible();
  await expect.element(screen.getByTestId("first-run-sample")).toBeVisible();
});

test("once search by word works the rep may go in, and the rest goes on in the corner", async () => {
  const screen = await render(App, { ipc: sample({ scene: "indexing" }) });
  await screen.getByTestId("first-run-sample").click();
  await screen.getByRole("button", { name: "Open Foreword now" }).click();
  await expect.element(screen.getByTestId("meeting-next")).toBeVisible();
  await expect.element(screen.getByTestId("sync-status")).toMatchTextContent("Indexing, 25,600 of 41,207");
});

test("a refused token is told at its field, which forgets it", async () => {
  const screen = await render(App, { ipc: sample({ scene: "refused-token" }) });
  const field = screen.getByLabelText("Access token");
  await field.fill("wrong");
  await screen.getByTestId("first-run-connect").click();
  await expect.element(screen.getByText("HubSpot refused the token.")).toBeVisible();
  await expect.element(field).toHaveValue("");
});

test("a token that HubSpot never saw stays in its field", async () => {
  const connect = async () => {
    throw commandError("unreachable", "No connection to HubSpot.", { hint: "Check your connection and try again.", retryable: true });
  };
  const screen = await render(App, { ipc: sample({ scene: "first-run", connect }) });
  await screen.getByLabelText("Access token").fill("pat-eu1-abc");
  await screen.getByTestId("first-run-connect").click();
  await expect.element(screen.getByText("No connection to HubSpot.")).toBeVisible();
  await expect.element(screen.getByLabelText("Access token")).toHaveValue("pat-eu1-abc");
});

test("nothing is copied before the rep has seen what the token may do", async () => {
  const connect = vi.fn(sample({ scene: "first-run" }).connect);
  const keep = vi.fn(sample({ scene: "own" }).keep);
  const screen = await render(App, { ipc: sample({ scene: "first-run", connect, keep }) });
  await screen.getByTestId("first-run-connect").click();
  await expect.element(screen.getByText("Paste the token first.")).toBeVisible();
  expect(connect).not.toHaveBeenCalled();
  await screen.getByLabelText("Access token").fill("  pat-eu1-abc ");
  await screen.getByTestId("first-run-connect").click();
  expect(connect).toHaveBeenCalledWith("pat-eu1-abc");
  await expect.element(screen.getByText("Connected. Nothing has been copied yet.")).toBeVisible();
  await expect.element(screen.getByText("Briefs do not mention support tickets.")).toBeVisible();
  await expect.element(screen.getByText("214 people, companies, deals and tickets, and everything that belongs to them.")).toBeVisible();
  await expect.element(screen.getByText("41,207 records, your colleagues’ included.")).toBeVisible();
  await screen.getByTestId("start-reading").click();
  expect(keep).toHaveBeenCalledWith({ owner_id: "71", keeps: "book" });
});

test("who the token does not name says so before their own records are copied", async () => {
  const connect = async () => ({ ...lacking, owner_id: null, user: null });
  const keep = vi.fn(sample({ scene: "own" }).keep);
  const screen = await render(App, { ipc: sample({ scene: "first-run", connect, keep }) });
  await screen.getByLabelText("Access token").fill("pat-eu1-abc");
  await screen.getByTestId("first-run-connect").click();
  await expect.element(screen.getByTestId("start-reading")).toBeDisabled();
  await expect.element(screen.getByText("Say who you are first.")).toBeVisible();
  await screen.getByLabelText("You are").selectOptions("72");
  await screen.getByTestId("start-reading").click();
  expect(keep).toHaveBeenCalledWith({ owner_id: "72", keeps: "book" });
});

test("the browser is waited for, and the waiting can be stopped", async () => {
  const cancel = vi.fn(async () => undefined);
  const connectInBrowser = vi.fn(() => new Promise<never>(() => undefined));
  const screen = await render(App, { ipc: sample({ scene: "first-run", connectInBrowser, cancel }) });
  await screen.getByRole("button", { name: "Sign in to HubSpot in the browser instead" }).click();
  await screen.getByLabelText("Client ID").fill("c0ffee");
  await screen.getByLabelText("Client secret").fill(" s3cret ");
  await screen.getByTestId("first-run-connect").click();
  expect(connectInBrowser).toHaveBeenCalledWith("c0ffee", "s3cret");
  await expect.element(screen.getByText("Answer in the browser.")).toBeVisible();
  await screen.getByRole("button", { name: "Stop waiting" }).click();
  expect(cancel).toHaveBeenCalledOnce();
});

test("whoever is no admin has the request ready, with every scope in it", async () => {
  const openMail = vi.fn<Ipc["openMail"]>(async () => undefined);
  const written = vi.spyOn(navigator.clipboard, "writeText").mockResolvedValue();
  const screen = await render(App, { ipc: sample({ scene: "first-run", openMail }) });
  await screen.getByTestId("token-mail").click();
  expect(openMail).toHaveBeenCalledWith({ to: [], cc: [], subject: t.firstRun.adminSubject, body: expect.any(String) });
  const asked = String(openMail.mock.calls[0]?.[0].body);
  await screen.getByTestId("token-copy").click();
  expect(written).toHaveBeenCalledWith(asked);
  for (const { name } of needs.scopes) expect(asked).toContain(name);
});

test("while the portal is read, one line says what is done now and the shortcut is told", async () => {
  const screen = await render(App, { ipc: sample({ scene: "setting-up" }) });
  await screen.getByTestId("first-run-sample").click();
  await expect.element(screen.getByText("2,310 of 3,942")).toBeVisible();
  const bars = [...screen.container.querySelectorAll("[role=progressbar]")].filter((one) => one.closest("details:not([open])") === null);
  expect(bars.length).toBe(1);
  await expect.element(screen.getByText("Ctrl+Shift+Y")).toBeVisible();
});
