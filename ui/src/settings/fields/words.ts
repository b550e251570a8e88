import type { Drift, PlannedProperty } from "../../ipc";
import { t } from "../../words";

/** What a type of HubSpot's is called. One that is unknown here is told as it came. */
export function typeWord(type: string): string {
  const types: Partial<Record<string, string>> = t.fieldsPage.types;
  return types[type] ?? type.replaceAll("_", " ");
}

/** "text", "one of 4 values". */
export function takesWords({ value_type, options }: Pick<PlannedProperty, "value_type" | "options">): string {
  return value_type === "enumeration" && 0 < options.length ? t.fieldsPage.oneOf(options.length) : typeWord(value_type);
}

/** What a kind of draft is called. */
export function kindName(kind: string): string {
  const kinds: Partial<Record<string, string>> = t.fieldsPage.kinds;
  return kinds[kind] ?? kind.replaceAll("-", " ");
}

/** What became of a field, to be read after its name: "was renamed to “main_objection”, it seems." */
export function becameWords({ change, before, now, suggestion }: Drift): string {
  const became: Partial<Record<string, string>> = t.fieldsPage.became;
  switch (change) {
    case "renamed":
      return t.fieldsPage.renamed(now ?? "");
    case "label":
      return t.fieldsPage.relabelled(now ?? "");
    case "type":
      return t.fieldsPage.retyped(typeWord(now ?? ""), typeWord(before ?? ""));
    case "options":
      if (before === null) return t.fieldsPage.optionsNew(now ?? "");
      return now === null ? t.fieldsPage.optionsGone(before) : t.fieldsPage.optionsBoth(before, now);
    default:
      return became[change] ?? suggestion;
  }
}

/** What to do about it; null where there is nothing to say. */
export function toDoWords(drift: Drift): string | null {
  const { toDo } = t.fieldsPage;
  const { change, before, holds, ours, successor } = drift;
  if (change === "new") return null;
  if (change === "label") return toDo.sameMeaning;
  if (change === "options" && before === null) return toDo.stillTaken;
  if (holds === 0 && ours === null) return toDo.notUsed;
  if (canUseInstead(drift)) return 0 < holds ? toDo.move : toDo.use;
  if (successor !== null) return toDo.reject;
  switch (change) {
    case "archived":
      return toDo.restore;
    case "deleted":
      return ours === null ? toDo.reject : toDo.createAgain;
    case "type":
      return toDo.retype;
    case "options":
      return toDo.chooseValue;
    case "read_only":
      return holds === 0 ? toDo.noLongerFits : toDo.reject;
    default:
      return null;
  }
}

/** Whether the field that took its place can take its drafts as well. */
export function canUseInstead(drift: Drift): drift is Drift & { ours: string; successor: string } {
  return drift.ours !== null && drift.successor !== null;
}
