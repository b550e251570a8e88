import { afterEach, expect, test, vi } from "vitest";
import { userEvent } from "vitest/browser";
import { render } from "vitest-browser-svelte";
import type { Drift, Ipc } from "../../ipc";
import { commandError, sample, type Scene } from "../../ipc/sample";
import * as samples from "../../ipc/sample-fields";
import App from "../../shell/App.svelte";
import { language } from "../../words";
import { byRecord, byUrgency, changedFields, heldBy } from "./fields";
import { becameWords, takesWords, toDoWords } from "./words";

afterEach(() => language.choose("system"));

async function open(over: Partial<Ipc> & { scene?: Scene } = {}) {
  location.hash = "settings/fields";
  const screen = await render(App, { ipc: sample({ scene: "ready", ...over }) });
  await expect.element(screen.getByTestId("fields-page")).toBeVisible();
  return screen;
}

const change = (over: Partial<Drift>): Drift => ({ ...samples.drift[0]!, before: null, now: null, holds: 0, ours: null, successor: null, ...over });

test("a rep finds the page from the settings, with how many fields are missing and what is held", async () => {
  location.hash = "settings";
  const screen = await render(App, { ipc: sample({ scene: "ready" }) });
  await expect.element(screen.getByText("12 fields are missing.")).toBeVisible();
  await expect.element(screen.getByText("3 fields have changed, and 2 drafts are held for it.")).toBeVisible();
  await screen.getByTestId("open-fields").click();
  await expect.element(screen.getByRole("heading", { level: 1, name: "Fields for drafts" })).toBeVisible();
  expect(location.hash).toBe("#settings/fields");
  await screen.getByTestId("fields-page").getByRole("button", { name: "Settings" }).click();
  await expect.element(screen.getByRole("heading", { level: 1, name: "Settings" })).toBeVisible();
});

test("changes that hold nothing are not stressed in the settings", async () => {
  location.hash = "settings";
  const screen = await render(App, { ipc: sample({ scene: "ready", drift: async () => ({ drift: samples.drift.filter((one) => one.holds === 0) }) }) });
  await expect.element(screen.getByText("2 fields have changed.")).toBeVisible();
});

test("what holds drafts comes first, and the field that took its place is used by one press", async () => {
  const mapProperty = vi.fn(sample({ scene: "ready" }).mapProperty);
  const screen = await open({ mapProperty });
  const changes = screen.getByTestId("drift");
  await expect
    .element(changes.first())
    .toMatchTextContent("Stated objection (deal) was renamed to “main_objection”, it seems. 2 drafts are held for it. If you use that one instead, what is held moves there and waits for your yes again.");
  await expect.element(changes.nth(1)).toMatchTextContent("Contract term (company) has another type: text instead of number. No draft uses it, so there is nothing to do.");
  await expect.element(changes.nth(2)).toMatchTextContent("Preferred channel (contact) is new.");
  await screen.getByRole("button", { name: "Use “main_objection” instead" }).click();
  expect(mapProperty).toHaveBeenCalledWith("deal/stated_objection", { property: "main_objection", options: {} });
});

test("what was used instead is gone from the changes and the missing, and has a way back", async () => {
  const screen = await open();
  await screen.getByRole("button", { name: "Use “main_objection” instead" }).click();
  await expect.poll(() => screen.getByTestId("drift").elements().length).toBe(2);
  await expect.element(screen.getByTestId("create-fields")).toMatchTextContent("Create 11 fields in HubSpot");
  await expect.element(screen.getByTestId("stand-in").last()).toMatchTextContent("Stated objection (deal) goes into “main_objection”");
  await screen.getByRole("button", { name: "No longer use “main_objection” for Stated objection" }).click();
  await expect.element(screen.getByTestId("create-fields")).toMatchTextContent("Create 12 fields in HubSpot");
});

test("everything is noted at once, and the page is quiet then", async () => {
  const screen = await open();
  const noted = screen.getByTestId("note-drift");
  await expect.element(noted).toHaveAccessibleDescription("Takes note of all of it. What is held stays held until its field fits again.");
  await noted.click();
  await expect.element(screen.getByText("No field has changed.")).toBeVisible();
  await screen.getByTestId("look-at-fields").click();
  await expect.element(screen.getByText("HubSpot was asked just now: no field has changed.")).toBeVisible();
});

