import { count, kindsWord, t } from "../words";
import type { SetupStep } from "../ipc";

/** One step of a sync in words: "reading e-mails, 2,310 of 3,942". */
export function stepWords(step: SetupStep): string {
  switch (step.kind) {
    case "starting":
      return t.shell.starting;
    case "objects":
      return t.shell.reading(kindsWord(step.object), step.total === null ? count(step.done) : t.common.someOf(step.done, step.total));
    case "searchable":
      return t.shell.readyByWord;
    case "indexing":
      return t.shell.indexing(t.common.someOf(step.done, step.total));
    case "done":
      return t.shell.upToDate;
  }
}
