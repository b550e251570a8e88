import { dayAndMonth, lateness, t } from "../words";
import type { Promised } from "../ipc";

/** How a promise stands today, and the colour that goes with it. Pure. */
export function standing(promise: Pick<Promised, "due" | "or_due" | "days_late">): { status: string; tone: string } {
  if (0 < promise.days_late) return { status: lateness(promise.days_late), tone: "text-danger" };
  if (promise.days_late === 0) return { status: lateness(0), tone: "text-caution" };
  const days = [promise.due, promise.or_due ?? null].filter((day) => day !== null).map(dayAndMonth);
  return { status: t.brief.due(days), tone: "text-ink-2" };
}
