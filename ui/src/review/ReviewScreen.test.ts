import { expect, test, vi } from "vitest";
import { userEvent } from "vitest/browser";
import { render } from "vitest-browser-svelte";
import type { Ipc, ProposalView } from "../ipc";
import { commandError, sample } from "../ipc/sample";
import App from "../shell/App.svelte";
import { language } from "../words";
import { confirmWords } from "./rows";

/** The page with the draft at hand shown in full, unless its row alone is wanted. */
async function review(over: Partial<Ipc> = {}, isOpened = true) {
  const shell = sample({ scene: "ready", ...over });
  location.hash = "review";
  const screen = await render(App, { ipc: shell });
  await expect.element(screen.getByTestId("proposal-card").first()).toBeVisible();
  if (isOpened) await userEvent.keyboard(" ");
  const current = () => screen.container.querySelector("[data-current=true] article")?.getAttribute("aria-label");
  return { screen, shell, current };
}

test("j and k move between the cards, those that are stuck first, and stop at the ends", async () => {
  const { current } = await review();
  expect(current()).toContain("Halden Group");
  await userEvent.keyboard("k");
  await expect.poll(current).toContain("Tern & Harbour");
  for (let press = 0; press < 4; press += 1) await userEvent.keyboard("k");
  await expect.poll(current).toContain("Dunmore Foods");
  for (let press = 0; press < 4; press += 1) await userEvent.keyboard("j");
  await expect.poll(current).toContain("Northwind");
  for (let press = 0; press < 9; press += 1) await userEvent.keyboard("j");
  await expect.poll(current).toContain("Intent: Northwind");
});

test("Ctrl+Enter approves what was shown, once, and goes to the next", async () => {
  const approve = vi.fn(sample({ scene: "ready" }).approve);
  const { current, screen } = await review({ approve });
  await userEvent.keyboard("{Control>}{Enter}{/Control}");
  expect(approve.mock.calls).toEqual([["proposal-1", "hash-of-proposal-1", null]]);
  await expect.poll(current).toContain("Northwind");
  await expect.element(screen.getByTestId("push")).toMatchTextContent("File 3 approved");
});

test("filing sends the approved ones and says where each stands", async () => {
  const push = vi.fn(sample({ scene: "ready" }).push);
  const shell = sample({ scene: "ready" });
  const { screen } = await review({ push: push.mockImplementation(shell.push), proposals: shell.proposals });
  await userEvent.keyboard("f");
  // What will be written is shown before anything is.
  await expect.element(screen.getByTestId("will-do")).toMatchTextContent("2 changes will be written to HubSpot.");
  await expect.element(screen.getByTestId("will-do")).toMatchTextContent("Call with Alder & Sons");
  await userEvent.keyboard("f");
  await expect.element(screen.getByTestId("undo-offer")).toMatchTextContent("Filing 2 changes in 8 s");
  expect(push).not.toHaveBeenCalled();
  await screen.getByTestId("undo-now").click();
  await expect.element(screen.getByTestId("filed-entry").filter({ hasText: "Alder & Sons" }).getByTestId("filed-status")).toMatchTextContent("filed in HubSpot");
  await expect.element(screen.getByText("HubSpot has not answered yet. Foreword checks whether it arrived")).toBeVisible();
});

test("e edits; a changed line is the rep's and cites nothing, the others keep their sources", async () => {
  const { screen } = await review();
  await userEvent.keyboard("e");
  const area = screen.getByRole("textbox", { name: "Lines of the note, one each" });
  await expect.element(area).toHaveFocus();
  const lines = (area.element() as HTMLTextAreaElement).value;
  await area.fill(lines.replace("by Friday", "by Thursday"));
  await userEvent.keyboard("{Control>}{Enter}{/Control}");
  const card = screen.getByTestId("proposal-card").first();
  await expect.element(card.getByText("yours").nth(1)).toBeVisible();
  const changed = [...card.element().querySelectorAll("[data-testid=note-line]")].find((one) => one.textContent?.includes("by Thursday"))!;
  expect(changed.querySelector("[data-testid=citation]")).toBeNull();
  expect(card.element().querySelectorAll("[data-testid=citation]").length).toBe(4);
  await expect.element(card.getByText("4 of 6 lines verified")).toBeVisible();
});

test("lines stand by part; a quotation is set as said, with its speaker beside the source", async () => {
  const { screen } = await review();
  const card = screen.getByTestId("proposal-card").first();
  expect([...card.element().querySelectorAll("dl:first-of-type dt")].map((one) => one.textContent).slice(0, 4)).toEqual([
    "Key points",
    "Objections",
    "We promised",
    "They promised",
  ]);
  const quote = card.element().querySelector("blockquote")!;
  expect(quote.textContent).toBe("“the audit ends on 15 December, and nothing is signed before that”");
  expect(quote.nextElementSibling?.textContent).toContain("Mira Sand · call, 18 Nov");
});

