import { expect, test, vi } from "vitest";
import { userEvent } from "vitest/browser";
import { render } from "vitest-browser-svelte";
import type { Ipc, UnsentView } from "../ipc";
import { commandError, sample, type Scene } from "../ipc/sample";
import App from "../shell/App.svelte";
import { fromDraftMenu } from "../test/menu";
import { addressesIn, withAddress } from "./addresses";
import { after, type Making } from "./drafting.svelte";
import { first } from "./subjects";

async function account(scene: Scene = "ready", over: Partial<Ipc> = {}, id = "company:101") {
  location.hash = `accounts/${id}`;
  const screen = await render(App, { ipc: sample({ scene, ...over }) });
  await expect.element(screen.getByTestId("draft-menu")).toBeVisible();
  return screen;
}

test("what the shell tells adds up", () => {
  const start: Making = { kind: "making", standing: null, lines: [], sources: {}, dropped: [], reading: null, asking: null };
  const reading = after(start, { kind: "reading", done: 1, total: 3 });
  expect(reading.reading).toEqual({ done: 1, total: 3 });
  const asking = after(reading, { kind: "asking", model: "ollama:m", local: true });
  expect([asking.reading, asking.asking]).toEqual([null, { model: "ollama:m", local: true }]);
});

test("without a model rules put drafts together, and what needs one is named and not offered", async () => {
  const screen = await account();
  await screen.getByTestId("draft-menu").click();
  await expect.element(screen.getByTestId("drafts-model")).toMatchTextContent("No language model is chosen");
  await expect.element(screen.getByTestId("drafts-waiting")).toMatchTextContent("Persona");
  expect(screen.container.querySelector("[data-testid=kind-persona]")).toBeNull();
  await userEvent.keyboard("{Escape}");
  await fromDraftMenu(screen, "kind-summary");
  await expect.element(screen.getByTestId("draft-ready")).toMatchTextContent("Put together by rules.");
  await screen.getByTestId("draft-menu").click();
  await screen.getByRole("button", { name: "Choose one" }).click();
  await expect.element(screen.getByTestId("model-page")).toBeVisible();
});

test("rules stand at once, the model's lines come one by one, and stopping leaves what stands", async () => {
  const screen = await account("model-still");
  await fromDraftMenu(screen, "kind-summary");
  await expect.element(screen.getByTestId("draft-standing")).toMatchTextContent("stays until the model’s lines are all here");
  await expect.element(screen.getByTestId("draft-streamed")).toMatchTextContent("procurement needs six weeks");
  await expect.element(screen.getByTestId("draft-making")).toMatchTextContent("1 line left out so far");
  await screen.getByTestId("draft-cancel").click();
  await expect.element(screen.getByTestId("draft-note-line")).toMatchTextContent("The model was stopped, so this is put together by rules.");
});

test("a model's draft shows what was left out, and opens what was sent and what came back", async () => {
  const screen = await account("model");
  await fromDraftMenu(screen, "kind-summary");
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
  await fromDraftMenu(screen, "looks-first");
  await userEvent.keyboard("{Escape}");
  await fromDraftMenu(screen, "kind-summary");
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
  await fromDraftMenu(screen, "kind-follow-up");
  const text = screen.getByLabelText("The mail");
  await expect.element(text).toBeVisible();
  const body = (text.element() as HTMLTextAreaElement).value;
  // A press leads to what has to be filled.
  await screen.getByTestId("mail-open").click();
  await expect.element(text).toHaveFocus();
  const { selectionStart, selectionEnd } = text.element() as HTMLTextAreaElement;
  expect(body.slice(selectionStart, selectionEnd)).toBe("[[which day]]");
  await screen.getByTestId("mail-copy").click();
  expect(openMail).not.toHaveBeenCalled();
  expect(noteUse).not.toHaveBeenCalled();
  await text.fill(body.replace("[[which day]]", "Tuesday"));
  await screen.getByTestId("mail-open").click();
  expect(openMail).toHaveBeenCalledWith({ to: ["ana.marques@northwind.example"], cc: [], subject: "The questionnaire, and your 31 January", body: body.replace("[[which day]]", "Tuesday") });
  expect(noteUse).toHaveBeenCalledWith(expect.objectContaining({ kind: "follow-up", mode: "llm", outcome: "mailed" }));
});

