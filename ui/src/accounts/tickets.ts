import type { TicketView } from "../ipc";

/** Whether a ticket's priority needs a look. */
export function isPressing(ticket: TicketView): boolean {
  return /^(high|urgent)$/i.test(ticket.priority ?? "");
}