test("the field has each line as the note does, and saving it unchanged changes nothing", async () => {
  const editProposal = vi.fn(sample({ scene: "ready" }).editProposal);
  const { screen } = await review({ editProposal });
  await userEvent.keyboard("e");
  const area = screen.getByRole("textbox", { name: "Lines of the note, one each" });
  const lines = (area.element() as HTMLTextAreaElement).value.split("\n");
  expect(lines[0]).toBe("Mira Sand: “the audit ends on 15 December, and nothing is signed before that”");
  expect(lines[3]).toBe("They compare us with two others; Mira did not say which.");
  await userEvent.keyboard("{Control>}{Enter}{/Control}");
  expect(editProposal).toHaveBeenCalledWith("proposal-1", lines);
  await expect.element(screen.getByTestId("proposal-card").first().getByText("5 of 6 lines verified")).toBeVisible();
});

test("filing can be stopped by one key for a few seconds, and on another page too", async () => {
  const push = vi.fn(sample({ scene: "ready" }).push);
  const { screen } = await review({ push });
  await userEvent.keyboard("ff");
  await expect.element(screen.getByTestId("undo-offer")).toBeVisible();
  await userEvent.keyboard("{Control>}1{/Control}");
  await expect.element(screen.getByTestId("meeting-next")).toBeVisible();
  await userEvent.keyboard("z");
  await expect.poll(() => document.querySelector("[data-testid=undo-offer]")).toBeNull();
  expect(push).not.toHaveBeenCalled();
});

test("an approved note that is taken back is a card again, and no rejection", async () => {
  const shell = sample({ scene: "ready" });
  const takeBack = vi.fn(shell.takeBack);
  const reject = vi.fn(shell.reject);
  const { screen, current } = await review({ reject, takeBack, proposals: shell.proposals });
  await screen.getByTestId("take-back").click();
  expect(takeBack).toHaveBeenCalledWith("proposal-3");
  expect(reject).not.toHaveBeenCalled();
  await expect.poll(current).toContain("Alder & Sons");
  await expect.element(screen.getByTestId("push")).toMatchTextContent("File 1 approved");
});

test("an approval and a rejection are undone by z", async () => {
  const shell = sample({ scene: "ready" });
  const { screen, current } = await review(shell);
  await userEvent.keyboard("{Control>}{Enter}{/Control}");
  await expect.element(screen.getByTestId("undo-offer")).toMatchTextContent("Approved: Call with Halden Group");
  await userEvent.keyboard("z");
  await expect.element(screen.getByTestId("push")).toMatchTextContent("File 2 approved");
  await userEvent.keyboard("kkkkkkkk");
  await userEvent.keyboard("jjj");
  const before = current();
  await userEvent.keyboard("r2");
  await expect.element(screen.getByTestId("undo-offer")).toMatchTextContent("Rejected");
  await userEvent.keyboard("z");
  await expect.poll(() => [...screen.container.querySelectorAll("[data-testid=proposal-card] article")].map((one) => one.getAttribute("aria-label"))).toContain(before);
});

test("a card whose field has changed since offers to be drafted again, and nothing else as its main button", async () => {
  const shell = sample({ scene: "ready" });
  const [card] = await only("proposal-next-step");
  const draftAgain = vi.fn(async () => ({ ...card!, drafted_from: null }));
  const approve = vi.fn(shell.approve);
  const { screen } = await review({ draftAgain, approve, proposals: async () => [{ ...card!, drafted_from: "Call them" }] });
  expect(screen.container.querySelector("[data-testid=proposal-approve]")).toBeNull();
  await userEvent.keyboard("{Control>}{Enter}{/Control}");
  expect(draftAgain).toHaveBeenCalledWith("proposal-next-step");
  expect(approve).not.toHaveBeenCalled();
  await expect.element(screen.getByTestId("proposal-approve")).toBeVisible();
});

test("a field that lost the keyboard holds no key back, and Esc leaves it", async () => {
  const { screen, current } = await review();
  await userEvent.keyboard("r");
  await screen.getByRole("heading", { level: 1, name: "Review" }).click();
  (document.activeElement as HTMLElement | null)?.blur();
  await userEvent.keyboard("{Escape}");
  await expect.poll(() => document.querySelector("input[placeholder^='Why not']")).toBeNull();
  await userEvent.keyboard("r");
  (document.activeElement as HTMLElement | null)?.blur();
  await userEvent.keyboard("j");
  await expect.poll(current).toContain("Northwind");
});

