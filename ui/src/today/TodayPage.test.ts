import { expect, test, vi } from "vitest";
import { userEvent } from "vitest/browser";
import { render } from "vitest-browser-svelte";
import type { Ipc, MeetingView, ProposalView } from "../ipc";
import { commandError, sample } from "../ipc/sample";
import App from "../shell/App.svelte";

async function today(over: Partial<Ipc> = {}) {
  location.hash = "today";
  const screen = await render(App, { ipc: sample({ scene: "ready", ...over }) });
  await expect.element(screen.getByTestId("promise").first()).toBeVisible();
  return screen;
}

/** The day with its meetings changed, the first ones first. */
async function withMeetings(...changes: Partial<MeetingView>[]): Promise<Partial<Ipc>> {
  const view = await sample({ scene: "ready" }).today();
  return { today: async () => ({ ...view, meetings: view.meetings.map((one, at) => ({ ...one, ...changes[at] })) }) };
}

test("a meeting that runs keeps Join and Open brief, and one that is over steps back", async () => {
  const wrap = vi.fn(sample({ scene: "ready" }).wrap);
  const day = await withMeetings(
    { standing: "over", is_next: false, call: "call:7" },
    { standing: "running", is_next: true },
  );
  const screen = await today({ ...day, wrap });
  const running = screen.getByTestId("meeting-next");
  await expect.element(running).toMatchTextContent("now");
  await expect.element(running.getByTestId("open-brief")).toBeVisible();
  await expect.element(running.getByTestId("join")).toBeVisible();
  const over = screen.getByTestId("meeting-over");
  expect(over.element().querySelector("[data-testid=join], [data-testid=brief]")).toBeNull();
  await over.getByTestId("write-up").click();
  await expect.element(screen.getByRole("heading", { level: 1, name: "Write up" })).toBeVisible();
  await expect.element(screen.getByTestId("wrap-card").first()).toBeVisible();
  expect(wrap).toHaveBeenCalledWith("company:101");
});

test("every meeting to come can be joined and briefed", async () => {
  const openUrl = vi.fn(async () => undefined);
  const showBrief = vi.fn(async () => undefined);
  const screen = await today({ openUrl, showBrief });
  await screen.getByRole("button", { name: /^Join: Jonas Weiss/ }).click();
  await screen.getByRole("button", { name: /^Open brief: Jonas Weiss/ }).click();
  expect(openUrl).toHaveBeenCalledWith("https://meet.example/alder");
  expect(showBrief).toHaveBeenCalledWith("contact:510");
});

test("a meeting that is over and has no words here is written up from memory", async () => {
  const refused = async () => Promise.reject(commandError("not_found", "Nothing was noted down about this account."));
  const none = { ...(await sample({ scene: "empty" }).jottings("company:101")), account: "company:101" };
  const screen = await today({ ...(await withMeetings({ standing: "over", is_next: false })), wrap: refused, jottings: async () => none });
  await screen.getByTestId("write-up").click();
  await expect.element(screen.getByText("Nothing was noted down yet")).toBeVisible();
  await expect.element(screen.getByTestId("wrap-line")).toHaveFocus();
});

test("a promise is done by one key, gone from the list, and back by another", async () => {
  const shell = sample({ scene: "ready" });
  const markPromise = vi.fn(shell.markPromise);
  const screen = await today({ ...shell, markPromise });
  await expect.element(screen.getByRole("heading", { name: "Promises due · 4" })).toBeVisible();
  // The line above the day counts the same.
  await expect.element(screen.getByText(/four promises due/)).toBeVisible();
  const first = screen.getByTestId("promise").first();
  await expect.element(first).toMatchTextContent("to Ana Marques");
  (first.element() as HTMLElement).focus();
  await userEvent.keyboard(" ");
  await expect.element(screen.getByRole("heading", { name: "Promises due · 3" })).toBeVisible();
  expect(markPromise.mock.calls[0]?.[0]).toMatchObject({ mark: "done", until: null });
  await expect.element(screen.getByTestId("undo-offer")).toMatchTextContent("Promise done: “I will send the security questionnaire");
  await userEvent.keyboard("z");
  await expect.element(screen.getByRole("heading", { name: "Promises due · 4" })).toBeVisible();
});

