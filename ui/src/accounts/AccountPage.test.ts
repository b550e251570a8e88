import { expect, test, vi } from "vitest";
import { userEvent } from "vitest/browser";
import { render } from "vitest-browser-svelte";
import type { Ipc } from "../ipc";
import { commandError, sample } from "../ipc/sample";
import App from "../shell/App.svelte";

async function account(over: Partial<Ipc> = {}) {
  location.hash = "accounts/company:101";
  const screen = await render(App, { ipc: sample({ scene: "ready", ...over }) });
  await expect.element(screen.getByTestId("timeline-entry").first()).toBeVisible();
  return screen;
}

test("promises of an account are finished there, and what was said of one can be put back", async () => {
  const screen = await account();
  const promises = screen.getByTestId("account-promises");
  await expect.element(promises).toMatchTextContent("We promised");
  await promises.getByTestId("promise-done").first().click();
  await promises.getByText("1 promise you have dealt with").click();
  await expect.element(screen.getByTestId("promises-decided")).toMatchTextContent("done");
  await screen.getByTestId("promise-reopen").click();
  await expect.poll(() => document.querySelector("[data-testid=promises-decided]")).toBeNull();
});

test("what was filed from here is folded in the timeline", async () => {
  const shell = sample({ scene: "ready" });
  const page = await shell.timeline("company:101", null);
  const ours = page.entries.map((one, at) => ({ ...one, at: one.at, record: `task:${at}`, kind: "task", title: `Promised ${at}`, ours: true }));
  const screen = await account({ timeline: async () => ({ entries: [...page.entries, ...ours].sort((a, b) => b.at.localeCompare(a.at)), next: null, last_talk: null }) });
  const folded = screen.getByTestId("timeline-ours").first();
  await expect.element(folded).toMatchTextContent("filed by you");
  expect(folded.element().hasAttribute("open")).toBe(false);
});

test("a sync behind the page leaves older entries where they are", async () => {
  const shell = sample({ scene: "ready" });
  const first = (await shell.timeline("company:101", null)).entries[0]!;
  const entry = (at: number) => ({ ...first, at: `2026-11-0${9 - at}T09:00:00Z`, record: `note:${at}`, kind: "note", title: `Note ${at}` });
  const timeline = vi.fn(async (_: string, before: string | null) =>
    before === null ? { entries: [1, 2].map(entry), next: "note:2", last_talk: null } : { entries: [3, 4].map(entry), next: null, last_talk: null },
  );
  let changed: (what: ["accounts"]) => void = () => undefined;
  const screen = await account({ timeline, onChanged: (handler) => ((changed = handler), () => undefined) });
  await screen.getByRole("button", { name: "Show older" }).click();
  await expect.element(screen.getByText("Note 4")).toBeInTheDocument();
  const calls = timeline.mock.calls.length;
  changed(["accounts"]);
  await expect.poll(() => timeline.mock.calls.length).toBe(calls + 2);
  await expect.element(screen.getByText("Note 4")).toBeInTheDocument();
});

test("a question, and the place on the page, are there when the rep comes back", async () => {
  const screen = await account();
  await screen.getByTestId("ask-field").fill("what is their budget?");
  // As in the window, where the page is as high as the screen.
  (screen.container as HTMLElement).style.height = "780px";
  const scroller = screen.container.querySelector("article")!.parentElement!;
  scroller.scrollTop = 300;
  await expect.poll(() => scroller.scrollTop).toBe(300);
  await new Promise((done) => setTimeout(done, 50));
  await userEvent.keyboard("{Control>}1{/Control}");
  await expect.element(screen.getByTestId("meeting-next")).toBeVisible();
  await userEvent.keyboard("{Control>}2{/Control}");
  await expect.element(screen.getByTestId("ask-field")).toHaveValue("what is their budget?");
  await expect.poll(() => screen.container.querySelector("article")?.parentElement?.scrollTop).toBe(300);
});

test("nothing on the page moves once it is there: what is next and the timeline come together", async () => {
  let give: () => void = () => undefined;
  const shell = sample({ scene: "ready" });
  location.hash = "accounts/company:101";
  const screen = await render(App, {
    ipc: sample({
      scene: "ready",
      promises: async (id) => {
        await new Promise<void>((done) => (give = done));
        return shell.promises(id);
      },
    }),
  });
  const find = screen.getByTestId("ask-field");
  await expect.element(find).toBeVisible();
  const before = find.element().getBoundingClientRect().top;
  await expect.element(screen.getByText("Reading 36 activities")).toBeVisible();
  expect(screen.container.querySelector("[data-testid=timeline-entry], [data-testid=promise]")).toBeNull();
  // What stands below what is read is not seen before it has its place.
  await expect.element(screen.getByTestId("part-timeline")).not.toBeVisible();
  give();
  await expect.element(screen.getByTestId("part-timeline")).toBeVisible();
  await expect.element(screen.getByTestId("timeline-entry").first()).toBeInTheDocument();
  await expect.element(screen.getByTestId("promise").first()).toBeInTheDocument();
  expect(find.element().getBoundingClientRect().top).toBe(before);
});

