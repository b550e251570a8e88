import { capital } from "../design/words";

/** What a heading is called: a section of the brief, or one that a prompt names. */
const HEADINGS: Record<string, string> = {
  landmines: "Mind this",
  why_now: "Why now",
  last_talk: "Last talk",
  their_words: "Their words",
  ask_first: "Ask first",
  point: "Points",
  our_promise: "Ours",
  their_promise: "Theirs",
  next_step: "Next steps",
  stated_objection: "Objection",
  stated_timeline: "Timeline",
  decision_criterion: "Criteria",
  pain_point: "Pain points",
};

export function headingWord(heading: string): string {
  return HEADINGS[heading] ?? capital(heading.replaceAll("_", " "));
}

/** Values that are shown with a draft; those that repeat its lines are not. */
const HIDDEN = new Set(["body", "subject", "title", "language", "lint", "ai_summary", "ai_pre_call_summary", "stated_objection", "decision_criteria", "day"]);

const VALUES: Record<string, string> = {
  no_timeline: "none stated",
  "0_30_days": "within 30 days",
  "30_90_days": "in 30 to 90 days",
  "90_plus_days": "in more than 90 days",
};

/** "Churn risk: high", of the typed values of a draft, in the order of their names. */
export function valuesOf(fields: Partial<Record<string, string>>): { name: string; value: string }[] {
  return Object.entries(fields)
    .filter(([name, value]) => !HIDDEN.has(name) && value !== undefined && value !== "")
    .map(([name, value = ""]) => ({ name: capital(name.replace(/^ai_/, "").replaceAll("_", " ")), value: VALUES[value] ?? value.replaceAll("_", " ") }));
}

/** "ollama:llama3.2 on this computer", "openai:gpt-4.1". */
export function whoIs(model: string, local: boolean): string {
  return local ? `${model} on this computer` : model;
}