test("a hand-off asks who takes over", async () => {
  const draftText = vi.fn(sample({ scene: "ready" }).draftText);
  const screen = await account("ready", { draftText });
  await fromDraftMenu(screen, "kind-hand-off");
  expect(draftText).not.toHaveBeenCalled();
  await screen.getByLabelText("Who takes over").fill("Kofi Mensah");
  await userEvent.keyboard("{Enter}");
  await expect.element(screen.getByTestId("draft-ready")).toBeVisible();
  expect(draftText.mock.calls[0]?.[0]).toMatchObject({ kind: "hand-off", receiver: "Kofi Mensah" });
});

test("pasted text is answered, with history beside it and the rep's voice to look at", async () => {
  const replyText = vi.fn(sample({ scene: "ready" }).replyText);
  const screen = await account("ready", { replyText });
  await fromDraftMenu(screen, "draft-pasted");
  await screen.getByLabelText("The mail to answer").fill("When does the old contract end?");
  await screen.getByRole("button", { name: "Draft reply" }).first().click();
  await expect.element(screen.getByTestId("reply")).toMatchTextContent("Found something for 1 of 2 questions in the history, and for 1 more on the shelf.");
  expect(replyText.mock.calls[0]?.[0]).toEqual({ target: "company:101", pasted: "When does the old contract end?", tone: "brief" });
  await screen.getByText("How you write").click();
  await expect.element(screen.getByTestId("voice")).toMatchTextContent("Hi First name, in 58 of 64 mails");
  await screen.getByRole("radio", { name: "Warm" }).click();
  await expect.poll(() => replyText.mock.calls.length).toBe(2);
  expect(replyText.mock.calls[1]?.[0].tone).toBe("warm");
});

test("d opens the menu, letters find a kind, and esc leads back to the menu", async () => {
  const screen = await account();
  await userEvent.keyboard("d");
  await expect.element(screen.getByTestId("kind-follow-up")).toHaveFocus();
  await userEvent.keyboard("summ");
  await expect.element(screen.getByTestId("kind-pre-call-summary")).toHaveFocus();
  await userEvent.keyboard("{ArrowDown}{Enter}");
  await expect.element(screen.getByTestId("draft-panel")).toMatchTextContent("Summary");
  await expect.element(screen.getByTestId("draft-ready")).toBeVisible();
  await screen.getByTestId("draft-copy").click();
  await userEvent.keyboard("{Escape}");
  await expect.poll(() => document.querySelector("[data-testid=draft-panel]")).toBeNull();
  await expect.element(screen.getByTestId("draft-menu")).toHaveFocus();
});

const SUBJECTS = {
  contacts: [{ id: "contact:1", name: "A", detail: "" }, { id: "contact:2", name: "B", detail: "" }],
  deals: [{ id: "deal:1", name: "D", detail: "" }],
  tickets: [],
  calls: [],
  contact: "contact:2",
  deal: null,
  ticket: null,
  call: null,
};

test("a draft begins with the rep's choice, else with what is meant, else with the only one", () => {
  expect(first(SUBJECTS, "contact", undefined)).toBe("contact:2");
  expect(first(SUBJECTS, "contact", "contact:1")).toBe("contact:1");
  // What is gone since it was chosen is not drafted for.
  expect(first(SUBJECTS, "contact", "contact:9")).toBe("contact:2");
  expect(first({ ...SUBJECTS, contact: null }, "contact", undefined)).toBeNull();
  expect(first(SUBJECTS, "deal", undefined)).toBe("deal:1");
  expect(first(SUBJECTS, "ticket", undefined)).toBeNull();
});

