import { expect, test } from "vitest";
import { blanksIn, firstBlank } from "./blanks";

test("blanks of rules and of models are counted, quotations are not", () => {
  expect(blanksIn("Hi Ana,\n\n[…]\n\nWe send it by [[which day]].", "[…]")).toBe(3);
  expect(blanksIn("She said “[sic] fine” and list[0].")).toBe(0);
  expect(firstBlank("By [[which day]] then")).toEqual({ start: 3, end: 16 });
  expect(firstBlank("nothing")).toBeNull();
});
