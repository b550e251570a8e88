import type { ConversationView, ImportedView } from "../ipc";
import { t } from "../words";

/** What a conversation is called: its title, else its file. */
export function nameOf(one: ConversationView): string {
  return one.title ?? one.file ?? t.conversations.pastedText;
}

/** "3 imported, 1 waits for you, 1 was not read." */
export function importedTold(all: readonly ImportedView[]): string {
  const refused = all.filter((one) => one.error !== null).length;
  const again = all.filter((one) => one.matched?.again === true).length;
  const kept = all.filter((one) => one.matched !== null && !one.matched.again).length;
  const waiting = all.length - refused - again - kept;
  const parts = [
    kept === 0 ? null : t.conversations.importedCount(kept),
    waiting === 0 ? null : t.conversations.waitForWhose(waiting),
    again === 0 ? null : t.conversations.hereAlready(again),
    refused === 0 ? null : t.conversations.filesNotRead(refused),
  ].filter((part) => part !== null);
  return parts.length === 0 ? t.conversations.nothingToImport : parts.join(", ");
}

/** The last part of a path. */
export function fileName(path: string): string {
  return path.split(/[\\/]/).pop() ?? path;
}