test("promises that cannot be read cost nothing else", async () => {
  const screen = await account({ promises: async () => Promise.reject(commandError("storage", "The disk does not answer.")) });
  await expect.element(screen.getByText("The disk does not answer.")).toBeVisible();
});

test("what is to come stands apart from what has been, the nearest first", async () => {
  const shell = sample({ scene: "ready" });
  const page = await shell.timeline("company:101", null);
  const entry = (at: string, title: string) => ({ ...page.entries[0]!, kind: "meeting", record: `meeting:${title}`, at, title });
  const screen = await account({
    timeline: async () => ({ entries: [entry("2026-12-05T09:00:00Z", "Later"), entry("2026-11-24T09:00:00Z", "Sooner"), entry("2026-11-03T09:00:00Z", "Before")], next: null, last_talk: null }),
  });
  const coming = screen.getByTestId("coming").element();
  expect([...coming.querySelectorAll("[data-testid=timeline-entry] .font-medium")].map((one) => one.textContent)).toEqual(["Sooner", "Later"]);
  const timeline = screen.getByRole("region", { name: "Timeline" });
  await expect.element(timeline).toMatchTextContent("Before");
  expect(timeline.element().textContent).not.toContain("Sooner");
});

test("the timeline shows one kind, reads on until there are some, and comes back as it was left", async () => {
  const shell = sample({ scene: "ready" });
  const [first] = (await shell.timeline("company:101", null)).entries;
  const day = (at: number) => `2026-${String(10 - Math.floor(at / 20)).padStart(2, "0")}-${String(28 - (at % 20)).padStart(2, "0")}T09:00:00Z`;
  const some = (from: number, kind: string) => [0, 1, 2].map((at) => ({ ...first!, record: `${kind}:${from + at}`, kind, title: `${kind} ${from + at}`, at: day(from + at) }));
  const timeline = vi.fn(async (_: string, before: string | null) => (before === null ? { entries: some(0, "email"), next: "email:2", last_talk: null } : { entries: some(30, "call"), next: null, last_talk: null }));
  const screen = await account({ timeline });
  await screen.getByRole("radio", { name: "Calls" }).click();
  await expect.element(screen.getByText("call 30")).toBeVisible();
  expect(screen.container.querySelectorAll("[data-testid=timeline-entry]").length).toBe(3);
  await userEvent.keyboard("{Control>}1{/Control}");
  await expect.element(screen.getByTestId("meeting-next")).toBeVisible();
  await userEvent.keyboard("{Control>}2{/Control}");
  await expect.element(screen.getByRole("radio", { name: "Calls" })).toBeChecked();
});

test("the timeline shows what they wrote and said, or what we did, and a search within it does too", async () => {
  const screen = await account();
  const titles = () => [...screen.container.querySelectorAll("[data-testid=timeline-entry] .font-medium")].map((one) => one.textContent);
  await screen.getByRole("radio", { name: "Theirs", exact: true }).click();
  await expect.poll(titles).toContain("Re: Pilot budget");
  expect(titles()).toContain("Pilot scope with Northwind");
  expect(titles()).not.toContain("Pilot budget");
  await screen.getByTestId("timeline-find").fill("pilot");
  await expect.element(screen.getByTestId("found-line").first()).toBeVisible();
  await expect.element(screen.getByTestId("found").getByText("Marc Okoye")).not.toBeInTheDocument();
  await screen.getByTestId("timeline-find").fill("");
  await screen.getByRole("radio", { name: "Ours", exact: true }).click();
  await expect.poll(titles).toContain("Pilot budget");
  expect(titles()).not.toContain("Re: Pilot budget");
});

