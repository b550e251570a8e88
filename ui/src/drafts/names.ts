import type { DraftKind, DraftTextRequest, Tone } from "../ipc";

/** The name under which the text of a mail is kept: the same draft asked for again has it. */
export function mailName({ kind, target, tone, receiver }: DraftTextRequest): string {
  return `mail ${kind} ${target} ${tone} ${receiver ?? ""}`.trimEnd();
}

/** What a mail was asked for by, read from its name; null for a name of something else. */
export function readName(name: string): DraftTextRequest | null {
  const [what, kind, target, tone, ...receiver] = name.split(" ");
  if (what !== "mail" || kind === undefined || target === undefined || (tone !== "brief" && tone !== "warm")) return null;
  return { kind: kind as DraftKind, target, tone: tone as Tone, receiver: receiver.length === 0 ? null : receiver.join(" ") };
}

/** The same for a reply to a mail, or to text that was pasted. */
export function replyName(target: string, tone: Tone, pasted: string | null): string {
  return `reply ${target} ${tone}${pasted === null ? "" : " pasted"}`;
}

/** The mail that a reply was begun to, read from its name; null for pasted text and for a name of something else. */
export function readReplyName(name: string): { target: string; tone: Tone; isPasted: boolean } | null {
  const [what, target, tone, pasted] = name.split(" ");
  if (what !== "reply" || target === undefined || (tone !== "brief" && tone !== "warm")) return null;
  return { target, tone, isPasted: pasted === "pasted" };
}
