import { ScalarText } from "../design/spans";
import { isBinding } from "../words";

/** So many letters tell a word from another one; what follows is an ending. */
const STEM = 5;

/** The words of a question that say what it is about, each once. */
export function tellingWords(question: string): string[] {
  const words = question.match(/[\p{L}\p{N}]+(?:[.,]\p{N}+)*/gu) ?? [];
  const telling = words.map((word) => word.toLowerCase()).filter((word) => !isBinding(word) && (2 < word.length || /\p{N}/u.test(word)));
  return [...new Set(telling)];
}

/** Whether two words are one but for their endings: "budget" and "budgets". */
function isSame(one: string, other: string): boolean {
  if (one === other) return true;
  const [short, long] = one.length <= other.length ? [one, other] : [other, one];
  const stem = Math.min(short.length, long.length);
  return 4 <= stem && long.length - short.length <= 3 && short.slice(0, Math.max(STEM, stem - 2)) === long.slice(0, Math.max(STEM, stem - 2));
}

/** Where words of a question stand in a text: offsets in Unicode scalar values, as `Highlighted` takes them. */
export function matches(text: string, wanted: readonly string[]): [number, number][] {
  const found: [number, number][] = [];
  for (const hit of text.matchAll(/[\p{L}\p{N}]+(?:[.,]\p{N}+)*/gu)) {
    if (!wanted.some((word) => isSame(word, hit[0].toLowerCase()))) continue;
    const start = new ScalarText(text.slice(0, hit.index)).length;
    found.push([start, start + new ScalarText(hit[0]).length]);
  }
  return found;
}

/** Which words of the question a text has, as the question spells them. */
export function matchedWords(text: string, wanted: readonly string[]): string[] {
  const words = (text.match(/[\p{L}\p{N}]+(?:[.,]\p{N}+)*/gu) ?? []).map((word) => word.toLowerCase());
  return wanted.filter((word) => words.some((one) => isSame(word, one)));
}
