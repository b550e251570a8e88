import { expect, test, vi } from "vitest";
import { userEvent } from "vitest/browser";
import { render } from "vitest-browser-svelte";
import type { Ipc } from "../ipc";
import { commandError, sample, type Scene } from "../ipc/sample";
import App from "../shell/App.svelte";

async function at(hash: string, over: Partial<Ipc> = {}, scene: Scene = "ready") {
  location.hash = hash;
  return render(App, { ipc: sample({ scene, ...over }) });
}

test("a deal is one press from its account, says where it stands, and leads back", async () => {
  const screen = await at("accounts/company:101");
  await screen.getByTestId("open-deal").first().click();
  await expect.element(screen.getByRole("heading", { level: 2, name: "Northwind: pilot and first year" })).toBeVisible();
  expect(location.hash).toBe("#deals/deal:31");
  const page = screen.getByTestId("record-page");
  for (const told of ["60,000", "Evaluation, 23 days in stage", "30 Nov", "Marc Okoye", "Send the security questionnaire", "Champion", "Economic buyer"]) await expect.element(page).toMatchTextContent(told);
  await expect.poll(() => document.activeElement?.tagName).toBe("MAIN");
  await userEvent.keyboard("a");
  await expect.element(screen.getByRole("heading", { level: 2, name: "Northwind Logistics" })).toBeVisible();
});

test("a deal's timeline, promises, search and question are its own", async () => {
  const timeline = vi.fn(sample({ scene: "ready" }).timeline);
  const search = vi.fn(sample({ scene: "ready" }).search);
  const ask = vi.fn(sample({ scene: "ready" }).ask);
  const screen = await at("deals/deal:31", { timeline, search, ask });
  await expect.element(screen.getByTestId("timeline-entry").first()).toBeVisible();
  expect(timeline.mock.calls.every(([of]) => of === "deal:31")).toBe(true);
  await expect.element(screen.getByText("Thank you, and numbers")).toBeInTheDocument();
  await expect.element(screen.getByText("Met at the logistics fair")).not.toBeInTheDocument();
  await expect.element(screen.getByTestId("account-promises")).toMatchTextContent("We promised");
  await userEvent.keyboard("fpilot");
  await expect.element(screen.getByTestId("found").first()).toBeVisible();
  expect(search.mock.calls.at(-1)?.[0]).toMatchObject({ query: "pilot", account: null, around: "deal:31" });
  await userEvent.keyboard("{Escape}");
  await screen.getByTestId("ask-field").fill("what is their budget?");
  await userEvent.keyboard("{Enter}");
  await expect.element(screen.getByTestId("answer")).toBeVisible();
  expect(ask.mock.calls.at(-1)?.[0]).toBe("deal:31");
});

test("what is known of a deal, and what was drafted for it and filed, are a key away", async () => {
  const qualification = vi.fn(sample({ scene: "ready" }).qualification);
  const screen = await at("deals/deal:31", { qualification });
  await expect.element(screen.getByTestId("timeline-entry").first()).toBeVisible();
  await userEvent.keyboard("w");
  await expect.element(screen.getByTestId("qualification")).toBeVisible();
  expect(qualification).toHaveBeenCalledWith("deal:31");
  await userEvent.keyboard("p");
  const list = screen.getByTestId("record-proposals");
  await expect.element(list).toMatchTextContent("Waiting for you");
  await list.getByRole("button", { name: /Call with Northwind Logistics/ }).click();
  await expect.element(screen.getByTestId("proposal-card").first()).toBeVisible();
  expect(location.hash).toBe("#review/proposal-2");
});

test("a ticket says what it is about, and a draft about it is about this ticket", async () => {
  const draftText = vi.fn(sample({ scene: "model" }).draftText);
  const shell = sample({ scene: "model" });
  const other = { id: "ticket:72", name: "Another ticket", detail: "" };
  const draftSubjects: Ipc["draftSubjects"] = async (account) => {
    const all = await shell.draftSubjects(account);
    return { ...all, tickets: [other, ...all.tickets], ticket: other.id };
  };
  const screen = await at("accounts/company:101", { draftText, draftSubjects }, "model");
  await screen.getByTestId("open-ticket").first().click();
  const page = screen.getByTestId("record-page");
  await expect.element(page).toMatchTextContent("nightly export of the routes");
  for (const told of ["Waiting on us", "high", "Priya Raman", "17 Nov", "Tomás Rocha"]) await expect.element(page).toMatchTextContent(told);
  await expect.element(screen.getByTestId("timeline-entry").first()).toBeVisible();
  expect(screen.container.querySelectorAll("[data-testid=timeline-entry]").length).toBe(2);
  await expect.element(screen.getByTestId("part-known")).not.toBeInTheDocument();
  await userEvent.keyboard("d");
  await screen.getByTestId("kind-triage").click();
  await expect.poll(() => draftText.mock.calls.at(-1)?.[0]).toMatchObject({ kind: "triage", target: "ticket:71" });
});

test("a page that is not there says so, and an empty one says what will be there", async () => {
  const deal: Ipc["deal"] = async () => Promise.reject(commandError("not_found", "There is no deal:9 here, or it was deleted in HubSpot."));
  const gone = await at("deals/deal:9", { deal });
  await expect.element(gone.getByText("There is no deal:9 here")).toBeVisible();
  await gone.unmount();
  const screen = await at("deals/deal:12");
  await expect.element(screen.getByText("HubSpot has no next step for this deal.")).toBeVisible();
  await expect.element(screen.getByText("No contact is linked to this deal in HubSpot.")).toBeVisible();
  await userEvent.keyboard("p");
  await expect.element(screen.getByText("Nothing has been drafted for this yet.")).toBeVisible();
});

test("a deal's place and question are there when the rep comes back", async () => {
  const screen = await at("deals/deal:31");
  await screen.getByTestId("ask-field").fill("who signs?");
  await screen.getByRole("radio", { name: "Theirs", exact: true }).click();
  await userEvent.keyboard("{Control>}1{/Control}");
  await expect.element(screen.getByTestId("meeting-next")).toBeVisible();
  history.back();
  await expect.element(screen.getByTestId("ask-field")).toHaveValue("who signs?");
  await expect.element(screen.getByRole("radio", { name: "Theirs", exact: true })).toBeChecked();
});
