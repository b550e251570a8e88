import type { HitView } from "../ipc";

/** So many lines of one record are shown; a long call would push all others away. */
const LINES = 2;

export type FoundRecord = { record: string; kind: string; time: string; speakers: string[]; lines: HitView[]; more: number };

/** Hits put together by the record they stand in, in the order of each one's best. */
export function byRecord(hits: readonly HitView[]): FoundRecord[] {
  const found = new Map<string, FoundRecord>();
  for (const hit of hits) {
    const record = `${hit.record.type}:${hit.record.id}`;
    const one = found.get(record) ?? { record, kind: hit.kind === "transcript" ? "call" : hit.kind, time: hit.time, speakers: [], lines: [], more: 0 };
    found.set(record, one);
    if (LINES <= one.lines.length) one.more += 1;
    else one.lines.push(hit);
    if (hit.speaker !== null && !one.speakers.includes(hit.speaker)) one.speakers.push(hit.speaker);
  }
  return [...found.values()];
}
