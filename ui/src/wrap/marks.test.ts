import { expect, test } from "vitest";
import { markWord, typed } from "./marks";

test("a line is typed with its sign", () => {
  expect(typed("ours", "offer by Friday")).toBe("! offer by Friday");
  expect(typed("plain", "we spoke")).toBe("we spoke");
  expect(markWord("theirs")).toBe("they promised");
  expect(markWord("plain")).toBe("");
});