test("what is written into a note survives Esc, another page and a restart, and is told", async () => {
  const shell = sample({ scene: "ready" });
  const { screen } = await review(shell);
  await userEvent.keyboard("e");
  const area = screen.getByRole("textbox", { name: "Lines of the note, one each" });
  await area.fill("My ten minutes of typing");
  await userEvent.keyboard("{Escape}");
  await expect.element(screen.getByTestId("unsaved-edit")).toBeVisible();
  await expect.element(screen.getByTestId("nav-edits")).toMatchTextContent("1 unsaved edit");
  await userEvent.keyboard("e");
  await expect.element(area).toHaveValue("My ten minutes of typing");
  await userEvent.keyboard("{Control>}1{/Control}");
  await expect.element(screen.getByTestId("meeting-next")).toBeVisible();
  await userEvent.keyboard("{Control>}4{/Control}");
  await expect.element(area).toHaveValue("My ten minutes of typing");
  await screen.unmount();
  location.hash = "review";
  const again = await render(App, { ipc: shell });
  await expect.element(again.getByRole("textbox", { name: "Lines of the note, one each" })).toHaveValue("My ten minutes of typing");
  await again.getByTestId("edit-discard").click();
  await userEvent.keyboard("{Escape}");
  await expect.poll(() => document.querySelector("[data-testid=unsaved-edit]")).toBeNull();
});

test("too late to take back is said where it stands", async () => {
  const { screen } = await review({
    takeBack: async () => {
      throw commandError("in_flight", "It is on its way to HubSpot or there already", { hint: "What is in HubSpot can be changed there." });
    },
  });
  await screen.getByTestId("take-back").click();
  await expect.element(screen.getByTestId("filed-entry").first().getByRole("alert")).toMatchTextContent("on its way to HubSpot");
});

test("an approved note can be edited, which withdraws the approval; left as it was it stays approved", async () => {
  const { screen, current } = await review();
  await screen.getByRole("button", { name: /^Edit: Call with Alder/ }).click();
  const area = screen.getByRole("textbox", { name: "Lines of the note, one each" });
  await userEvent.keyboard("{Escape}");
  await expect.element(screen.getByTestId("push")).toMatchTextContent("File 2 approved");
  await screen.getByRole("button", { name: /^Edit: Call with Alder/ }).click();
  await area.fill("Reference call agreed.");
  await userEvent.keyboard("{Control>}{Enter}{/Control}");
  await expect.poll(current).toContain("Alder & Sons");
  await expect.element(screen.getByTestId("push")).toMatchTextContent("File 1 approved");
});

test("the address may name one note, filed ones too", async () => {
  location.hash = "review/proposal-7";
  const screen = await render(App, { ipc: sample({ scene: "ready" }) });
  const row = screen.getByTestId("filed-entry").filter({ hasText: "Corvid Labs" });
  await expect.element(row).toHaveAttribute("data-chosen", "true");
  await expect.element(row).toBeInViewport();
});

test("Esc leaves the lines as they were", async () => {
  const editProposal = vi.fn(sample({ scene: "ready" }).editProposal);
  const { screen } = await review({ editProposal });
  await userEvent.keyboard("e");
  await screen.getByRole("textbox", { name: "Lines of the note, one each" }).fill("gone");
  await userEvent.keyboard("{Escape}");
  await expect.element(screen.getByTestId("proposal-card").first().getByText("Objections", { exact: true }).first()).toBeVisible();
  expect(editProposal).not.toHaveBeenCalled();
});

test("r rejects with a reason at hand, or with none", async () => {
  const reject = vi.fn(sample({ scene: "ready" }).reject);
  const { screen } = await review({ reject });
  await userEvent.keyboard("r");
  await expect.element(screen.getByRole("textbox", { name: "Why not" })).toHaveFocus();
  await userEvent.keyboard("Wrong call{Enter}");
  expect(reject).toHaveBeenCalledWith("proposal-1", "Wrong call");
  await expect.element(screen.getByText("rejected: Wrong call", { exact: true })).toBeVisible();
  await userEvent.keyboard("r2");
  await userEvent.keyboard("r{Enter}");
  await expect.poll(() => reject.mock.calls.map(([, why]) => why)).toEqual(["Wrong call", "Not needed", "No reason given."]);
});

test("a note that changed behind the page is not approved, and says so", async () => {
  const { screen } = await review({
    approve: async () => {
      throw commandError("changed", "The note changed since it was shown.", { hint: "Read it again, then approve it." });
    },
  });
  await userEvent.keyboard("{Control>}{Enter}{/Control}");
  await expect.element(screen.getByRole("alert")).toMatchTextContent("The note changed since it was shown.");
});

