import { SIGNS } from "../wrap/marks";
import * as data from "./sample-data";
import type { Jottings, JottingView } from "./types";

// What the invented rep noted down in a call that goes on.

export const jottings: Jottings = {
  account: "company:12",
  account_name: "Northwind Logistics",
  meeting: "meeting:41",
  meeting_title: "Rollout plan",
  jottings: [
    { id: 1, at: data.NOW, mark: "plain", text: "Two depots are live, the third waits for scanners" },
    { id: 2, at: data.NOW, mark: "ours", text: "revised offer by Friday" },
    { id: 3, at: data.NOW, mark: "next", text: "visit the depot in Lisbon" },
  ],
};

export const nothingJotted: Jottings = { ...jottings, jottings: [] };

/** A line as it is read: its sign first. */
function lineOf(id: number, typed: string): JottingView {
  const sign = SIGNS.find((one) => typed.trim().startsWith(one.sign));
  const text = sign === undefined ? typed.trim() : typed.trim().slice(1).trim();
  return { id, at: data.NOW, mark: sign?.mark ?? "plain", text };
}

export function noted(all: Jottings, typed: string): Jottings {
  return { ...all, jottings: [...all.jottings, lineOf(all.jottings.length + 1, typed)] };
}

export function changedLine(all: Jottings, id: number, typed: string): Jottings {
  if (typed.trim() === "") return { ...all, jottings: all.jottings.filter((one) => one.id !== id) };
  return { ...all, jottings: all.jottings.map((one) => (one.id === id ? lineOf(id, typed) : one)) };
}
