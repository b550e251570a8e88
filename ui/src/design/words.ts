import type { Source } from "../ipc/types";
import { clock } from "./clock.svelte";

// Dates, counts and names of kinds, spelled one way everywhere. All times are told in the rep's zone.

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const formats = new Map<string, Intl.DateTimeFormat>();

function format(instant: string | number, options: Intl.DateTimeFormatOptions, zone: string = clock.zone): string {
  const key = zone + JSON.stringify(options);
  let made = formats.get(key);
  if (made === undefined) {
    made = new Intl.DateTimeFormat("en-GB", { ...options, timeZone: zone });
    formats.set(key, made);
  }
  return made.format(new Date(instant)).replace("Sept", "Sep");
}

/** "2026-11-20", the day of an instant. */
export function civil(instant: string | number): string {
  const part = (options: Intl.DateTimeFormatOptions) => format(instant, options);
  return `${part({ year: "numeric" })}-${part({ month: "2-digit" })}-${part({ day: "2-digit" })}`;
}

/** "10:30" */
export function timeOfDay(instant: string): string {
  return format(instant, { hour: "2-digit", minute: "2-digit", hour12: false });
}

/** "4 Nov", with the year where it is not this one. */
export function shortDate(instant: string): string {
  const sameYear = format(instant, { year: "numeric" }) === format(clock.now, { year: "numeric" });
  return format(instant, { day: "numeric", month: "short", ...(sameYear ? {} : { year: "numeric" }) });
}

/** "Friday, 20 November", of a civil date. */
export function longDay(day: string): string {
  const noon = `${day}T12:00:00Z`;
  return `${format(noon, { weekday: "long" }, "UTC")}, ${format(noon, { day: "numeric", month: "long" }, "UTC")}`;
}

/** "30 Nov", of a civil date. */
export function civilDate(day: string): string {
  const thisYear = format(clock.now, { year: "numeric" });
  const options: Intl.DateTimeFormatOptions = { day: "numeric", month: "short" };
  return format(`${day}T12:00:00Z`, day.startsWith(thisYear) ? options : { ...options, year: "numeric" }, "UTC");
}

/** "20 November", of a civil date. */
export function dayAndMonth(day: string): string {
  return format(`${day}T12:00:00Z`, { day: "numeric", month: "long" }, "UTC");
}

/** "November 2026" */
export function monthOf(instant: string): string {
  return format(instant, { month: "long", year: "numeric" });
}

/** "now", "2 min ago", "3 h ago", "yesterday", "4 Nov". */
export function ago(instant: string): string {
  const passed = clock.now - Date.parse(instant);
  if (passed < MINUTE_MS) return "now";
  if (passed < HOUR_MS) return `${Math.floor(passed / MINUTE_MS)} min ago`;
  if (civil(instant) === civil(clock.now)) return `${Math.floor(passed / HOUR_MS)} h ago`;
  if (civil(instant) === civil(clock.now - DAY_MS)) return "yesterday";
  return shortDate(instant);
}

/** "in 6 min", "now", "6 min ago": where a meeting stands. */
export function until(instant: string): string {
  const ahead = Date.parse(instant) - clock.now;
  if (Math.abs(ahead) < MINUTE_MS) return "now";
  if (ahead < 0) return ago(instant);
  if (ahead < HOUR_MS) return `in ${Math.round(ahead / MINUTE_MS)} min`;
  return ahead < DAY_MS ? `in ${Math.round(ahead / HOUR_MS)} h` : shortDate(instant);
}

/** "3 days late", "today", "in 2 days". */
export function lateness(days_late: number): string {
  if (days_late === 0) return "today";
  return days_late < 0 ? `in ${plural(-days_late, "day")}` : `${plural(days_late, "day")} late`;
}

/** "7,412" */
export function count(value: number): string {
  return value.toLocaleString("en-GB");
}

/** "12 MB", "0.4 MB". */
export function megabytes(bytes: number): string {
  const value = bytes / 2 ** 20;
  return `${value < 10 ? value.toFixed(1) : count(Math.round(value))} MB`;
}

/** "1 deal", "2 deals". */
export function plural(value: number, one: string, many: string = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** Words as a choice: “a”, “a or b”, “a, b or c”. */
export function eitherOf(words: string[]): string {
  const last = words.at(-1) ?? "";
  return words.length < 2 ? last : `${words.slice(0, -1).join(", ")} or ${last}`;
}

/** "two", up to twelve; then figures. */
export function inWords(value: number): string {
  const words = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
  return words[value] ?? count(value);
}

/** "4:07", of a place in a call. */
export function minutesAndSeconds(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** The type of a record as one says it. */
export function kindWord(kind: string): string {
  return kind.replace(/^email/, "e-mail").replaceAll("_", " ");
}

/** The same, of many: "contacts", "companies", "e-mails". */
export function kindsWord(kind: string): string {
  const word = kindWord(kind);
  if (word === "shelf") return word;
  return word.endsWith("y") ? `${word.slice(0, -1)}ies` : word.endsWith("s") ? word : `${word}s`;
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

const FIELDS: Record<string, string> = {
  dealname: "name",
  dealstage: "stage",
  closedate: "close date",
  createdate: "created",
  firstname: "first name",
  lastname: "last name",
  jobtitle: "job title",
  hs_timestamp: "time",
};

/** HubSpot's name for a field as one says it: "hs_ticket_priority" is "ticket priority". */
export function fieldWord(property: string): string {
  return FIELDS[property] ?? property.replace(/^hs_/, "").replaceAll("_", " ");
}

/** A field's value as one reads it: a stored instant becomes a date, with the time where it is not midnight. */
export function fieldValue(value: string): string {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:[\d.]+)?Z$/.test(value)) return value;
  // HubSpot keeps a bare date as midnight UTC, whatever the rep's zone.
  return /T00:00(:00(\.0+)?)?Z$/.test(value) ? civilDate(value.slice(0, 10)) : `${shortDate(value)}, ${timeOfDay(value)}`;
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
