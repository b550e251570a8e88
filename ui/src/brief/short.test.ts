import { expect, test } from "vitest";
import type { Item, Section, SectionName } from "../ipc";
import * as data from "../ipc/sample-data";
import { shortened, withOneMark, WORDS_MAX, wordsOf } from "./short";

const item = (words: number, citations: string[] = ["a", "b"]): Item => ({ text: Array(words).fill("word").join(" "), kind: "fact", rule: null, citations, verified: true, confidence: null });
const section = (name: SectionName, ...items: Item[]): Section => ({ name, items, empty: items.length === 0 ? "nothing" : null });
const total = (sections: Section[]) => sections.flatMap((one) => one.items).reduce((sum, one) => sum + wordsOf(one), 0);

test("a brief has at most ninety words, those that are worth most, and no empty section", () => {
  for (const brief of [data.brief, data.thinBrief]) {
    const short = shortened(brief.brief.sections);
    expect(total(short)).toBeLessThanOrEqual(WORDS_MAX);
    expect(short.every((one) => 0 < one.items.length)).toBe(true);
  }
  const names = shortened(data.brief.brief.sections).map((one) => one.name);
  for (const name of ["landmines", "promises", "ask_first"]) expect(names).toContain(name);
});

test("what is long makes room for what is short, and the order stays", () => {
  const sections = [section("why_now", item(30)), section("promises", item(40), item(40), item(10)), section("ask_first", item(20)), section("people")];
  const short = shortened(sections);
  expect(short.map((one) => [one.name, one.items.length])).toEqual([["why_now", 1], ["promises", 1], ["ask_first", 1]]);
});

test("the first line is there however long it is", () => {
  expect(shortened([section("landmines", item(200)), section("promises", item(5))]).map((one) => one.name)).toEqual(["landmines"]);
});

test("a line has one mark: what somebody said, else the first", () => {
  const said = { record: { type: "call" as const, id: "1" }, property: null, time: "2026-11-20T09:00:00Z", speaker: "Ana", text: "We agree." };
  const marks = (sources: Parameters<typeof withOneMark>[1]) => withOneMark([section("deal", item(3, ["a", "b", "c"]))], sources)[0]!.items[0]!.citations;
  expect(marks({})).toEqual(["a"]);
  expect(marks({ a: { ...said, speaker: null }, b: said })).toEqual(["b"]);
});
