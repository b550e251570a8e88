import { afterEach, expect, test, vi } from "vitest";
import { userEvent } from "vitest/browser";
import { render } from "vitest-browser-svelte";
import { clock } from "../../design/clock.svelte";
import type { ActivityLine, ActivityPage, Ipc, Stale } from "../../ipc";
import { commandError, sample, type Scene } from "../../ipc/sample";
import { broken, checked } from "../../ipc/sample-activity";
import App from "../../shell/App.svelte";
import { language } from "../../words";
import { de } from "../../words/de";
import { en } from "../../words/en";
import { byDay, kindsOf, renewed, shows } from "./lines";
import { dayWords, flawWords, whatWords, whyWords } from "./words";

afterEach(() => language.choose("system"));

async function open(over: Partial<Ipc> & { scene?: Scene } = {}) {
  location.hash = "settings/activity";
  const screen = await render(App, { ipc: sample({ scene: "ready", ...over }) });
  await expect.element(screen.getByTestId("activity-page")).toBeVisible();
  return screen;
}

const line = (seq: number, what = "locked", over: Partial<ActivityLine> = {}): ActivityLine => ({ seq, at: "2026-11-20T09:00:00Z", what, why: null, proposal: null, title: null, account_name: null, kind: null, remote_id: null, ...over });
const pageOf = (from: number, to: number, before: number | null): ActivityPage => ({ lines: Array.from({ length: from - to + 1 }, (_, at) => line(from - at)), total: from, before });

/** Everything that the shell writes into the log. */
const CODES = [
  "proposed", "edited", "reopened", "approved", "withdrawn", "rejected", "superseded", "expired",
  "sending", "unknown", "sent", "verified", "refused", "waiting", "undoing", "undo_unclear", "undone",
  "double_archiving", "double_archived", "double_kept", "wrote_over",
  "setting_changed", "policy_changed", "exported", "locked", "unlocked", "erased",
];

test("everything that can stand in the log has its own words in both languages", () => {
  for (const { activity } of [en, de]) {
    expect(Object.keys(activity.what).sort()).toEqual([...CODES].sort());
    expect(new Set(Object.values(activity.what)).size).toBe(CODES.length);
  }
  expect(whatWords("wrote_over")).toBe("Newer value overwritten");
  language.choose("de");
  expect(whatWords("verified")).toBe("Eingetragen und nachgelesen");
});

test("what a newer shell writes is told as it stands", () => {
  expect(whatWords("moved_to_archive")).toBe("Moved to archive");
});

test("a choice shows what the log calls so, and all but the drafting is in one of them", () => {
  const chosen = shows().flatMap(({ value }) => kindsOf(value));
  expect([...chosen, "proposed"].sort()).toEqual([...CODES].sort());
});

test.each([
  ["approved", "by Marc Weber", "By Marc Weber.", "Von Marc Weber."],
  ["undone", "by Marc Weber, to “48000”", "By Marc Weber, back to “48000”.", "Von Marc Weber, zurück auf „48000“."],
  ["withdrawn", "it was changed", "It was edited.", "Der Entwurf wurde bearbeitet."],
  ["expired", "no decision for 14 days", "No decision for 14 days.", "14 Tage lang keine Entscheidung."],
  ["superseded", "p-7 replaces it", null, null],
  ["setting_changed", "share of the account's calls: 20 %", "Foreword’s share of the calls to HubSpot: 20%.", "Anteil von Foreword an den Anfragen an HubSpot: 20 %."],
  ["setting_changed", "language model: openai:gpt-4.1-mini", "Language model: openai:gpt-4.1-mini.", "Sprachmodell: openai:gpt-4.1-mini."],
  ["setting_changed", "language model: none", "No language model.", "Kein Sprachmodell."],
  ["setting_changed", "the window locks itself: after 5 minutes", "The window locks itself after 5 minutes.", "Das Fenster sperrt sich nach 5 Minuten von selbst."],
  ["setting_changed", "target of a quarter: 250000", "Target for a quarter: 250,000.", "Ziel für ein Quartal: 250.000."],
  ["setting_changed", 'review: {"threshold":0.8}', en.activity.reviewRules, de.activity.reviewRules],
  ["setting_changed", "the key of the data: the key is sealed with a passphrase", en.lock.kept.passphrase, de.lock.kept.passphrase],
  ["setting_changed", "fields of deals that are copied: also renewal_date, tier", "Also copied of deals: renewal_date, tier.", "Zusätzlich kopiert (Deals): renewal_date, tier."],
  ["exported", "214 lines of this log to /srv/log.jsonl", "214 lines of this log, to /srv/log.jsonl", "214 Zeilen dieses Protokolls, in /srv/log.jsonl"],
  ["exported", "a backup to /srv/f.backup", "A backup, to /srv/f.backup", "Eine Sicherung, in /srv/f.backup"],
  ["policy_changed", "signed; models.regions: only eu may be asked; folders.allowed: none", "Its signature fits. Regions of models: only eu may be asked; Folders: none", "Die Signatur stimmt. Regionen von Modellen: only eu may be asked; Ordner: none"],
  // What a person wrote stays theirs.
  ["rejected", "by the way, wrong call", "by the way, wrong call", "by the way, wrong call"],
  ["refused", "The contact was deleted in HubSpot.", "The contact was deleted in HubSpot.", "The contact was deleted in HubSpot."],
])("why, of %s: %s", (what, why, english, german) => {
  const plainly = (text: string | null) => text?.replace(/[\u00a0\u202f]/gu, " ") ?? null;
  expect(whyWords(what, why)).toBe(english);
  language.choose("de");
  expect(plainly(whyWords(what, why))).toBe(german);
});

