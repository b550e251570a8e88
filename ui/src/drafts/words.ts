import { capital, t } from "../words";

/** What a heading is called: a section of the brief, or one that a prompt names. */
export function headingWord(heading: string): string {
  const headings: Partial<Record<string, string>> = t.headings;
  return headings[heading] ?? capital(heading.replaceAll("_", " "));
}

/** What a property of drafts is called: "ai_lead_score" is "Lead score". */
export function propertyWord(property: string): string {
  const names: Partial<Record<string, string>> = t.draftFields;
  const name = property.replace(/^ai_/, "");
  return names[name] ?? capital(name.replaceAll("_", " "));
}

/** Values that are shown with a draft; those that repeat its lines are not. */
const HIDDEN = new Set(["body", "subject", "title", "language", "lint", "ai_summary", "ai_pre_call_summary", "stated_objection", "decision_criteria", "day"]);

/** "Churn risk: high", of the typed values of a draft, in the order of their names. */
export function valuesOf(fields: Partial<Record<string, string>>): { name: string; value: string }[] {
  const values: Partial<Record<string, string>> = t.draftValues;
  return Object.entries(fields)
    .filter(([name, value]) => !HIDDEN.has(name) && value !== undefined && value !== "")
    .map(([name, value = ""]) => ({ name: propertyWord(name), value: values[value] ?? value.replaceAll("_", " ") }));
}

/** "ollama:llama3.2 on this computer", "openai:gpt-4.1". */
export function whoIs(model: string, local: boolean): string {
  return local ? t.common.onThisComputer(model) : model;
}