test("a promise can wait for a day, be none, or be theirs", async () => {
  const shell = sample({ scene: "ready" });
  const markPromise = vi.fn(shell.markPromise);
  const screen = await today({ ...shell, markPromise });
  const first = screen.getByTestId("promise").first();
  await first.getByTestId("promise-later").click();
  await first.getByRole("button", { name: "Monday" }).click();
  await expect.poll(() => markPromise.mock.calls[0]?.[0]).toMatchObject({ mark: "later", until: "2026-11-23" });
  await screen.getByTestId("promise").first().getByTestId("promise-none").click();
  await expect.poll(() => markPromise.mock.calls[1]?.[0]).toMatchObject({ mark: "no_promise" });
  await screen.getByTestId("promise").first().getByTestId("promise-theirs").click();
  await expect.poll(() => markPromise.mock.calls[2]?.[0]).toMatchObject({ mark: "theirs" });
});

test("the list says how many there are and shows all when asked", async () => {
  const view = await sample({ scene: "ready" }).today();
  const many = Array.from({ length: 9 }, (_, at) => ({ ...view.promises[0]!, citation: `${view.promises[0]!.citation}${at}` }));
  const screen = await today({ today: async () => ({ ...view, promises: many, accounts_read: 40, accounts: 61 }) });
  await expect.element(screen.getByRole("heading", { name: "Promises due · 9" })).toBeVisible();
  await expect.element(screen.getByText("6 of 9.")).toBeVisible();
  await expect.element(screen.getByText("From the 40 accounts last active.")).toBeVisible();
  await screen.getByTestId("promises-all").click();
  await expect.poll(() => screen.container.querySelectorAll("[data-testid=promise]").length).toBe(9);
});

test("a pipeline that cannot be read says so where it can be seen", async () => {
  const screen = await today({
    digest: async () => {
      throw commandError("storage", "The pipeline could not be read.", { retryable: true });
    },
  });
  const failed = screen.getByTestId("digest-failed");
  await expect.element(failed).toMatchTextContent("The pipeline could not be read.");
  (failed.element() as HTMLElement).scrollIntoView();
  await expect.element(failed.getByRole("button", { name: "Try again" })).toBeInViewport();
});

test("a part of the pipeline shows five accounts, one line each, and “likely” once", async () => {
  const shell = sample({ scene: "ready" });
  const digest = await shell.digest();
  const line = digest.parts.flatMap((part) => part.lines)[0]!;
  const of = (account: number, text: string) => ({ ...line, account: `company:${account}`, account_name: `Account ${account}`, item: { ...line.item, text, kind: "derived" as const } });
  const lines = [1, 1, 2, 3, 4, 5, 6, 7].map((account) => of(account, "a ticket is open"));
  const likely = { ...of(1, "Likely to close: “Deal”, EUR 5"), item: { ...line.item, text: "Likely to close: “Deal”, EUR 5", kind: "inferred" as const } };
  const screen = await today({ digest: async () => ({ ...digest, parts: [{ name: "at_risk", lines }, { name: "likely_to_close", lines: [likely] }] }) });
  await expect.poll(() => screen.container.querySelectorAll("[data-testid=pipeline-line]").length).toBe(6);
  await expect.element(screen.getByText("1 more reason")).toBeVisible();
  await expect.element(screen.getByTestId("pipeline-line").last()).toMatchTextContent("also at risk");
  expect(screen.getByTestId("pipeline").element().textContent?.match(/likely/giu)?.length).toBe(1);
  await screen.getByTestId("pipeline-all").click();
  await expect.poll(() => screen.container.querySelectorAll("[data-testid=pipeline-line]").length).toBe(8);
});

test("the target is set in place, as the country writes numbers, and taken away", async () => {
  const shell = sample({ scene: "ready" });
  const setTarget = vi.fn(shell.setTarget);
  const screen = await today({ ...shell, setTarget });
  const target = screen.getByTestId("target");
  await expect.element(target).toMatchTextContent("€120,000 1 Oct to 31 Dec");
  await target.getByTestId("target-change").click();
  const field = target.getByRole("textbox", { name: "Target this quarter" });
  await expect.element(field).toHaveFocus();
  await field.fill("150.000,50");
  await expect.element(target.getByText("Type a whole sum, such as 120,000.")).toBeVisible();
  await expect.element(target.getByRole("button", { name: "Set" })).toBeDisabled();
  await field.fill("150.000");
  await userEvent.keyboard("{Enter}");
  expect(setTarget).toHaveBeenLastCalledWith(150_000);
  await expect.element(target).toMatchTextContent("€150,000");
  await expect.element(target.getByTestId("target-change")).toHaveFocus();
  await target.getByTestId("target-remove").click();
  expect(setTarget).toHaveBeenLastCalledWith(null);
  await expect.element(target).toMatchTextContent("None set.");
  await expect.element(target.getByTestId("target-set")).toHaveFocus();
});

