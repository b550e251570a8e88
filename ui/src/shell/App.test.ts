import { expect, test, vi } from "vitest";
import { userEvent } from "vitest/browser";
import { render } from "vitest-browser-svelte";
import type { Ipc, SetupStep } from "../ipc";
import { sample, type Scene } from "../ipc/sample";
import App from "./App.svelte";

async function open(scene: Scene = "ready", over: Partial<Ipc> = {}) {
  return render(App, { ipc: sample({ scene, ...over }) });
}

test("every page has a key", async () => {
  const screen = await open();
  await expect.element(screen.getByTestId("meeting-next")).toBeVisible();
  for (const [key, title] of [["2", "Accounts"], ["3", "Search"], ["4", "Review"], [",", "Settings"], ["1", "Friday, 20 November"]] as const) {
    await userEvent.keyboard(`{Control>}${key}{/Control}`);
    await expect.element(screen.getByRole("heading", { level: 1, name: title })).toBeInTheDocument();
  }
});

test("the next meeting is lifted out, and its brief opens by button and by key", async () => {
  const showBrief = vi.fn(async () => undefined);
  const screen = await open("ready", { showBrief });
  await screen.getByTestId("open-brief").click();
  await userEvent.keyboard("b");
  expect(showBrief.mock.calls).toEqual([["contact:501"], ["contact:501"]]);
});

test("an empty day says what will be here", async () => {
  const screen = await open("empty");
  await expect.element(screen.getByText("No meetings today.")).toBeVisible();
  await expect.element(screen.getByText("No dated promise of yours is due in the next two days.")).toBeVisible();
});

test("loading is announced", async () => {
  const screen = await open("loading");
  await expect.element(screen.getByText("Reading today’s meetings")).toBeVisible();
});

test("a failure says what is safe and offers what to do", async () => {
  const screen = await open("failed");
  await expect.element(screen.getByRole("alert")).toMatchTextContent("Wait for it to finish, or close it.");
  await expect.element(screen.getByRole("button", { name: "Try again" })).toBeVisible();
});

test("offline is a quiet word", async () => {
  const screen = await open("offline");
  await expect.element(screen.getByTestId("sync-status")).toMatchTextContent("Offline, fresh yesterday");
  await expect.element(screen.getByTestId("meeting-next")).toBeVisible();
});

test("a sync tells where it stands and can be stopped", async () => {
  const cancel = vi.fn(async () => undefined);
  const screen = await open("ready", {
    cancel,
    syncNow: (progress) => {
      progress({ kind: "objects", object: "contacts", done: 100, total: null });
      return new Promise(() => undefined);
    },
  });
  await screen.getByRole("button", { name: "Sync now" }).click();
  await expect.element(screen.getByTestId("sync-status")).toMatchTextContent("Reading contacts, 100");
  await screen.getByRole("button", { name: "Stop" }).click();
  expect(cancel).toHaveBeenCalledOnce();
});

test("work that the shell began is shown while it runs, and no longer", async () => {
  let changed: (what: "state"[]) => void = () => undefined;
  let progress: (step: SetupStep) => void = () => undefined;
  const syncing = vi.fn(sample({ scene: "syncing" }).appState);
  const screen = await open("ready", {
    appState: syncing,
    onChanged: (handler) => ((changed = handler), () => undefined),
    onProgress: (handler) => ((progress = handler), () => undefined),
  });
  await expect.element(screen.getByTestId("meeting-next")).toBeVisible();
  progress({ kind: "indexing", done: 10, total: 10 });
  await expect.element(screen.getByTestId("sync-status")).toMatchTextContent("Indexing, 10 of 10");
  syncing.mockImplementation(sample({ scene: "ready" }).appState);
  changed(["state"]);
  await expect.element(screen.getByTestId("sync-status")).toMatchTextContent("Fresh 2 min ago");
});

test("the portal is named once, with the rep below it", async () => {
  const screen = await open();
  await expect.element(screen.getByText("Sample portal")).toBeVisible();
  await expect.element(screen.getByText("marc.okoye@routewise.example")).toBeVisible();
  expect(screen.container.querySelector("nav")?.textContent?.match(/sample portal/gi)?.length).toBe(1);
});