test("what is sent is shown as text", async () => {
  const { screen } = await review();
  await screen.getByText("Exactly what is sent").first().click();
  await expect.element(screen.getByText("<li>Mira Sand: “the audit ends on 15 December, and nothing is signed before that”</li>").first()).toBeVisible();
});

test("a gated proposal wants its value typed, as the rep writes it", async () => {
  const approve = vi.fn(sample({ scene: "ready" }).approve);
  const [one] = await sample({ scene: "ready" }).proposals();
  const gated = { ...one!, tier: "gated" as const, property: "Close date", proposed: "2026-12-10T00:00:00Z", proposed_words: "10 December 2026", confirm: "10 December 2026" };
  approve.mockImplementation(async () => {
    throw commandError("usage", "Close date: type the new value to confirm", { hint: "Type “10 December 2026” to approve it." });
  });
  const { screen } = await review({ approve, proposals: async () => [gated] });
  await userEvent.keyboard("{Control>}{Enter}{/Control}");
  await expect.element(screen.getByPlaceholder("Type “10 December 2026” to approve")).toHaveFocus();
  await userEvent.keyboard("11 Dec{Enter}");
  // The shell reads what was typed; the field stays for another try.
  expect(approve).toHaveBeenCalledWith(gated.id, gated.hash, "11 Dec");
  await expect.element(screen.getByRole("alert")).toMatchTextContent("Type “10 December 2026” to approve it.");
  await expect.element(screen.getByPlaceholder("Type “10 December 2026” to approve")).toHaveValue("11 Dec");
  expect(screen.container.textContent).not.toContain("T00:00:00Z” to approve");
});

test("a gated value that is to be emptied is approved by the word for that, in the window's language", async () => {
  const approve = vi.fn(sample({ scene: "ready" }).approve);
  const one = (await sample({ scene: "ready" }).proposals()).find(({ kind }) => kind === "property")!;
  const emptied = { ...one, tier: "gated" as const, held: null, drafted_from: null, property: "Close date", proposed: "", proposed_words: "", confirm: "empty" };
  const { screen } = await review({ approve, proposals: async () => [emptied] });
  await expect.element(screen.getByTestId("proposal-card")).toMatchTextContent("empty");
  await userEvent.keyboard("{Control>}{Enter}{/Control}");
  await expect.element(screen.getByPlaceholder("Type “empty” to approve")).toHaveFocus();
  await expect.element(screen.getByRole("button", { name: "Approve", exact: true })).toBeDisabled();
  await userEvent.keyboard("empty{Enter}");
  expect(approve).toHaveBeenCalledWith(emptied.id, emptied.hash, "empty");
  language.choose("de");
  expect(confirmWords(emptied)).toBe("leer");
  language.choose("system");
});

/** The task of the sample alone, in full. */
async function task(over: Partial<Ipc> = {}, changed: Partial<ProposalView> = {}) {
  const shell = sample({ scene: "ready" });
  const one = (await shell.proposals()).find(({ id }) => id === "proposal-task")!;
  return { one, ...(await review({ ...shell, ...over, proposals: async () => [{ ...one, ...changed }] })) };
}

test("all of a task is edited on its card, and saved in one go", async () => {
  const editTask = vi.fn(sample({ scene: "ready" }).editTask);
  const editProposal = vi.fn(sample({ scene: "ready" }).editProposal);
  const { screen } = await task({ editTask, editProposal });
  await userEvent.keyboard("e");
  const card = screen.getByTestId("edit-task");
  const title = card.getByLabelText("Title", { exact: true });
  await expect.element(title).toHaveFocus();
  await title.fill("Send the questionnaire");
  await card.getByLabelText("Due").fill("2026-11-24");
  await card.getByLabelText("Time").fill("14:30");
  await card.getByLabelText("Reminder").selectOptions("1 hour before");
  await card.getByLabelText("Priority").selectOptions("High priority");
  await card.getByLabelText("Owner").selectOptions("Ana Weber");
  await card.getByText("Ana Marques, Northwind: pilot and first year").click();
  await card.getByRole("checkbox", { name: "Rita Leal contact" }).click();
  await card.getByRole("checkbox", { name: "Northwind: pilot and first year deal" }).click();
  await userEvent.keyboard("{Control>}{Enter}{/Control}");
  expect(editTask).toHaveBeenCalledExactlyOnceWith("proposal-task", {
    subject: "Send the questionnaire",
    due: "2026-11-24",
    time: "14:30",
    task_type: "todo",
    priority: "high",
    remind_minutes_before: 60,
    owner: "72",
    targets: ["contact:501", "contact:503"],
  });
  // Its lines were left as they are.
  expect(editProposal).not.toHaveBeenCalled();
  await expect.element(screen.getByText("24 Nov, 14:30 · to-do, high priority, reminder 1 hour before")).toBeVisible();
});