test("without a network the look says so, and what was known stays", async () => {
  const screen = await open({ scene: "offline" });
  await screen.getByTestId("look-at-fields").click();
  await expect.element(screen.getByRole("alert")).toMatchTextContent("No connection to HubSpot.");
  expect(screen.getByTestId("drift").elements()).toHaveLength(3);
});

test("what is missing stands by record, with what fills it, its type, and what is needed with it", async () => {
  const screen = await open();
  const deals = screen.getByRole("group", { name: "Deals" });
  await expect.element(deals.getByTestId("lacking").first()).toMatchTextContent("Stated objection filled by: Deal signals text Your field “Main objection” seems to be meant for it. main_objection");
  await expect.element(deals.getByTestId("lacking").last()).toMatchTextContent("Needs attention (drafted) filled by: Deal health yes or no");
  await expect.element(screen.getByRole("group", { name: "Contacts" }).getByTestId("lacking").last()).toMatchTextContent("one of 5 values");
  await expect.element(screen.getByRole("group", { name: "Tickets" })).toMatchTextContent("Latest input hash and Latest run. Values go into fields only once these are there.");
});

test("suggestions are taken one at a time, or all", async () => {
  const mapProperty = vi.fn(sample({ scene: "ready" }).mapProperty);
  const screen = await open({ mapProperty });
  await screen.getByRole("button", { name: "Use “Buyer persona” for Persona (drafted)" }).click();
  expect(mapProperty).toHaveBeenCalledWith("contact/ai_persona", { property: "buyer_persona", options: {} });
});

test("all suggestions are taken by one press", async () => {
  const screen = await open();
  await screen.getByTestId("use-all").click();
  await expect.poll(() => screen.getByTestId("stand-in").elements().length).toBe(3);
  await expect.element(screen.getByTestId("use-all")).not.toBeInTheDocument();
  await expect.poll(() => screen.getByTestId("drift").elements().length).toBe(2);
});

test("nothing is created before the second yes, and the keyboard comes back where it was", async () => {
  const makeProperties = vi.fn(sample({ scene: "ready" }).makeProperties);
  const screen = await open({ makeProperties });
  for (const scope of ["crm.schemas.contacts.write", "crm.schemas.deals.write", "tickets"]) await expect.element(screen.getByText(scope, { exact: true })).toBeVisible();
  const create = screen.getByTestId("create-fields");
  (create.element() as HTMLElement).focus();
  await userEvent.keyboard("{Enter}");
  const dialog = screen.getByRole("alertdialog", { name: "Create 12 fields in HubSpot?" });
  await expect.element(dialog).toBeVisible();
  await userEvent.keyboard("{Escape}");
  await expect.element(dialog).not.toBeInTheDocument();
  expect(makeProperties).not.toHaveBeenCalled();
  await expect.element(create).toHaveFocus();
});

test("what was created is told, and what HubSpot refused with the reason", async () => {
  const screen = await open({ scene: "own" });
  await screen.getByTestId("create-fields").click();
  await screen.getByTestId("create-them").click();
  await expect.element(screen.getByText("7 fields were created.")).toBeVisible();
  await expect.element(screen.getByRole("alert")).toMatchTextContent("Not created for tickets HubSpot allows no more than 10 fields of tickets on your plan.");
  await expect.element(screen.getByTestId("create-fields")).toMatchTextContent("Create 5 fields in HubSpot");
  expect(screen.getByRole("group", { name: "Deals" }).elements()).toHaveLength(0);
});

test("where creating fails it says why, nothing is lost, and it can be tried again", async () => {
  const whole = sample({ scene: "ready" });
  let isAdmin = false;
  const makeProperties = vi.fn(async () => {
    if (!isAdmin) throw samples.noScopes;
    return whole.makeProperties();
  });
  const screen = await open({ makeProperties, schema: whole.schema });
  await screen.getByTestId("create-fields").click();
  await screen.getByTestId("create-them").click();
  await expect.element(screen.getByRole("alert")).toMatchTextContent("HubSpot does not let this connection create fields of contacts. An admin has to create them");
  expect(screen.getByTestId("drift").elements()).toHaveLength(3);
  expect(screen.getByTestId("lacking").elements()).toHaveLength(8);
  expect(screen.getByTestId("stand-in").elements()).toHaveLength(1);
  isAdmin = true;
  await screen.getByTestId("create-fields").click();
  await screen.getByTestId("create-them").click();
  await expect.element(screen.getByText("12 fields were created.")).toBeVisible();
  await expect.element(screen.getByText("Your account has every field that drafts fill.")).toBeVisible();
  await expect.element(screen.getByRole("alert")).not.toBeInTheDocument();
});

