import { plural } from "../design/words";
import type { AnswerView } from "../ipc";

/** A line of what comes nearest without the words before its first colon, which say that it is no answer. */
export function withoutLabel(text: string): string {
  const colon = text.indexOf(": ");
  return colon < 0 ? text : text.slice(colon + 2);
}

/** What was read for an answer, and what became of the question. "Not mentioned" is said only where nothing comes near, or of a word that stands nowhere. */
export function toldOf(answer: AnswerView): string {
  const { scanned, total, unreadable, absent } = answer;
  const read = `${scanned} of ${plural(total, "activity", "activities")}${unreadable === 0 ? "" : `, ${unreadable} unreadable`}`;
  if (answer.found) return `From ${read}, best first.`;
  const words = absent.map((word) => `“${word}”`).join(", ");
  if (answer.certainty === "absent") return `${words === "" ? "Not" : `${words} not`} mentioned in ${read}.`;
  return `${words === "" ? "Nothing certain" : `${words} not mentioned`} in ${read}. What comes nearest:`;
}
