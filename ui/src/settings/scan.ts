import { t } from "../words";
import type { ShelfScan } from "../ipc";

/** "2 files new, 1 changed, 14 as before; 1 not read." */
export function scanTold(scan: ShelfScan): string {
  const parts = [
    scan.added === 0 ? null : t.settings.filesNew(scan.added),
    scan.changed === 0 ? null : t.settings.changed(scan.changed),
    scan.removed === 0 ? null : t.settings.gone(scan.removed),
    scan.unchanged === 0 ? null : t.settings.asBefore(scan.unchanged),
  ].filter((part) => part !== null);
  const read = parts.length === 0 ? t.settings.nothingToRead : parts.join(", ");
  const short = [
    scan.unreadable.length === 0 ? null : t.settings.notRead(scan.unreadable.length),
    scan.remarks.length === 0 ? null : t.settings.inPart(scan.remarks.length),
  ].filter((part) => part !== null);
  return short.length === 0 ? `${read}.` : `${read}; ${short.join(", ")}.`;
}
