import { commandError } from "./sample-errors";
import type { Calendars } from "./types";

// The calendars of the invented rep: one that is subscribed to, and a file on a drive that is not there.

export const calendars: Calendars = {
  calendars: [
    { id: 1, name: "Marc Okoye", place: "calendar.google.com", looked_at: "2026-11-20T09:20:00Z", problem: null },
    { id: 2, name: "Fairs 2026", place: "/media/marc/team/fairs.ics", looked_at: "2026-11-19T17:40:00Z", problem: "/media/marc/team/fairs.ics cannot be read: No such file or directory" },
  ],
  added: null,
};

export const noCalendars: Calendars = { calendars: [], added: null };

/** One more calendar, with what reading it brought. */
export function withCalendar({ calendars }: Calendars, place: string, now: string): Calendars {
  const isAddress = /^(https|webcal):\/\//u.test(place);
  if (!isAddress && !place.endsWith(".ics")) {
    throw commandError("not_found", `There is no file ${place}.`, { hint: "Choose an .ics file, or paste the address that your calendar gives out for subscribing." });
  }
  const shown = isAddress ? new URL(place.replace(/^webcal:/u, "https:")).host : place;
  const added = { id: 1 + calendars.reduce((most, one) => Math.max(most, one.id), 0), name: isAddress ? shown : place.replace(/^.*\//u, "").replace(/\.ics$/u, ""), place: shown, looked_at: now, problem: null };
  return {
    calendars: [...calendars, added],
    added: { meetings: 12, in_hubspot: 3, others: 40, unread: [{ path: "Team breakfast", reason: "it has no time" }, { path: "(no title)", reason: "its rule is in another calendar than the Gregorian" }] },
  };
}
