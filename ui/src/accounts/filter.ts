import type { AccountRow } from "../ipc";

/** The rows whose name or domain holds every word typed, whatever its case or accents. */
export function matching(rows: readonly AccountRow[], typed: string): AccountRow[] {
  const words = plain(typed).split(/\s+/).filter((word) => word !== "");
  return rows.filter((row) => {
    const text = plain(`${row.name} ${row.domain ?? ""}`);
    return words.every((word) => text.includes(word));
  });
}

function plain(text: string): string {
  return text.normalize("NFD").replace(/\p{Diacritic}/gu, "").toLowerCase();
}
