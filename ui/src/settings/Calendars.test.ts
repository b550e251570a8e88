import { expect, test, vi } from "vitest";
import { userEvent } from "vitest/browser";
import { render } from "vitest-browser-svelte";
import type { Ipc } from "../ipc";
import { commandError, sample, type Scene } from "../ipc/sample";
import App from "../shell/App.svelte";
import { language, t } from "../words";

async function settings(scene: Scene = "ready", over: Partial<Ipc> = {}) {
  location.hash = "settings/calendars";
  const screen = await render(App, { ipc: sample({ scene, ...over }) });
  await expect.element(screen.getByRole("heading", { name: "Calendars" })).toBeVisible();
  return screen;
}

test("a calendar says where it is, when it was read and what went wrong", async () => {
  const screen = await settings();
  const [first, second] = [screen.getByTestId("calendar").first(), screen.getByTestId("calendar").last()];
  await expect.element(first).toMatchTextContent("Marc Okoye calendar.google.com, read 4 min ago");
  await expect.element(second).toMatchTextContent("cannot be read: No such file or directory. The meetings that were read before are still here.");
});

test("whoever is led here has the keyboard on the address", async () => {
  const screen = await settings();
  await expect.element(screen.getByLabelText("Address of the calendar")).toHaveFocus();
});

test("an address is added, and what it brought is told with what could not be read", async () => {
  const addCalendar = vi.fn(sample({ scene: "ready" }).addCalendar);
  const screen = await settings("ready", { addCalendar });
  await screen.getByLabelText("Address of the calendar").fill(" webcal://p01.icloud.example/secret ");
  await userEvent.keyboard("{Enter}");
  expect(addCalendar).toHaveBeenLastCalledWith("webcal://p01.icloud.example/secret");
  await expect.element(screen.getByTestId("calendar-added")).toMatchTextContent("12 meetings with people you know, 3 of them in HubSpot too. 40 others are not kept.");
  await screen.getByText("2 entries not read. Why?").click();
  await expect.element(screen.getByText("Team breakfast: it has no time")).toBeVisible();
  // The secret part of the address is shown no more.
  await expect.element(screen.getByLabelText("Address of the calendar")).toHaveValue("");
  await expect.element(screen.getByTestId("calendar").last()).toMatchTextContent("p01.icloud.example read now");
});

test("an address that does not answer stays in the field, and says why", async () => {
  const addCalendar = async () => {
    throw commandError("unreachable", "cal.example does not answer.", { hint: "Check the network, and try again." });
  };
  const screen = await settings("ready", { addCalendar });
  await screen.getByLabelText("Address of the calendar").fill("https://cal.example/a.ics");
  await userEvent.keyboard("{Enter}");
  await expect.element(screen.getByText("cal.example does not answer.")).toBeVisible();
  await expect.element(screen.getByLabelText("Address of the calendar")).toHaveValue("https://cal.example/a.ics");
});

test("a file is chosen, and a dialog that is closed changes nothing", async () => {
  const chosen = await settings();
  await chosen.getByTestId("calendar-choose").click();
  await expect.element(chosen.getByText("/home/marc/Downloads/calendar.ics, read now")).toBeVisible();
  await chosen.unmount();
  const addCalendar = vi.fn(sample({ scene: "ready" }).addCalendar);
  const closed = await settings("ready", { chooseCalendar: async () => null, addCalendar });
  await closed.getByTestId("calendar-choose").click();
  await expect.element(closed.getByTestId("calendar-choose")).toBeEnabled();
  expect(addCalendar).not.toHaveBeenCalled();
});

test("a calendar is removed; without one the page says what one is for, and where its address is found", async () => {
  const screen = await settings();
  await screen.getByRole("button", { name: "Remove Fairs 2026" }).click();
  await screen.getByRole("button", { name: "Remove Marc Okoye" }).click();
  await expect.element(screen.getByText("None yet. HubSpot knows the meetings that were logged there.")).toBeVisible();
  await screen.getByText("Where do I find the address?").click();
  await expect.element(screen.getByText(/Secret address in iCal format/)).toBeVisible();
});

test("calendars that cannot be read say so", async () => {
  const calendars = async () => {
    throw commandError("storage", "The local database failed while listing calendars.");
  };
  const screen = await settings("ready", { calendars });
  await expect.element(screen.getByText("The local database failed while listing calendars.")).toBeVisible();
});

test("what a calendar brought is one sentence or two, in both languages", () => {
  expect(t.calendars.added(0, 0, 0)).toBe("No meetings with people you know.");
  expect(t.calendars.added(1, 0, 1)).toBe("1 meeting with people you know. 1 other is not kept.");
  language.choose("de");
  expect(t.calendars.added(12, 3, 40)).toBe("12 Termine mit Personen, die Sie kennen, 3 davon auch in HubSpot. 40 weitere werden nicht gespeichert.");
  language.choose("system");
});
