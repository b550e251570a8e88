import type { DraftAbout, DraftSubject, DraftSubjects } from "../ipc";
import { t } from "../words";

/** What a draft can be about beside the account itself. */
export type Chosen = Exclude<DraftAbout, "company">;

/** Those a draft can be about, and the one that is meant unless the rep chooses another. */
export function offered(all: DraftSubjects, about: Chosen): { options: readonly DraftSubject[]; meant: string | null } {
  switch (about) {
    case "contact":
      return { options: all.contacts, meant: all.contact };
    case "deal":
      return { options: all.deals, meant: all.deal };
    case "ticket":
      return { options: all.tickets, meant: all.ticket };
    case "call":
      return { options: all.calls, meant: all.call };
  }
}

/** The subject to begin with: the rep's earlier choice, else what is meant, else the only one. Null where the rep has to choose or there is none. */
export function first(all: DraftSubjects, about: Chosen, picked: string | undefined): string | null {
  const { options, meant } = offered(all, about);
  const wanted = [picked, meant, options.length === 1 ? options[0]?.id : null].find((id) => options.some((one) => one.id === id));
  return wanted ?? null;
}

/** One of them, as the choice names it. */
export function oneWord(about: Chosen): string {
  return t.drafts[about];
}

/** What is said where there is none of them. */
export function noneWords(about: Chosen): string {
  const { noContact: contact, noDeal: deal, noTicket: ticket, noCall: call } = t.drafts;
  return { contact, deal, ticket, call }[about];
}

/** The same where it is not offered for that. */
export function lackWords(about: Chosen): string {
  const { aContact: contact, aDeal: deal, aTicket: ticket, aCall: call } = t.drafts;
  return { contact, deal, ticket, call }[about];
}
