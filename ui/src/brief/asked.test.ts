import { expect, test } from "vitest";
import { isQuestion } from "./asked";

test("a question is told from a name", () => {
  for (const one of ["budget?", "what is their budget", "Who signs the contract", "wie hoch ist das Budget", "has Ana answered yet"]) expect(isQuestion(one), one).toBe(true);
  for (const one of ["Ana Marques", "will smith", "Northwind Logistics", "ana.marques@northwind.example"]) expect(isQuestion(one), one).toBe(false);
});
