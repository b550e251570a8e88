import { beforeEach, expect, test } from "vitest";
import { clock } from "../design/clock.svelte";
import { item } from "../test/evidence";
import { promised } from "./promise";

beforeEach(() => {
  clock.stopAt("2026-11-20T23:30:00Z");
  clock.zone = "Europe/Lisbon";
});

const ledger = (text: string) => promised(item({ kind: "derived", rule: "promise_ledger", text }));

test("a line of the ledger is parted into who, what and how it stands", () => {
  expect(ledger("We owe, 4 days overdue: “I'll have it: all of it, with you”")).toEqual({
    who: "We",
    words: "“I'll have it: all of it, with you”",
    status: "4 days late",
    tone: "text-danger",
  });
  expect(ledger("Owen Marsh owes, 1 day overdue: “x”")).toMatchObject({ who: "Owen Marsh", status: "1 day late" });
  expect(ledger("Owen Marsh owes, due 3 March: “x”")).toMatchObject({ status: "due 3 March", tone: "text-ink-2" });
});

test("what is due today says so, in the rep's zone", () => {
  expect(ledger("We owe, due 20 November: “x”")).toMatchObject({ status: "today", tone: "text-caution" });
  clock.zone = "Europe/Berlin";
  expect(ledger("We owe, due 20 November: “x”")).toMatchObject({ status: "due 20 November" });
});

test("anything else is shown as it is", () => {
  expect(ledger("We still owe them a call")).toBeNull();
  expect(promised(item({ text: "We owe, 4 days overdue: “x”" }))).toBeNull();
});
