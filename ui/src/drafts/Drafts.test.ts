import { expect, test, vi } from "vitest";
import { userEvent } from "vitest/browser";
import { render } from "vitest-browser-svelte";
import type { Ipc } from "../ipc";
import { sample, type Scene } from "../ipc/sample";
import App from "../shell/App.svelte";
import { after, type Making } from "./drafting.svelte";

async function account(scene: Scene = "ready", over: Partial<Ipc> = {}) {
  location.hash = "accounts/company:101";
  const screen = await render(App, { ipc: sample({ scene, ...over }) });
  await expect.element(screen.getByTestId("kind-summary")).toBeVisible();
  return screen;
}

test("what the shell tells adds up", () => {
  const start: Making = { kind: "making", standing: null, lines: [], sources: {}, dropped: [], reading: null, asking: null };
  const reading = after(start, { kind: "reading", done: 1, total: 3 });
  expect(reading.reading).toEqual({ done: 1, total: 3 });
  const asking = after(reading, { kind: "asking", model: "ollama:m", local: true });
  expect([asking.reading, asking.asking]).toEqual([null, { model: "ollama:m", local: true }]);
});

test("without a model rules put a draft together, and a kind that needs one says so", async () => {
  const screen = await account();
  await expect.element(screen.getByTestId("drafts-model")).toMatchTextContent("No language model is chosen");
  await screen.getByTestId("kind-summary").click();
  await expect.element(screen.getByTestId("draft-ready")).toMatchTextContent("Put together by rules.");
  await expect.element(screen.getByTestId("kind-persona")).toMatchTextContent("needs a model");
  await screen.getByTestId("kind-persona").click();
  await expect.element(screen.getByTestId("draft-panel")).toMatchTextContent("Persona needs a language model, and none is chosen.");
  await screen.getByRole("button", { name: "Choose a language model" }).click();
  await expect.element(screen.getByTestId("model-page")).toBeVisible();
});

test("rules stand at once, the model's lines come one by one, and stopping leaves what stands", async () => {
  const screen = await account("model-still");
  await screen.getByTestId("kind-summary").click();
  await expect.element(screen.getByTestId("draft-standing")).toMatchTextContent("stays until the model’s lines are all here");
  await expect.element(screen.getByTestId("draft-streamed")).toMatchTextContent("procurement needs six weeks");
  await expect.element(screen.getByTestId("draft-making")).toMatchTextContent("1 line left out so far");
  await screen.getByTestId("draft-cancel").click();
  await expect.element(screen.getByTestId("draft-note-line")).toMatchTextContent("The model was stopped, so this is put together by rules.");
});

test("a model's draft shows what was left out, and opens what was sent and what came back", async () => {
  const screen = await account("model");
  await screen.getByTestId("kind-summary").click();
  await expect.element(screen.getByTestId("draft-ready")).toMatchTextContent("Written by the model, each line checked against its sources.");
  await screen.getByText("1 line left out. Why?").click();
  await expect.element(screen.getByText("no source says 48,000")).toBeVisible();
  await screen.getByText("What was sent and what came back").click();
  await expect.element(screen.getByTestId("call-details")).toMatchTextContent("2 of 3 lines were backed by their sources");
  await expect.element(screen.getByRole("region", { name: "Sent" })).toMatchTextContent("⟦PERSON_1⟧");
});

test("what will be sent is shown first where the rep wants that, and nothing goes before their yes", async () => {
  const draftText = vi.fn(sample({ scene: "model" }).draftText);
  const screen = await account("model", { draftText });
  await screen.getByLabelText("show what will be sent first").click();
  await screen.getByTestId("kind-summary").click();
  await expect.element(screen.getByTestId("will-be-sent")).toMatchTextContent("Only this leaves this computer.");
  expect(draftText).not.toHaveBeenCalled();
  await screen.getByTestId("send").click();
  await expect.element(screen.getByTestId("draft-ready")).toBeVisible();
  expect(draftText).toHaveBeenCalledOnce();
});

test("a mail cannot be used while blanks are left, and what became of it is noted", async () => {
  const noteUse = vi.fn(async () => undefined);
  const openMail = vi.fn(async () => undefined);
  const screen = await account("model", { noteUse, openMail });
  await screen.getByTestId("kind-follow-up").click();
  await expect.element(screen.getByTestId("mail-open")).toBeDisabled();
  await expect.element(screen.getByTestId("mail-copy")).toBeDisabled();
  const text = screen.getByLabelText("The mail");
  const body = (text.element() as HTMLTextAreaElement).value;
  await text.fill(body.replace("[[which day]]", "Tuesday"));
  await expect.element(screen.getByTestId("mail-open")).toBeEnabled();
  await screen.getByTestId("mail-open").click();
  expect(openMail).toHaveBeenCalledWith("ana.marques@northwind.example", "The questionnaire, and your 31 January", body.replace("[[which day]]", "Tuesday"));
  expect(noteUse).toHaveBeenCalledWith(expect.objectContaining({ kind: "follow-up", mode: "llm", outcome: "mailed" }));
});

test("a hand-off asks who takes over", async () => {
  const draftText = vi.fn(sample({ scene: "ready" }).draftText);
  const screen = await account("ready", { draftText });
  await screen.getByTestId("kind-hand-off").click();
  expect(draftText).not.toHaveBeenCalled();
  await screen.getByLabelText("Who takes over").fill("Kofi Mensah");
  await userEvent.keyboard("{Enter}");
  await expect.element(screen.getByTestId("draft-ready")).toBeVisible();
  expect(draftText.mock.calls[0]?.[0]).toMatchObject({ kind: "hand-off", receiver: "Kofi Mensah" });
});

test("pasted text is answered, with history beside it and the rep's voice to look at", async () => {
  const replyText = vi.fn(sample({ scene: "ready" }).replyText);
  const screen = await account("ready", { replyText });
  await screen.getByTestId("draft-pasted").click();
  await screen.getByLabelText("The mail to answer").fill("When does the old contract end?");
  await screen.getByRole("button", { name: "Draft reply" }).first().click();
  await expect.element(screen.getByTestId("reply")).toMatchTextContent("1 of 2 questions answered from history, 1 more from the shelf.");
  expect(replyText.mock.calls[0]?.[0]).toEqual({ target: "company:101", pasted: "When does the old contract end?", tone: "brief" });
  await screen.getByText("How you write").click();
  await expect.element(screen.getByTestId("voice")).toMatchTextContent("Hi First name, in 58 of 64 mails");
  await screen.getByRole("radio", { name: "Warm" }).click();
  await expect.poll(() => replyText.mock.calls.length).toBe(2);
  expect(replyText.mock.calls[1]?.[0].tone).toBe("warm");
});

test("d leads to the kinds, and esc back to the one that was asked for", async () => {
  const screen = await account();
  await userEvent.keyboard("d");
  await expect.element(screen.getByTestId("kind-pre-call-summary")).toHaveFocus();
  await screen.getByTestId("kind-summary").click();
  await expect.element(screen.getByTestId("draft-ready")).toBeVisible();
  await screen.getByTestId("draft-copy").click();
  await userEvent.keyboard("{Escape}");
  await expect.poll(() => document.querySelector("[data-testid=draft-panel]")).toBeNull();
  await expect.element(screen.getByTestId("kind-summary")).toHaveFocus();
});
