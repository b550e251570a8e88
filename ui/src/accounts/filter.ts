import type { AccountRow } from "../ipc";
import { plain } from "../words";

/** The rows whose name or domain holds every word typed, whatever its case or accents. */
export function matching(rows: readonly AccountRow[], typed: string): AccountRow[] {
  const words = plain(typed).split(/\s+/).filter((word) => word !== "");
  return rows.filter((row) => {
    const text = plain(`${row.name} ${row.domain ?? ""}`);
    return words.every((word) => text.includes(word));
  });
}
