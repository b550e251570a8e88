import type { ActivityLine, ActivityPage } from "../../ipc";
import { civil, t } from "../../words";

/** What of the log is shown. */
export type Show = "all" | "filing" | "settings" | "exports";

/** What the log calls that which each stands for; all of it where nothing is named. */
const KINDS: Record<Show, readonly string[]> = {
  all: [],
  filing: [
    "approved",
    "edited",
    "withdrawn",
    "reopened",
    "rejected",
    "superseded",
    "expired",
    "sending",
    "unknown",
    "sent",
    "verified",
    "refused",
    "waiting",
    "undoing",
    "undo_unclear",
    "undone",
    "double_archiving",
    "double_archived",
    "double_kept",
    "wrote_over",
  ],
  settings: ["setting_changed", "policy_changed"],
  exports: ["exported", "locked", "unlocked", "erased"],
};

export function kindsOf(show: Show): readonly string[] {
  return KINDS[show];
}

/** The same with what each is called. */
export function shows(): { value: Show; name: string }[] {
  const { all, filing, settings, exports } = t.activity;
  return [
    { value: "all", name: all },
    { value: "filing", name: filing },
    { value: "settings", name: settings },
    { value: "exports", name: exports },
  ];
}

export type Day = { day: string; lines: ActivityLine[] };

/** Lines newest first, those of a day together. */
export function byDay(lines: readonly ActivityLine[]): Day[] {
  const days: Day[] = [];
  for (const line of lines) {
    const day = civil(line.at);
    const last = days.at(-1);
    if (last?.day === day) last.lines.push(line);
    else days.push({ day, lines: [line] });
  }
  return days;
}

/** A page with the one that follows it. */
export function joined(shown: ActivityPage, older: ActivityPage): ActivityPage {
  return { ...older, lines: [...shown.lines, ...older.lines] };
}

/** The newest page anew, with the older lines that were read before, unless some between them would be missing. */
export function renewed(newest: ActivityPage, shown: ActivityPage | null): ActivityPage {
  const first = newest.before;
  const latest = shown?.lines[0]?.seq;
  if (shown === null || first === null || latest === undefined || latest < first) return newest;
  return { ...newest, lines: [...newest.lines, ...shown.lines.filter((one) => one.seq < first)], before: shown.before };
}