test("a draft about a person is about whom the rep chose, and stays so for the next kind", async () => {
  const draftText = vi.fn(sample({ scene: "model" }).draftText);
  const screen = await account("model", { draftText });
  await fromDraftMenu(screen, "kind-pre-call-summary");
  await expect.element(screen.getByTestId("draft-ready")).toBeVisible();
  const choice = screen.getByRole("combobox", { name: "About which person" });
  await expect.element(choice).toHaveValue("contact:501");
  await choice.selectOptions("contact:502");
  await expect.poll(() => draftText.mock.calls.length).toBe(2);
  await fromDraftMenu(screen, "kind-persona");
  await expect.poll(() => draftText.mock.calls.map(([request]) => `${request.kind} ${request.target}`)).toEqual([
    "pre-call-summary contact:501",
    "pre-call-summary contact:502",
    "persona contact:502",
  ]);
});

test("several choices in a row are one draft, of the last, and by keyboard too", async () => {
  const draftText = vi.fn(sample({ scene: "ready" }).draftText);
  const screen = await account("ready", { draftText });
  await fromDraftMenu(screen, "kind-pre-call-summary");
  await expect.element(screen.getByTestId("draft-ready")).toBeVisible();
  await userEvent.tab();
  (screen.getByTestId("draft-subject").element() as HTMLElement).focus();
  await userEvent.keyboard("{ArrowDown}{ArrowDown}");
  await expect.element(screen.getByTestId("draft-subject")).toHaveValue("contact:503");
  await expect.element(screen.getByTestId("draft-ready")).toBeVisible();
  expect(draftText.mock.calls.map(([request]) => request.target)).toEqual(["contact:501", "contact:503"]);
});

test("a draft about a deal goes to review for the deal on screen", async () => {
  const proposeText = vi.fn(sample({ scene: "ready" }).proposeText);
  const screen = await account("ready", { proposeText });
  await fromDraftMenu(screen, "kind-deal-health");
  await screen.getByRole("combobox", { name: "About which deal" }).selectOptions("deal:32");
  await expect.element(screen.getByTestId("draft-ready")).toMatchTextContent("In Review you approve it as values of HubSpot fields.");
  await screen.getByTestId("draft-propose").click();
  expect(proposeText.mock.calls[0]?.[0]).toMatchObject({ kind: "deal-health", target: "deal:32" });
  await expect.element(screen.getByRole("heading", { level: 1, name: "Review" })).toBeVisible();
  expect(location.hash).toBe("#review/proposal-drafted");
});

test("a text that fills no field is filed as a note, and one with nothing to file says so", async () => {
  const screen = await account("ready", { proposeText: async () => [] });
  await fromDraftMenu(screen, "kind-account-plan");
  await expect.element(screen.getByTestId("draft-about")).toMatchTextContent("About Northwind Logistics");
  await expect.element(screen.getByTestId("draft-ready")).toMatchTextContent("In Review you approve it as a note in HubSpot.");
  await screen.getByTestId("draft-propose").click();
  await expect.element(screen.getByText("There is nothing in this draft to file.")).toBeVisible();
});

test("the only ticket needs no choice, and without one nothing is drafted", async () => {
  const screen = await account("model");
  await fromDraftMenu(screen, "kind-triage");
  await expect.element(screen.getByTestId("draft-about")).toMatchTextContent("About Route export misses the depot column");
  expect(screen.container.querySelector("[data-testid=draft-subject]")).toBeNull();
});

test("a triage has an answer to send and, below it, values to review", async () => {
  const proposeText = vi.fn(sample({ scene: "model" }).proposeText);
  const screen = await account("model", { proposeText });
  await fromDraftMenu(screen, "kind-triage");
  const text = screen.getByLabelText("The mail", { exact: true });
  await expect.element(text).toBeVisible();
  expect((text.element() as HTMLTextAreaElement).value).toContain("depot column");
  const propose = screen.getByTestId("draft-propose");
  await expect.element(propose).toMatchTextContent("Send the values to Review");
  await expect.element(propose).toHaveAccessibleDescription("In Review you approve the values above as fields in HubSpot.");
  // The mail has its own way to be copied.
  await expect.element(screen.getByTestId("draft-copy")).not.toBeInTheDocument();
  await propose.click();
  expect(proposeText.mock.calls[0]?.[0]).toMatchObject({ kind: "triage", target: "ticket:71" });
  await expect.element(screen.getByRole("heading", { level: 1, name: "Review" })).toBeVisible();
});