test("what is wrong with the log is said in both languages, and what is unknown as it came", () => {
  const flaw = (reason: string) => flawWords({ ...broken, reason });
  const anchor = "note:9041 in HubSpot names a head that this log never had: lines were changed or cut off after it was filed";
  expect(flaw("line 1200 is not in the chain")).toBe("line 1,200 was put in from outside");
  expect(flaw(anchor)).toMatch(/^a note in HubSpot was filed at a point/u);
  expect(flaw("the disk is full")).toBe("the disk is full");
  language.choose("de");
  expect(flaw("line 3 does not follow the one before it: one was taken out")).toBe("Zeile 3 schließt nicht an die vorige an; eine wurde entfernt");
  expect(flaw(anchor)).toMatch(/^Eine Eintragung in HubSpot \(Notiz\)/u);
});

test("a day is called as one says it", () => {
  clock.stopAt("2026-11-20T09:24:00Z");
  clock.zone = "Europe/Berlin";
  expect(["2026-11-20", "2026-11-19", "2026-11-18", "2025-12-30"].map(dayWords)).toEqual(["Today", "Yesterday", "Wednesday, 18 November", "Tuesday, 30 Dec 2025"]);
  // Half past midnight in Berlin is the next day.
  expect(byDay([line(2, "locked", { at: "2026-11-19T23:30:00Z" }), line(1, "locked", { at: "2026-11-19T22:30:00Z" })]).map(({ day }) => day)).toEqual(["2026-11-20", "2026-11-19"]);
});

test("older lines stay when the newest are read anew, unless some between would be missing", () => {
  const shown = pageOf(40, 1, null);
  expect(renewed(pageOf(41, 22, 22), shown).lines.map((one) => one.seq)).toEqual(pageOf(41, 1, null).lines.map((one) => one.seq));
  expect(renewed(pageOf(41, 22, 22), shown).before).toBe(null);
  expect(renewed(pageOf(90, 71, 71), shown)).toEqual(pageOf(90, 71, 71));
  expect(renewed(pageOf(3, 1, null), null)).toEqual(pageOf(3, 1, null));
});

test("the log stands by day, newest first, and says that it is whole", async () => {
  const screen = await open();
  await expect.element(screen.getByTestId("log-whole")).toMatchTextContent("The log is whole: 34 lines, checked just now.");
  await expect.element(screen.getByText("5 notes and tasks in HubSpot confirm it. What 2 lines said was erased with a person.")).toBeVisible();
  await expect.element(screen.getByRole("heading", { level: 2 }).first()).toMatchTextContent("Today");
  await expect.element(screen.getByTestId("activity-line").first()).toMatchTextContent("Unlocked");
  await expect.element(screen.getByTestId("activity-line").nth(4)).toMatchTextContent("Approved Call with Dunmore Foods, 17 November 2026 By Marc Weber.");
  await expect.element(screen.getByText("A draft that is no longer here")).toBeVisible();
});

test("a log that was changed is said at once, with the line", async () => {
  const screen = await open({ scene: "log-broken" });
  await expect.element(screen.getByRole("alert")).toMatchTextContent("The log is not whole: line 12 says something else than was written. It was changed outside Foreword");
  await expect.element(screen.getByTestId("log-whole")).not.toBeInTheDocument();
  await expect.element(screen.getByTestId("log-head")).not.toBeInTheDocument();
  await expect.element(screen.getByTestId("activity-line").first()).toBeVisible();
});

