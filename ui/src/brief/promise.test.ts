import { expect, test } from "vitest";
import { standing } from "./promise";

test("a promise that is late says by how much, today's is today's, and one to come has its day", () => {
  expect(standing({ due: "2026-11-16", days_late: 4 })).toEqual({ status: "4 days late", tone: "text-danger" });
  expect(standing({ due: "2026-11-19", days_late: 1 })).toMatchObject({ status: "1 day late" });
  expect(standing({ due: "2026-11-20", days_late: 0 })).toEqual({ status: "today", tone: "text-caution" });
  expect(standing({ due: "2026-11-27", or_due: "2026-12-04", days_late: -7 })).toMatchObject({ status: "due 27 November or 4 December" });
  expect(standing({ due: "2027-03-03", days_late: -103 })).toEqual({ status: "due 3 March", tone: "text-ink-2" });
});
