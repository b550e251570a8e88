import { afterEach, expect, test, vi } from "vitest";
import { userEvent } from "vitest/browser";
import { render } from "vitest-browser-svelte";
import type { Ipc, Stale, UnsentView } from "../../ipc";
import { commandError, sample, type Scene } from "../../ipc/sample";
import App from "../../shell/App.svelte";
import { language } from "../../words";
import { draftWords } from "./words";

afterEach(() => language.choose("system"));

async function open(over: Partial<Ipc> & { scene?: Scene } = {}) {
  location.hash = "settings/rules";
  const screen = await render(App, { ipc: sample({ scene: "ready", ...over }) });
  await expect.element(screen.getByTestId("rules-page")).toBeVisible();
  return screen;
}

test("a rep finds the rules from the settings, with how many are on and which file is not used", async () => {
  location.hash = "settings";
  const screen = await render(App, { ipc: sample({ scene: "ready" }) });
  await expect.element(screen.getByText("1 of 6 is on.")).toBeVisible();
  await expect.element(screen.getByText("renewals.toml is not used.")).toBeVisible();
  await screen.getByTestId("open-rules").click();
  await expect.element(screen.getByRole("heading", { level: 1, name: "Rules" })).toBeVisible();
});

test("each rule says what starts it, under what condition, what it drafts, when it is quiet and what it made today", async () => {
  const screen = await open();
  const rules = screen.getByTestId("rule");
  await expect.element(rules.first()).toMatchTextContent("Write up a call 6 of at most 40 today When a call was taken or a meeting has ended: the call note, deal signals, tasks and a follow-up mail.");
  await expect.element(rules.last()).toMatchTextContent("a reply and the task “Send the price list”. Only if deal.amount is at least 20000 and text.objection is at least 0.8. Quiet from 19:00 to 07:30; what happens then waits.");
  await expect.element(screen.getByText("line 4: “deal.renewal” is no field that a rule can ask for")).toBeVisible();
  await expect.element(screen.getByText("/home/marc/.local/share/foreword/rules")).toBeVisible();
});

test("a task is told by its title, whoever it is about", () => {
  expect(draftWords(["reply", "Call {who}: they filled in a form"])).toEqual(["a reply", "the task “Call …: they filled in a form”"]);
});

test("a rule is tried before it is switched on, and its accounts can be opened", async () => {
  const switchRule = vi.fn(sample({ scene: "ready" }).switchRule);
  const screen = await open({ switchRule });
  await screen.getByRole("button", { name: "What would it have drafted? Answer a mail on an open deal" }).click();
  await expect.element(screen.getByTestId("rehearsed")).toMatchTextContent("It would have started for 2 of 4 events since 21 Oct.");
  await expect.element(screen.getByText("no: only if the deal is open").first()).toBeVisible();
  expect(switchRule).not.toHaveBeenCalled();
  const control = screen.getByRole("switch", { name: "Switch on: Answer a mail on an open deal" });
  (control.element() as HTMLElement).focus();
  await userEvent.keyboard(" ");
  expect(switchRule).toHaveBeenCalledWith("mail-reply", true);
  await expect.element(control).toHaveAttribute("aria-checked", "true");
  await expect.element(control).toHaveFocus();
  await screen.getByRole("button", { name: "Northwind Logistics" }).first().click();
  await expect.poll(() => location.hash).toBe("#accounts/company:101");
});

test("where nothing of the kind has happened that is said, and more than a day allows is marked", async () => {
  const screen = await open();
  await screen.getByRole("button", { name: "What would it have drafted? Hand over a deal that was won" }).click();
  await expect.element(screen.getByText("Nothing of the kind has happened in the last thirty days.")).toBeVisible();
  await screen.getByRole("button", { name: /drafted\? Draft the day/ }).click();
  await expect.element(screen.getByText("On its busiest day that is 2 drafts; it stops at 1.")).toBeVisible();
});

test("a rule that cannot be switched says why at its place", async () => {
  const switchRule = async () => {
    throw commandError("busy", "Foreword is busy with its data.");
  };
  const screen = await open({ switchRule });
  await screen.getByRole("switch").nth(1).click();
  await expect.element(screen.getByTestId("rule").nth(1)).toMatchTextContent("Foreword is busy with its data.");
});

test("rules that cannot be read can be asked for again", async () => {
  const screen = await open({ scene: "failed" });
  await expect.element(screen.getByRole("alert")).toMatchTextContent("Another Foreword is using");
  await expect.element(screen.getByRole("button", { name: "Try again" })).toBeVisible();
});

test("a draft that a rule began says so, by its name in the language of the window", async () => {
  language.choose("de");
  location.hash = "review";
  const screen = await render(App, { ipc: sample({ scene: "ready" }) });
  await expect.element(screen.getByTestId("started-by").first()).toMatchTextContent("Durch die Regel „Anruf nachbereiten“");
});

test("a draft of a rule whose name cannot be had says that a rule began it", async () => {
  location.hash = "review";
  const rules = async () => {
    throw commandError("storage", "no");
  };
  const screen = await render(App, { ipc: sample({ scene: "ready", rules }) });
  await expect.element(screen.getByTestId("started-by").first()).toMatchTextContent("By a rule");
});

test("a mail that a rule began is among the unsent without a restart", async () => {
  location.hash = "today";
  let tell: (what: Stale[]) => void = () => undefined;
  let begun: UnsentView[] = [];
  const screen = await render(App, { ipc: sample({ scene: "ready", unsent: async () => begun, onChanged: (handler) => ((tell = handler), () => undefined) }) });
  await expect.element(screen.getByTestId("nav-today")).toBeVisible();
  begun = [{ name: "mail follow-up company:101 brief", account: "company:101", title: "Follow-up", texts: ["Hi Ana"], at: "2026-11-20T09:00:00Z" }];
  tell(["state", "today", "proposals"]);
  await expect.element(screen.getByText("1 unsent")).toBeVisible();
});

test("what HubSpot's journal gives or refuses is said beside the rules", async () => {
  const { rules } = sample({ scene: "ready" });
  const all = await rules();
  const at = "2026-11-20T09:00:00Z";
  location.hash = "settings/rules";
  const screen = await render(App, { ipc: sample({ scene: "ready", rules: async () => ({ ...all, journal: { looked_at: at, problem: null, not_written: ["email"] } }) }) });
  await expect.element(screen.getByTestId("journal")).toMatchTextContent("read from its journal every half minute. Not in it, and found at the next sync: e-mails.");
  await screen.unmount();
  const refused = await render(App, { ipc: sample({ scene: "ready", rules: async () => ({ ...all, journal: { looked_at: at, problem: "The app lacks a scope.", not_written: [] } }) }) });
  await expect.element(refused.getByTestId("journal")).toMatchTextContent("HubSpot does not let Foreword read its journal");
});
