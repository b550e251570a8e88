import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { clock } from "../design/clock.svelte";
import { brief } from "../ipc/sample-data";
import { de } from "./de";
import { en } from "./en";
import { ago, allOf, amountOf, civilDate, count, dayAndMonth, dollars, eitherOf, firstWorkday, kindsWord, language, languageOf, lateness, longDay, megabytes, money, percent, shortDate, sourceLine, sum, t, timeOfDay, until } from ".";

const sources = import.meta.glob<string>(["../**/*.{ts,svelte}", "!../**/*.test.ts", "!../ipc/sample*.ts", "!../words/{en,de}.ts"], { query: "?raw", import: "default", eager: true });

beforeEach(() => {
  clock.stopAt("2026-11-20T09:24:00Z");
  clock.zone = "Europe/Berlin";
});
afterEach(() => language.choose("system"));

/** Engines set one or another narrow space before a sign. */
const plainly = (text: string) => text.replace(/[\u00a0\u202f]/gu, " ");

/** Every message, as "page.name" with what it says or the code that says it. */
function all(table: Record<string, Record<string, unknown>>): [name: string, says: string][] {
  return Object.entries(table).flatMap(([page, messages]) => Object.entries(messages).map(([name, says]): [string, string] => [`${page}.${name}`, String(says)]));
}

