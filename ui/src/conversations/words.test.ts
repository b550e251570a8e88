import { expect, test } from "vitest";
import type { ImportedView } from "../ipc";
import { fileName, importedTold } from "./words";

const matched = { id: "call:7", title: "Scope", at: "2026-03-02T09:00:00Z", account: null, account_name: null, confidence: 1, why: "", by_rep: false, again: false };
const one = (over: Partial<ImportedView>): ImportedView => ({ file: "a.vtt", conversation: 1, matched: null, skipped: 0, error: null, ...over });

test("what came of an import is said in one line", () => {
  expect(importedTold([one({ matched })])).toBe("1 conversation imported");
  expect(importedTold([one({}), one({ matched: { ...matched, again: true } }), one({ error: "no" })])).toBe(
    "1 waits for you to say whose it is, 1 was here already, 1 file was not read",
  );
  expect(importedTold([])).toBe("Nothing to import");
});

test("a path is named by its last part", () => {
  expect(fileName("/home/a/b.vtt")).toBe("b.vtt");
  expect(fileName("C:\\a\\b.vtt")).toBe("b.vtt");
});
