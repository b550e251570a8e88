import type { AskReport, CheckedSentence, CheckReport, Item, QualificationView } from "./types";
import { cite, sources } from "./sample-records";

// Answers in the invented portal: one that was said, one that is not certain, one that was never said.

function item(kind: Item["kind"], text: string, citations: string[], rule: string | null = null): Item {
  return { text, kind, rule, citations, verified: true, confidence: kind === "quote" ? 0.82 : null };
}

const read = { scanned: 34, total: 36, unreadable: 2, account: "Northwind Logistics", passages: 212, nothing: null };

export function answerTo(question: string): AskReport {
  const asked = question.toLowerCase();
  const report = (answer: Pick<AskReport["answer"], "found" | "certainty" | "items" | "absent" | "dropped">): AskReport => ({
    answer: { ...read, ...answer },
    sources,
    elapsed_ms: 14,
    by_meaning: true,
  });
  if (asked.includes("depots")) {
    const now = cite("call:901", "Two depots, Porto and Setúbal. In principle we agree to that, yes.");
    const numbers = cite("email:760", "40 planners who would need a seat");
    return report({
      found: true,
      certainty: "found",
      items: [
        item("quote", "Two depots, Porto and Setúbal. In principle we agree to that, yes.", [now]),
        item("quote", "40 planners who would need a seat", [numbers]),
      ],
      absent: [],
      dropped: [{ text: "on 4 November 2026: “two” · on 15 October 2026: “nine”", reason: "no source says 9" }],
    });
  }
  if (asked.includes("signs")) {
    const nearest = cite("note:411", "budget holder is the CFO, Rita Leal, whom we have not met");
    const text = "Nearest, likely related: Marc Okoye, 5 November 2026: “budget holder is the CFO, Rita Leal, whom we have not met”";
    return report({ found: false, certainty: "unsure", items: [item("inferred", text, [nearest], "nearest")], absent: [], dropped: [] });
  }
  return report({ found: false, certainty: "absent", items: [], absent: asked.includes("salesforce") ? ["Salesforce"] : [], dropped: [] });
}

export function qualified(): QualificationView {
  const buyer = cite("note:411", "budget holder is the CFO, Rita Leal, whom we have not met");
  const now = cite("call:901", "Two depots, Porto and Setúbal. In principle we agree to that, yes.");
  const unknown = (name: string, title: string, question: string) => ({ name, title, question, known: null, speaker: null, at: null, before: null });
  return {
    elements: [
      unknown("metrics", "Metrics", "What number would tell you that this has paid off?"),
      {
        ...unknown("economic_buyer", "Economic buyer", "Who has the last word on the money?"),
        known: item("quote", "budget holder is the CFO, Rita Leal, whom we have not met", [buyer], "authority"),
        speaker: "Marc Okoye",
        at: "2026-11-05T10:00:00Z",
      },
      {
        ...unknown("decision_process", "Decision process", "How do you decide, and what happens by when?"),
        known: item("quote", "Two depots, Porto and Setúbal. In principle we agree to that, yes.", [now], "process"),
        speaker: "Ana Marques",
        at: "2026-11-12T10:00:00Z",
      },
      unknown("champion", "Champion", "Who on your side wants this most?"),
    ],
    sources,
  };
}

/** A check of a text in the invented portal: it knows of two depots and forty planners. */
export function checkedText(text: string): CheckReport {
  const known = [
    { about: "depots", value: "two", citation: cite("call:901", "Two depots, Porto and Setúbal. In principle we agree to that, yes."), quote: "Two depots, Porto and Setúbal." },
    { about: "planners", value: "40", citation: cite("email:760", "40 planners who would need a seat"), quote: "40 planners who would need a seat" },
  ];
  const sentences = [...text.matchAll(/[^.!?\n]+[.!]/g)].flatMap((found): CheckedSentence[] => {
    const sentence = found[0].trim();
    const start = found.index + found[0].length - found[0].trimStart().length;
    const place = { start, end: start + sentence.length, text: sentence };
    const fact = known.find((one) => sentence.includes(one.about));
    if (fact !== undefined) {
      const standing = sentence.includes(fact.value) ? "supported" : "contradicted";
      return [{ ...place, standing, citation: fact.citation, quote: fact.quote, speaker: "Ana Marques", said_on: "2026-11-05" }];
    }
    return /\d/.test(sentence) ? [{ ...place, standing: "unknown", citation: null, quote: "", speaker: null, said_on: null }] : [];
  });
  return { sentences, sources, elapsed_ms: 9 };
}
