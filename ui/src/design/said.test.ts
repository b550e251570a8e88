import { expect, test } from "vitest";
import { evidence } from "../test/evidence";
import { pieces } from "./said";

const { sources } = evidence();

test("words that a cited person said are told apart from ours", () => {
  expect(pieces("Ana named “We agree.” today", ["a"], sources)).toEqual([
    { text: "Ana named ", said: false },
    { text: "“We agree.”", said: true },
    { text: " today", said: false },
  ]);
});

test("a title, and words that stand in no source, are not testimony", () => {
  expect(pieces("“Forty-five.”", ["b"], sources)).toEqual([{ text: "“Forty-five.”", said: false }]);
  expect(pieces("“We refuse.”", ["a"], sources)).toEqual([{ text: "“We refuse.”", said: false }]);
  expect(pieces("“We agree.”", [], sources)).toEqual([{ text: "“We agree.”", said: false }]);
});