test("L leads to the last talk, however far back it lies and whatever is shown", async () => {
  const shell = sample({ scene: "ready" });
  const [first] = (await shell.timeline("company:101", null)).entries;
  const entry = (at: number, kind: string) => ({ ...first!, record: `${kind}:${at}`, kind, title: `${kind} ${at}`, at: `2026-0${9 - at}-10T09:00:00Z`, has_transcript: kind === "call" });
  const timeline = vi.fn(async (_: string, before: string | null) => ({
    entries: before === null ? [entry(1, "email")] : before === "email:1" ? [entry(2, "email")] : [entry(3, "call"), entry(4, "email")],
    next: before === null ? "email:1" : before === "email:1" ? "email:2" : null,
    last_talk: "call:3",
  }));
  const screen = await account({ timeline });
  await screen.getByRole("radio", { name: "Notes" }).click();
  await userEvent.keyboard("l");
  await expect.poll(() => document.activeElement?.textContent).toContain("call 3");
  await expect.element(screen.getByRole("radio", { name: "All", exact: true })).toBeChecked();
  expect(timeline.mock.calls.length).toBeLessThan(8);
  await userEvent.keyboard("{Control>}1{/Control}");
  await expect.element(screen.getByTestId("meeting-next")).toBeVisible();
  await userEvent.keyboard("{Control>}2{/Control}");
  await expect.element(screen.getByText("email 4")).toBeInTheDocument();
});

test("words are found in the timeline by f, each record once, and open at the words", async () => {
  const search = vi.fn(sample({ scene: "ready" }).search);
  const screen = await account({ search });
  await userEvent.keyboard("f");
  await expect.element(screen.getByTestId("timeline-find")).toHaveFocus();
  await userEvent.keyboard("depot");
  await expect.element(screen.getByTestId("found").first()).toBeVisible();
  expect(search.mock.calls.at(-1)?.[0]).toMatchObject({ query: "depot", account: "company:101" });
  expect(screen.getByTestId("found").first().element().querySelector("mark")?.textContent).toBe("depot");
  const dates = [...screen.container.querySelectorAll("[data-testid=found]")].map((one) => one.textContent);
  expect(new Set(dates).size).toBe(dates.length);
  await userEvent.keyboard("{ArrowDown}{Enter}");
  await expect.element(screen.getByTestId("source-panel")).toBeVisible();
});

test("a person is briefed, mailed, copied and drafted about, by pointer and by key", async () => {
  const showBrief = vi.fn(async () => undefined);
  const openMail = vi.fn(async () => undefined);
  const screen = await account({ showBrief, openMail });
  const row = screen.getByTestId("person").first();
  (row.element() as HTMLElement).focus();
  await userEvent.keyboard("{Enter}m");
  expect(showBrief).toHaveBeenCalledWith("contact:501");
  expect(openMail).toHaveBeenCalledWith({ to: ["ana.marques@northwind.example"], cc: [], subject: "", body: "" });
  const written = vi.spyOn(navigator.clipboard, "writeText").mockResolvedValue();
  await row.getByRole("button", { name: "Copy the address of Ana Marques" }).click();
  expect(written).toHaveBeenCalledWith("ana.marques@northwind.example");
  await expect.element(row.getByText("Copied")).toBeInTheDocument();
  const second = screen.getByTestId("person").nth(1);
  (second.element() as HTMLElement).focus();
  await userEvent.keyboard("dpre{Enter}");
  await expect.element(screen.getByTestId("draft-subject")).toHaveValue("contact:502");
});

test("what a rep seldom does lies in a menu that gives the keyboard back", async () => {
  const openUrl = vi.fn(async () => undefined);
  const screen = await account({ openUrl });
  await screen.getByTestId("account-more").click();
  await expect.element(screen.getByRole("menuitem", { name: "Open in HubSpot" })).toHaveFocus();
  await userEvent.keyboard("{ArrowUp}");
  await expect.element(screen.getByRole("menuitem", { name: "Forget a person" })).toHaveFocus();
  await userEvent.keyboard("{Escape}");
  await expect.element(screen.getByTestId("account-more")).toHaveFocus();
  await userEvent.keyboard("{Enter}{Enter}");
  expect(openUrl).toHaveBeenCalledOnce();
});

test("many people are shown in part, and all by one press", async () => {
  const shell = sample({ scene: "ready" });
  const screen = await account({
    account: async (id) => {
      const one = await shell.account(id);
      return { ...one, people: Array.from({ length: 16 }, (_, at) => ({ ...one.people[0]!, id: `contact:${at}`, name: `Person ${at}` })) };
    },
  });
  expect(screen.container.querySelectorAll("[data-testid=person]").length).toBe(4);
  await screen.getByRole("button", { name: "12 more" }).click();
  expect(screen.container.querySelectorAll("[data-testid=person]").length).toBe(16);
});