test("what is begun on a task is there when the rep comes back, and can be dropped", async () => {
  const { screen } = await task();
  await userEvent.keyboard("e");
  await screen.getByLabelText("Title", { exact: true }).fill("Send it");
  await userEvent.keyboard("{Escape}");
  await expect.element(screen.getByTestId("unsaved-edit")).toBeVisible();
  await userEvent.keyboard("{Control>}1{/Control}{Control>}4{/Control}");
  await userEvent.keyboard("e");
  await expect.element(screen.getByLabelText("Title", { exact: true })).toHaveValue("Send it");
  await screen.getByTestId("edit-discard").click();
  await expect.element(screen.getByLabelText("Title", { exact: true })).toHaveValue("Promised to Ana Marques: “the security questionnaire”");
});

test("a task for a colleague says so on its row and is approved by the name", async () => {
  const approve = vi.fn(sample({ scene: "ready" }).approve);
  const { screen, one } = await task({ approve }, { tier: "careful", owner: "72", owner_name: "Ana Weber", confirm: "Ana Weber" });
  await userEvent.keyboard("{Escape}");
  await expect.element(screen.getByTestId("for-colleague")).toMatchTextContent("for Ana Weber");
  await expect.element(screen.getByTestId("proposal-card")).toMatchTextContent("type to confirm");
  await userEvent.keyboard("{Control>}{Enter}{/Control}");
  await expect.element(screen.getByPlaceholder("Type “Ana Weber” to approve")).toHaveFocus();
  expect(approve).not.toHaveBeenCalled();
  await userEvent.keyboard("ana weber{Enter}");
  expect(approve).toHaveBeenCalledExactlyOnceWith(one.id, one.hash, "ana weber");
});

test("nothing to review says how notes come here", async () => {
  location.hash = "review";
  const screen = await render(App, { ipc: sample({ scene: "empty" }) });
  await expect.element(screen.getByText("Nothing to review.")).toBeVisible();
  await expect.element(screen.getByText("Open a call with a transcript")).toBeVisible();
});

const only = async (...ids: string[]) => (await sample({ scene: "ready" }).proposals()).filter((one) => ids.includes(one.id));

test("a says yes to what may go together, by what was shown, and to nothing else", async () => {
  const approveTogether = vi.fn(sample({ scene: "ready" }).approveTogether);
  const { screen } = await review({ approveTogether });
  await expect.element(screen.getByTestId("approve-together")).toMatchTextContent("Approve 6 together");
  await userEvent.keyboard("a");
  await expect.element(screen.getByTestId("will-do")).toMatchTextContent("Approve 6 drafts. Nothing is filed yet.");
  expect(approveTogether).not.toHaveBeenCalled();
  await userEvent.keyboard("a");
  const ids = approveTogether.mock.calls[0]![0].map((card) => card.id);
  expect(ids).toEqual(["proposal-1", "proposal-2", "proposal-task", "proposal-next-step", "proposal-role", "proposal-event"]);
  expect(approveTogether.mock.calls[0]![0][0]!.hash).toBe("hash-of-proposal-1");
});

test("a card that changed behind the page stops all that would have gone with it, and filing is not what is tried again", async () => {
  const push = vi.fn(sample({ scene: "ready" }).push);
  const { screen } = await review({
    push,
    approveTogether: async () => {
      throw commandError("changed", "p-1 has changed since it was shown");
    },
  });
  await userEvent.keyboard("aa");
  await expect.element(screen.getByRole("alert")).toMatchTextContent("has changed since it was shown");
  expect(screen.getByRole("alert").element().querySelector("button")).toBeNull();
  expect(push).not.toHaveBeenCalled();
});

test("a field's words are told apart, and who changed it last is said", async () => {
  const cards = await only("proposal-next-step");
  const { screen } = await review({ proposals: async () => cards });
  const change = screen.getByTestId("value-change").element();
  expect([...change.querySelectorAll("del")].map((one) => one.textContent?.trim())).toContain("one");
  expect([...change.querySelectorAll("ins")].map((one) => one.textContent?.trim())).toContain("two");
  expect(change.textContent).toContain("last changed by a person, 4 November 2026");
});

