import type { DraftAbout, DraftSubject, DraftSubjects } from "../ipc";

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
export const ONE: Record<Chosen, string> = { contact: "person", deal: "deal", ticket: "ticket", call: "call" };

/** What is said where there is none of them. */
export const NONE: Record<Chosen, string> = {
  contact: "This account has no contact in HubSpot.",
  deal: "This account has no open deal.",
  ticket: "This account has no open ticket.",
  call: "This account has no call yet.",
};