test("the log is checked again when asked", async () => {
  const checkLog = vi.fn(async () => (checkLog.mock.calls.length < 2 ? checked(34) : broken));
  const screen = await open({ checkLog });
  await expect.element(screen.getByTestId("log-whole")).toBeVisible();
  await screen.getByRole("button", { name: "Check again" }).click();
  await expect.element(screen.getByRole("alert")).toMatchTextContent("The log is not whole");
});

test("the log is held against a fingerprint that was kept, spaces and all, and says if it has not grown out of it", async () => {
  const checkLog = vi.fn(sample({ scene: "ready" }).checkLog);
  const screen = await open({ checkLog });
  const kept = checked(34).head;
  await screen.getByText("Check against an earlier fingerprint").click();
  const field = screen.getByLabelText("Earlier fingerprint");
  await field.fill("3f9c");
  await userEvent.keyboard("{Enter}");
  await expect.element(screen.getByText("That is no fingerprint")).toBeVisible();
  await field.fill(` ${kept.slice(0, 32).toUpperCase()} ${kept.slice(32)} `);
  await screen.getByTestId("log-hold").click();
  await expect.element(screen.getByTestId("log-held")).toMatchTextContent("nothing up to there was changed or cut off");
  expect(checkLog).toHaveBeenLastCalledWith(kept);
  await field.fill("a".repeat(64));
  await screen.getByTestId("log-hold").click();
  await expect.element(screen.getByRole("alert")).toMatchTextContent("it does not contain the fingerprint you gave");
  await expect.element(screen.getByTestId("log-held")).not.toBeInTheDocument();
  await screen.getByTestId("log-without").click();
  await expect.element(screen.getByTestId("log-whole")).toBeVisible();
  expect(checkLog).toHaveBeenLastCalledWith(null);
});

test("older lines come when asked for, and the keyboard goes on where they begin", async () => {
  const shell = sample({ scene: "ready" });
  const activity = vi.fn(shell.activity);
  const screen = await open({ activity });
  await expect.element(screen.getByText("20 of 34")).toBeVisible();
  (screen.getByTestId("activity-more").element() as HTMLElement).focus();
  await userEvent.keyboard("{Enter}");
  await expect.poll(() => screen.getByTestId("activity-line").elements().length).toBe(34);
  expect(activity).toHaveBeenLastCalledWith(15, []);
  await expect.element(screen.getByTestId("activity-more")).not.toBeInTheDocument();
  await expect.element(screen.getByTestId("activity-line").nth(20)).toHaveFocus();
  await expect.element(screen.getByText("Tuesday, 30 Dec 2025")).toBeVisible();
});

test("older lines that cannot be read can be asked for again", async () => {
  const shell = sample({ scene: "ready" });
  let fails = true;
  const activity: Ipc["activity"] = async (before, kinds) => {
    if (before !== null && fails) throw commandError("busy", "Foreword is busy with its data.", { retryable: true });
    return shell.activity(before, kinds);
  };
  const screen = await open({ activity });
  await screen.getByTestId("activity-more").click();
  await expect.element(screen.getByRole("alert")).toMatchTextContent("Foreword is busy with its data.");
  fails = false;
  await screen.getByRole("button", { name: "Try again" }).click();
  await expect.poll(() => screen.getByTestId("activity-line").elements().length).toBe(34);
  await expect.element(screen.getByRole("alert")).not.toBeInTheDocument();
});

test("a choice asks for that of the log only", async () => {
  const activity = vi.fn(sample({ scene: "ready" }).activity);
  const checkLog = vi.fn(async () => checked(34));
  const screen = await open({ activity, checkLog });
  await screen.getByRole("radio", { name: "Settings" }).click();
  await expect.poll(() => screen.getByTestId("activity-line").elements().length).toBe(4);
  expect(activity).toHaveBeenLastCalledWith(null, ["setting_changed", "policy_changed"]);
  await screen.getByRole("radio", { name: "Exports and locks" }).click();
  await expect.element(screen.getByText("Words erased from the log")).toBeVisible();
  await screen.getByRole("radio", { name: "Approvals and filing" }).click();
  await expect.element(screen.getByText("Newer value overwritten")).toBeVisible();
  await expect.element(screen.getByText("Drafted", { exact: true })).not.toBeInTheDocument();
  await screen.getByRole("radio", { name: "All" }).click();
  await expect.element(screen.getByText("Drafted", { exact: true }).first()).toBeVisible();
  expect(checkLog).toHaveBeenCalledOnce();
});