test("what was promised is set as said, in its quotation marks", async () => {
  const screen = await open();
  const words = screen.getByText("“I will set up a reference call in food retail by the ");
  await expect.element(words).toBeVisible();
  expect(getComputedStyle(words.element()).fontFamily).toContain("Source Serif 4");
});

test("what the shell calls stale is read anew", async () => {
  let changed: (what: "today"[]) => void = () => undefined;
  const today = vi.fn(sample({ scene: "ready" }).today);
  const screen = await open("ready", { today, onChanged: (handler) => ((changed = handler), () => undefined) });
  await expect.element(screen.getByTestId("meeting-next")).toBeVisible();
  expect(today).toHaveBeenCalledOnce();
  changed(["today"]);
  await expect.poll(() => today.mock.calls.length).toBe(2);
});

test("the shell can lead to a page", async () => {
  let navigate: (route: string) => void = () => undefined;
  const screen = await open("ready", { onNavigate: (handler) => ((navigate = handler), () => undefined) });
  await expect.element(screen.getByTestId("meeting-next")).toBeVisible();
  navigate("accounts/company:101");
  await expect.element(screen.getByRole("heading", { level: 2, name: "Northwind Logistics" })).toBeVisible();
});

test("a source opens beside the page; Esc closes it and the focus returns to the citation", async () => {
  const screen = await open();
  const citation = screen.getByRole("button", { name: /^Source 9: Marc Okoye/ }).first();
  await citation.click();
  const panel = screen.getByTestId("source-panel");
  await expect.element(panel).toHaveFocus();
  await expect.element(screen.getByTestId("source-marked")).toMatchTextContent("I will send the security questionnaire by Tuesday the 17th.");
  await expect.element(panel.getByText("2:01")).toBeVisible();
  await userEvent.keyboard("{Escape}");
  await expect.poll(() => screen.container.querySelector("[data-testid=source-panel]")).toBeNull();
  expect(document.activeElement).toBe(citation.element());
});

test("Enter on a citation opens it too", async () => {
  const screen = await open();
  const citation = screen.getByRole("button", { name: /^Source 1:/ }).first();
  await expect.element(citation).toBeVisible();
  (citation.element() as HTMLElement).focus();
  await userEvent.keyboard("{Enter}");
  await expect.element(screen.getByTestId("source-marked")).toBeVisible();
});

test("a call's entry opens to its whole transcript and drafts a note", async () => {
  location.hash = "accounts/company:101";
  const draftNote = vi.fn(sample({ scene: "ready" }).draftNote);
  const screen = await open("ready", { draftNote });
  const entry = screen.getByTestId("timeline-entry").filter({ hasText: "Pilot scope with Northwind" });
  await entry.getByRole("button", { name: /Pilot scope/ }).click();
  await expect.element(entry.getByText("Good. I will ask our CFO about the pilot budget in the meantime.")).toBeVisible();
  await entry.getByTestId("draft-note").click();
  expect(draftNote).toHaveBeenCalledWith("call:901");
  await expect.element(screen.getByRole("heading", { level: 1, name: "Review" })).toBeVisible();
  expect(location.hash).toBe("#review/proposal-2");
  const card = screen.getByTestId("proposal-card").filter({ hasText: "Call with Northwind Logistics" });
  await expect.element(card).toHaveAttribute("data-current", "true");
  await expect.element(card.getByRole("heading")).toBeInViewport();
});

test("older entries follow on request", async () => {
  location.hash = "accounts/company:101";
  const screen = await open();
  await expect.element(screen.getByTestId("timeline-entry").first()).toBeVisible();
  const before = screen.container.querySelectorAll("[data-testid=timeline-entry]").length;
  await screen.getByRole("button", { name: "Show older" }).click();
  await expect.poll(() => screen.container.querySelectorAll("[data-testid=timeline-entry]").length).toBeGreaterThan(before);
});

