import { timeOfDay } from "../design/words";
import type { ProposalStatus, ProposalView } from "../ipc";

export type StatusWords = { words: string; tone: string };

/** Where a proposal stands on its way into HubSpot, in words. */
export function statusWords(proposal: ProposalView): StatusWords {
  const reason = proposal.reason === null || proposal.reason === "" ? null : proposal.reason;
  const because = (word: string) => (reason === null ? word : `${word}: ${reason}`);
  const status = proposal.status as ProposalStatus;
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
      return { words: "sending", tone: "text-accent" };
    case "unknown":
      return { words: "No answer yet. Checking before sending again.", tone: "text-caution" };
    case "sent":
      return { words: "sent, not confirmed yet", tone: "text-ink-2" };
    case "verified":
      // With a reason it is there, and the rep has to know something about it.
      return reason === null ? { words: "verified", tone: "text-good" } : { words: because("verified"), tone: "text-caution" };
    case "undone":
      return { words: "undone", tone: "text-ink-3" };
    case "refused":
      return { words: because("refused"), tone: "text-danger" };
    case "waiting":
      return { words: waitingWords(reason), tone: "text-caution" };
    default:
      return { words: status satisfies never, tone: "text-ink-2" };
  }
}

/** The reason of a pause is an instant or a sentence. */
function waitingWords(reason: string | null): string {
  if (reason === null) return "waiting";
  return /^\d{4}-\d\d-\d\dT/.test(reason) ? `waiting until ${timeOfDay(reason)}` : `waiting: ${reason}`;
}
