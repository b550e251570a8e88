import { beforeEach, expect, test } from "vitest";
import { clock } from "../design/clock.svelte";
import { ago, civilDate, kindsWord, lateness, longDay, minutesAndSeconds, placedField, shortDate, timeOfDay, until } from ".";

beforeEach(() => {
  clock.stopAt("2026-11-20T09:24:00Z");
  clock.zone = "Europe/Berlin";
});

test("times are told in the rep's zone", () => {
  expect(timeOfDay("2026-11-20T23:30:00Z")).toBe("00:30");
  expect(shortDate("2026-11-20T23:30:00Z")).toBe("21 Nov");
});

test("a date has its year only where it is another one", () => {
  expect(shortDate("2026-09-02T10:00:00Z")).toBe("2 Sep");
  expect(shortDate("2025-09-02T10:00:00Z")).toBe("2 Sep 2025");
  expect(civilDate("2027-01-31")).toBe("31 Jan 2027");
  expect(longDay("2026-11-20")).toBe("Friday, 20 November");
});

test("distances in time", () => {
  expect(ago("2026-11-20T09:23:40Z")).toBe("now");
  expect(ago("2026-11-20T09:22:00Z")).toBe("2 min ago");
  expect(ago("2026-11-20T06:00:00Z")).toBe("3 h ago");
  expect(ago("2026-11-19T12:00:00Z")).toBe("yesterday");
  expect(ago("2026-11-12T12:00:00Z")).toBe("12 Nov");
  expect(until("2026-11-20T09:30:00Z")).toBe("in 6 min");
  expect(until("2026-11-20T09:24:20Z")).toBe("now");
  expect(until("2026-11-20T12:24:00Z")).toBe("in 3 h");
  expect(lateness(0)).toBe("today");
  expect(lateness(1)).toBe("1 day late");
  expect(lateness(-7)).toBe("in 7 days");
});

test("kinds and places in a call", () => {
  expect(["email", "emails", "company", "call"].map(kindsWord)).toEqual(["e-mails", "e-mails", "companies", "calls"]);
  expect(minutesAndSeconds(247_900)).toBe("4:07");
});

test("a field says what it is of", () => {
  expect(["deal/hs_next_step", "contact:520/jobtitle", "meeting/hs_meeting_outcome", "odd"].map(placedField)).toEqual(["Deal, next step", "Contact 520, job title", "Meeting, outcome", "odd"]);
});
