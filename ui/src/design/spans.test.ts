import { expect, test } from "vitest";
import { render } from "vitest-browser-svelte";
import { excerpt } from "../search/excerpt";
import Highlighted from "./Highlighted.svelte";
import { markedParts, ScalarText } from "./spans";

function check(text: string, spans: [number, number][], expected: string) {
  const parts = markedParts(new ScalarText(text), spans);
  expect(parts.map((part) => (part.marked ? `[${part.text}]` : part.text)).join("")).toBe(expected);
}

test("offsets count scalar values, not UTF-16 units", () => {
  check("a lorry", [[2, 7]], "a [lorry]");
  check("🚚🚚 a lorry", [[5, 10]], "🚚🚚 a [lorry]");
  check("x🚚y", [[1, 2]], "x[🚚]y");
  check("Zoë 👩‍🔧 fixed it", [[8, 13]], "Zoë 👩‍🔧 [fixed] it");
  check("日本語🚚です", [[3, 5]], "日本語[🚚で]す");
});

test("unsorted, overlapping, empty and overlong spans do no harm", () => {
  check("one two three", [[8, 99], [0, 3]], "[one] two [three]");
  check("one two three", [[0, 5], [4, 7]], "[one t][wo] three");
  check("one", [[1, 1], [2, 1]], "one");
  check("", [[0, 4]], "");
  check("one", [], "one");
});

test("a part of a text can be marked by spans of the whole", () => {
  const text = new ScalarText("🚚 first. second.");
  const parts = markedParts(text, [[2, 12]], 9, 16);
  expect(parts).toEqual([
    { text: "sec", marked: true },
    { text: "ond.", marked: false },
  ]);
});

test("highlights behind an emoji mark the right words on the page", async () => {
  const screen = await render(Highlighted, { text: "keen 🚚 on depots", highlights: [[10, 16]] });
  expect(screen.container.querySelector("mark")?.textContent).toBe("depots");
  expect(screen.container.textContent).toBe("keen 🚚 on depots");
});

test("an excerpt begins at a word near the first highlight and moves the highlights along", () => {
  const text = `${"🚚 words ".repeat(40)}needle in the hay`;
  const start = [...text].length - [..."needle in the hay"].length;
  const short = excerpt(text, [[start, start + 6]]);
  expect(short.text.startsWith("…")).toBe(true);
  const [[from, to]] = short.highlights as [[number, number]];
  expect(new ScalarText(short.text).slice(from, to)).toBe("needle");
});
