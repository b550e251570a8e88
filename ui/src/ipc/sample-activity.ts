import { NOW } from "./sample-data";
import type { ActivityLine, ActivityPage, LogCheck } from "./types";

/** So many stand on a page. */
const PAGE = 20;

export const FILE = "/home/marc/Documents/Foreword log 2026-11-20.jsonl";

const nobodys: Omit<ActivityLine, "seq" | "at" | "what"> = { why: null, proposal: null, title: null, account_name: null, kind: null, remote_id: null };
const of = (proposal: string, account_name: string, title: string, kind = "note") => ({ proposal, account_name, title, kind });

const halden = of("proposal-1", "Halden Group", "Call with Halden Group, 18 November 2026");
const northwind = of("proposal-2", "Northwind Logistics", "Call with Northwind Logistics, 4 November 2026");
const task = of("proposal-task", "Northwind Logistics", "Send the security questionnaire", "task");
const amount = of("proposal-amount", "Northwind Logistics", "Amount", "property");
const alder = of("proposal-3", "Alder & Sons", "Call with Alder & Sons, 10 November 2026");
const dunmore = of("proposal-4", "Dunmore Foods", "Call with Dunmore Foods, 17 November 2026");
const fjordline = of("proposal-5", "Fjordline Seafood", "Call with Fjordline Seafood, 16 November 2026");
const tern = of("proposal-6", "Tern & Harbour", "Call with Tern & Harbour, 13 November 2026");
const corvid = of("proposal-7", "Corvid Labs", "Call with Corvid Labs, 1 November 2026");
const kestrel = of("proposal-8", "Kestrel Energy", "Call with Kestrel Energy, 30 October 2026");
const marlowe = of("proposal-9", "Marlowe & Finch", "Call with Marlowe & Finch, 29 October 2026");

/** Newest first: when, what, and what of it is known. */
const happened: [at: string, what: string, rest?: Partial<ActivityLine>][] = [
  ["2026-11-20T09:18:00Z", "unlocked"],
  ["2026-11-20T08:51:00Z", "locked"],
  ["2026-11-20T08:46:00Z", "unknown", { ...dunmore, why: "HubSpot did not answer in time" }],
  ["2026-11-20T08:45:00Z", "sending", dunmore],
  ["2026-11-20T08:44:00Z", "approved", { ...dunmore, why: "by Marc Weber" }],
  ["2026-11-20T08:31:00Z", "waiting", { ...fjordline, why: "HubSpot is limiting requests." }],
  ["2026-11-20T08:30:00Z", "approved", { ...fjordline, why: "by Marc Weber" }],
  ["2026-11-20T08:12:00Z", "proposed", halden],
  ["2026-11-20T08:10:00Z", "proposed", amount],
  ["2026-11-20T08:02:00Z", "setting_changed", { why: "share of the account's calls: 20 %" }],
  ["2026-11-19T17:41:00Z", "exported", { why: "the day's digest to /home/marc/Documents/Pipeline 2026-11-19.html" }],
  ["2026-11-19T16:20:00Z", "approved", { ...alder, why: "by Marc Weber" }],
  ["2026-11-19T16:18:00Z", "edited", alder],
  ["2026-11-19T16:18:00Z", "withdrawn", { ...alder, why: "it was changed" }],
  ["2026-11-19T15:02:00Z", "wrote_over", { ...amount, remote_id: "301", why: "Foreword wrote “48000” over a newer value of Amount: “46000”, set by Rita Leal (19 November 2026, 14:58 UTC). Set it back in HubSpot if that one was right." }],
  ["2026-11-19T11:30:00Z", "refused", { ...tern, why: "The contact was deleted in HubSpot on 14 Nov." }],
  ["2026-11-19T11:29:00Z", "sending", tern],
  ["2026-11-18T18:05:00Z", "erased", { why: "a person was erased" }],
  ["2026-11-18T17:10:00Z", "undone", { proposal: "proposal-gone", remote_id: "90177" }],
  ["2026-11-18T16:55:00Z", "setting_changed", { why: 'review: {"threshold":0.8,"expires_after_days":14,"writable":[],"yours":[]}' }],
  ["2026-11-18T16:52:00Z", "setting_changed", { why: "language model: openai:gpt-4.1-mini" }],
  ["2026-11-18T09:00:00Z", "policy_changed", { why: "signed; models.regions: only eu, local may be asked" }],
  ["2026-11-17T15:40:00Z", "double_archived", { ...kestrel, remote_id: "90181", why: "it arrived late, and nobody had changed it" }],
  ["2026-11-17T15:40:00Z", "double_archiving", { ...kestrel, remote_id: "90181", why: "it arrived late, and nobody had changed it" }],
  ["2026-11-17T15:39:00Z", "double_kept", { ...corvid, remote_id: "90214", why: "somebody has changed it" }],
  ["2026-11-16T14:04:00Z", "undo_unclear", { ...kestrel, remote_id: "90180", why: "HubSpot accepted it but does not show it yet" }],
  ["2026-11-16T14:03:00Z", "undoing", { ...kestrel, remote_id: "90180", why: "by Marc Weber" }],
  ["2026-11-13T10:16:00Z", "sent", { ...kestrel, remote_id: "90180" }],
  ["2026-11-13T10:15:00Z", "verified", { ...corvid, remote_id: "90211" }],
  ["2026-11-13T10:12:00Z", "reopened", { ...northwind, why: "taken back" }],
  ["2026-11-12T09:40:00Z", "rejected", { ...marlowe, why: "Wrong call." }],
  ["2026-11-12T09:30:00Z", "superseded", { ...task, why: "proposal-task replaces it" }],
  ["2026-11-11T07:00:00Z", "expired", { ...task, why: "no decision for 14 days" }],
  ["2025-12-30T16:00:00Z", "exported", { why: "a backup to /home/marc/Documents/Foreword 2025-12-30.backup" }],
];

export const lines: readonly ActivityLine[] = happened.map(([at, what, rest], place) => ({ seq: happened.length - place, at, what, ...nobodys, ...rest }));

/** The newest lines before one, as the shell gives them. */
export function page(all: readonly ActivityLine[], before: number | null, kinds: readonly string[]): ActivityPage {
  const wanted = all.filter((one) => kinds.length === 0 || kinds.includes(one.what));
  const older = wanted.filter((one) => before === null || one.seq < before);
  const shown = older.slice(0, PAGE);
  return { lines: shown, total: wanted.length, before: shown.length < older.length ? (shown.at(-1)?.seq ?? null) : null };
}

/** The log after it was saved, which stands in it. */
export function withExport(all: readonly ActivityLine[]): readonly ActivityLine[] {
  return [{ seq: all.length + 1, at: NOW, what: "exported", ...nobodys, why: `${all.length} lines of this log to ${FILE}` }, ...all];
}

export const checked = (lines: number): LogCheck => ({
  whole: true,
  lines,
  erased: lines === 0 ? 0 : 2,
  anchors: lines === 0 ? 0 : 5,
  head: lines === 0 ? "0".repeat(64) : "3f9c1a7be04d52866c21f7d90b8e4a15d3c7720e9f61b84a5d02c3e8f7196ab4",
  reason: null,
});

/** What the shell says of a head that the log never had. */
export const STRANGE = "the head named is not in this log: lines before it were changed or cut off";

export const broken: LogCheck = { ...checked(lines.length), whole: false, reason: "line 12 says something else than was written" };