test("whoever presses what then goes away keeps the keyboard in its part", async () => {
  const screen = await open();
  const noted = screen.getByTestId("note-drift");
  await expect.element(noted).toBeVisible();
  (noted.element() as HTMLElement).focus();
  await userEvent.keyboard("{Enter}");
  await expect.element(screen.getByRole("region", { name: "What changed" })).toHaveFocus();
  await userEvent.tab();
  await expect.element(screen.getByTestId("look-at-fields")).toHaveFocus();
  const use = screen.getByRole("button", { name: "Use “Buyer persona” for Persona (drafted)" });
  (use.element() as HTMLElement).focus();
  await userEvent.keyboard(" ");
  await expect.element(screen.getByRole("region", { name: "Fields your account lacks" })).toHaveFocus();
});

test("everything on the page is reached by the keyboard, in the order it is read", async () => {
  const screen = await open();
  await expect.element(screen.getByTestId("write-criteria")).toBeInTheDocument();
  await expect.element(screen.getByTestId("create-fields")).toBeInTheDocument();
  const page = screen.getByTestId("fields-page").element();
  const buttons = [...page.querySelectorAll<HTMLElement>("button")];
  for (const one of buttons) expect(one.getAttribute("aria-label") ?? one.textContent?.trim()).not.toBe("");
  buttons[0]!.focus();
  for (const one of buttons.slice(1)) {
    await userEvent.tab();
    expect(document.activeElement).toBe(one);
  }
});

test("what drafts judge by is shown, and written into a file for the team", async () => {
  const screen = await open();
  const criteria = screen.getByTestId("criteria");
  await expect.element(criteria).toMatchTextContent("As it comes with Foreword, version 1. Your team has no file of its own; it would lie here: /home/marc/.local/share/foreword/criteria.toml");
  for (const [list, lines] of [["A good lead", 4], ["Signs that a customer may leave", 4], ["The people you sell to", 4], ["Categories of tickets", 4]] as const) {
    expect(criteria.getByRole("list", { name: list }).getByRole("listitem").elements()).toHaveLength(lines);
  }
  const write = screen.getByTestId("write-criteria");
  (write.element() as HTMLElement).focus();
  await userEvent.keyboard("{Enter}");
  await expect.element(criteria.getByRole("status")).toMatchTextContent("The file is written.");
  await expect.element(criteria).toMatchTextContent("From your team’s own file, version 1:");
  await expect.element(criteria).toHaveFocus();
});

test("a file that cannot be written says why, and nothing is lost", async () => {
  const writeCriteria = async () => {
    throw commandError("storage", "The folder is full.");
  };
  const screen = await open({ writeCriteria });
  await screen.getByTestId("write-criteria").click();
  await expect.element(screen.getByTestId("criteria").getByRole("alert")).toMatchTextContent("The folder is full.");
  await expect.element(screen.getByRole("list", { name: "Categories of tickets" })).toBeInTheDocument();
  await expect.element(screen.getByTestId("drift").first()).toBeVisible();
});

test("a file of the team's that cannot be read says why, beside what can be read", async () => {
  const criteria = async () => {
    throw commandError("usage", "criteria.toml, line 4: the list is not closed.");
  };
  const screen = await open({ criteria });
  await expect.element(screen.getByTestId("criteria").getByRole("alert")).toMatchTextContent("criteria.toml, line 4: the list is not closed.");
  await expect.element(screen.getByTestId("drift").first()).toBeVisible();
});