test("no message names a command, and none is empty", () => {
  for (const [name, says] of [...all(en), ...all(de)]) {
    const words = says.startsWith("(") ? says.replaceAll("`", "") : says;
    expect(words, name).not.toMatch(/`|--\w|\bforeword [a-z]/u);
    expect(words.trim(), name).not.toBe("");
  }
});

test("German has its own marks and says Sie", () => {
  // The mail to the admin is the rep's own, to a colleague.
  for (const [name, says] of all(de).filter(([name]) => name !== "firstRun.adminMail" && name !== "common.closeQuote")) {
    expect(says, name).not.toMatch(/“[^“”„]*”|\b(du|dich|dir|dein\w*|euch|euer)\b/u);
    expect((says.match(/„/gu) ?? []).length, name).toBe((says.match(/“/gu) ?? []).length + (name === "common.openQuote" ? 1 : 0));
  }
});

test("lists are as long in each language", () => {
  for (const [page, messages] of Object.entries(en)) {
    for (const [name, list] of Object.entries(messages)) {
      if (!Array.isArray(list)) continue;
      const german: unknown = (de as Record<string, Record<string, unknown>>)[page]?.[name];
      expect(german, `${page}.${name}`).toHaveLength(list.length);
    }
  }
});

/** What is looked up by a word of HubSpot's or of the shell's. */
const TABLES = new Set(["checks", "draftFields", "draftValues", "fields", "headings", "keys", "kinds", "languages", "pages", "priorities", "rules"]);

test("no message is left that no page says", () => {
  const code = Object.values(sources).join("\n");
  const words = new Set(code.match(/[A-Za-z_]\w*/gu));
  // Some pages look a message up by a word of the shell's.
  const isLookedUp = (page: string, name: string) => words.has(name) && (code.includes(`= t.${page};`) || code.includes(`t.${page}[`));
  const unsaid = Object.entries(en).flatMap(([page, messages]) =>
    TABLES.has(page) ? [] : Object.keys(messages).filter((name) => !code.includes(`t.${page}.${name}`) && !isLookedUp(page, name)).map((name) => `${page}.${name}`),
  );
  expect(unsaid).toEqual([]);
});

test("the window speaks what the rep chose, else what the system has", () => {
  expect(language.now).toBe("en");
  expect(t.pages.settings).toBe("Settings");
  language.choose("de");
  expect(t.pages.settings).toBe("Einstellungen");
  expect(document.documentElement.lang).toBe("de");
  language.choose("system");
  expect(document.documentElement.lang).toBe("en");
});

test("the country is the system's, where it names one", () => {
  const system = (...tags: string[]) => {
    vi.spyOn(navigator, "languages", "get").mockReturnValue(tags);
    language.choose("system");
    return [language.now, language.locale];
  };
  expect(system("de-AT", "en")).toEqual(["de", "de-AT"]);
  expect(system("fr-FR", "de", "en-US")).toEqual(["de", "de-DE"]);
  expect(system("en")).toEqual(["en", "en-GB"]);
  expect(system("en-US", "en")).toEqual(["en", "en-US"]);
  expect([shortDate("2026-11-04T10:00:00Z"), plainly(timeOfDay("2026-11-04T08:30:00Z"))]).toEqual(["Nov 4", "9:30 AM"]);
  expect(system("de_DE@euro")).toEqual(["de", "de-DE"]);
  expect(system("C")).toEqual(["en", "en-GB"]);
  language.choose("de");
  expect([language.now, language.locale]).toEqual(["de", "de-DE"]);
  vi.restoreAllMocks();
});

test("a choice made in the other window is followed", () => {
  const stop = language.follow();
  localStorage.setItem("language", "de");
  window.dispatchEvent(new StorageEvent("storage"));
  expect(t.pages.today).toBe("Heute");
  stop();
});

test("German dates, times and distances", () => {
  language.choose("de");
  expect(dayAndMonth("2026-11-30")).toBe("30. November");
  expect(longDay("2026-11-20")).toBe("Freitag, 20. November");
  expect(civilDate("2027-01-31")).toBe("31. Jan. 2027");
  expect(shortDate("2026-11-04T10:00:00Z")).toBe("4. Nov.");
  expect(timeOfDay("2026-11-20T09:24:00Z")).toBe("10:24");
  expect(ago("2026-11-20T09:22:00Z")).toBe("vor 2 Min.");
  expect(ago("2026-11-19T12:00:00Z")).toBe("gestern");
  expect(until("2026-11-20T12:24:00Z")).toBe("in 3 Std.");
  expect([-1, 0, 1, 7].map(lateness)).toEqual(["morgen", "heute", "1 Tag überfällig", "7 Tage überfällig"]);
});

test("German numbers, sums and lists", () => {
  language.choose("de");
  expect(count(1234567)).toBe("1.234.567");
  expect(plainly(money(1234.5, "EUR"))).toBe("1.234,50 €");
  expect(plainly(sum("48,000 EUR"))).toBe("48.000 €");
  expect(sum("by agreement")).toBe("by agreement");
  expect(plainly(dollars(0.0042))).toBe("0,0042 $");
  expect(plainly(percent(0.84))).toBe("84 %");
  expect(plainly(megabytes(400_000))).toBe("0,4 MB");
  expect(allOf(["a", "b", "c"])).toBe("a, b und c");
  expect(eitherOf(["a", "b"])).toBe("a oder b");
  expect(["emails", "companies", "call", "odd_type"].map(kindsWord)).toEqual(["E-Mails", "Unternehmen", "Anrufe", "odd type"]);
});

test("an amount is read however it is typed", () => {
  expect(["20", "20,5", "1.234,50", "1,234.50", "1.234", "1 234,5"].map(amountOf)).toEqual([20, 20.5, 1234.5, 1234.5, 1234, 1234.5]);
  expect(["", "about 20", "-3"].map(amountOf)).toEqual([NaN, NaN, NaN]);
});

test("English numbers and sums", () => {
  expect(money(1234.5, "EUR")).toBe("€1,234.50");
  expect(sum("48,000 EUR")).toBe("€48,000");
  expect(dollars(3.1)).toBe("$3.10");
  expect(allOf(["a", "b", "c"])).toBe("a, b and c");
});

test("German tells one from many", () => {
  language.choose("de");
  expect([0, 1, 2].map(t.common.activities)).toEqual(["0 Aktivitäten", "1 Aktivität", "2 Aktivitäten"]);
  expect([0, 1, 3].map(t.today.meetingCount)).toEqual(["kein Termin", "ein Termin", "drei Termine"]);
  expect([t.today.meetingsLeft(0, 3), t.today.meetingsLeft(1, 3), t.today.meetingsLeft(2, 3)]).toEqual(["kein Termin mehr", "noch einer von drei Terminen", "noch zwei von drei Terminen"]);
  expect([1, 2].map(t.review.willBeWritten)).toEqual(["1 Änderung wird in HubSpot eingetragen.", "2 Änderungen werden in HubSpot eingetragen."]);
  expect([1, 2].map(t.conversations.filesNotRead)).toEqual(["1 Datei wurde nicht gelesen", "2 Dateien wurden nicht gelesen"]);
});

test("where a line comes from is said in German", () => {
  language.choose("de");
  const said = Object.values(brief.sources).find((one) => one.speaker !== null && one.record.type === "call")!;
  expect(sourceLine({ ...said, speaker: "Ana Marques", time: "2026-11-04T10:00:00Z" })).toBe("Ana Marques · Anruf, 4. Nov.");
  expect(sourceLine({ ...said, record: { type: "deal", id: "1" }, property: "closedate", speaker: null, time: "2026-11-04T10:00:00Z" })).toBe("Deal, Abschlussdatum · 4. Nov.");
});

test("work begins again on Monday where the weekend is Saturday and Sunday", () => {
  expect(firstWorkday()).toBe(1);
});

test("the language of a quote is told by its small words, or not at all", () => {
  expect(languageOf("We will have the answer for you on Friday")).toBe("en");
  expect(languageOf("Die Lieferung ist für uns zu spät")).toBe("de");
  expect(languageOf("Budget 44.000 EUR")).toBe("");
});
