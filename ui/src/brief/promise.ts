import type { Item } from "../ipc";

export type Standing = { text: string; word: string; tone: string };

/** Parts a promise from the word on how it stands: "Price for 40 seats · due today". Without such a word it is all text. */
export function standing(item: Item): Standing {
  const at = item.text.lastIndexOf(" · ");
  if (at < 0) return { text: item.text, word: "", tone: "" };
  const word = item.text.slice(at + 3);
  return { text: item.text.slice(0, at), word, tone: toneOf(word) };
}

function toneOf(word: string): string {
  if (/\b(late|overdue)$/.test(word)) return "text-danger";
  if (/\btoday$/.test(word)) return "text-caution";
  return word === "kept" ? "text-good" : "text-ink-2";
}
