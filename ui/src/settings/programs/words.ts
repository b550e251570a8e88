import type { ProgramCallView } from "../../ipc";
import { t } from "../../words";

/** What came of a call, in words; an outcome that is not known is a refusal. */
export function outcomeWords({ outcome, lines }: Pick<ProgramCallView, "outcome" | "lines">): string {
  switch (outcome) {
    case "answered":
      return t.programs.answered(lines);
    case "nothing":
      return t.programs.nothing;
    case "ambiguous":
      return t.programs.ambiguous;
    case "put_up":
      return t.programs.putUp;
    case "begun":
      return t.programs.begun;
    case "malformed":
    case "usage":
      return t.programs.malformed;
    case "policy":
      return t.programs.refused;
    default:
      return t.programs.failed;
  }
}
