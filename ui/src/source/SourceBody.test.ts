import { expect, test } from "vitest";
import { render } from "vitest-browser-svelte";
import type { LayerView, SourceText } from "../ipc";
import { clock } from "../design/clock.svelte";
import { quotation } from "./quotation";
import SourceBody from "./SourceBody.svelte";

/** A mail of these runs, with the cited words marked. */
function mail(runs: readonly (readonly [layer: string, text: string, by?: string])[], cited: string): SourceText {
  const text = runs.map(([, words]) => words).join("");
  const layers: LayerView[] = [];
  let start = 0;
  for (const [layer, words, by = null] of runs) {
    layers.push({ layer, by, start, end: start + words.length });
    start += words.length;
  }
  const at = text.indexOf(cited);
  return {
    citation: "email:6/hs_email_text@5f0e#0-4",
    record: "email:6",
    kind: "email",
    title: "Re: Offer",
    time: "2026-11-19T16:02:00Z",
    speaker: "Petra Lang",
    text,
    span: [at, at + cited.length],
    utterances: [],
    layers,
    changed: false,
    current: null,
    hubspot_url: null,
    file: null,
    web_url: null,
    places: [],
    fields: [],
    changed_at: null,
    history: [],
  };
}

test("a mail shows whose words each part holds, and leaves nothing away", async () => {
  const source = mail(
    [
      ["own", "We take 40 seats.\n"],
      ["history", "> How many seats?\n"],
      ["own", "And the pilot.\n"],
      ["forwarded", "The board agrees.\n", "Joost van Dijk"],
      ["signature", "Best, Petra\n"],
      ["footer", "This mail is confidential.\n"],
    ],
    "the pilot",
  );
  const screen = await render(SourceBody, { source });
  for (const name of ["Quoted from an earlier mail", "Forwarded, from Joost van Dijk", "Signature", "Footer"]) {
    await expect.element(screen.getByText(name, { exact: true })).toBeVisible();
  }
  await expect.element(screen.getByTestId("source-marked")).toHaveTextContent("the pilot");
  for (const line of source.text.trim().split("\n")) expect(screen.container.textContent).toContain(line);
});

test("a mail of nothing but its author’s words has no names for them", async () => {
  const screen = await render(SourceBody, { source: mail([["own", "We take 40 seats.\n"]], "40 seats") });
  await expect.element(screen.getByText("We take")).toBeVisible();
  expect(screen.container.textContent).not.toContain("Signature");
});

test("cited words are copied with who said them, where and when", () => {
  clock.stopAt("2026-11-20T09:24:00Z");
  const source = { ...mail([["own", "Well."]], "Well"), speaker: "Ana Marques", kind: "transcript", time: "2026-11-04T14:02:00Z", text: "Well. We agree to that. Yes.", span: [6, 23] as [number, number] };
  expect(quotation(source)).toBe("“We agree to that.” (Ana Marques, call, 4 Nov)");
  expect(quotation({ ...source, speaker: null, kind: "deal", text: "2026-11-30T00:00:00Z", span: null })).toBe("30 Nov (deal, 4 Nov)");
});
