import { clock } from "../design/clock.svelte";
import { language } from "./language.svelte";

// Dates, numbers, sums and lists as the rep's language and country write them. No other module asks `Intl`. Times are told in the rep's zone.

const made = new Map<string, unknown>();

/** A formatter is dear to make, so each is made once. */
function once<T>(key: string, make: (locale: string) => T, locale: string): T {
  const name = `${locale} ${key}`;
  if (!made.has(name)) made.set(name, make(locale));
  return made.get(name) as T;
}

function format(instant: string | number, options: Intl.DateTimeFormatOptions, zone: string = clock.zone, locale: string = language.locale): string {
  const formatter = once(`date ${zone} ${JSON.stringify(options)}`, (to) => new Intl.DateTimeFormat(to, { ...options, timeZone: zone }), locale);
  // Engines differ in how long the short form of this one month is in British English.
  return formatter.format(new Date(instant)).replace(/\bSept\b/u, "Sep");
}

function number(value: number, options: Intl.NumberFormatOptions = {}): string {
  return once(`number ${JSON.stringify(options)}`, (to) => new Intl.NumberFormat(to, options), language.locale).format(value);
}

/** "2026-11-20", the day of an instant, whatever the language. */
export function civil(instant: string | number): string {
  const part = (options: Intl.DateTimeFormatOptions) => format(instant, options, clock.zone, "en-GB");
  return `${part({ year: "numeric" })}-${part({ month: "2-digit" })}-${part({ day: "2-digit" })}`;
}

/** "14:30", the time of an instant as a field for one takes it, whatever the language. */
export function civilTime(instant: string): string {
  return format(instant, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }, clock.zone, "en-GB");
}

/** "10:30" */
export function timeOfDay(instant: string): string {
  return format(instant, { timeStyle: "short" });
}

/** "4 Nov", with the year where it is not this one. */
export function shortDate(instant: string): string {
  const isThisYear = civil(instant).slice(0, 4) === civil(clock.now).slice(0, 4);
  return format(instant, { day: "numeric", month: "short", ...(isThisYear ? {} : { year: "numeric" }) });
}

/** "Friday, 20 November", of a civil date. */
export function longDay(day: string): string {
  return `${format(noonOf(day), { weekday: "long" }, "UTC")}, ${dayAndMonth(day)}`;
}

/** "30 Nov", of a civil date. */
export function civilDate(day: string): string {
  const isThisYear = day.slice(0, 4) === civil(clock.now).slice(0, 4);
  return format(noonOf(day), { day: "numeric", month: "short", ...(isThisYear ? {} : { year: "numeric" }) }, "UTC");
}

/** "20 November", of a civil date. */
export function dayAndMonth(day: string): string {
  return format(noonOf(day), { day: "numeric", month: "long" }, "UTC");
}

/** "Monday", of a civil date. */
export function weekday(day: string): string {
  return format(noonOf(day), { weekday: "long" }, "UTC");
}

/** "November 2026" */
export function monthOf(instant: string): string {
  return format(instant, { month: "long", year: "numeric" });
}

/** "today", "tomorrow", "in 3 days". */
export function inDays(days: number): string {
  return once("days", (to) => new Intl.RelativeTimeFormat(to, { numeric: "auto" }), language.locale).format(days, "day");
}

/** Where work begins again after the weekend: Monday in most countries. Counted from 0, which is Sunday. */
export function firstWorkday(): number {
  const locale = new Intl.Locale(language.locale) as Intl.Locale & { getWeekInfo?: () => { weekend: number[] } };
  // Days are counted from 1 there, Sunday being 7. Where an engine does not know, it is Saturday and Sunday.
  const weekend = locale.getWeekInfo?.().weekend ?? [6, 7];
  const first = [1, 2, 3, 4, 5, 6, 7].find((day) => !weekend.includes(day) && weekend.includes(day === 1 ? 7 : day - 1)) ?? 1;
  return first % 7;
}

/** "7,412" */
export function count(value: number): string {
  return number(value);
}

/** "1.4" */
export function decimal(value: number, digits: number): string {
  return number(value, { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** What a person types as an amount, in whatever country; not a number where it is none. What follows the last sign is of its order unless it is three digits long. */
export function amountOf(typed: string): number {
  const [, whole = "", part = ""] = /^([\d.,' \u00a0]*?)(?:[.,](\d{1,2}))?$/u.exec(typed.trim()) ?? [];
  const digits = whole.replace(/\D/gu, "");
  return digits === "" ? Number.NaN : Number(`${digits}.${part === "" ? "0" : part}`);
}

/** "84%", of a share of 1. */
export function percent(share: number): string {
  return number(share, { style: "percent" });
}

/** "€1,234.50"; whole sums stand without their cents. */
export function money(amount: number, currency: string): string {
  return number(amount, { style: "currency", currency, currencyDisplay: "narrowSymbol", ...(Number.isInteger(amount) ? { maximumFractionDigits: 0 } : {}) });
}

/** "$20.00"; what is less than a cent is told to a hundredth of one. */
export function dollars(usd: number): string {
  const digits = 0 < usd && usd < 0.01 ? 4 : 2;
  return number(usd, { style: "currency", currency: "USD", currencyDisplay: "narrowSymbol", minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** "12 MB", "0.4 MB". */
export function megabytes(bytes: number): string {
  const value = bytes / 2 ** 20;
  const digits = value < 10 ? 1 : 0;
  return number(value, { style: "unit", unit: "megabyte", minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** "1 deal", "2 deals". */
export function plural(value: number, one: string, many: string): string {
  return `${count(value)} ${isOne(value) ? one : many}`;
}

/** Whether the language speaks of this many as of one. */
export function isOne(value: number): boolean {
  return once("plural", (to) => new Intl.PluralRules(to), language.locale).select(value) === "one";
}

/** Words as a choice: “a”, “a or b”, “a, b or c”. */
export function eitherOf(words: readonly string[]): string {
  return once("or", (to) => new Intl.ListFormat(to, { type: "disjunction" }), language.locale).format(words);
}

/** Words together: “a”, “a and b”, “a, b and c”. */
export function allOf(words: readonly string[]): string {
  return once("and", (to) => new Intl.ListFormat(to, { type: "conjunction" }), language.locale).format(words);
}

/** "4:07", of a place in a call. */
export function minutesAndSeconds(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

export function capital(text: string): string {
  return text.charAt(0).toLocaleUpperCase(language.locale) + text.slice(1);
}

function noonOf(day: string): string {
  return `${day}T12:00:00Z`;
}