test("a target that cannot be set says why and stays in its field", async () => {
  const setTarget = async () => {
    throw commandError("busy", "Foreword is busy with its data.");
  };
  const screen = await today({ setTarget });
  await screen.getByTestId("target-change").click();
  await userEvent.keyboard("90000{Enter}");
  await expect.element(screen.getByTestId("target").getByRole("alert")).toMatchTextContent("Foreword is busy with its data.");
  await expect.element(screen.getByTestId("target-field")).toHaveValue("90000");
  await userEvent.click(screen.getByTestId("target-field"));
  await userEvent.keyboard("{Escape}");
  await expect.element(screen.getByTestId("target")).toMatchTextContent("€120,000");
});

test("a line is put up for review as a note or task from the keyboard, and leads there", async () => {
  const shell = sample({ scene: "ready" });
  const proposeDigest = vi.fn(shell.proposeDigest);
  const screen = await today({ ...shell, proposeDigest });
  const line = screen.getByTestId("pipeline-line").filter({ hasText: "Halden Group" });
  (line.getByRole("button", { name: "File what is said of Halden Group" }).element() as HTMLElement).focus();
  await userEvent.keyboard("{Enter}{ArrowDown}{Enter}");
  expect(proposeDigest).toHaveBeenCalledExactlyOnceWith("company:104", "task");
  await expect.element(line).toMatchTextContent("It waits in Review.");
  await expect.element(line.getByTestId("filed-review")).toHaveFocus();
  await userEvent.keyboard("{Enter}");
  await expect.poll(() => location.hash).toBe("#review/proposal-digest-task-company:104");
});

test("a line that cannot be put up for review says why beside it", async () => {
  const proposeDigest = async () => {
    throw commandError("busy", "Foreword is busy with its data.");
  };
  const screen = await today({ proposeDigest });
  const line = screen.getByTestId("pipeline-line").filter({ hasText: "Halden Group" });
  await line.getByTestId("file-line").click();
  await line.getByRole("menuitem", { name: "File as note" }).click();
  await expect.element(line.getByRole("alert")).toMatchTextContent("Foreword is busy with its data.");
});

test("the health of what stalls is proposed in one go, also while the rep looks at another page", async () => {
  const shell = sample({ scene: "ready" });
  const [card] = await shell.proposals();
  const answers: ((fails: boolean) => void)[] = [];
  const proposeHealth = vi.fn(
    (target: string) =>
      new Promise<ProposalView[]>((done, refuse) => answers.push((fails) => (fails ? refuse(commandError("unreachable", "The model did not answer.")) : done([{ ...card!, id: `health of ${target}` }])))),
  );
  const screen = await today({ ...shell, proposeHealth });
  await screen.getByRole("button", { name: "Propose health for 3 stalled deals" }).click();
  await expect.element(screen.getByTestId("health-running")).toMatchTextContent("0 of 3");
  answers[0]?.(false);
  await expect.element(screen.getByTestId("health-running")).toMatchTextContent("1 of 3");
  await userEvent.keyboard("{Control>}5{/Control}");
  await expect.element(screen.getByTestId("health-running")).not.toBeInTheDocument();
  await expect.poll(() => answers.length).toBe(2);
  answers[1]?.(true);
  await expect.poll(() => answers.length).toBe(3);
  await userEvent.keyboard("{Control>}1{/Control}");
  await expect.element(screen.getByTestId("health-running")).toMatchTextContent("2 of 3");
  answers[2]?.(false);
  const done = screen.getByTestId("health-done");
  await expect.element(done).toMatchTextContent("2 drafts wait in Review.");
  await expect.element(done).toMatchTextContent("Nothing was proposed for 1 deal: Alder & Sons: The model did not answer.");
  await done.getByTestId("health-review").click();
  await expect.poll(() => location.hash).toBe("#review");
});

