import type { LogCheck } from "../../ipc";
import { capital, civil, civilDate, count, inDays, kindsWord, kindWord, longDay, percent, t, weekday } from "../../words";
import { clock } from "../../design/clock.svelte";

const DAY_MS = 24 * 60 * 60_000;

/** What happened, in words; what a newer shell may write is told as it stands. */
export function whatWords(what: string): string {
  const known: Partial<Record<string, string>> = t.activity.what;
  return known[what] ?? capital(what.replaceAll("_", " "));
}

/** What the rep has to look at, whatever else stands beside it. */
export function needsALook(what: string): boolean {
  return ["refused", "unknown", "undo_unclear", "double_kept", "wrote_over"].includes(what);
}

/** Reasons that the shell writes the same way each time but for a name, a number or a file. */
const REASONS: readonly [form: RegExp, say: (...parts: string[]) => string | null][] = [
  [/^by (.+), to “(.*)”$/su, (who = "", value = "") => t.activity.byBackTo(who, value)],
  [/^by (.+)$/su, (who = "") => t.activity.by(who)],
  [/^no decision for (\d+) days$/u, (days) => t.activity.noDecision(Number(days))],
  // The id tells a rep nothing.
  [/^\S+ replaces it$/u, () => null],
  [/^forbidden by the admin: (.+)$/su, (reason = "") => t.activity.forbidden(reason)],
  [/^it could not be archived: (.+)$/su, (reason = "") => t.activity.notArchived(reason)],
  [/^it could not be read: (.+)$/su, (reason = "") => t.activity.notReadable(reason)],
  [/^HubSpot gave no clear answer: (.+)$/su, (reason = "") => t.activity.noClearAnswer(reason)],
  [/^share of the account's calls: (\d+) %$/u, (share) => t.activity.share(percent(Number(share) / 100))],
  [/^language model: (.+)$/u, (model = "") => t.activity.modelIs(model)],
  [/^the window locks itself: after (\d+) minutes$/u, (minutes) => t.activity.locksAfter(Number(minutes))],
  [/^target of a quarter: (\d+)$/u, (sum) => t.activity.targetIs(count(Number(sum)))],
  [/^review: \{.*\}$/su, () => t.activity.reviewRules],
  [/^the key of the data: the key is in the keychain/u, () => t.lock.kept.keychain],
  [/^the key of the data: the key is sealed/u, () => t.lock.kept.passphrase],
  [/^the key of the data: the key comes from this computer/u, () => t.lock.kept.machine],
  [/^fields of (\w+) that are copied: also (.+)$/u, (kinds = "", fields = "") => t.activity.fieldsMore(kindsWord(kinds), fields)],
  [/^fields of (\w+) that are copied: no longer (.+)$/u, (kinds = "", fields = "") => t.activity.fieldsFewer(kindsWord(kinds), fields)],
  [/^(\d+) lines of this log to (.+)$/su, (lines, file = "") => t.activity.logTo(Number(lines), file)],
  [/^a backup to (.+)$/su, (file = "") => t.activity.backupTo(file)],
  [/^the day's digest to (.+)$/su, (file = "") => t.activity.digestTo(file)],
  [/^(\d+) answers of models, redacted, to (.+)$/su, (answers, file = "") => t.activity.answersTo(Number(answers), file)],
];

/** Why, in the language of the window as far as the shell's words are known; all else, and what a person wrote, as it stands. */
export function whyWords(what: string, why: string | null): string | null {
  if (why === null) return null;
  // What the rep gave as a reason is theirs, whatever it looks like.
  if (what === "rejected") return why;
  const known: Partial<Record<string, string>> = t.activity.whys;
  const same = known[why];
  if (same !== undefined) return same;
  for (const [form, say] of REASONS) {
    const parts = form.exec(why);
    if (parts !== null) return say(...parts.slice(1));
  }
  return what === "policy_changed" ? policyWords(why) : why;
}

/** "signed; models.regions: only eu may be asked; …", with what is set named as on the page of the policy. */
function policyWords(why: string): string {
  const names: Partial<Record<string, string>> = t.policy.names;
  const said = why.replace(/^signed; /u, `${t.policy.signed} `).replace(/^not signed; /u, `${t.policy.unsigned} `);
  return said.replace(/(^|[;.] )([a-z]+\.[a-z_]+): /gu, (all, before: string, name: string) => (names[name] === undefined ? all : `${before}${names[name]}: `));
}

/** What is wrong with the log, to follow a colon. */
export function flawWords({ reason }: LogCheck): string {
  if (reason === null) return "";
  const [, line, flaw = ""] = /^line (\d+) (.+)$/su.exec(reason) ?? [];
  const known: Partial<Record<string, string>> = t.activity.flaws;
  if (line !== undefined) return t.activity.flawIn(Number(line), known[flaw] ?? flaw);
  if (reason.startsWith("the head named is not in this log")) return t.activity.notItsHead;
  const [, kind] = /^(\w+):\S+ in HubSpot names a head that this log never had/u.exec(reason) ?? [];
  return kind === undefined ? reason : t.activity.strangeHead(kindWord(kind));
}

/** "Today", "Yesterday", "Wednesday, 18 November", with the year where it is not this one. */
export function dayWords(day: string): string {
  if (day === civil(clock.now)) return capital(inDays(0));
  if (day === civil(clock.now - DAY_MS)) return capital(inDays(-1));
  return day.slice(0, 4) === civil(clock.now).slice(0, 4) ? longDay(day) : `${weekday(day)}, ${civilDate(day)}`;
}
