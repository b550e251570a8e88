import { afterAll, afterEach, beforeEach, expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import { render } from "vitest-browser-svelte";
import { sample } from "../ipc/sample";
import { language } from "../words";
import App from "./App.svelte";

// A window of 1280 by 800 at twice its size has room for 640 by 400.
beforeEach(() => page.viewport(640, 400));
afterAll(() => page.viewport(1180, 780));
afterEach(() => language.choose("system"));

/** What stands out at the right of the page and cannot be reached, cut words aside, which are told in full elsewhere. */
function cut(): string[] {
  const right = document.documentElement.clientWidth;
  return [...document.querySelectorAll<HTMLElement>("main *, nav *")]
    .filter((one) => {
      const box = one.getBoundingClientRect();
      if (box.width === 0 || box.height === 0 || box.right <= right + 1) return false;
      // Within something that scrolls sideways, or is cut with dots, nothing is lost.
      return one.closest("pre, .truncate, .sr-only, [class*=overflow-x-auto], [class*=line-clamp]") === null;
    })
    .map((one) => `${one.tagName.toLowerCase()} ${one.textContent?.trim().slice(0, 40)}`);
}

const PAGES: [route: string, ready: string][] = [
  ["today", "Open brief"],
  ["accounts", "Halden Group"],
  ["accounts/company:101", "Draft"],
  ["deals/deal:31", "Economic buyer"],
  ["tickets/ticket:71", "nightly export"],
  ["search", "Search everything"],
  ["review", "Approve"],
  ["review/proposal-1", "Exactly what is sent"],
  ["wrap/company:101", "Noted down"],
  ["conversations", "Conversations"],
  ["settings", "Screen sharing"],
  ["settings/model", "Provider"],
  ["settings/rules", "Come with Foreword"],
  ["settings/fields", "What changed"],
  ["settings/programs", "Last calls"],
  ["settings/activity", "The log is whole"],
];

test.each(PAGES)("at twice its size nothing of %s is cut", async (route, ready) => {
  location.hash = route;
  const screen = await render(App, { ipc: sample({ scene: "ready" }) });
  (screen.container as HTMLElement).style.height = "400px";
  await expect.element(screen.getByText(ready).first()).toBeInTheDocument();
  await document.fonts.ready;
  await expect.poll(cut).toEqual([]);
});

test.each(PAGES)("nor in German, whose words are longer: %s", async (route, ready) => {
  location.hash = route;
  const screen = await render(App, { ipc: sample({ scene: "ready" }) });
  (screen.container as HTMLElement).style.height = "400px";
  await expect.element(screen.getByText(ready).first()).toBeInTheDocument();
  language.choose("de");
  await document.fonts.ready;
  await expect.poll(cut).toEqual([]);
});

test.each(PAGES)("whatever is brought into sight on %s, the window itself stays where it is", async (route, ready) => {
  location.hash = route;
  const window = document.createElement("div");
  window.style.cssText = "position:fixed;inset:0;overflow:hidden";
  document.body.append(window);
  const screen = await render(App, { target: window, props: { ipc: sample({ scene: "ready" }) } });
  await expect.element(screen.getByText(ready).first()).toBeInTheDocument();
  for (const one of window.querySelectorAll("*")) one.scrollIntoView({ block: "start", inline: "start" });
  expect(window.scrollTop).toBe(0);
  expect(window.querySelector("nav")?.getBoundingClientRect().top).toBe(0);
  window.remove();
});

test("nor of a task while it is edited", async () => {
  location.hash = "review/proposal-task";
  const screen = await render(App, { ipc: sample({ scene: "ready" }) });
  await expect.element(screen.getByText("Exactly what is sent").first()).toBeInTheDocument();
  await userEvent.keyboard("e");
  await screen.getByText("Ana Marques, Northwind: pilot and first year").click();
  language.choose("de");
  await expect.poll(cut).toEqual([]);
});

test("nor of the first run", async () => {
  const screen = await render(App, { ipc: sample({ scene: "first-run" }) });
  await expect.element(screen.getByTestId("first-run-connect")).toBeInTheDocument();
  await expect.poll(cut).toEqual([]);
});
