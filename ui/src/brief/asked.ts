import { isAsking } from "../words";

/** Whether what was typed is a question rather than a name: it ends like one, or begins like one and goes on. */
export function isQuestion(typed: string): boolean {
  const words = typed.trim().toLowerCase().split(/\s+/u);
  return typed.trim().endsWith("?") || (2 < words.length && isAsking(words[0] ?? ""));
}
