import { clock } from "../design/clock.svelte";
import { civil, shortDate, t, timeOfDay } from "../words";
import { hasStatus, type ProposalView } from "../ipc";

export type StatusWords = { words: string; tone: string };

/** Where a proposal stands on its way into HubSpot, in words. */
export function statusWords(proposal: ProposalView): StatusWords {
  const reason = proposal.reason === null || proposal.reason === "" ? null : proposal.reason;
  const because = (word: string) => (reason === null ? word : `${word}: ${reason}`);
  const status = proposal.status;
  switch (status) {
    case "proposed":
      return { words: t.review.waitingForYou, tone: "text-ink-2" };
    case "approved":
      return { words: t.review.approvedNotFiled, tone: "text-accent" };
    case "rejected":
      return { words: because(t.review.rejected), tone: "text-ink-3" };
    case "superseded":
      return { words: t.review.replaced, tone: "text-ink-3" };
    case "expired":
      return { words: because(t.review.expired), tone: "text-ink-3" };
    case "sending":
      return { words: t.review.beingSent, tone: "text-accent" };
    case "unknown":
      return { words: t.review.noAnswerYet, tone: "text-caution" };
    case "sent":
      return { words: t.review.sentNotConfirmed, tone: "text-ink-2" };
    case "verified":
      // With a reason it is there, and the rep has to know something about it.
      return reason === null ? { words: t.review.filed, tone: "text-good" } : { words: because(t.review.filed), tone: "text-caution" };
    case "undone":
      return { words: t.review.undone, tone: "text-ink-3" };
    case "refused":
      return { words: t.review.notFiled, tone: "text-danger" };
    case "waiting":
      return { words: waitingWords(proposal.waits_until), tone: "text-caution" };
    default:
      return { words: status satisfies never, tone: "text-ink-2" };
  }
}

/** What it waits for and until when. */
function waitingWords(until: string | null): string {
  if (until === null) return t.review.waitingForHubspot;
  if (Date.parse(until) <= clock.now) return t.review.anyMoment;
  const isToday = civil(until) === civil(clock.now);
  return t.review.waitingUntil(`${isToday ? "" : `${shortDate(until)}, `}${timeOfDay(until)}`);
}

/** Whether a proposal was approved and is on its way, or was stopped on it: what the rep may have to see to. */
export function isStuck(proposal: ProposalView): boolean {
  return hasStatus(proposal, "waiting", "refused", "unknown", "sending");
}
