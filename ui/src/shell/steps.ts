import { count, kindsWord } from "../design/words";
import type { SetupStep } from "../ipc";

/** One step of a sync in words: "reading e-mails, 2,310 of 3,942". */
export function stepWords(step: SetupStep): string {
  switch (step.kind) {
    case "starting":
      return "starting";
    case "objects":
      return `reading ${kindsWord(step.object)}, ${step.total === null ? count(step.done) : `${count(step.done)} of ${count(step.total)}`}`;
    case "searchable":
      return "ready for search by word";
    case "indexing":
      return `indexing, ${count(step.done)} of ${count(step.total)}`;
    case "done":
      return "up to date";
  }
}
