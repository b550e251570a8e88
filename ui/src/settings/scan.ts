import { plural } from "../design/words";
import type { ShelfScan } from "../ipc";

/** "2 files new, 1 changed, 14 as before; 1 not read." */
export function scanTold(scan: ShelfScan): string {
  const parts = [
    scan.added === 0 ? null : `${plural(scan.added, "file")} new`,
    scan.changed === 0 ? null : `${scan.changed} changed`,
    scan.removed === 0 ? null : `${scan.removed} gone`,
    scan.unchanged === 0 ? null : `${scan.unchanged} as before`,
  ].filter((part) => part !== null);
  const read = parts.length === 0 ? "Nothing to read here" : parts.join(", ");
  const short = [
    scan.unreadable.length === 0 ? null : `${scan.unreadable.length} not read`,
    scan.remarks.length === 0 ? null : `${scan.remarks.length} read in part or with a guess`,
  ].filter((part) => part !== null);
  return short.length === 0 ? `${read}.` : `${read}; ${short.join(", ")}.`;
}
