import { beforeEach, describe, expect, test, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { render } from "vitest-browser-svelte";
import type { BriefReady, BriefShown, Ipc, Stale } from "../ipc";
import { commandError, sample, type Scene } from "../ipc/sample";
import * as data from "../ipc/sample-data";
import { language } from "../words";
import BriefWindow from "./BriefWindow.svelte";

beforeEach(() => page.viewport(420, 640));

/** The window as the shell makes it: its whole size is the page's. */
async function open(scene: Scene, over: Partial<Ipc> = {}) {
  const holder = document.createElement("div");
  holder.style.cssText = "position:fixed;inset:0";
  document.body.append(holder);
  return render(BriefWindow, { target: holder, props: { ipc: sample({ scene, ...over }) } });
}

function event(over: Partial<BriefShown>): BriefShown {
  return { ready: null, report: data.brief, error: null, pressed_at_ms: 0, seq: 1, ...over };
}

test("idle says what will be here and how to get it", async () => {
  const screen = await open("brief-idle");
  await expect.element(screen.getByText("Type a name, an e-mail address or a company")).toBeVisible();
  await expect.element(screen.getByText("Ctrl+Shift+Y shows the person")).toBeVisible();
  await expect.element(screen.getByRole("combobox")).toHaveFocus();
});

describe("ready", () => {
  test("shows who, why, how fresh and how much was read", async () => {
    const screen = await open("ready");
    await expect.element(screen.getByTestId("brief-person")).toMatchTextContent(/^Ana Marques$/);
    await expect.element(screen.getByTestId("brief-account")).toMatchTextContent(/^Northwind Logistics$/);
    await expect.element(screen.getByText("Invited to your 09:30")).toBeVisible();
    await expect.element(screen.getByText("fresh 2 min ago · 34 of 36 read")).toBeVisible();
    await expect.element(screen.getByRole("button", { name: "Join · in 6 min" })).toBeVisible();
  });

  test("a meeting that has begun says since when", async () => {
    const began = { ...data.brief, header: { ...data.brief.header, meeting_at: "2026-11-20T09:19:00Z" } };
    const screen = await open("ready", { onBrief: (handler) => (handler(event({ report: began })), () => undefined) });
    await expect.element(screen.getByRole("button", { name: "Join, began 5 min ago" })).toBeVisible();
  });

  test.each(["ready", "brief-long", "brief-thin"] as const)("does not scroll at its own size, neither down nor sideways: %s", async (scene) => {
    const screen = await open(scene);
    await expect.element(screen.getByTestId("brief-person")).toBeVisible();
    await document.fonts.ready;
    const body = screen.getByTestId("brief-body").element();
    expect(body.scrollHeight).toBeLessThanOrEqual(body.clientHeight);
    expect(body.scrollWidth).toBeLessThanOrEqual(body.clientWidth);
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(420);
    // German words are longer.
    language.choose("de");
    await expect.element(screen.getByText("Ausblenden")).toBeVisible();
    expect(body.scrollHeight).toBeLessThanOrEqual(body.clientHeight);
    expect(body.scrollWidth).toBeLessThanOrEqual(body.clientWidth);
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(420);
    language.choose("system");
  });

  test("names in full what was not read", async () => {
    const screen = await open("ready");
    await expect.element(screen.getByTestId("brief-person")).toBeVisible();
    await expect.element(screen.getByTestId("brief-not-read")).not.toBeInTheDocument();
    await userEvent.keyboard("{Control>}f{/Control}");
    await expect.element(screen.getByTestId("brief-not-read")).toMatchTextContent(/2 calls without a transcript/);
  });

  test("breaks a word that is longer than the line", async () => {
    const long = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft";
    const items = [...data.brief.brief.sections[3]!.items, { ...data.brief.brief.sections[0]!.items[0]!, text: `Urgent ticket: “${long}”` }];
    const sections = data.brief.brief.sections.map((one) => (one.name === "their_words" ? { ...one, items: items.map((each) => ({ ...each, text: `${long} ${each.text}` })) } : one));
    const screen = await open("ready", { onBrief: (handler) => (setTimeout(() => handler(event({ report: { ...data.brief, brief: { ...data.brief.brief, sections } } }))), () => undefined) });
    await expect.element(screen.getByTestId("brief-person")).toBeVisible();
    const body = screen.getByTestId("brief-body").element();
    const right = body.getBoundingClientRect().right;
    for (const one of body.querySelectorAll("p, figure, span")) expect(one.getBoundingClientRect().right).toBeLessThanOrEqual(right);
  });

  test("numbers sources in order of first appearance, the same source alike", async () => {
    const screen = await open("ready");
    await expect.element(screen.getByTestId("brief-person")).toBeVisible();
    await userEvent.keyboard("{Control>}f{/Control}");
    await expect.element(screen.getByRole("button", { name: /^Less/ })).toBeVisible();
    for (const more of screen.container.querySelectorAll<HTMLElement>("[data-testid=more-citations]")) more.click();
    await expect.poll(() => screen.container.querySelector("[data-testid=more-citations]")).toBeNull();
    const numbers = [...screen.container.querySelectorAll("[data-testid=citation]")].map((one) => Number(one.textContent));
    let highest = 0;
    for (const number of numbers) {
      expect(number).toBeLessThanOrEqual(highest + 1);
      highest = Math.max(highest, number);
    }
    expect(highest).toBeLessThan(numbers.length);
  });

  test("says who owes first, what was promised as said, and how it stands at the right", async () => {
    const screen = await open("ready");
    await expect.element(screen.getByText("3 days late")).toBeVisible();
    await expect.element(screen.getByText("today", { exact: true })).toBeVisible();
    await userEvent.keyboard("{Control>}f{/Control}");
    await expect.element(screen.getByText("due 27 November")).toBeVisible();
    await expect.element(screen.getByText("We", { exact: true }).first()).toBeVisible();
    await expect.element(screen.getByText("Ana Marques", { exact: true }).last()).toBeVisible();
    const words = screen.getByText("“I will send the security").element();
    expect(getComputedStyle(words).fontFamily).toContain("Source Serif 4");
    expect(screen.container.textContent).not.toContain("overdue");
  });

  test("shows the whole reason on hover and on focus", async () => {
    const screen = await open("brief-long");
    const why = screen.getByRole("button", { name: /^Next meeting: Redline review/ });
    await userEvent.tab();
    await expect.element(why).toBeVisible();
    await why.hover();
    await expect.poll(() => why.element().parentElement?.children.length).toBe(2);
  });

  test("tells the shell when it is painted", async () => {
    const briefPainted = vi.fn(async () => undefined);
    await open("ready", { briefPainted });
    await expect.poll(() => briefPainted.mock.calls).toEqual([[1]]);
  });
});

test("what is not there takes no line before the rep asks for more, and then says so", async () => {
  const screen = await open("brief-thin", { brief: async () => data.thinBrief });
  await expect.element(screen.getByTestId("brief-person")).toBeVisible();
  expect(screen.container.textContent).not.toContain("No contacts.");
  await userEvent.keyboard("{Control>}f{/Control}");
  await expect.element(screen.getByText("No dated promise is open.")).toBeVisible();
  await expect.element(screen.getByText("No contacts.")).toBeVisible();
  expect(screen.container.textContent).not.toContain("Mind this");
});

test("a brief is read in ninety words, each line with one mark", async () => {
  const screen = await open("ready");
  await expect.element(screen.getByTestId("brief-person")).toBeVisible();
  expect(screen.container.querySelector("[data-testid=more-citations]")).toBeNull();
  await expect.element(screen.getByText("“If we can’t see who changed a route, my drivers will go back to the phone.”")).toBeVisible();
  expect(getComputedStyle(screen.getByTestId("brief-body").element()).fontSize).toBe("13px");
});

test("a question goes to the account on screen; its words open the source, and Esc puts it away", async () => {
  const ask = vi.fn(sample({ scene: "ready" }).ask);
  const hideBrief = vi.fn(async () => undefined);
  const screen = await open("ready", { ask, hideBrief });
  await expect.element(screen.getByTestId("brief-person")).toBeVisible();
  await userEvent.keyboard("How many depots are in the pilot?{Enter}");
  await expect.element(screen.getByTestId("brief-answer").getByTestId("best-line")).toMatchTextContent("Two depots, Porto and Setúbal.");
  expect(ask).toHaveBeenCalledWith("company:101", "How many depots are in the pilot?");
  await screen.getByTestId("brief-answer").getByTestId("citation").first().click();
  await expect.element(screen.getByTestId("source-marked")).toBeVisible();
  await userEvent.keyboard("{Escape}{Escape}");
  await expect.poll(() => screen.container.querySelector("[data-testid=brief-answer]")).toBeNull();
  expect(hideBrief).not.toHaveBeenCalled();
});

test("words that name nobody ask the account, one word says that nobody is called that", async () => {
  const ask = vi.fn(sample({ scene: "ready" }).ask);
  const screen = await open("ready", { ask });
  await screen.getByRole("combobox").fill("pilot depots");
  await userEvent.keyboard("{Enter}");
  await expect.element(screen.getByTestId("brief-answer")).toBeVisible();
  await userEvent.keyboard("{Escape}");
  await screen.getByRole("combobox").fill("Zoltan");
  await userEvent.keyboard("{Enter}");
  await expect.element(screen.getByRole("alert")).toMatchTextContent("Nobody here is called “Zoltan”");
});

test("failed says what happened and leads to where it is put right", async () => {
  const openMain = vi.fn(async () => undefined);
  const screen = await open("brief-failed", { openMain });
  await expect.element(screen.getByRole("alert")).toMatchTextContent("HubSpot is not connected.");
  await screen.getByRole("button", { name: "Open Foreword" }).click();
  expect(openMain).toHaveBeenCalledWith("today");
});

describe("a typed name", () => {
  test("brings that person's brief", async () => {
    const screen = await open("ready");
    await screen.getByRole("combobox").fill("Lena");
    await userEvent.keyboard("{Enter}");
    await expect.element(screen.getByTestId("brief-person")).toMatchTextContent("Lena Fischer");
    await expect.element(screen.getByRole("combobox")).toHaveValue("");
  });

  test("that several answer to lists them, and the arrows pick", async () => {
    const brief = vi.fn(sample({ scene: "ready" }).brief);
    const screen = await open("ready", { brief });
    await screen.getByRole("combobox").fill("ma");
    await userEvent.keyboard("{Enter}");
    await expect.element(screen.getByRole("option", { name: "Ana Marques" })).toHaveAttribute("aria-selected", "true");
    await userEvent.keyboard("{ArrowDown}{ArrowDown}{ArrowDown}");
    await expect.element(screen.getByRole("option", { name: "Lena Marlowe" })).toHaveAttribute("aria-selected", "true");
    await userEvent.keyboard("{Enter}");
    await expect.element(screen.getByTestId("brief-person")).toMatchTextContent("Lena Fischer");
    expect(brief).toHaveBeenLastCalledWith("contact:520", false);
  });

  test("that nobody has leaves the brief where it is; Esc closes the answer, then hides", async () => {
    const hideBrief = vi.fn(async () => undefined);
    const screen = await open("ready", { hideBrief });
    await screen.getByRole("combobox").fill("Zoltan");
    await userEvent.keyboard("{Enter}");
    await expect.element(screen.getByRole("alert")).toMatchTextContent("Nobody here is called “Zoltan”");
    await expect.element(screen.getByTestId("brief-person")).toMatchTextContent("Ana Marques");
    await userEvent.keyboard("{Escape}");
    await expect.poll(() => screen.container.querySelector("[role=alert]")).toBeNull();
    expect(hideBrief).not.toHaveBeenCalled();
    await userEvent.keyboard("{Escape}");
    expect(hideBrief).toHaveBeenCalledOnce();
  });

  test("is dropped when the hotkey brings another brief first", async () => {
    let press: (event: BriefShown) => void = () => undefined;
    let answer: (report: typeof data.brief) => void = () => undefined;
    const screen = await open("brief-idle", {
      onBrief: (handler) => ((press = handler), () => undefined),
      brief: () => new Promise((done) => (answer = done)),
    });
    await screen.getByRole("combobox").fill("Lena");
    await userEvent.keyboard("{Enter}");
    press(event({ seq: 7 }));
    answer(data.thinBrief);
    await expect.element(screen.getByTestId("brief-person")).toMatchTextContent("Ana Marques");
  });
});

test("Ctrl+Enter opens the account, Ctrl+F asks for everything", async () => {
  const openMain = vi.fn(async () => undefined);
  const screen = await open("ready", { openMain });
  await expect.element(screen.getByTestId("brief-person")).toBeVisible();
  await userEvent.keyboard("{Control>}{Enter}{/Control}");
  expect(openMain).toHaveBeenCalledWith("accounts/company:101");
  await userEvent.keyboard("{Control>}f{/Control}");
  await expect.element(screen.getByText("Ana prefers to be called on Thursdays.")).toBeVisible();
});

describe("news of the account", () => {
  const newer = (text: string) => {
    const last = data.brief.brief.sections.findLastIndex((one) => one.items.length > 0);
    const sections = data.brief.brief.sections.map((one, at) => (at === last ? { ...one, items: one.items.map((item) => ({ ...item, text })) } : one));
    return { ...data.brief, brief: { ...data.brief.brief, sections }, elapsed_ms: 99 };
  };

  async function told(brief: Ipc["brief"]) {
    let tell: (what: Stale[]) => void = () => undefined;
    const screen = await open("ready", { brief, onChanged: (handler) => ((tell = handler), () => undefined) });
    await expect.element(screen.getByTestId("brief-person")).toBeVisible();
    return { screen, tell };
  }

  test("comes into the brief on screen, which stays where it is", async () => {
    const brief = vi.fn(async () => newer("They moved the signing to Friday."));
    const { screen, tell } = await told(brief);
    await page.viewport(420, 320);
    const body = screen.getByTestId("brief-body").element();
    body.scrollTo(0, 40);
    const before = body.scrollTop;
    expect(before).toBeGreaterThan(0);
    tell(["today", "accounts"]);
    await expect.element(screen.getByText("They moved the signing to Friday.").first()).toBeInTheDocument();
    expect(brief).toHaveBeenCalledExactlyOnceWith("contact:501", false);
    expect(body.scrollTop).toBe(before);
    await expect.element(screen.getByText("Invited to your 09:30")).toBeInTheDocument();
  });

  test("does not touch a brief that says the same, nor one the rep has left", async () => {
    const brief = vi.fn(async () => ({ ...data.brief, elapsed_ms: 99 }));
    const { screen, tell } = await told(brief);
    const person = screen.getByTestId("brief-person").element();
    tell(["accounts"]);
    await expect.poll(() => brief.mock.calls.length).toBe(1);
    tell(["state", "today", "proposals"]);
    expect(brief).toHaveBeenCalledOnce();
    expect(person.isConnected).toBe(true);
  });
});

test("a brief that is being made has its shape; its answer is dropped if the rep asked for somebody else meanwhile", async () => {
  let press: (event: BriefShown) => void = () => undefined;
  const briefPainted = vi.fn(async () => undefined);
  const screen = await open("brief-idle", { briefPainted, onBrief: (handler) => ((press = handler), () => undefined) });
  press(event({ report: null, seq: 4 }));
  await expect.element(screen.getByText("Reading what was said")).toBeVisible();
  expect(briefPainted).not.toHaveBeenCalled();
  await screen.getByRole("combobox").fill("Lena");
  press(event({ seq: 4 }));
  await expect.element(screen.getByTestId("brief-person")).toMatchTextContent("Ana Marques");
  await expect.element(screen.getByRole("combobox")).toHaveValue("Lena");
  await userEvent.keyboard("{Enter}");
  await expect.element(screen.getByTestId("brief-person")).toMatchTextContent("Lena Fischer");
  press(event({ seq: 4 }));
  await new Promise(requestAnimationFrame);
  await expect.element(screen.getByTestId("brief-person")).toMatchTextContent("Lena Fischer");
});

test("a brief that was made ready is shown by its number; one that the page never had is asked for", async () => {
  let [prepare, press]: [(event: BriefReady) => void, (event: BriefShown) => void] = [() => undefined, () => undefined];
  const brief = vi.fn(async () => data.thinBrief);
  const screen = await open("brief-idle", {
    brief,
    onBriefReady: (handler) => ((prepare = handler), () => undefined),
    onBrief: (handler) => ((press = handler), () => undefined),
  });
  prepare({ report: data.brief, number: 7 });
  press(event({ ready: 7, report: null, seq: 2 }));
  await expect.element(screen.getByTestId("brief-person")).toMatchTextContent("Ana Marques");
  expect(brief).not.toHaveBeenCalled();
  press(event({ ready: 8, report: null, seq: 3 }));
  await vi.waitFor(() => expect(brief).toHaveBeenCalledWith("next", false));
});

test("an error by the hotkey replaces the brief", async () => {
  let press: (event: BriefShown) => void = () => undefined;
  const screen = await open("brief-idle", { onBrief: (handler) => ((press = handler), () => undefined) });
  press(event({ report: null, error: commandError("busy", "Another Foreword has this portal’s data open.", { retryable: true }) }));
  await expect.element(screen.getByRole("button", { name: "Try again" })).toBeVisible();
});

test("a source opens over the brief with the cited words marked; Esc gives the focus back", async () => {
  const hideBrief = vi.fn(async () => undefined);
  const screen = await open("ready", { hideBrief });
  const citation = screen.getByTestId("brief-promise").first().getByTestId("citation");
  await citation.click();
  await expect.element(screen.getByTestId("source-marked")).toMatchTextContent("I will send the security questionnaire");
  await userEvent.keyboard("{Escape}");
  await expect.poll(() => screen.container.querySelector("[data-testid=source-panel]")).toBeNull();
  expect(document.activeElement).toBe(citation.element());
  expect(hideBrief).not.toHaveBeenCalled();
});

test("a source that changed since says so and shows both texts", async () => {
  const screen = await open("ready", { brief: async () => data.brief });
  await expect.element(screen.getByTestId("brief-person")).toBeVisible();
  await userEvent.keyboard("{Control>}f{/Control}");
  await screen.getByTestId("more-citations").nth(1).click();
  await screen.getByRole("button", { name: /^Source 17: Deal, close date/ }).click();
  await expect.element(screen.getByText("Changed since it was cited.")).toBeVisible();
  await expect.element(screen.getByText("31 Jan 2027")).toBeVisible();
  await expect.element(screen.getByTestId("source-marked")).toMatchTextContent("30 Nov");
});

test("a promise is finished in the brief, which is made anew, and the press can be undone", async () => {
  const markPromise = vi.fn(async () => undefined);
  const brief = vi.fn(sample({ scene: "ready" }).brief);
  const screen = await open("ready", { markPromise, brief });
  const line = screen.getByTestId("brief-promise").first();
  await line.hover();
  await line.getByTestId("brief-promise-done").click();
  expect(markPromise).toHaveBeenCalledWith({ citation: data.brief.brief.sections.find((one) => one.name === "promises")!.items[0]!.citations[0], mark: "done", until: null });
  await expect.poll(() => brief.mock.calls.length).toBe(1);
  await screen.getByTestId("undo-button").click();
  await expect.poll(() => markPromise.mock.calls.length).toBe(2);
  expect(markPromise).toHaveBeenLastCalledWith(expect.objectContaining({ mark: null }));
  await expect.poll(() => brief.mock.calls.length).toBe(2);
});

test("what the brief opens is not covered by it", async () => {
  const hideBrief = vi.fn(async () => undefined);
  const openMain = vi.fn(async () => undefined);
  const openUrl = vi.fn(async () => undefined);
  const screen = await open("ready", { hideBrief, openMain, openUrl });
  await screen.getByRole("button", { name: /^Join/ }).click();
  expect(openUrl).toHaveBeenCalledOnce();
  expect(hideBrief).toHaveBeenCalledTimes(1);
  await userEvent.keyboard("{Control>}{Enter}{/Control}");
  expect(openMain).toHaveBeenCalledOnce();
  expect(hideBrief).toHaveBeenCalledTimes(2);
});

test("who may be meant is suggested while a name is typed; Enter alone asks for what was typed", async () => {
  const brief = vi.fn(sample({ scene: "ready" }).brief);
  const hideBrief = vi.fn(async () => undefined);
  const screen = await open("ready", { brief, hideBrief });
  await expect.element(screen.getByTestId("brief-person")).toBeVisible();
  await userEvent.keyboard("tom");
  await expect.element(screen.getByRole("option", { name: /Tomás Rocha/ })).toHaveAttribute("aria-selected", "false");
  await userEvent.keyboard("{Escape}");
  await expect.poll(() => screen.container.querySelector("[role=option]")).toBeNull();
  expect(hideBrief).not.toHaveBeenCalled();
  await screen.getByRole("combobox").fill("north");
  await expect.element(screen.getByRole("option", { name: /Northwind Logistics/ })).toBeVisible();
  await userEvent.keyboard("{ArrowDown}{Enter}");
  await expect.poll(() => brief.mock.calls.at(-1)?.[0]).toBe("company:101");
  await screen.getByRole("combobox").fill("lena");
  await userEvent.keyboard("{Enter}");
  await expect.poll(() => brief.mock.calls.at(-1)?.[0]).toBe("lena");
});