test("a mail alone has no values to review", async () => {
  const screen = await account("model");
  await fromDraftMenu(screen, "kind-follow-up");
  await expect.element(screen.getByTestId("mail-file")).toBeVisible();
  await expect.element(screen.getByTestId("draft-propose")).not.toBeInTheDocument();
});

test("what there is nothing to draft about for is not offered, and the menu says what is missing", async () => {
  const screen = await account("model", {}, "company:105");
  await screen.getByTestId("draft-menu").click();
  const menu = screen.getByTestId("draft-menu").element().parentElement!;
  await expect.element(screen.getByTestId("kind-summary")).toBeVisible();
  await expect.poll(() => menu.textContent).toContain("needs an open ticket.");
  for (const lack of ["an open deal", "a contact", "a call"]) expect(menu.textContent).toContain(`need ${lack}.`);
  for (const kind of ["triage", "deal-health", "persona", "follow-up"]) expect(menu.querySelector(`[data-testid=kind-${kind}]`)).toBeNull();
});

test("a kind chosen before it is known what it can be about is drafted once that is known", async () => {
  let known: () => void = () => undefined;
  const shell = sample({ scene: "ready" });
  const draftText = vi.fn(shell.draftText);
  const screen = await account("ready", {
    draftText,
    draftSubjects: async (id) => {
      await new Promise<void>((done) => (known = done));
      return shell.draftSubjects(id);
    },
  });
  await fromDraftMenu(screen, "kind-deal-health");
  await expect.element(screen.getByTestId("draft-panel")).toBeVisible();
  expect(draftText).not.toHaveBeenCalled();
  known();
  await expect.element(screen.getByTestId("draft-ready")).toBeVisible();
  expect(draftText.mock.calls[0]?.[0].target).toBe("deal:31");
});

test("a mail is filed as a note for colleagues, as the rep left it, once its blanks are filled", async () => {
  const fileMail = vi.fn(sample({ scene: "model" }).fileMail);
  const screen = await account("model", { fileMail });
  await fromDraftMenu(screen, "kind-follow-up");
  const file = screen.getByTestId("mail-file");
  await file.click();
  expect(fileMail).not.toHaveBeenCalled();
  await expect.element(file).toHaveAttribute("title", "Leads to the first blank, which has to be filled or removed.");
  await expect.element(file).toHaveAccessibleDescription("A note is for your colleagues in HubSpot. The customer does not see it.");
  const text = screen.getByLabelText("The mail", { exact: true });
  const body = (text.element() as HTMLTextAreaElement).value.replace("[[which day]]", "Tuesday");
  await text.fill(body);
  await file.click();
  expect(fileMail).toHaveBeenCalledWith({ draft: "d-follow-up", kind: "follow-up", target: "call:901", subject: "The questionnaire, and your 31 January", body });
  await expect.element(screen.getByRole("heading", { level: 1, name: "Review" })).toBeVisible();
  expect(location.hash).toBe("#review/proposal-d-follow-up");
});

test("what a mail claims is held against the history while it is written", async () => {
  const checkText = vi.fn(sample({ scene: "model" }).checkText);
  const screen = await account("model", { checkText });
  await fromDraftMenu(screen, "kind-follow-up");
  const text = screen.getByLabelText("The mail", { exact: true });
  await text.fill("Hi Ana, we set up nine depots. The 40 planners are in. It costs 4711 a month.");
  const checked = screen.getByTestId("checked");
  await expect.element(checked).toMatchTextContent("Ana Marques said otherwise on Thursday, 5 November: “Two depots, Porto and Setúbal.”");
  await expect.element(checked).toMatchTextContent("1 sentence matches the history, 1 sentence about something not in it");
  await checked.getByText("1 sentence matches the history").click();
  await expect.element(checked).toMatchTextContent("Nothing in the history says so.");
  // The sentence is found where it stands, and its source opens.
  await checked.getByRole("button", { name: "Hi Ana, we set up nine depots." }).click();
  const area = text.element() as HTMLTextAreaElement;
  expect(area.value.slice(area.selectionStart, area.selectionEnd)).toBe("Hi Ana, we set up nine depots.");
  await checked.getByTestId("citation").first().click();
  await expect.element(screen.getByTestId("source-panel")).toBeVisible();
  // Asked for once the rep pauses, not at every key.
  expect(checkText.mock.calls.filter(([, written]) => written.includes("nine depots"))).toHaveLength(1);
});