test("whoever wants to see first what goes to a model is not passed over for many deals at once", async () => {
  const shell = sample({ scene: "model" });
  const proposeHealth = vi.fn(shell.proposeHealth);
  const unsent = async () => [{ name: "looks first", account: null, title: null, texts: ["yes"], at: "2026-11-20T09:00:00Z" }];
  const screen = await today({ ...shell, proposeHealth, unsent });
  await screen.getByTestId("health-start").click();
  await expect.element(screen.getByText("You want to see what is sent to the language model first.")).toBeVisible();
  expect(proposeHealth).not.toHaveBeenCalled();
});

test("the pipeline is saved as a page, which is where it says; a dialog that is closed says nothing", async () => {
  const saveDigest = vi.fn<Ipc["saveDigest"]>(async () => null);
  const screen = await today({ saveDigest });
  await screen.getByTestId("digest-save").click();
  await expect.poll(() => saveDigest.mock.calls.length).toBe(1);
  expect(screen.getByTestId("digest-saved").query()).toBeNull();
  saveDigest.mockResolvedValueOnce("/home/marc/Pipeline.html");
  await screen.getByTestId("digest-save").click();
  await expect.element(screen.getByTestId("digest-saved")).toMatchTextContent("Saved: /home/marc/Pipeline.html");
});

test("accounts that could not be read are named", async () => {
  const screen = await today();
  await expect.element(screen.getByTestId("digest-unread")).toMatchTextContent("Left out because it could not be read: Kestrel Energy.");
});

test("arrows walk the day from the next meeting on; Enter briefs, j joins that one", async () => {
  const openUrl = vi.fn(async () => undefined);
  const showBrief = vi.fn(async () => undefined);
  const screen = await today({ openUrl, showBrief });
  await userEvent.keyboard("{ArrowDown}");
  await expect.element(screen.getByTestId("meeting-next")).toHaveFocus();
  await userEvent.keyboard("{ArrowDown}{Enter}j");
  expect(showBrief).toHaveBeenCalledExactlyOnceWith("contact:510");
  expect(openUrl).toHaveBeenCalledExactlyOnceWith("https://meet.example/alder");
});

test("the shortcut is told until the rep has read it", async () => {
  const shell = sample({ scene: "ready" });
  const screen = await today(shell);
  await expect.element(screen.getByTestId("told-shortcut")).toMatchTextContent("Ctrl+Shift+Y brings up the brief from any program.");
  await screen.getByRole("button", { name: "Do not tell me about the shortcut again" }).click();
  expect(screen.container.querySelector("[data-testid=told-shortcut]")).toBeNull();
});

test("a meeting of the rep's calendar alone says so, and who is not in HubSpot", async () => {
  const screen = await today();
  await expect.element(screen.getByRole("listitem", { name: /^15:00, Introduction, Brightwater/ })).toMatchTextContent("Kofi Osei, not in HubSpot · from your calendar");
  await screen.unmount();
  const day = await withMeetings({ id: "appointment:9", people: ["Ana Marques"], strangers: ["Jonas Adler", "mia@northwind.example"] }, { strangers: ["A", "B", "C", "D"] });
  const other = await today(day);
  await expect.element(other.getByTestId("meeting-own").first()).toMatchTextContent("Jonas Adler and mia@northwind.example, not in HubSpot · from your calendar");
  await expect.element(other.getByTestId("meeting-own").nth(1)).toMatchTextContent("4 people not in HubSpot");
});

test("an empty day leads to where a calendar is added, unless one is read", async () => {
  const shell = sample({ scene: "ready" });
  const view = await shell.today();
  const screen = await today({ today: async () => ({ ...view, meetings: [], calendars: 0 }) });
  await expect.element(screen.getByText("HubSpot has none.", { exact: false })).toBeVisible();
  await screen.getByTestId("add-calendar").click();
  await expect.element(screen.getByLabelText("Address of the calendar")).toHaveFocus();
  await screen.unmount();
  const read = await today({ today: async () => ({ ...view, meetings: [], calendars: 1 }) });
  await expect.element(read.getByText("Neither HubSpot nor your own calendar has one", { exact: false })).toBeVisible();
  expect(read.getByTestId("add-calendar").query()).toBeNull();
});
