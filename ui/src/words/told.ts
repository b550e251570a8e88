import { clock } from "../design/clock.svelte";
import type { Source } from "../ipc/types";
import { capital, civil, civilDate, inDays, money, shortDate, timeOfDay } from "./intl";
import { t } from "./messages";

// How far off something is, what a record is called and where a line comes from: each said one way everywhere.

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** "now", "2 min ago", "3 h ago", "yesterday", "4 Nov". */
export function ago(instant: string): string {
  const passed = clock.now - Date.parse(instant);
  if (passed < MINUTE_MS) return t.time.now;
  if (passed < HOUR_MS) return t.time.minutesAgo(Math.floor(passed / MINUTE_MS));
  if (civil(instant) === civil(clock.now)) return t.time.hoursAgo(Math.floor(passed / HOUR_MS));
  if (civil(instant) === civil(clock.now - DAY_MS)) return inDays(-1);
  return shortDate(instant);
}

/** "in 6 min", "now", "6 min ago": where a meeting stands. */
export function until(instant: string): string {
  const ahead = Date.parse(instant) - clock.now;
  if (Math.abs(ahead) < MINUTE_MS) return t.time.now;
  if (ahead < 0) return ago(instant);
  if (ahead < HOUR_MS) return t.time.inMinutes(Math.round(ahead / MINUTE_MS));
  return ahead < DAY_MS ? t.time.inHours(Math.round(ahead / HOUR_MS)) : shortDate(instant);
}

/** "3 days late", "today", "in 2 days". */
export function lateness(daysLate: number): string {
  return 0 < daysLate ? t.time.daysLate(daysLate) : inDays(-daysLate);
}

/** The type of a record as one says it. */
export function kindWord(kind: string): string {
  return kindOf(kind)?.[0] ?? kind.replaceAll("_", " ");
}

/** The same, of many: "contacts", "companies", "e-mails". HubSpot names its types in the plural. */
export function kindsWord(kind: string): string {
  return kindOf(kind)?.[1] ?? kind.replaceAll("_", " ");
}

function kindOf(kind: string): readonly string[] | undefined {
  const kinds: Partial<Record<string, readonly string[]>> = t.kinds;
  return kinds[kind] ?? kinds[kind.replace(/ies$/u, "y")] ?? kinds[kind.replace(/s$/u, "")];
}

/** "Ana Marques · call, 4 Nov": who said it, where and when. A field of the CRM has no speaker and is named instead: "Deal, close date · 2 Oct". */
export function sourceLine(source: Source): string {
  const kind = kindWord(source.record.type);
  const when = shortDate(source.time);
  if (source.speaker !== null) return `${source.speaker} · ${kind}, ${when}`;
  return source.property === null || isText(source.property) ? capital(`${kind}, ${when}`) : `${capital(kind)}, ${fieldWord(source.property)} · ${when}`;
}

/** Bodies of mails, notes and the like have no speaker where nobody is named; they are no fields. */
function isText(property: string): boolean {
  return /body|text|transcript|content/.test(property);
}

/** HubSpot's name for a field as one says it: "hs_ticket_priority" is "ticket priority". */
export function fieldWord(property: string): string {
  const fields: Partial<Record<string, string>> = t.fields;
  return fields[property] ?? property.replace(/^hs_/, "").replaceAll("_", " ");
}

/** A field with what it is of, as one says it: "deal/hs_next_step" is "Deal, next step", "contact:7/jobtitle" is "Contact 7, job title". */
export function placedField(path: string): string {
  const [, kind, id, property] = /^(\w+)(?::([^/]+))?\/(.+)$/u.exec(path) ?? [];
  if (kind === undefined || property === undefined) return path;
  return `${capital(kindWord(kind))}${id === undefined ? "" : ` ${id}`}, ${fieldWord(property)}`;
}

/** A field's value as one reads it: a stored instant becomes a date, with the time where it is not midnight. */
export function fieldValue(value: string): string {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:[\d.]+)?Z$/.test(value)) return value;
  // HubSpot keeps a bare date as midnight UTC, whatever the rep's zone.
  return /T00:00(:00(\.0+)?)?Z$/.test(value) ? civilDate(value.slice(0, 10)) : `${shortDate(value)}, ${timeOfDay(value)}`;
}

/** A value that the shell has made readable, as the rep's country writes it: a sum, a day, a moment; anything else as it came. */
export function storedValue(value: string): string {
  return /^\d{4}-\d\d-\d\d$/.test(value) ? civilDate(value) : sum(fieldValue(value));
}

/** A sum that the shell writes as "48,000 EUR", as the rep's country writes it; anything else as it came. */
export function sum(text: string): string {
  const [, amount, currency] = /^(-?[\d,]+(?:\.\d+)?) ([A-Z]{3})$/u.exec(text) ?? [];
  return amount === undefined || currency === undefined ? text : money(Number(amount.replaceAll(",", "")), currency);
}

/** Why a line was worked out as it was; a rule unknown here is told by its name. */
export function ruleWord(rule: string | null): string {
  const rules: Partial<Record<string, string>> = t.rules;
  return rule === null ? t.common.fromItsSources : (rules[rule] ?? rule.replaceAll("_", " "));
}

/** HubSpot's name for a priority, such as "HIGH", as one says it. */
export function priorityWord(priority: string): string {
  const priorities: Partial<Record<string, string>> = t.priorities;
  return priorities[priority.toLowerCase()] ?? priority.toLowerCase();
}

/** A language that the shell names in English, as the window's language has it. */
export function languageWord(name: string): string {
  const names: Partial<Record<string, string>> = t.languages;
  return names[name] ?? name;
}