test("a mail that cannot be filed says why and stays", async () => {
  const screen = await account("model", {
    fileMail: async () => {
      throw commandError("not_found", "The call is no longer in HubSpot.");
    },
  });
  await fromDraftMenu(screen, "kind-follow-up");
  const text = screen.getByLabelText("The mail", { exact: true });
  await text.fill("Hi Ana, thank you.");
  await screen.getByTestId("mail-file").click();
  await expect.element(screen.getByRole("alert")).toMatchTextContent("The call is no longer in HubSpot.");
  await expect.element(text).toHaveValue("Hi Ana, thank you.");
});

test("a reply is filed as a note about what it answers", async () => {
  const fileMail = vi.fn(sample({ scene: "ready" }).fileMail);
  const screen = await account("ready", { fileMail });
  await fromDraftMenu(screen, "draft-pasted");
  await screen.getByLabelText("The mail to answer").fill("When does the old contract end?");
  await screen.getByRole("button", { name: "Draft reply" }).first().click();
  await screen.getByLabelText("The mail", { exact: true }).fill("Hi Ana, on 31 January.");
  await screen.getByTestId("mail-file").click();
  expect(fileMail).toHaveBeenCalledWith(expect.objectContaining({ kind: "reply", target: "company:101", body: "Hi Ana, on 31 January." }));
});

test("what the rep wrote is there again after another draft, another page and another person", async () => {
  const screen = await account("model");
  await fromDraftMenu(screen, "kind-nudge");
  const text = screen.getByLabelText("The mail", { exact: true });
  await text.fill("Hi Ana, still there?");
  await screen.getByTestId("draft-subject").selectOptions("contact:502");
  await expect.element(text).not.toHaveValue("Hi Ana, still there?");
  await userEvent.keyboard("{Control>}1{/Control}");
  await expect.element(screen.getByTestId("meeting-next")).toBeVisible();
  await expect.element(screen.getByTestId("nav-unsent")).toMatchTextContent("1 unsent");
  // Ctrl+2 leads to the account one was reading, with the panel as it was.
  await userEvent.keyboard("{Control>}2{/Control}");
  await expect.element(screen.getByTestId("row-unsent")).toBeVisible();
  await screen.getByTestId("draft-subject").selectOptions("contact:501");
  await expect.element(text).toHaveValue("Hi Ana, still there?");
  await expect.element(screen.getByTestId("mail-resumed")).toMatchTextContent("This is the text you were writing.");
  await screen.getByRole("button", { name: "Start over from the draft" }).click();
  await expect.element(text).toHaveValue(expect.stringContaining("[[which day]]"));
});

test("a half-written mail survives a restart, and is gone on with or thrown away", async () => {
  const shell = sample({ scene: "model" });
  location.hash = "accounts/company:101";
  const first = await render(App, { ipc: shell });
  await fromDraftMenu(first, "kind-nudge");
  await first.getByLabelText("The mail", { exact: true }).fill("Hi Ana, my ten minutes of typing");
  // The window may be closed before the pause after the last key is over.
  await first.unmount();
  await expect.poll(async () => (await shell.unsent()).map((one) => one.name)).toContain("mail nudge contact:501 brief");
  const again = await render(App, { ipc: shell });
  await expect.element(again.getByTestId("unsent")).toMatchTextContent("my ten minutes of typing");
  await again.getByTestId("unsent-go-on").click();
  await expect.element(again.getByLabelText("The mail", { exact: true })).toHaveValue("Hi Ana, my ten minutes of typing");
  await again.getByTestId("draft-panel").getByRole("button", { name: "Close" }).click();
  await expect.element(again.getByTestId("unsent")).toBeVisible();
  await again.getByTestId("unsent-discard").click();
  await expect.poll(() => document.querySelector("[data-testid=unsent], [data-testid=nav-unsent]")).toBeNull();
});

