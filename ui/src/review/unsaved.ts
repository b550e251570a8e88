import type { Priority, TaskEditRequest, TaskType } from "../ipc/types";

// A task that is being edited is kept as texts, one a part, in this order.

/** A task as it is kept while it is edited, with its lines. */
export function writtenEdit(edit: TaskEditRequest, lines: string): string[] {
  const { subject, due, time, task_type, priority, remind_minutes_before, owner, targets } = edit;
  return [subject, due, time ?? "", task_type, priority, remind_minutes_before === null ? "" : String(remind_minutes_before), owner ?? "", targets.join(" "), lines];
}

const TYPES: readonly TaskType[] = ["todo", "call", "email"];
const PRIORITIES: readonly Priority[] = ["none", "low", "medium", "high"];

/** The same read again; null where nothing was kept, or by a version that kept it otherwise. */
export function readEdit(texts: readonly string[] | undefined): { edit: TaskEditRequest; lines: string } | null {
  const [subject, due, time, type, priority, minutes, owner, targets, lines] = texts ?? [];
  if (subject === undefined || due === undefined || time === undefined || minutes === undefined || owner === undefined || targets === undefined || lines === undefined) return null;
  return {
    edit: {
      subject,
      due,
      time: time === "" ? null : time,
      task_type: TYPES.find((one) => one === type) ?? "todo",
      priority: PRIORITIES.find((one) => one === priority) ?? "none",
      remind_minutes_before: minutes === "" ? null : Number(minutes),
      owner: owner === "" ? null : owner,
      targets: targets === "" ? [] : targets.split(" "),
    },
    lines,
  };
}
