import { expect, test } from "vitest";
import type { ProposalView } from "../ipc";
import { sample } from "../ipc/sample";
import { byAccount, isWhole, kindName, mayGoTogether, quoteOf, taskWords } from "./rows";

const all = await sample({ scene: "ready" }).proposals();
const one = (id: string, over: Partial<ProposalView> = {}): ProposalView => ({ ...all.find((each) => each.id === id)!, ...over });

test("drafts of an account stand together, accounts in the order of their first", () => {
  const mixed = [one("proposal-task"), one("proposal-1"), one("proposal-role")];
  expect(byAccount(mixed).map(({ name, rows }) => [name, rows.map((row) => row.id)])).toEqual([
    ["Northwind Logistics", ["proposal-task", "proposal-role"]],
    ["Halden Group", ["proposal-1"]],
  ]);
});

test("a row shows a field and a role in full, a note and what a customer reads never", () => {
  expect(isWhole(one("proposal-next-step"))).toBe(true);
  expect(isWhole(one("proposal-role"))).toBe(true);
  expect(isWhole(one("proposal-task"))).toBe(true);
  expect(isWhole(one("proposal-1"))).toBe(false);
  expect(isWhole(one("proposal-event"))).toBe(false);
  expect(isWhole(one("proposal-next-step", { audience: ["colleagues", "customer"] }))).toBe(false);
});

test("what is gated, on hold or drafted from another value goes with no others", () => {
  expect(mayGoTogether(one("proposal-next-step"))).toBe(true);
  expect(mayGoTogether(one("proposal-amount"))).toBe(false);
  expect(mayGoTogether(one("proposal-drafted"))).toBe(false);
  expect(mayGoTogether(one("proposal-next-step", { drafted_from: "Call them" }))).toBe(false);
  expect(mayGoTogether(one("proposal-next-step", { status: "approved" }))).toBe(false);
});

test("the quote of a row is what somebody said, with who and when", () => {
  expect(quoteOf(one("proposal-1"))).toMatchObject({ words: "the audit ends on 15 December, and nothing is signed before that", from: "Mira Sand · call, 18 Nov" });
  expect(quoteOf(one("proposal-1", { lines: [] }))).toBeNull();
});

test("kinds and tasks in words", () => {
  expect(kindName(one("proposal-amount"))).toBe("Field");
  expect(taskWords(one("proposal-task", { task_type: "email", priority: "high" }))).toBe("e-mail, high priority");
  expect(taskWords(one("proposal-task", { task_type: "todo", priority: "none" }))).toBe("to-do");
  expect(taskWords(one("proposal-1"))).toBeNull();
});
