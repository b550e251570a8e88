import { vi } from "vitest";
import { numbered, type Evidence } from "../design/evidence";
import type { Item } from "../ipc";

/** A small body of evidence: one call and one e-mail. */
export function evidence(): Evidence {
  return {
    sources: {
      a: { record: { type: "call", id: "1" }, property: null, time: "2026-11-04T14:00:00Z", speaker: "Ana Marques", text: "We agree." },
      b: { record: { type: "email", id: "2" }, property: null, time: "2026-11-12T08:00:00Z", speaker: null, text: "Forty-five." },
    },
    numbers: numbered(["a", "b"]),
    open: vi.fn(),
  };
}

export function item(over: Partial<Item>): Item {
  return { text: "Two depots agreed.", kind: "fact", rule: null, citations: ["a"], verified: true, confidence: null, ...over };
}
