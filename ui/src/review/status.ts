import { clock } from "../design/clock.svelte";
import { civil, shortDate, timeOfDay } from "../design/words";
import { hasStatus, type ProposalView } from "../ipc";

export type StatusWords = { words: string; tone: string };

/** Where a proposal stands on its way into HubSpot, in words. */
export function statusWords(proposal: ProposalView): StatusWords {
  const reason = proposal.reason === null || proposal.reason === "" ? null : proposal.reason;
  const because = (word: string) => (reason === null ? word : `${word}: ${reason}`);
  const status = proposal.status;
  switch (status) {
    case "proposed":
      return { words: "waiting for you", tone: "text-ink-2" };
    case "approved":
      return { words: "approved, not filed yet", tone: "text-accent" };
    case "rejected":
      return { words: because("rejected"), tone: "text-ink-3" };
    case "superseded":
      return { words: "replaced by a newer draft", tone: "text-ink-3" };
    case "expired":
      return { words: because("expired"), tone: "text-ink-3" };
    case "sending":
      return { words: "Being sent to HubSpot.", tone: "text-accent" };
    case "unknown":
      return { words: "HubSpot has not answered yet. Foreword checks whether it arrived before sending it again.", tone: "text-caution" };
    case "sent":
      return { words: "sent, not confirmed yet", tone: "text-ink-2" };
    case "verified":
      // With a reason it is there, and the rep has to know something about it.
      return reason === null ? { words: "filed in HubSpot", tone: "text-good" } : { words: because("filed in HubSpot"), tone: "text-caution" };
    case "undone":
      return { words: "undone", tone: "text-ink-3" };
    case "refused":
      return { words: "Not filed.", tone: "text-danger" };
    case "waiting":
      return { words: waitingWords(proposal.waits_until), tone: "text-caution" };
    default:
      return { words: status satisfies never, tone: "text-ink-2" };
  }
}

/** What it waits for and until when. */
function waitingWords(until: string | null): string {
  if (until === null) return "Waiting for HubSpot.";
  if (Date.parse(until) <= clock.now) return "Waiting for HubSpot. Foreword tries again any moment now.";
  const isToday = civil(until) === civil(clock.now);
  return `Waiting for HubSpot until ${isToday ? "" : `${shortDate(until)}, `}${timeOfDay(until)}.`;
}

/** Whether a proposal was approved and is on its way, or was stopped on it: what the rep may have to see to. */
export function isStuck(proposal: ProposalView): boolean {
  return hasStatus(proposal, "waiting", "refused", "unknown", "sending");
}
