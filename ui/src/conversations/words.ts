import type { ConversationView, ImportedView } from "../ipc";
import { plural } from "../design/words";

/** What a conversation is called: its title, else its file. */
export function nameOf(one: ConversationView): string {
  return one.title ?? one.file ?? "Pasted text";
}

/** "3 imported, 1 waits for you, 1 was not read." */
export function importedTold(all: readonly ImportedView[]): string {
  const refused = all.filter((one) => one.error !== null).length;
  const again = all.filter((one) => one.matched?.again === true).length;
  const kept = all.filter((one) => one.matched !== null && !one.matched.again).length;
  const waiting = all.length - refused - again - kept;
  const parts = [
    kept === 0 ? null : `${plural(kept, "conversation")} imported`,
    waiting === 0 ? null : waiting === 1 ? "1 waits for you to say whose it is" : `${waiting} wait for you to say whose they are`,
    again === 0 ? null : again === 1 ? "1 was here already" : `${again} were here already`,
    refused === 0 ? null : refused === 1 ? "1 file was not read" : `${refused} files were not read`,
  ].filter((part) => part !== null);
  return parts.length === 0 ? "Nothing to import" : `${parts.join(", ")}`;
}

/** The last part of a path. */
export function fileName(path: string): string {
  return path.split(/[\\/]/).pop() ?? path;
}
