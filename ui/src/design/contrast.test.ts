import { describe, expect, test } from "vitest";
import tokens from "./tokens.css?raw";

/** Reads the roles of the rule that begins with a selector. */
function roles(selector: string): Record<string, string> {
  const at = tokens.indexOf(selector);
  expect(at).toBeGreaterThanOrEqual(0);
  const rule = tokens.slice(at, tokens.indexOf("}", at));
  return Object.fromEntries([...rule.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})/g)].map((found) => [found[1]!, found[2]!]));
}

/** Relative luminance, as WCAG 2.2 defines it. */
function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const value = parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one: string, other: string): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

/** Every text role on every surface it is set on. All our text is small, so all of it needs 4.5 to 1. */
const pairs: [text: string, surfaces: string[]][] = [
  ["ink", ["paper", "raised", "sunk", "accent-soft", "caution-soft"]],
  ["ink-2", ["paper", "raised", "sunk", "accent-soft"]],
  ["ink-3", ["paper", "raised", "sunk", "accent-soft"]],
  ["accent", ["paper", "raised", "sunk", "accent-soft", "caution-soft"]],
  ["caution", ["paper", "raised", "sunk", "caution-soft"]],
  ["danger", ["paper", "raised", "sunk", "danger-soft"]],
  ["good", ["paper", "raised", "sunk"]],
  ["paper", ["accent"]],
];

describe.each([
  ["light", ":root {"],
  ["dark", ':root[data-theme="dark"]'],
])("%s", (_, selector) => {
  test.each(pairs.flatMap(([text, surfaces]) => surfaces.map((surface) => [text, surface] as const)))("%s on %s is AA", (text, surface) => {
    const role = roles(selector);
    expect(contrast(role[text]!, role[surface]!)).toBeGreaterThanOrEqual(4.5);
  });
});

/** The edges of fields and buttons, and the bar beside what is chosen, have to be seen to know that they are there. */
const edges: [edge: string, surfaces: string[]][] = [
  ["edge", ["paper", "raised", "sunk"]],
  ["accent", ["paper", "raised", "sunk"]],
];

describe.each([
  ["light", ":root {"],
  ["dark", ':root[data-theme="dark"]'],
])("%s edges", (_, selector) => {
  test.each(edges.flatMap(([edge, surfaces]) => surfaces.map((surface) => [edge, surface] as const)))("%s on %s is 3 to 1", (edge, surface) => {
    const role = roles(selector);
    expect(contrast(role[edge]!, role[surface]!)).toBeGreaterThanOrEqual(3);
  });
});

test("dark is the same by choice and by the system", () => {
  expect(roles(':root[data-theme="dark"]')).toEqual(roles(':root:not([data-theme="light"])'));
});

test("both themes name the same roles", () => {
  expect(Object.keys(roles(':root[data-theme="dark"]'))).toEqual(Object.keys(roles(":root {")));
});
