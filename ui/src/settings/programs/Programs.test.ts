import { afterEach, expect, test, vi } from "vitest";
import { userEvent } from "vitest/browser";
import { render } from "vitest-browser-svelte";
import type { Ipc } from "../../ipc";
import { commandError, sample, type Scene } from "../../ipc/sample";
import { proposals } from "../../ipc/sample-data";
import { programs } from "../../ipc/sample-programs";
import App from "../../shell/App.svelte";
import { language } from "../../words";
import { outcomeWords } from "./words";

afterEach(() => language.choose("system"));

async function open(over: Partial<Ipc> & { scene?: Scene } = {}) {
  location.hash = "settings/programs";
  const screen = await render(App, { ipc: sample({ scene: "ready", ...over }) });
  await expect.element(screen.getByTestId("programs-page")).toBeVisible();
  return screen;
}

test("a rep finds the page from the settings, with how many programs have asked", async () => {
  location.hash = "settings";
  const screen = await render(App, { ipc: sample({ scene: "ready" }) });
  await expect.element(screen.getByText("2 programs have asked.")).toBeVisible();
  await screen.getByTestId("open-programs").click();
  await expect.element(screen.getByRole("heading", { level: 1, name: "Other programs" })).toBeVisible();
  expect(location.hash).toBe("#settings/programs");
});

test("each program says when it asked last and what it may, and each call what came of it", async () => {
  const screen = await open();
  await expect.element(screen.getByTestId("program").first()).toMatchTextContent("Claude Desktop");
  await expect.element(screen.getByTestId("program").first()).toMatchTextContent("Version 1.4.2");
  const calls = screen.getByTestId("program-call");
  await expect.element(calls.first()).toMatchTextContent("A draft was put up for review");
  await expect.element(calls.nth(1)).toMatchTextContent("What did they say about the price?");
  await expect.element(calls.nth(1)).toMatchTextContent("Answered with 4 lines");
  await expect.element(calls.last()).toMatchTextContent("Refused: it is switched off or not allowed");
});

test("a tool is switched by the keyboard, and the switch keeps it", async () => {
  const switchProgram = vi.fn(sample({ scene: "ready" }).switchProgram);
  const screen = await open({ switchProgram });
  const control = screen.getByRole("switch", { name: "Meeting helper: Put drafts up for review" });
  await expect.element(control).toHaveAttribute("aria-checked", "false");
  (control.element() as HTMLElement).focus();
  await userEvent.keyboard(" ");
  expect(switchProgram).toHaveBeenCalledWith("Meeting helper", "propose", true);
  await expect.element(control).toHaveAttribute("aria-checked", "true");
  await expect.element(control).toHaveFocus();
});

test("a program that may not ask shows no tools, and all can be stopped at once", async () => {
  const screen = await open();
  await screen.getByRole("switch", { name: "Meeting helper may ask" }).click();
  await expect.poll(() => screen.getByRole("switch", { name: "Meeting helper: Search" }).elements().length).toBe(0);
  await screen.getByTestId("all-programs").click();
  await expect.element(screen.getByText("No program may ask Foreword.")).toBeVisible();
});

test("what cannot be switched says why at its place", async () => {
  const switchProgram = async () => {
    throw commandError("busy", "Foreword is busy with its data.");
  };
  const screen = await open({ switchProgram });
  await screen.getByRole("switch", { name: "Meeting helper may ask" }).click();
  await expect.element(screen.getByTestId("program").last()).toMatchTextContent("Foreword is busy with its data.");
});

test("where the admin forbids it that is said, and nothing that asked is no fault", async () => {
  const screen = await open({ programs: async () => ({ ...programs, programs: [], calls: [], may_propose: false }) });
  await expect.element(screen.getByText("Your admin lets programs only read.")).toBeVisible();
  await expect.element(screen.getByText("No program has asked yet.")).toBeVisible();
});

test("a page that cannot be read can be asked for again, and it speaks German", async () => {
  const screen = await open({ scene: "failed" });
  await expect.element(screen.getByRole("button", { name: "Try again" })).toBeVisible();
  language.choose("de");
  await expect.element(screen.getByRole("heading", { level: 1, name: "Andere Programme" })).toBeVisible();
});

test("every outcome has its words, and an unknown one is a failure", () => {
  const words = ["answered", "nothing", "ambiguous", "put_up", "begun", "malformed", "policy"].map((outcome) => outcomeWords({ outcome, lines: 1 }));
  expect(new Set(words).size).toBe(7);
  expect(words[0]).toBe("Answered with 1 line");
  expect(outcomeWords({ outcome: "storage", lines: 0 })).toBe("It could not be answered");
});

test("a card in Review says which program put it up", async () => {
  location.hash = "review";
  const ipc = sample({ scene: "ready", proposals: async () => [{ ...proposals[0]!, rule: null, program: "Claude Desktop" }] });
  const screen = await render(App, { ipc });
  await expect.element(screen.getByTestId("started-by").first()).toMatchTextContent("Put up by the program “Claude Desktop”");
});
