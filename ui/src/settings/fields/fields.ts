import type { Drift, Ipc, PlannedProperty, SchemaPlan } from "../../ipc";

/** What there is to know of an account's fields for drafts. */
export type Fields = { plan: SchemaPlan; drift: readonly Drift[] };

export async function readFields(ipc: Ipc): Promise<Fields> {
  const [plan, { drift }] = await Promise.all([ipc.schema(), ipc.drift()]);
  return { plan, drift };
}

/** How many drafts a change holds. A field that only takes more than before holds none, however many are drafted for it. */
export function holdsOf({ change, before, holds }: Drift): number {
  return change === "options" && before === null ? 0 : holds;
}

/** How many drafts are held because fields changed. A field that changed in two ways holds the same drafts for both. */
export function heldBy(drift: readonly Drift[]): number {
  return [...holdsByField(drift).values()].reduce((sum, holds) => sum + holds, 0);
}

/** How many fields changed. */
export function changedFields(drift: readonly Drift[]): number {
  return holdsByField(drift).size;
}

function holdsByField(drift: readonly Drift[]): Map<string, number> {
  const fields = new Map<string, number>();
  for (const one of drift) {
    const field = `${one.object}/${one.property}`;
    fields.set(field, Math.max(fields.get(field) ?? 0, holdsOf(one)));
  }
  return fields;
}

/** Changes, what needs a look first: those that hold drafts, then those of fields that drafts fill. */
export function byUrgency(drift: readonly Drift[]): Drift[] {
  const urgency = (one: Drift) => (0 < holdsOf(one) ? 0 : one.change === "new" ? 3 : one.ours === null ? 2 : 1);
  return [...drift].sort((a, b) => urgency(a) - urgency(b) || holdsOf(b) - holdsOf(a));
}

/** Without these no value of a draft goes into a field, as they say where it comes from. */
const NEEDED: readonly string[] = ["ai_provenance", "ai_prompt_version", "ai_input_hash", "ai_last_run_at"];

/** What one type of record lacks. */
export type Lacking = { object: string; filled: PlannedProperty[]; alongside: PlannedProperty[]; isNeeded: boolean };

/** What the account lacks, by type of record in the order it came, each with what could be used already first. */
export function byRecord({ create, suggested }: SchemaPlan): Lacking[] {
  const objects = [...new Set(create.map((one) => one.object))];
  return objects.map((object) => {
    const all = create.filter((one) => one.object === object);
    const [filled, alongside] = [all.filter((one) => one.filled_by !== ""), all.filter((one) => one.filled_by === "")];
    const isOffered = (one: PlannedProperty) => suggested[oursOf(one)] !== undefined;
    return {
      object,
      filled: [...filled.filter(isOffered), ...filled.filter((one) => !isOffered(one))],
      alongside,
      isNeeded: alongside.some((one) => NEEDED.includes(one.property)),
    };
  });
}

/** A property of drafts as commands take it: "deal/ai_summary". */
export function oursOf({ object, property }: Pick<PlannedProperty, "object" | "property">): string {
  return `${object}/${property}`;
}
