import { expect, test } from "vitest";
import { userEvent } from "vitest/browser";
import { render } from "vitest-browser-svelte";
import type { AnswerView, Ipc } from "../ipc";
import { sample } from "../ipc/sample";
import App from "../shell/App.svelte";
import { toldOf } from "./told";

const answer = (over: Partial<AnswerView>): AnswerView => ({
  found: false,
  certainty: "absent",
  items: [],
  scanned: 34,
  total: 36,
  unreadable: 2,
  absent: [],
  nothing: null,
  account: "Northwind Logistics",
  passages: 210,
  dropped: [],
  ...over,
});

async function account(over: Partial<Ipc> = {}) {
  location.hash = "accounts/company:101";
  return render(App, { ipc: sample({ scene: "ready", ...over }) });
}

test("only what comes near nothing is called not mentioned", () => {
  expect(toldOf(answer({}))).toBe("Not mentioned in 34 of 36 activities, 2 unreadable.");
  expect(toldOf(answer({ certainty: "unsure", unreadable: 0 }))).toBe("Nothing certain in 34 of 36 activities. What comes nearest:");
  expect(toldOf(answer({ certainty: "unsure", absent: ["Salesforce"] }))).toBe(
    "“Salesforce” not mentioned in 34 of 36 activities, 2 unreadable. What comes nearest:",
  );
  expect(toldOf(answer({ absent: ["Salesforce"] }))).toBe("“Salesforce” not mentioned in 34 of 36 activities, 2 unreadable.");
  expect(toldOf(answer({ found: true, certainty: "found" }))).toContain("best first");
});

test("of a kind of thing it says that none was named", () => {
  expect(toldOf(answer({ nothing: "no rival was named", unreadable: 0 }))).toBe("No rival was named in 34 of 36 activities.");
});

test("a question mark leads to the field, the answer quotes, and a click opens the sentence", async () => {
  const screen = await account();
  await expect.element(screen.getByTestId("ask-field")).toBeVisible();
  await userEvent.keyboard("q");
  await expect.element(screen.getByTestId("ask-field")).toHaveFocus();
  await userEvent.keyboard("How many depots are in the pilot?{Enter}");
  await expect.element(screen.getByTestId("answer")).toMatchTextContent("best first");
  // The answer stands by itself, and says what of the question it has.
  await expect.element(screen.getByTestId("best-line")).toMatchTextContent("Two depots, Porto and Setúbal.");
  expect(screen.getByTestId("best-line").element().querySelector("mark")?.textContent).toBe("depots");
  await expect.element(screen.getByTestId("matched")).toMatchTextContent("Contains “depots”");
  const quote = screen.getByTestId("answer").element().querySelector("button");
  expect(quote).not.toBeNull();
  quote?.click();
  await expect.element(screen.getByTestId("source-marked")).toBeVisible();
});

test("a failure is said where the answer would stand", async () => {
  const refuse = async () => {
    throw { code: "busy", message: "Another Foreword has this portal’s data open.", hint: null, retryable: true, candidates: [] };
  };
  const screen = await account({ ask: refuse });
  await screen.getByTestId("ask-field").fill("What did they say?");
  await userEvent.keyboard("{Enter}");
  await expect.element(screen.getByText("Another Foreword has this portal’s data open.")).toBeVisible();
});
