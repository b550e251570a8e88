import { t } from "../words";
import type { AnswerView } from "../ipc";

/** A line of what comes nearest without the words before its first colon, which say that it is no answer. */
export function withoutLabel(text: string): string {
  const colon = text.indexOf(": ");
  return colon < 0 ? text : text.slice(colon + 2);
}

/** What was read for an answer, and what became of the question. "Not mentioned" is said only where nothing comes near, or of a word that stands nowhere. */
export function toldOf(answer: AnswerView): string {
  const { scanned, total, unreadable, absent } = answer;
  const read = t.accounts.readActivities(scanned, total, unreadable);
  if (answer.found) return t.accounts.fromRead(read);
  if (answer.nothing) {
    const nearest = answer.items.length === 0 ? "" : ` ${t.accounts.comesNearest}`;
    return `${t.accounts.nothingIn(answer.nothing, read)}${nearest}`;
  }
  const words = absent.map(t.common.quoted).join(", ");
  if (answer.certainty === "absent") return t.accounts.notMentioned(words, read);
  return t.accounts.nothingCertain(words, read);
}

/** Why a line was taken for the answer: the words of the question it has, else what it means. */
export function matchWords(words: readonly string[], byMeaning: boolean): string {
  if (0 < words.length) return t.accounts.hasWords(words.map(t.common.quoted));
  return byMeaning ? t.accounts.sameMeaning : t.accounts.formOfWords;
}
