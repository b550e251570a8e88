import type { Evidence } from "../design/evidence";

/** Where a page of a deal or ticket leads. */
export type Openers = {
  open: Evidence["open"];
  openRecord: Evidence["open"];
  openBrief: (who: string) => void;
  openAccount: (id: string) => void;
  openUrl: (url: string) => void;
  onreview: (id: string) => void;
  onwrap: (account: string) => void;
  onmodel: () => void;
};

/** A label and its value, in a colour where it needs a look. */
export type Fact = { label: string; value: string; tone?: string };