test("what HubSpot would not take is held: it says why and cannot be approved", async () => {
  const cards = await only("proposal-drafted");
  const approve = vi.fn(sample({ scene: "ready" }).approve);
  const { screen } = await review({ approve, proposals: async () => cards });
  await expect.element(screen.getByTestId("held")).toMatchTextContent("HubSpot no longer has the property");
  await expect.element(screen.getByTestId("proposal-approve")).toBeDisabled();
  await userEvent.keyboard("{Control>}{Enter}{/Control}");
  expect(approve).not.toHaveBeenCalled();
});

test("m keeps a field to the rep", async () => {
  const cards = await only("proposal-next-step");
  const fieldIsMine = vi.fn(sample({ scene: "ready" }).fieldIsMine);
  await review({ fieldIsMine, proposals: async () => cards });
  await userEvent.keyboard("m");
  expect(fieldIsMine).toHaveBeenCalledWith("proposal-next-step");
});

test("what was filed can be taken back, and what stays says why", async () => {
  const { screen } = await review();
  await screen.getByRole("button", { name: /^Undo: Call with Corvid/ }).click();
  const row = screen.getByTestId("filed-entry").filter({ hasText: "Corvid Labs" });
  await expect.element(row.getByTestId("filed-status")).toMatchTextContent("undone");
});

test("a card that waits says for what and until when, and t tries it again", async () => {
  const shell = sample({ scene: "ready" });
  const retry = vi.fn(shell.retry);
  const { screen } = await review({ retry, proposals: shell.proposals });
  const card = screen.getByTestId("stuck-card").filter({ hasText: "Fjordline Seafood" });
  await expect.element(card.getByTestId("filed-status")).toMatchTextContent("Waiting for HubSpot until 14:05.");
  await expect.element(card.getByTestId("stuck-reason")).toMatchTextContent("HubSpot is limiting requests.");
  await userEvent.keyboard("kk");
  await expect.element(card).toHaveAttribute("data-current", "true");
  await userEvent.keyboard("t");
  expect(retry.mock.calls).toEqual([["proposal-5"]]);
  await expect.element(screen.getByTestId("filed-entry").filter({ hasText: "Fjordline Seafood" }).getByTestId("filed-status")).toMatchTextContent("filed in HubSpot");
});

test("a wait for another day names it, and one whose time has come says that it is tried now", async () => {
  const [one] = await only("proposal-5");
  const { screen } = await review({
    proposals: async () => [
      { ...one!, id: "p-1", status: "proposed" },
      { ...one!, id: "p-2", waits_until: "2026-11-21T08:00:00Z" },
      { ...one!, id: "p-3", waits_until: "2026-11-20T09:00:00Z" },
      { ...one!, id: "p-4", waits_until: null },
    ],
  });
  await expect.element(screen.getByTestId("stuck-card").first()).toBeVisible();
  const told = [...screen.container.querySelectorAll("[data-testid=stuck-card] [data-testid=filed-status]")].map((row) => row.textContent);
  expect(told).toEqual(["Waiting for HubSpot until 21 Nov, 08:00.", "Waiting for HubSpot. Foreword tries again any moment now.", "Waiting for HubSpot."]);
});

test("a refused card says why and what to change; tried again it is a draft to review, and shown", async () => {
  const shell = sample({ scene: "ready" });
  const { screen, current } = await review({ retry: shell.retry, proposals: shell.proposals });
  const card = screen.getByTestId("stuck-card").filter({ hasText: "Tern & Harbour" });
  await expect.element(card.getByTestId("stuck-reason")).toMatchTextContent("The contact was deleted in HubSpot on 14 Nov.");
  await expect.element(card.getByTestId("stuck-advice")).toMatchTextContent("Restore the contact in HubSpot, then try again.");
  await card.getByTestId("retry").click();
  await expect.poll(current).toContain("Tern & Harbour");
  await expect.element(screen.getByTestId("proposal-card").filter({ hasText: "Tern & Harbour" })).toHaveAttribute("data-current", "true");
});

test("while one is tried again nothing else can be started, and a failure stands with its card", async () => {
  let fail: (error: unknown) => void = () => undefined;
  const push = vi.fn(sample({ scene: "ready" }).push);
  const retry = vi.fn(() => new Promise<never>((_, refuse) => (fail = refuse)));
  const { screen } = await review({ retry, push });
  const card = screen.getByTestId("stuck-card").filter({ hasText: "Fjordline Seafood" });
  await card.getByTestId("retry").click();
  await expect.element(card.getByTestId("retry")).toMatchTextContent("Trying again");
  for (const button of screen.container.querySelectorAll<HTMLButtonElement>("[data-testid=retry], [data-testid=push]")) expect(button.disabled).toBe(true);
  await userEvent.keyboard("ft");
  expect(push).not.toHaveBeenCalled();
  expect(retry).toHaveBeenCalledOnce();
  fail(commandError("unreachable", "No connection to HubSpot."));
  await expect.element(card.getByRole("alert")).toMatchTextContent("No connection to HubSpot.");
  await expect.element(card.getByTestId("retry")).toBeEnabled();
});