test("the list of accounts filters by any word, whatever its accents", async () => {
  location.hash = "accounts";
  const screen = await open();
  await screen.getByRole("searchbox", { name: "Filter accounts" }).fill("north log");
  await expect.poll(() => screen.container.querySelectorAll("ul[aria-label=Accounts] button").length).toBe(1);
  await userEvent.keyboard("{Enter}");
  await expect.element(screen.getByRole("heading", { level: 2, name: "Northwind Logistics" })).toBeVisible();
});

test("beside Review stand the drafts to review and, in words, what is approved and not in HubSpot", async () => {
  const screen = await open();
  await expect.element(screen.getByTestId("nav-waiting")).toMatchTextContent("8");
  await expect.element(screen.getByTestId("nav-unlanded")).toMatchTextContent("3 approved, not filed yet");
  await expect.element(screen.getByRole("button", { name: "Review 8 drafts to review 1 refused 3 approved, not filed yet" })).toBeVisible();
});

test("where everything has landed nothing is said of it", async () => {
  const screen = await open("empty");
  await expect.element(screen.getByTestId("nav-review")).toBeVisible();
  expect(screen.container.querySelector("[data-testid=nav-unlanded], [data-testid=nav-waiting]")).toBeNull();
});

test("filing and trying again move the count", async () => {
  location.hash = "review";
  const screen = await open();
  await screen.getByRole("button", { name: /^Try again: Call with Fjordline/ }).click();
  await expect.element(screen.getByTestId("nav-unlanded")).toMatchTextContent("2 approved, not filed yet");
  await screen.getByTestId("push").click();
  await screen.getByTestId("will-do-yes").click();
  await screen.getByTestId("undo-now").click();
  await expect.element(screen.getByTestId("nav-unlanded")).toMatchTextContent("1 approved, not filed yet");
});

test("the keyboard goes where the page goes, and a field that takes it keeps it", async () => {
  const screen = await open();
  await expect.element(screen.getByTestId("meeting-next")).toBeVisible();
  await userEvent.keyboard("{Control>},{/Control}");
  await expect.element(screen.getByRole("main", { name: "Settings" })).toHaveFocus();
  await userEvent.keyboard("{Control>}3{/Control}");
  await expect.element(screen.getByTestId("search-field")).toHaveFocus();
  await userEvent.keyboard("{Control>}4{/Control}");
  await expect.element(screen.getByTestId("proposal-row").first()).toHaveFocus();
});

test("on the sample, a portal of one's own is one press away, and the sample's copy stays", async () => {
  const disconnect = vi.fn(async () => undefined);
  const appState = vi.fn(sample({ scene: "ready" }).appState);
  const screen = await open("ready", { disconnect, appState });
  await expect.element(screen.getByTestId("nav-connect")).toBeVisible();
  appState.mockImplementation(sample({ scene: "first-run" }).appState);
  await screen.getByTestId("nav-connect").click();
  expect(disconnect).toHaveBeenCalledWith(false);
  await expect.element(screen.getByTestId("first-run-connect")).toBeVisible();
});

test("of many thousand accounts those are drawn that are looked at; the list is one stop for Tab", async () => {
  location.hash = "accounts";
  const [first] = await sample({ scene: "ready" }).accounts();
  const many = Array.from({ length: 5_000 }, (_, at) => ({ ...first!, id: `company:${at}`, name: `Account ${at}` }));
  const screen = await open("ready", { accounts: async () => many });
  await expect.element(screen.getByTestId("account-row").first()).toBeVisible();
  const rows = () => [...screen.container.querySelectorAll<HTMLElement>("[data-testid=account-row]")];
  expect(rows().length).toBe(200);
  expect(rows().filter((row) => row.tabIndex === 0).length).toBe(1);
  (screen.container as HTMLElement).style.height = "780px";
  const list = screen.container.querySelector("ul[aria-label=Accounts]")!;
  list.scrollTop = list.scrollHeight;
  await expect.poll(() => rows().length).toBe(400);
  await screen.getByRole("searchbox", { name: "Filter accounts" }).fill("account 4999");
  await expect.poll(() => rows().map((row) => row.querySelector("span")?.textContent)).toEqual(["Account 4999"]);
});
