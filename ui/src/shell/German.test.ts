import { afterAll, beforeEach, expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import { render } from "vitest-browser-svelte";
import BriefWindow from "../brief/BriefWindow.svelte";
import { sample } from "../ipc/sample";
import { language } from "../words";
import { de } from "../words/de";
import { en } from "../words/en";
import App from "./App.svelte";

beforeEach(() => language.choose("de"));
afterAll(() => language.choose("system"));

const raw = import.meta.glob<string>("../ipc/sample*.ts", { query: "?raw", import: "default", eager: true });
/** What the portal and the shell say, longest first: the sample is English whatever the window speaks. Several conditions of a rule come in one text. */
const told = [...new Set(Object.values(raw).flatMap((text) => [...text.matchAll(/"((?:[^"\\\n]|\\.)+)"|`([^`]+)`/gu)].flatMap(([, one = "", other = ""]) => (one + other).split(/\$\{[^}]*\}|\\n|\n|, (?=\w+\.\w+ is )/u))))]
  .map((text) => text.trim())
  .filter((text) => 2 < text.length)
  .sort((a, b) => b.length - a.length);
/** A line is cut up where it cites something. */
const isTold = (text: string) => told.some((one) => one.toLowerCase().includes(text.toLowerCase().replace(/\.$/u, "")));

/** Words of which hardly an English sentence of ours has none. */
const ENGLISH = /\b(ago|and|are|days?|draft(s|ed)?|for|from|has|have|is|left|lines?|no|not|nothing|of|or|records?|the|their|this|to(?!-do)|what|with|without|you|your)\b/iu;

/** Labels whose German is another word. */
const labels = new Set(
  Object.entries(en).flatMap(([page, messages]) =>
    Object.entries(messages).flatMap(([name, says]) => (typeof says === "string" && says !== (de as Record<string, Record<string, unknown>>)[page]?.[name] ? [says] : [])),
  ),
);
// "Name" and the like are words of both.
for (const messages of Object.values(de)) for (const says of Object.values(messages)) if (typeof says === "string") labels.delete(says);

/** What of a page is read or heard, piece by piece. */
function pieces(root: Element): string[] {
  const found: string[] = [];
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    // What was said is in the language it was said in.
    if (node.parentElement?.closest("script, style, pre, body [lang]") === null) found.push(node.textContent ?? "");
  }
  for (const one of root.querySelectorAll("[aria-label], [placeholder], [title]")) {
    if (one.closest("body [lang]") === null) for (const name of ["aria-label", "placeholder", "title"]) found.push(one.getAttribute(name) ?? "");
  }
  return found.map((text) => text.replace(/\s+/gu, " ").trim()).filter((text) => text !== "");
}

/** English that is left on the page. */
function left(root: Element): string[] {
  return pieces(root).flatMap((text) => {
    if (isTold(text)) return [];
    let ours = text;
    for (const one of told) ours = ours.replaceAll(one, "·");
    return labels.has(text) ? [text] : ENGLISH.test(ours) ? [`${text} → ${ours}`] : [];
  });
}

const PAGES: [route: string, ready: string][] = [
  ["today", "Fällige Zusagen"],
  ["accounts", "Wählen Sie ein Unternehmen."],
  ["accounts/company:101", "Was ansteht"],
  ["deals/deal:31", "Wer beteiligt ist"],
  ["deals/deal:12", "In HubSpot steht kein nächster Schritt"],
  ["tickets/ticket:71", "Was im Ticket steht"],
  ["search", "Alles durchsuchen"],
  ["review", "Nach HubSpot geht nur"],
  ["review/proposal-1", "Genau das wird gesendet"],
  ["conversations", "Aufnahmeprogramme"],
  ["settings", "Bildschirmfreigabe"],
  ["settings/model", "Anbieter"],
  ["settings/rules", "Mitgeliefert"],
  ["settings/fields", "Was sich geändert hat"],
  ["settings/programs", "Letzte Anfragen"],
  ["settings/activity", "Das Protokoll ist unversehrt"],
  ["settings/grades", "Woche ab"],
  ["wrap/company:101", "Nachbereiten"],
];

test.each(PAGES)("%s has no English word of ours", async (route, ready) => {
  location.hash = route;
  const screen = await render(App, { ipc: sample({ scene: "model" }) });
  await expect.element(screen.getByText(ready).first()).toBeInTheDocument();
  await expect.poll(() => left(screen.container)).toEqual([]);
});

test("nor has a task while it is edited, nor what became of the health of many deals", async () => {
  location.hash = "review/proposal-task";
  const screen = await render(App, { ipc: sample({ scene: "ready" }) });
  await expect.element(screen.getByText("Genau das wird gesendet").first()).toBeVisible();
  await userEvent.keyboard("e");
  await expect.element(screen.getByText("Rita Leal")).toBeInTheDocument();
  await expect.poll(() => left(screen.container)).toEqual([]);
  await userEvent.keyboard("{Escape}{Control>}1{/Control}");
  await screen.getByTestId("target-change").click();
  await screen.getByTestId("health-start").click();
  await expect.element(screen.getByTestId("health-done")).toBeVisible();
  await expect.poll(() => left(screen.container)).toEqual([]);
});

test.each(["first-run", "empty", "offline", "refused-sync", "own", "lacking", "read-only", "policy", "policy-broken"] as const)("nor has the scene %s", async (scene) => {
  location.hash = scene === "empty" || scene === "offline" ? "today" : "settings";
  const screen = await render(App, { ipc: sample({ scene }) });
  await expect.element(screen.getByText("Foreword").first()).toBeInTheDocument();
  await expect.poll(() => left(screen.container)).toEqual([]);
});

test("nor have a source with its record, the drafts of a deal and a log that is held against a fingerprint", async () => {
  location.hash = "deals/deal:31";
  const screen = await render(App, { ipc: sample({ scene: "ready" }) });
  await screen.getByTestId("citation").first().click();
  await expect.element(screen.getByTestId("source-place-of").first()).toBeVisible();
  await expect.poll(() => left(screen.container)).toEqual([]);
  await userEvent.keyboard("{Escape}p");
  await expect.element(screen.getByTestId("record-proposals").getByRole("heading").first()).toBeVisible();
  await expect.poll(() => left(screen.container)).toEqual([]);
  location.hash = "today";
  await screen.getByRole("button", { name: /: Ticket/ }).first().click();
  await expect.element(screen.getByTestId("source-record")).toBeVisible();
  await expect.poll(() => left(screen.container)).toEqual([]);
  location.hash = "settings/activity";
  await screen.getByText("Gegen einen früheren Fingerabdruck prüfen").click();
  await screen.getByLabelText("Früherer Fingerabdruck").fill("a".repeat(64));
  await screen.getByTestId("log-hold").click();
  await expect.element(screen.getByRole("alert")).toBeVisible();
  await expect.poll(() => left(screen.container)).toEqual([]);
});

test("nor have the palette and the sheet of keys", async () => {
  location.hash = "today";
  const screen = await render(App, { ipc: sample({ scene: "ready" }) });
  await expect.element(screen.getByText("Fällige Zusagen").first()).toBeVisible();
  await userEvent.keyboard("{Control>}k{/Control}");
  await screen.getByTestId("palette-field").fill("parcel");
  await expect.element(screen.getByText("Befehle").or(screen.getByText("Gesagt und geschrieben")).first()).toBeVisible();
  await expect.poll(() => left(screen.container)).toEqual([]);
  await userEvent.keyboard("{Escape}?");
  await expect.element(screen.getByTestId("key-sheet")).toBeVisible();
  await expect.poll(() => left(screen.container)).toEqual([]);
});

test.each(["ready", "brief-long", "brief-thin"] as const)("nor has the brief: %s", async (scene) => {
  const screen = await render(BriefWindow, { ipc: sample({ scene }) });
  await expect.element(screen.getByText("Ausblenden")).toBeVisible();
  await expect.element(screen.getByTestId("brief-person")).toBeVisible();
  await userEvent.keyboard("{Control>}f{/Control}");
  await expect.poll(() => left(screen.container)).toEqual([]);
});

test("another language is on every page at once, and what was typed stays", async () => {
  language.choose("system");
  location.hash = "settings";
  const screen = await render(App, { ipc: sample({ scene: "ready" }) });
  await screen.getByPlaceholder("/home/you/collateral").fill("/srv/papers");
  await screen.getByRole("radio", { name: "Deutsch" }).click();
  await expect.element(screen.getByRole("heading", { name: "Einstellungen" })).toBeVisible();
  await expect.element(screen.getByTestId("nav-today")).toMatchTextContent("Heute");
  await expect.element(screen.getByPlaceholder("/home/name/unterlagen")).toHaveValue("/srv/papers");
  expect(document.documentElement.lang).toBe("de");
  await screen.getByRole("radio", { name: "Wie das System" }).click();
  await expect.element(screen.getByRole("heading", { name: "Settings" })).toBeVisible();
});

test("what was said is in the language it was said in", async () => {
  location.hash = "accounts/company:101";
  const screen = await render(App, { ipc: sample({ scene: "ready" }) });
  await expect.element(screen.getByText("Was ansteht")).toBeVisible();
  await expect.element(screen.getByText("I will send the security questionnaire").first()).toHaveAttribute("lang", "en");
});

test("days and sums of an account are written as in Germany", async () => {
  await page.viewport(1180, 780);
  location.hash = "today";
  const shell = sample({ scene: "ready" });
  const screen = await render(App, { ipc: { ...shell, account: async (id: string) => ({ ...(await shell.account(id)), deals: [{ id: "deal:1", name: "Pilot", stage: "Angebot", amount: "1,234.50 EUR", close_date: "2026-11-30", days_in_stage: 1, closed: false }] }) } });
  await expect.element(screen.getByRole("heading", { name: "Freitag, 20. November" })).toBeVisible();
  location.hash = "accounts/company:101";
  await expect.element(screen.getByText("1.234,50")).toBeVisible();
  await expect.element(screen.getByText("Angebot, seit 1 Tag · Abschluss 30. Nov.")).toBeVisible();
});