test("trying one again leaves the lines that are being written where they are", async () => {
  const shell = sample({ scene: "ready" });
  const { screen } = await review({ retry: shell.retry, proposals: shell.proposals });
  await userEvent.keyboard("e");
  await screen.getByRole("textbox", { name: "Lines of the note, one each" }).fill("half a line");
  await screen.getByRole("button", { name: /^Try again: Call with Tern/ }).click();
  await expect.poll(() => screen.container.querySelectorAll("[data-testid=stuck-card]").length).toBe(2);
  await expect.element(screen.getByRole("textbox", { name: "Lines of the note, one each" })).toHaveValue("half a line");
});

test("what waits can be filed although nothing else is approved, and what may not be tried has no button", async () => {
  const cards = await only("proposal-1", "proposal-4", "proposal-5");
  const push = vi.fn(async () => cards);
  const { screen } = await review({ push, proposals: async () => cards });
  expect(screen.container.querySelectorAll("[data-testid=retry]").length).toBe(1);
  await expect.element(screen.getByTestId("push")).toMatchTextContent("File 1 approved");
  await userEvent.keyboard("ff");
  await screen.getByTestId("undo-now").click();
  expect(push).toHaveBeenCalledOnce();
});

test("drafts stand in rows, account by account: what is there, what it becomes, and one quote", async () => {
  const { screen } = await review({}, false);
  expect([...screen.container.querySelectorAll("[data-testid=review-account]")].map((one) => one.getAttribute("aria-label"))).toEqual(["Halden Group", "Northwind Logistics"]);
  const field = screen.getByTestId("proposal-card").filter({ hasText: "Next step" });
  await expect.element(field).toMatchTextContent(/Send the offer for one depot.*becomes.*Send the offer for two depots/);
  const quotes = screen.getByTestId("proposal-card").first().element().querySelectorAll(".font-said");
  expect(quotes.length).toBe(1);
  expect(quotes[0]!.textContent).toBe("“the audit ends on 15 December, and nothing is signed before that”");
  expect(screen.container.querySelector("[data-testid=note-line]")).toBeNull();
});

test("Space shows the details of a row, the next one's too, and takes them away", async () => {
  const { screen, current } = await review({}, false);
  await expect.element(screen.getByTestId("proposal-row").first()).toHaveFocus();
  await userEvent.keyboard(" ");
  await expect.element(screen.getByTestId("note-line").first()).toBeVisible();
  await expect.element(screen.getByTestId("proposal-row").first()).toHaveAttribute("aria-expanded", "true");
  await userEvent.keyboard("j");
  await expect.poll(current).toContain("Northwind");
  await expect.element(screen.getByTestId("proposal-row").nth(1)).toHaveAttribute("aria-expanded", "true");
  expect(screen.container.querySelectorAll("[data-opened=true]").length).toBe(1);
  await userEvent.keyboard("{Escape}");
  await expect.poll(() => screen.container.querySelector("[data-testid=note-line]")).toBeNull();
  await expect.element(screen.getByTestId("proposal-row").nth(1)).toHaveFocus();
});

test("a note is approved only once its lines were on screen; a field as its row shows it", async () => {
  const approve = vi.fn(sample({ scene: "ready" }).approve);
  const { screen, current } = await review({ approve }, false);
  await userEvent.keyboard("{Control>}{Enter}{/Control}");
  await expect.element(screen.getByTestId("note-line").first()).toBeVisible();
  expect(approve).not.toHaveBeenCalled();
  await userEvent.keyboard("{Control>}{Enter}{/Control}");
  expect(approve).toHaveBeenCalledOnce();
  await userEvent.keyboard("{Escape}");
  for (let press = 0; press < 9 && !(current() ?? "").includes("Next step"); press += 1) await userEvent.keyboard("j");
  await userEvent.keyboard("{Control>}{Enter}{/Control}");
  await expect.poll(() => approve.mock.calls.at(-1)?.[0]).toBe("proposal-next-step");
});

