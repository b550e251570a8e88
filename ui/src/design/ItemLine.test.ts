import { describe, expect, test } from "vitest";
import { userEvent } from "vitest/browser";
import { render } from "vitest-browser-svelte";
import { evidence, item } from "../test/evidence";
import { clock } from "./clock.svelte";
import { numbered } from "./evidence";
import ItemLine from "./ItemLine.svelte";

clock.stopAt("2026-11-20T09:24:00Z");

describe("every kind of line is told apart by type", () => {
  test("a quote is set in the serif, once in quotation marks, with who and when under it", async () => {
    const screen = await render(ItemLine, { item: item({ kind: "quote", text: "“We agree.”" }), evidence: evidence() });
    const quote = screen.container.querySelector("blockquote")!;
    expect(quote.textContent).toBe("“We agree.”");
    expect(getComputedStyle(quote).fontFamily).toContain("Source Serif 4");
    await expect.element(screen.getByText("Ana Marques · call, 4 Nov")).toBeVisible();
  });

  test("a fact is plain, with a numbered source", async () => {
    const screen = await render(ItemLine, { item: item({ citations: ["a", "b"] }), evidence: evidence() });
    const line = screen.container.querySelector("p")!;
    expect(line.textContent).toBe("Two depots agreed.12");
    expect(getComputedStyle(line).fontFamily).toContain("Inter");
    await expect.element(screen.getByRole("button", { name: "Source 2: E-mail, 12 Nov" })).toBeVisible();
  });

  test("a derived line tells its rule on hover and on focus of its source", async () => {
    const screen = await render(ItemLine, { item: item({ kind: "derived", rule: "days_in_stage" }), evidence: evidence() });
    await expect.element(screen.getByTitle("Worked out: days in stage")).toBeVisible();
    await userEvent.keyboard("{Tab}");
    await expect.element(screen.getByRole("tooltip")).toMatchTextContent("Worked out: days in stage");
  });

  test("an inferred line says “likely” and is underlined with dots", async () => {
    const screen = await render(ItemLine, { item: item({ kind: "inferred" }), evidence: evidence() });
    await expect.element(screen.getByText("likely")).toBeVisible();
    const underlined = screen.container.querySelector("[data-kind=inferred] span:last-child")!.closest("p")!.children[1]!;
    expect(getComputedStyle(underlined).textDecorationStyle).toBe("dotted");
  });

  test("a question takes the accent", async () => {
    const screen = await render(ItemLine, { item: item({ kind: "question" }), evidence: evidence() });
    const line = screen.container.querySelector("[data-kind=question]")!;
    const accent = document.createElement("i");
    accent.style.color = "var(--accent)";
    document.body.append(accent);
    expect(getComputedStyle(line).color).toBe(getComputedStyle(accent).color);
  });
});

test("more than two sources fold into a number that tells and opens the rest", async () => {
  const given = evidence();
  const sources = { ...given.sources, c: { ...given.sources["b"]!, text: "URGENT", property: "hs_ticket_priority" } };
  const screen = await render(ItemLine, { item: item({ citations: ["a", "b", "c"] }), evidence: { ...given, sources, numbers: numbered(["a", "b", "c"]) } });
  expect(screen.container.querySelectorAll("[data-testid=citation]").length).toBe(2);
  const more = screen.getByRole("button", { name: "1 more source" });
  await expect.element(more).toHaveAttribute("title", "3  URGENT (E-mail, ticket priority · 12 Nov)");
  await more.click();
  await expect.poll(() => screen.container.querySelectorAll("[data-testid=citation]").length).toBe(3);
});

test("a citation opens its source and says where the focus came from", async () => {
  const given = evidence();
  const screen = await render(ItemLine, { item: item({}), evidence: given });
  const button = screen.getByTestId("citation");
  await button.click();
  expect(given.open).toHaveBeenCalledWith("a", button.element());
});

test("text from the CRM stays text", async () => {
  const screen = await render(ItemLine, { item: item({ text: "<img src=x onerror=alert(1)>" }), evidence: evidence() });
  expect(screen.container.querySelector("img")).toBeNull();
});