test("esc and the tone switch keep what was written", async () => {
  const screen = await account("model");
  await fromDraftMenu(screen, "kind-nudge");
  const text = screen.getByLabelText("The mail", { exact: true });
  await text.fill("Hi Ana, still there?");
  await screen.getByRole("radio", { name: "Warm" }).click();
  await expect.element(screen.getByTestId("unsent")).toMatchTextContent("Hi Ana, still there?");
  await screen.getByRole("radio", { name: "Brief" }).click();
  await expect.element(text).toHaveValue("Hi Ana, still there?");
  await userEvent.keyboard("{Escape}");
  await expect.poll(() => document.querySelector("[data-testid=draft-panel]")).toBeNull();
  await expect.element(screen.getByTestId("unsent")).toMatchTextContent("Hi Ana, still there?");
});

test("a ticked “show what will be sent first” is obeyed by the timeline’s reply too", async () => {
  const shell = sample({ scene: "model" });
  const replyText = vi.fn(shell.replyText);
  const screen = await account("model", { replyText });
  await fromDraftMenu(screen, "looks-first");
  await userEvent.keyboard("{Escape}");
  await screen.getByTestId("draft-reply").first().click();
  await expect.element(screen.getByTestId("will-be-sent")).toMatchTextContent("Only this leaves this computer.");
  expect(replyText).not.toHaveBeenCalled();
  await screen.getByTestId("send").click();
  await expect.poll(() => replyText.mock.calls.length).toBe(1);
});

test("nothing that was written comes back after somebody is forgotten", async () => {
  const begun = new Map<string, UnsentView>();
  const screen = await account("model", {
    unsent: async () => [...begun.values()],
    keepUnsent: async (request) => void begun.set(request.name, { ...request, at: "2026-11-20T09:24:00Z" }),
    // An erasure takes what was begun along.
    forget: async (who) => (begun.clear(), sample({ scene: "model" }).forget(who)),
  });
  await fromDraftMenu(screen, "kind-nudge");
  const text = screen.getByLabelText("The mail", { exact: true });
  await text.fill("Hi Ana, still there?");
  await screen.getByTestId("account-more").click();
  await screen.getByRole("menuitem", { name: "Forget a person" }).click();
  await screen.getByRole("combobox", { name: "Who" }).selectOptions("Rita Leal");
  await screen.getByLabelText("Type “Rita Leal” to confirm").fill("Rita Leal");
  await screen.getByRole("button", { name: "Forget for good" }).click();
  await expect.element(screen.getByText("Rita Leal is forgotten.")).toBeVisible();
  await screen.getByRole("alertdialog").getByRole("button", { name: "Close" }).click();
  await fromDraftMenu(screen, "kind-nudge");
  await expect.element(text).toBeVisible();
  await expect.element(text).not.toHaveValue("Hi Ana, still there?");
});

test("a mail goes to whom the rep says, and that is kept with it", async () => {
  const openMail = vi.fn(async () => undefined);
  const screen = await account("model", { openMail });
  await fromDraftMenu(screen, "kind-nudge");
  const to = screen.getByTestId("mail-to");
  await expect.element(to).toHaveValue("ana.marques@northwind.example");
  await to.fill("rita.leal@northwind.example");
  await userEvent.keyboard("{Control>}1{/Control}");
  await expect.element(screen.getByTestId("meeting-next")).toBeVisible();
  await userEvent.keyboard("{Control>}2{/Control}");
  await expect.element(to).toHaveValue("rita.leal@northwind.example");
  const text = screen.getByLabelText("The mail", { exact: true });
  await text.fill("Hi Rita, still there?");
  await screen.getByTestId("mail-open").click();
  expect(openMail).toHaveBeenCalledWith({ to: ["rita.leal@northwind.example"], cc: [], subject: expect.any(String), body: "Hi Rita, still there?" });
});