test("Shift+A is a yes to the account at hand, by what is shown, and to no other", async () => {
  const approveTogether = vi.fn(sample({ scene: "ready" }).approveTogether);
  const { screen, current } = await review({ approveTogether }, false);
  await userEvent.keyboard("j");
  await expect.poll(current).toContain("Northwind");
  await userEvent.keyboard("{Shift>}a{/Shift}");
  await expect.element(screen.getByTestId("will-do")).toMatchTextContent("Approve 5 drafts for Northwind Logistics. Nothing is filed yet.");
  // A note is shown with its lines, since nobody has read them before.
  await expect.element(screen.getByTestId("will-do")).toMatchTextContent("Our contract with Parcelhub ends on 31 January");
  await userEvent.keyboard("a");
  await expect.poll(() => approveTogether.mock.calls.length).toBe(1);
  expect(approveTogether.mock.calls[0]![0].map((card) => card.id)).toEqual(["proposal-2", "proposal-task", "proposal-next-step", "proposal-role", "proposal-event"]);
  await expect.element(screen.getByTestId("undo-offer")).toMatchTextContent("Approved 5 drafts");
});

test("a yes to many waits until the last of them was on screen", async () => {
  const [note] = await only("proposal-1");
  const many = Array.from({ length: 30 }, (_, at) => ({ ...note!, id: `proposal-${at}`, hash: `hash-${at}`, title: `Call ${at}` }));
  const approveTogether = vi.fn(async () => many);
  const { screen } = await review({ approveTogether, proposals: async () => many }, false);
  await userEvent.keyboard("a");
  await expect.element(screen.getByTestId("will-do-yes")).toMatchTextContent("Read on");
  await userEvent.keyboard("a");
  expect(approveTogether).not.toHaveBeenCalled();
  const list = screen.getByTestId("will-do").element().querySelector("ul")!;
  list.scrollTop = list.scrollHeight;
  await expect.element(screen.getByTestId("will-do-yes")).toMatchTextContent("Approve 30");
  await userEvent.keyboard("a");
  expect(approveTogether).toHaveBeenCalledOnce();
});

test("a draft that is asked for is shown in full", async () => {
  location.hash = "review/proposal-2";
  const screen = await render(App, { ipc: sample({ scene: "ready" }) });
  await expect.element(screen.getByTestId("note-line").first()).toBeVisible();
  expect(screen.container.querySelectorAll("[data-testid=proposal-approve]").length).toBe(1);
});

test("of many that were filed the latest stand there, and more by a press", async () => {
  const [one] = await only("proposal-7");
  const many = Array.from({ length: 70 }, (_, at) => ({ ...one!, id: `proposal-${at}`, title: `Call ${at}` }));
  const [draft] = await only("proposal-1");
  const { screen } = await review({ proposals: async () => [draft!, ...many] });
  expect(screen.container.querySelectorAll("[data-testid=filed-entry]").length).toBe(30);
  await screen.getByTestId("filed-more").click();
  expect(screen.container.querySelectorAll("[data-testid=filed-entry]").length).toBe(60);
});

test("that drafts are held because fields changed is said above them, and leads to what changed", async () => {
  const { screen, current } = await review({}, false);
  const notice = screen.getByTestId("held-for-fields");
  await expect.element(notice).toMatchTextContent("2 drafts are held because fields in HubSpot have changed.");
  // It has been so for a while: nobody is interrupted for it, and the keyboard stays on the draft at hand.
  await expect.element(notice.getByRole("status")).toBeVisible();
  expect(current()).toContain("Halden Group");
  await notice.getByRole("button", { name: "See what changed" }).click();
  await expect.element(screen.getByRole("heading", { level: 1, name: "Fields for drafts" })).toBeVisible();
  expect(location.hash).toBe("#settings/fields");
});

test("a review goes on where it cannot be known what changed, and nothing is said where nothing is held", async () => {
  const drift = vi.fn<Ipc["drift"]>(async () => {
    throw commandError("storage", "no");
  });
  const { screen } = await review({ drift });
  await expect.element(screen.getByTestId("held-for-fields")).not.toBeInTheDocument();
  drift.mockImplementation(async () => ({ drift: [] }));
  await userEvent.keyboard("{Control>}1{/Control}{Control>}4{/Control}");
  await expect.poll(() => drift.mock.calls.length).toBe(2);
  await expect.element(screen.getByTestId("held-for-fields")).not.toBeInTheDocument();
});

test("a task says once what it is to be, and what words it rests on, with who said them", async () => {
  const { screen } = await task();
  const grounds = screen.getByTestId("task-grounds");
  await expect.element(grounds).toMatchTextContent("Because “I will send the security questionnaire");
  await expect.element(grounds).toMatchTextContent("Marc Okoye · call, 4 Nov");
  expect(grounds.element().textContent).not.toContain("Promised to");
  expect(screen.getByTestId("note-line").query()).toBeNull();
});