test("the log is saved as a file, which then stands in it; a dialog that is closed changes nothing", async () => {
  const shell = sample({ scene: "ready" });
  let isClosed = true;
  const screen = await open({ activity: shell.activity, checkLog: shell.checkLog, exportLog: async () => (isClosed ? null : shell.exportLog()) });
  await expect.element(screen.getByTestId("log-whole")).toMatchTextContent("34 lines");
  await screen.getByRole("button", { name: "Save as a file…" }).click();
  await expect.element(screen.getByTestId("log-saved")).not.toBeInTheDocument();
  isClosed = false;
  await screen.getByRole("button", { name: "Save as a file…" }).click();
  await expect.element(screen.getByTestId("log-saved")).toMatchTextContent("Saved: /home/marc/Documents/Foreword log 2026-11-20.jsonl");
  await expect.element(screen.getByTestId("log-whole")).toMatchTextContent("35 lines");
  await expect.element(screen.getByTestId("activity-line").first()).toMatchTextContent("Saved as a file 34 lines of this log, to /home/marc");
});

test("a log that cannot be saved says why", async () => {
  const screen = await open({ exportLog: async () => Promise.reject(commandError("storage", "The file could not be written.")) });
  await screen.getByRole("button", { name: "Save as a file…" }).click();
  await expect.element(screen.getByRole("alert")).toMatchTextContent("The file could not be written.");
});

test("the fingerprint is short to read and copied whole", async () => {
  const written = vi.spyOn(navigator.clipboard, "writeText").mockResolvedValue();
  const screen = await open();
  await expect.element(screen.getByTestId("log-head")).toMatchTextContent("3f9c1a7be04d5286…");
  await screen.getByRole("button", { name: "Copy the fingerprint" }).click();
  expect(written).toHaveBeenCalledWith(checked(1).head);
  await expect.element(screen.getByText("Copied")).toBeVisible();
  written.mockRestore();
});

test("a line leads to its draft in Review, and arrows walk from one to the next", async () => {
  const screen = await open();
  await expect.element(screen.getByTestId("activity-open").first()).toBeVisible();
  (document.activeElement as HTMLElement).blur();
  await userEvent.keyboard("{ArrowDown}{ArrowDown}{ArrowUp}");
  await expect.element(screen.getByTestId("activity-open").first()).toHaveFocus();
  await userEvent.keyboard("{Enter}");
  await expect.poll(() => location.hash).toBe("#review/proposal-4");
});

test("Escape leads back to Review for whoever came from there, else to the settings", async () => {
  location.hash = "review";
  const screen = await render(App, { ipc: sample({ scene: "ready" }) });
  await expect.element(screen.getByTestId("review-activity")).toBeVisible();
  await userEvent.keyboard("l");
  await expect.element(screen.getByTestId("activity-page")).toBeVisible();
  await expect.element(screen.getByTestId("activity-page").getByRole("button", { name: "Review", exact: true })).toBeVisible();
  await userEvent.keyboard("{Escape}");
  await expect.element(screen.getByRole("heading", { level: 1, name: "Review" })).toBeVisible();
  await userEvent.keyboard("{Control>},{/Control}");
  await screen.getByTestId("open-activity").click();
  await userEvent.keyboard("{Escape}");
  await expect.element(screen.getByRole("heading", { level: 1, name: "Settings" })).toBeVisible();
});

test("a log without lines says what will be in it", async () => {
  const screen = await open({ scene: "empty" });
  await expect.element(screen.getByText("Nothing has happened yet.")).toBeVisible();
  await expect.element(screen.getByTestId("log-state")).not.toBeInTheDocument();
});

test("a log that lost all its lines is not taken for a new one, and a choice may find nothing", async () => {
  const screen = await open({ activity: async () => ({ lines: [], total: 0, before: null }), checkLog: async () => broken });
  await expect.element(screen.getByRole("alert")).toMatchTextContent("The log is not whole");
  await screen.getByRole("radio", { name: "Settings" }).click();
  await expect.element(screen.getByText("Nothing of the kind is in the log.")).toBeVisible();
});

test("a log that cannot be read can be asked for again", async () => {
  const screen = await open({ scene: "failed" });
  await expect.element(screen.getByRole("alert")).toMatchTextContent("Another Foreword is using");
  await expect.element(screen.getByRole("button", { name: "Try again" })).toBeVisible();
});

test("what is decided elsewhere meanwhile appears, and older lines stay", async () => {
  const shell = sample({ scene: "ready" });
  let tell: (what: Stale[]) => void = () => undefined;
  const screen = await open({ ...shell, onChanged: (handler) => ((tell = handler), () => undefined) });
  await screen.getByTestId("activity-more").click();
  await expect.poll(() => screen.getByTestId("activity-line").elements().length).toBe(34);
  await shell.exportLog();
  tell(["proposals"]);
  await expect.poll(() => screen.getByTestId("activity-line").elements().length).toBe(35);
});