test("a sentence of the history is put into the mail's blank by one press", async () => {
  const screen = await account();
  await fromDraftMenu(screen, "draft-pasted");
  await screen.getByLabelText("The mail to answer").fill("When does the old contract end?");
  await screen.getByRole("button", { name: "Draft reply" }).first().click();
  const text = screen.getByLabelText("The mail", { exact: true });
  await text.fill("Hi Ana, […] Best, Marc");
  const put = screen.getByTestId("reply-insert").first();
  const words = put.element().getAttribute("aria-label")!.replace("Insert into the mail: ", "");
  await put.click();
  await expect.element(text).toHaveValue(`Hi Ana, ${words} Best, Marc`);
  await expect.element(text).toHaveFocus();
});

test("people of the account are recipients by one press, a copy for the second, and both are kept", async () => {
  const openMail = vi.fn(async () => undefined);
  const screen = await account("model", { openMail });
  await fromDraftMenu(screen, "kind-nudge");
  await expect.element(screen.getByTestId("mail-to")).toHaveValue("ana.marques@northwind.example");
  expect(screen.getByRole("button", { name: "Add Ana Marques to Cc" }).query()).toBeNull();
  await screen.getByRole("button", { name: "Add Tomás Rocha to Cc" }).click();
  const cc = screen.getByTestId("mail-cc");
  await expect.element(cc).toHaveValue("tomas.rocha@northwind.example");
  await cc.fill("rita.leal@northwind.example; Tom <tom@northwind.example>");
  await userEvent.keyboard("{Control>}1{/Control}");
  await expect.element(screen.getByTestId("meeting-next")).toBeVisible();
  await userEvent.keyboard("{Control>}2{/Control}");
  await screen.getByLabelText("The mail", { exact: true }).fill("Hi, still there?");
  await userEvent.keyboard("{Control>}{Enter}{/Control}");
  expect(openMail).toHaveBeenCalledWith(expect.objectContaining({ to: ["ana.marques@northwind.example"], cc: ["rita.leal@northwind.example", "tom@northwind.example"] }));
});

test("a mail is saved as a file by a key, and a dialog that is closed says nothing", async () => {
  const saveMail = vi.fn<Ipc["saveMail"]>(async () => null);
  const noteUse = vi.fn(async () => undefined);
  const screen = await account("model", { saveMail, noteUse });
  await fromDraftMenu(screen, "kind-nudge");
  await screen.getByLabelText("The mail", { exact: true }).fill("Hi Ana, still there?");
  await userEvent.keyboard("{Control>}s{/Control}");
  await expect.poll(() => saveMail.mock.calls.length).toBe(1);
  expect(noteUse).not.toHaveBeenCalled();
  expect(screen.getByTestId("mail-saved").query()).toBeNull();
  saveMail.mockResolvedValueOnce("/home/marc/Nudge.eml");
  await screen.getByTestId("mail-save").click();
  await expect.element(screen.getByTestId("mail-saved")).toMatchTextContent("Saved: /home/marc/Nudge.eml");
  expect(noteUse).toHaveBeenCalledWith(expect.objectContaining({ outcome: "mailed" }));
});

test("a sentence goes into the blank by its number", async () => {
  const screen = await account();
  await fromDraftMenu(screen, "draft-pasted");
  await screen.getByLabelText("The mail to answer").fill("When does the old contract end?");
  await screen.getByRole("button", { name: "Draft reply" }).first().click();
  const text = screen.getByLabelText("The mail", { exact: true });
  await text.fill("Hi Ana, […] Best, Marc");
  const words = screen.getByTestId("reply-insert").first().element().getAttribute("aria-label")!.replace("Insert into the mail: ", "");
  await userEvent.click(text);
  await userEvent.keyboard("{Alt>}[Digit1]{/Alt}");
  await expect.element(text).toHaveValue(`Hi Ana, ${words} Best, Marc`);
});

test("addresses are read however they are typed", () => {
  expect(addressesIn(" a@b.example; Tom Reed <tom@c.example>,\nd@e.example  f@g.example ,")).toEqual(["a@b.example", "tom@c.example", "d@e.example", "f@g.example"]);
  expect(withAddress("a@b.example,", "c@d.example")).toBe("a@b.example, c@d.example");
});
