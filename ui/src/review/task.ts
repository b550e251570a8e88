import { civil, civilTime, t } from "../words";
import type { AttachedTo, ProposalView, TaskChoices, TaskEditRequest } from "../ipc/types";

/** HubSpot's name for a task's title: what a proposal is called may be another. */
const SUBJECT = "hs_task_subject";

const MINUTE_MS = 60_000;

// In minutes.
const HOUR = 60;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;

/** So many minutes before a task is due its owner may be reminded; none is null. */
export const REMINDERS: readonly (number | null)[] = [null, 0, 15, HOUR, DAY, WEEK];

/** What a proposed task is, as an edit begins with it. */
export function taskEdit(task: ProposalView): TaskEditRequest {
  return {
    subject: task.sent.find((one) => one.name === SUBJECT)?.value ?? task.title,
    due: task.due === null ? "" : civil(task.due),
    time: task.due === null ? null : civilTime(task.due),
    task_type: task.task_type ?? "todo",
    priority: task.priority ?? "none",
    remind_minutes_before: task.due === null || task.reminder === null ? null : Math.max(0, Math.round((Date.parse(task.due) - Date.parse(task.reminder)) / MINUTE_MS)),
    owner: task.owner,
    targets: [],
  };
}

/** An edit as it is asked for: a day and a time that are as before stay to the second. */
export function asked(edit: TaskEditRequest, task: ProposalView): TaskEditRequest {
  const before = taskEdit(task);
  return edit.due === before.due && edit.time === before.time ? { ...edit, time: null } : edit;
}

/** Whether an edit says anything that the task does not. */
export function isChanged(edit: TaskEditRequest, task: ProposalView): boolean {
  return JSON.stringify(edit) !== JSON.stringify(taskEdit(task));
}

/** What a task can hang on: what it hangs on already first, whether or not the rest has come. */
export function records(task: ProposalView, choices: TaskChoices | null): AttachedTo[] {
  const others = (choices?.records ?? []).filter((one) => !task.attached_to.some(({ id }) => id === one.id));
  return [...task.attached_to, ...others];
}

/** Those it would hang on after an edit, by id. */
export function hangsOn(edit: TaskEditRequest, task: ProposalView): string[] {
  return edit.targets.length === 0 ? task.attached_to.map((one) => one.id) : edit.targets;
}

/** Ticks a record, or no longer. A task hangs on something, so the last one stays. */
export function ticked(edit: TaskEditRequest, task: ProposalView, id: string): TaskEditRequest {
  const now = hangsOn(edit, task);
  const next = now.includes(id) ? now.filter((one) => one !== id) : [...now, id];
  if (next.length === 0) return edit;
  const isAsBefore = next.length === task.attached_to.length && task.attached_to.every((one) => next.includes(one.id));
  return { ...edit, targets: isAsBefore ? [] : next };
}

/** "no reminder", "at the time", "1 hour before". */
export function reminderWords(minutes: number | null): string {
  if (minutes === null) return t.task.noReminder;
  if (minutes === 0) return t.task.atTheTime;
  if (minutes % WEEK === 0) return t.task.weeksBefore(minutes / WEEK);
  if (minutes % DAY === 0) return t.task.daysBefore(minutes / DAY);
  return minutes % HOUR === 0 ? t.task.hoursBefore(minutes / HOUR) : t.task.minutesBefore(minutes);
}
