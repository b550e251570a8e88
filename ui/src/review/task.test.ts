import { expect, test } from "vitest";
import type { ProposalView } from "../ipc";
import { sample } from "../ipc/sample";
import { asked, hangsOn, isChanged, reminderWords, taskEdit, ticked } from "./task";
import { readEdit, writtenEdit } from "./unsaved";

const all = await sample({ scene: "ready" }).proposals();
const task: ProposalView = { ...all.find((one) => one.id === "proposal-task")!, due: "2026-11-20T08:00:40Z", reminder: "2026-11-19T08:00:40Z" };

test("an edit begins with what the task is", () => {
  expect(taskEdit(task)).toEqual({
    subject: "Promised to Ana Marques: “the security questionnaire”",
    due: "2026-11-20",
    time: "08:00",
    task_type: "todo",
    priority: "none",
    remind_minutes_before: 1440,
    owner: "71",
    targets: [],
  });
});

test("a task has the title that HubSpot would get, whatever its card is called", () => {
  const digest = { ...task, title: "Northwind: digest of 20 November", sent: [{ name: "hs_task_subject", value: "Northwind: nothing has moved" }] };
  expect(taskEdit(digest).subject).toBe("Northwind: nothing has moved");
});

test("a day and time that are as before are not asked for anew", () => {
  const edit = taskEdit(task);
  expect(asked({ ...edit, priority: "high" }, task).time).toBeNull();
  expect(asked({ ...edit, due: "2026-11-23" }, task)).toMatchObject({ due: "2026-11-23", time: "08:00" });
  expect(isChanged(edit, task)).toBe(false);
});

test("a task hangs on what is ticked, and always on something", () => {
  const edit = taskEdit(task);
  const more = ticked(edit, task, "contact:503");
  expect(more.targets).toEqual(["contact:501", "deal:31", "contact:503"]);
  expect(ticked(more, task, "contact:503").targets).toEqual([]);
  const one = ticked(edit, task, "deal:31");
  expect(hangsOn(one, task)).toEqual(["contact:501"]);
  expect(ticked(one, task, "contact:501")).toBe(one);
});

test("a reminder is told in the largest unit that fits", () => {
  expect([null, 0, 15, 60, 90, 1440, 10_080].map(reminderWords)).toEqual([
    "no reminder",
    "at the time",
    "15 minutes before",
    "1 hour before",
    "90 minutes before",
    "1 day before",
    "1 week before",
  ]);
});

test("what is kept of an edit is read again, and anything else is not", () => {
  const edit = { ...taskEdit(task), targets: ["contact:503", "deal:31"], owner: null, time: null, remind_minutes_before: null };
  expect(readEdit(writtenEdit(edit, "one\ntwo"))).toEqual({ edit, lines: "one\ntwo" });
  expect(readEdit(["one line of former days"])).toBeNull();
  expect(readEdit(undefined)).toBeNull();
});