test("what cannot be read can be asked for again", async () => {
  const whole = sample({ scene: "ready" });
  let works = false;
  const schema: Ipc["schema"] = async () => {
    if (!works) throw commandError("busy", "Foreword is busy with its data.");
    return whole.schema();
  };
  const screen = await open({ schema });
  await expect.element(screen.getByRole("alert")).toMatchTextContent("Foreword is busy with its data.");
  await expect.element(screen.getByRole("list", { name: "Categories of tickets" })).toBeInTheDocument();
  works = true;
  await screen.getByRole("button", { name: "Try again" }).click();
  await expect.element(screen.getByTestId("drift").first()).toBeVisible();
});

test("an account with everything and no change says so", async () => {
  const screen = await open({ scene: "empty" });
  await expect.element(screen.getByText("No field has changed.")).toBeVisible();
  await expect.element(screen.getByText("Your account has every field that drafts fill.")).toBeVisible();
  await expect.element(screen.getByTestId("create-fields")).not.toBeInTheDocument();
});

test("each change is told in plain words, with what to do", () => {
  const told = (over: Partial<Drift>) => [becameWords(change(over)), toDoWords(change(over))];
  expect(told({ change: "archived", holds: 1 })).toEqual(["was archived.", "Restore it in HubSpot, and what is held can be filed."]);
  expect(told({ change: "deleted", holds: 1 })).toEqual(["was deleted.", "What is held for it cannot be filed any more: reject it in Review."]);
  expect(told({ change: "deleted", ours: "deal/ai_fit" })).toEqual(["was deleted.", "It cannot be restored, but created again below."]);
  expect(told({ change: "label", now: "Objection" })).toEqual(["is called “Objection” now.", "Nothing to do if it still means the same."]);
  expect(told({ change: "type", before: "enumeration", now: "phone_number", holds: 1 })).toEqual([
    "has another type: phone number instead of choice.",
    "Change the type back in HubSpot, and what is held can be filed.",
  ]);
  expect(told({ change: "options", before: "low, high", holds: 1 })[0]).toBe("no longer takes: low, high.");
  expect(told({ change: "options", now: "urgent" })).toEqual(["now takes: urgent.", "Nothing to do: it still takes what it took."]);
  expect(told({ change: "options", before: "low", now: "urgent", ours: "deal/ai_fit" })[0]).toBe("no longer takes: low; now takes: urgent.");
  expect(told({ change: "read_only", ours: "deal/ai_fit" })).toEqual(["is set only by HubSpot now.", "Drafts that fill it are held from now on."]);
  expect(told({ change: "renamed", now: "b", successor: "b", holds: 1 })[1]).toBe("What is held for it cannot be filed any more: reject it in Review.");
  // A newer shell may tell of changes unknown here.
  expect(told({ change: "moved", suggestion: "It is in another group." })[0]).toBe("It is in another group.");
  language.choose("de");
  expect(told({ change: "type", before: "number", now: "string", holds: 1 })[0]).toBe("hat einen anderen Typ: Text statt Zahl.");
});

test("a field that changed in two ways counts once, and holds its drafts once", () => {
  const twice = [change({ change: "type", holds: 2 }), change({ change: "read_only", holds: 2 }), change({ property: "other", change: "new" })];
  expect([changedFields(twice), heldBy(twice)]).toEqual([2, 2]);
  // What takes more than before takes what was drafted for it, too.
  expect(heldBy([change({ change: "options", now: "urgent", holds: 3 })])).toBe(0);
  expect(byUrgency([change({ change: "new" }), change({ change: "type", ours: "a" }), change({ change: "archived" }), change({ change: "deleted", holds: 1 })]).map((one) => one.change)).toEqual(["deleted", "type", "archived", "new"]);
});

test("what could be used already stands first, and a confidence is not needed for the rest", () => {
  const [contact, deal, ticket] = byRecord(samples.plan);
  expect(deal?.filled[0]?.property).toBe("stated_objection");
  expect([contact?.isNeeded, deal?.isNeeded, ticket?.isNeeded]).toEqual([false, false, true]);
  const confidence = { ...samples.plan.create[0]!, property: "ai_next_best_action_confidence", filled_by: "" };
  expect(byRecord({ ...samples.plan, create: [confidence] })[0]?.isNeeded).toBe(false);
  expect(takesWords({ value_type: "json", options: [] })).toBe("json");
});
