import { expect, test } from "vitest";
import { typedAhead } from "./menu";

const NAMES = ["Follow-up", "Nudge", "Pre-call summary", "Summary", "Reply to pasted text"];

test("letters lead to the next item of which a word begins with them", () => {
  expect(typedAhead(NAMES, "s", 0)).toBe(2);
  // The same letter again goes on.
  expect(typedAhead(NAMES, "s", 2)).toBe(3);
  expect(typedAhead(NAMES, "s", 3)).toBe(2);
});

test("a longer word stays where it is as long as it fits", () => {
  expect(typedAhead(NAMES, "su", 3)).toBe(3);
  expect(typedAhead(NAMES, "pas", 2)).toBe(4);
  expect(typedAhead(NAMES, "up", 4)).toBe(0);
  expect(typedAhead(NAMES, "xyz", 1)).toBe(-1);
});
