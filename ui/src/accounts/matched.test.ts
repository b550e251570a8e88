import { expect, test } from "vitest";
import { matchedWords, matches, tellingWords } from "./matched";

test("only words that say what is asked for count", () => {
  expect(tellingWords("What is their budget for the 2 depots?")).toEqual(["budget", "2", "depots"]);
  expect(tellingWords("Wer entscheidet über das Budget?")).toEqual(["entscheidet", "über", "budget"]);
});

test("a word is found with another ending, and not inside another word", () => {
  const text = "Two depots agreed; the depot in Porto waits, deposits do not.";
  const marked = matches(text, ["depots"]).map(([start, end]) => text.slice(start, end));
  expect(marked).toEqual(["depots", "depot"]);
  expect(matchedWords(text, ["budget", "porto", "depot"])).toEqual(["porto", "depot"]);
});

test("places are counted in scalar values, an emoji is one", () => {
  expect(matches("😀 budget", ["budget"])).toEqual([[2, 8]]);
});
