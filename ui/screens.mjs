// Draws every screen in light and dark from the sample, for people to look at: `npm run screens -- OUTPUT_FOLDER [NAME…]`.
// `SIZE=860x560` draws the main window at another size, such as its smallest; `WORDS=de` draws all of it in German.
import { mkdirSync } from "node:fs";
import { chromium } from "playwright";
import { createServer } from "vite";

const [folder = "screens", ...wanted] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });

const [width = 1180, height = 780] = (process.env.SIZE ?? "").split("x").filter((part) => part !== "").map(Number);
const MAIN = { width, height };
const BRIEF = { width: 420, height: 640 };

const click = (id) => async (page) => page.getByTestId(id).first().click();

/** Chooses something from an account's menu of drafts. */
const draft = async (page, id) => {
  await page.getByTestId("draft-menu").click();
  await page.getByTestId(id).click();
};
const more = async (page, name) => {
  await page.getByTestId("account-more").click();
  await page.getByRole("menuitem", { name }).click();
};

/** Name, address, window, and what to do before the picture is taken. */
const screens = [
  ["today", "/", MAIN],
  ["palette", "/", MAIN, async (page) => {
    await page.keyboard.press("Control+k");
    await page.getByTestId("palette-field").fill("parcel");
    await page.getByRole("option").nth(3).waitFor();
  }],
  ["palette-people", "/", MAIN, async (page) => {
    await page.keyboard.press("Control+k");
    await page.getByTestId("palette-field").fill("mar");
    await page.getByRole("option", { name: /^Ana Marques\s*Northwind/ }).waitFor();
  }],
  ["palette-empty", "/", MAIN, async (page) => page.keyboard.press("Control+k")],
  ["keys", "/", MAIN, async (page) => page.keyboard.press("?")],
  ["today-pipeline", "/", MAIN, async (page) => {
    await page.getByTestId("pipeline").evaluate((one) => one.scrollIntoView({ block: "start" }));
    await page.getByTestId("pipeline-line").nth(1).hover();
    await page.getByTestId("file-line").nth(1).click();
  }],
  ["today-target", "/", MAIN, async (page) => {
    await page.getByTestId("target-change").click();
    await page.getByTestId("target-field").fill("12 dozen");
    await page.getByTestId("digest-unread").evaluate((one) => one.scrollIntoView({ block: "end" }));
    await page.getByTestId("digest-save").click();
    await page.getByTestId("digest-saved").evaluate((one) => one.scrollIntoView({ block: "center" }));
  }],
  ["today-health", "/", MAIN, async (page) => {
    await page.getByTestId("file-line").nth(2).focus();
    await page.keyboard.press("Enter");
    await page.keyboard.press("Enter");
    await page.getByTestId("health-start").click();
    await page.getByTestId("health-done").waitFor();
    await page.getByTestId("pipeline").evaluate((one) => one.scrollIntoView({ block: "start" }));
  }],
  ["review-task", "/#review/proposal-task", MAIN],
  ["review-task-edit", "/#review/proposal-task", MAIN, async (page) => {
    await page.getByTestId("proposal-card").first().waitFor();
    await page.keyboard.press("e");
    await page.getByTestId("task-fields").locator("summary").click();
    await page.getByTestId("edit-task").evaluate((one) => one.scrollIntoView({ block: "center" }));
  }],
  ["review-task-colleague", "/#review/proposal-task", MAIN, async (page) => {
    await page.getByTestId("proposal-card").first().waitFor();
    await page.keyboard.press("e");
    await page.getByTestId("task-fields").locator("select").last().selectOption("72");
    await page.keyboard.press("Control+Enter");
    await page.getByTestId("edit-task").waitFor({ state: "detached" });
    await page.keyboard.press("Escape");
  }],
  ["today-promise", "/", MAIN, async (page) => {
    await page.getByTestId("promise").first().hover();
    await page.getByTestId("promise-done").first().click();
    await page.getByTestId("promise").first().hover();
  }],
  ["review-file", "/#review", MAIN, async (page) => {
    await page.getByTestId("push").click();
    await page.getByTestId("will-do").waitFor();
  }],
  ["portal", "/?scene=own#settings", MAIN, async (page) => page.getByTestId("keeping").evaluate((one) => one.scrollIntoView({ block: "start" }))],
  ["portal-lacking", "/?scene=lacking#settings", MAIN, async (page) => {
    await page.getByTestId("ask-admin").click();
    await page.getByTestId("scopes").evaluate((one) => one.scrollIntoView({ block: "start" }));
  }],
  ["portal-read-only", "/?scene=read-only#settings", MAIN, async (page) => page.getByTestId("scopes").evaluate((one) => one.scrollIntoView({ block: "start" }))],
  ["portal-calls", "/?scene=policy#settings", MAIN, async (page) => page.getByTestId("calls").evaluate((one) => one.scrollIntoView({ block: "center" }))],
  ["portal-copy", "/?scene=own#settings", MAIN, async (page) => page.getByTestId("copy").evaluate((one) => one.scrollIntoView({ block: "start" }))],
  ["portal-whole", "/?scene=own#settings", MAIN, async (page) => {
    await page.getByRole("radio", { name: "The whole portal" }).click();
    await page.getByText("41,207 records").waitFor();
  }],
  ["connected", "/?scene=first-run", MAIN, async (page) => {
    await page.getByLabel("Access token").fill("pat-eu1-abc");
    await page.getByTestId("first-run-connect").click();
    await page.getByText("41,207 records").waitFor();
  }],
  ["connect-in-browser", "/?scene=first-run", MAIN, async (page) => {
    await page.getByRole("button", { name: "Sign in to HubSpot in the browser instead" }).click();
    await page.getByText("What the app needs in HubSpot").click();
  }],
  ["sync-refused", "/?scene=refused-sync#settings", MAIN, async (page) => page.getByTestId("new-token").scrollIntoViewIfNeeded()],
  ["account-unsent", "/?scene=model#accounts/company:101", MAIN, async (page) => {
    await draft(page, "kind-nudge");
    await page.getByLabel("The mail", { exact: true }).fill("Hi Ana, still there?");
    await page.keyboard.press("Escape");
    await page.getByTestId("unsent").waitFor();
    await page.getByTestId("unsent").evaluate((one) => one.scrollIntoView({ block: "center" }));
  }],
  ["today-empty", "/?scene=empty", MAIN],
  ["today-loading", "/?scene=loading", MAIN],
  ["today-failed", "/?scene=failed", MAIN],
  ["today-offline", "/?scene=offline", MAIN, async (page) => page.getByText("Sync now").click()],
  ["today-syncing", "/?scene=syncing", MAIN],
  ["today-citation-hover", "/", MAIN, async (page) => page.getByTestId("citation").first().hover()],
  ["source-call", "/", MAIN, async (page) => page.getByRole("button", { name: /Source 9:/ }).click()],
  ["source-field", "/", MAIN, async (page) => {
    await page.getByRole("button", { name: /: Ticket/ }).first().click();
    await page.getByTestId("source-record").waitFor();
  }],
  ["search-walk", "/#search", MAIN, async (page) => {
    await page.getByTestId("search-field").fill("pilot");
    await page.getByTestId("search-hit").nth(1).click();
    await page.getByTestId("source-place").waitFor();
  }],
  ["activity-held", "/#settings/activity", MAIN, async (page) => {
    await page.getByTestId("log-against").locator("summary").click();
    await page.getByTestId("log-against").locator("input").fill("3f9c1a7be04d52866c21f7d90b8e4a15d3c7720e9f61b84a5d02c3e8f7196ab4");
    await page.getByTestId("log-hold").click();
    await page.getByTestId("log-held").waitFor();
  }],
  ["first-run", "/?scene=first-run", MAIN],
  ["first-run-scopes", "/?scene=first-run", MAIN, async (page) => page.getByText("Which scopes it needs").click()],
  ["first-run-reading", "/?scene=setting-up", MAIN, async (page) => {
    await click("first-run-sample")(page);
    await page.getByText("2,310 of 3,942").first().waitFor();
  }],
  ["first-run-starting", "/?scene=starting", MAIN, async (page) => page.getByRole("progressbar").first().waitFor()],
  ["first-run-indexing", "/?scene=indexing", MAIN, async (page) => {
    await click("first-run-sample")(page);
    await page.getByText("Open Foreword now").waitFor();
  }],
  ["first-run-refused", "/?scene=refused-token", MAIN, async (page) => {
    await page.getByLabel("Access token").fill("wrong");
    await click("first-run-connect")(page);
    await page.getByText("refused the token").waitFor();
  }],
  ["accounts", "/#accounts", MAIN],
  ["accounts-empty", "/?scene=empty#accounts", MAIN],
  ["account", "/#accounts/company:101", MAIN],
  ["account-theirs", "/#accounts/company:101", MAIN, async (page) => {
    await page.getByTestId("part-timeline").evaluate((one) => one.scrollIntoView({ block: "start" }));
    await page.getByRole("radio").nth(1).click();
  }],
  ["deal", "/#deals/deal:31", MAIN, async (page) => page.getByTestId("timeline-entry").first().waitFor()],
  ["deal-known", "/#deals/deal:31", MAIN, async (page) => {
    await page.getByTestId("timeline-entry").first().waitFor();
    await page.keyboard.press("w");
    await page.getByTestId("qualification").evaluate((one) => one.scrollIntoView({ block: "end" }));
  }],
  ["deal-filed", "/#deals/deal:31", MAIN, async (page) => {
    await page.getByTestId("timeline-entry").first().waitFor();
    await page.keyboard.press("p");
    await page.getByTestId("record-proposals").evaluate((one) => one.scrollIntoView({ block: "end" }));
  }],
  ["deal-empty", "/#deals/deal:12", MAIN, async (page) => page.getByTestId("ask-field").waitFor()],
  ["ticket", "/#tickets/ticket:71", MAIN, async (page) => page.getByTestId("timeline-entry").first().waitFor()],
  ["account-ask", "/#accounts/company:101", MAIN, async (page) => {
    await page.keyboard.press("q");
    await page.keyboard.type("How many depots are in the pilot?");
    await page.keyboard.press("Enter");
    await page.getByText("best first").waitFor();
    await page.getByTestId("ask-field").evaluate((one) => one.closest("section").scrollIntoView({ block: "center" }));
  }],
  ["account-ask-unsure", "/#accounts/company:101", MAIN, async (page) => {
    await page.getByTestId("ask-field").fill("Who signs the contract?");
    await page.keyboard.press("Enter");
    await page.getByText("Nothing certain").waitFor();
    await page.getByTestId("ask-field").evaluate((one) => one.closest("section").scrollIntoView({ block: "center" }));
  }],
  ["account-ask-absent", "/#accounts/company:101", MAIN, async (page) => {
    await page.getByTestId("ask-field").fill("Do they use Salesforce?");
    await page.keyboard.press("Enter");
    await page.getByText("not mentioned").waitFor();
    await page.getByTestId("ask-field").evaluate((one) => one.closest("section").scrollIntoView({ block: "center" }));
  }],
  ["account-drafts", "/?scene=model#accounts/company:101", MAIN, async (page) => {
    await draft(page, "kind-summary");
    await page.getByTestId("draft-ready").waitFor();
    await page.getByText("1 line left out. Why?").click();
  }],
  ["account-menu", "/#accounts/company:101", MAIN, async (page) => page.keyboard.press("d")],
  ["account-menu-model", "/?scene=model#accounts/company:101", MAIN, async (page) => page.keyboard.press("d")],
  ["account-menu-bare", "/?scene=model#accounts/company:105", MAIN, async (page) => page.keyboard.press("d")],
  ["account-more", "/#accounts/company:101", MAIN, async (page) => page.getByTestId("account-more").click()],
  ["account-models", "/#accounts/company:101", MAIN, async (page) => more(page, /What language models/)],
  ["account-forget", "/#accounts/company:101", MAIN, async (page) => more(page, "Forget a person")],
  ["account-person", "/#accounts/company:101", MAIN, async (page) => page.getByTestId("person").first().hover()],
  ["account-known", "/#accounts/company:101", MAIN, async (page) => page.keyboard.press("w")],
  ["account-calls", "/#accounts/company:101", MAIN, async (page) => page.getByRole("radio", { name: "Calls" }).click()],
  ["account-find", "/#accounts/company:101", MAIN, async (page) => {
    await page.keyboard.press("f");
    await page.keyboard.type("depot");
    await page.getByTestId("found").first().waitFor();
  }],
  ["account-timeline", "/#accounts/company:101", MAIN, async (page) => page.getByTestId("timeline-find").evaluate((one) => one.scrollIntoView({ block: "start" }))],
  ["account-drafts-making", "/?scene=model-still#accounts/company:101", MAIN, async (page) => {
    await draft(page, "kind-summary");
    await page.getByTestId("draft-streamed").waitFor();
  }],
  ["account-drafts-mail", "/?scene=model#accounts/company:101", MAIN, async (page) => {
    await draft(page, "kind-follow-up");
    await page.getByTestId("mail-open").waitFor();
  }],
  ["account-mail-copies", "/?scene=model#accounts/company:101", MAIN, async (page) => {
    await draft(page, "kind-nudge");
    await page.getByTestId("mail-add").first().click();
    const text = page.getByLabel("The mail", { exact: true });
    await text.fill("Hi Ana, still there?");
    await page.keyboard.press("Control+s");
    await page.getByTestId("mail-saved").waitFor();
    await page.getByTestId("mail-saved").evaluate((one) => one.scrollIntoView({ block: "center" }));
  }],
  ["account-drafts-filled", "/?scene=model#accounts/company:101", MAIN, async (page) => {
    await draft(page, "kind-follow-up");
    const text = page.getByLabel("The mail", { exact: true });
    await text.fill((await text.inputValue()).replace("[[which day]]", "Tuesday"));
    await draft(page, "kind-nudge");
    await page.getByTestId("mail-open").waitFor();
    await draft(page, "kind-follow-up");
    await page.getByTestId("mail-resumed").waitFor();
    await page.getByTestId("mail-file").scrollIntoViewIfNeeded();
    await page.getByTestId("draft-panel").evaluate((one) => one.scrollIntoView({ block: "start" }));
  }],
  ["account-drafts-person", "/#accounts/company:101", MAIN, async (page) => {
    await draft(page, "kind-pre-call-summary");
    await page.getByTestId("draft-subject").selectOption("contact:502");
    await page.getByTestId("draft-ready").waitFor();
  }],
  ["account-drafts-deal", "/?scene=model#accounts/company:101", MAIN, async (page) => {
    await draft(page, "kind-deal-health");
    await page.getByTestId("draft-ready").waitFor();
    await page.getByTestId("draft-subject").focus();
  }],
  ["account-drafts-one", "/?scene=model#accounts/company:101", MAIN, async (page) => {
    await draft(page, "kind-triage");
    await page.getByTestId("draft-ready").waitFor();
  }],
  ["account-drafts-sent", "/?scene=model#accounts/company:101", MAIN, async (page) => {
    await draft(page, "looks-first");
    await page.keyboard.press("Escape");
    await draft(page, "kind-summary");
    await page.getByTestId("send").waitFor();
  }],
  ["account-drafts-call", "/?scene=model#accounts/company:101", MAIN, async (page) => {
    await draft(page, "kind-summary");
    await page.getByText("What was sent and what came back").click();
    await page.getByTestId("call-details").waitFor();
    await page.getByTestId("draft-panel").evaluate((one) => one.scrollIntoView({ block: "start" }));
  }],
  ["account-reply", "/#accounts/company:101", MAIN, async (page) => {
    await draft(page, "draft-pasted");
    await page.getByLabel("The mail to answer").fill("When does the old contract end?");
    await page.getByRole("button", { name: "Draft reply" }).first().click();
    await page.getByText("How you write").click();
    await page.getByTestId("reply").evaluate((one) => one.scrollIntoView({ block: "start" }));
  }],
  ["account-pages", "/#accounts/company:101", MAIN, async (page) => {
    await page.keyboard.press("s");
  }],
  ["account-page-saving", "/#accounts/company:101", MAIN, async (page) => {
    await more(page, "Save a page");
    await page.getByLabel("File", { exact: true }).fill("/home/marc/offer.docx");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByText("cannot be saved").waitFor();
    await page.getByTestId("save-page-form").scrollIntoViewIfNeeded();
  }],
  ["account-page-pasting", "/#accounts/company:105", MAIN, async (page) => {
    await more(page, "Save a page");
    await page.getByRole("radio", { name: "Pasted text" }).click();
    await page.getByLabel("Text").fill("They open a depot in Cork in May.");
    await page.getByTestId("save-page-form").scrollIntoViewIfNeeded();
  }],
  ["account-page-open", "/#accounts/company:101", MAIN, async (page) => {
    await page.keyboard.press("s");
    await page.getByRole("button", { name: "Northwind opens a tenth depot" }).first().click();
    await page.getByTestId("source-panel").waitFor();
  }],
  ["account-loading", "/?scene=loading#accounts/company:101", MAIN],
  ["account-bare", "/#accounts/company:105", MAIN],
  ["account-entry", "/#accounts/company:101", MAIN, async (page) => {
    const call = page.getByTestId("timeline-entry").filter({ hasText: "Pilot scope with" });
    await call.getByRole("button").first().click();
    await call.getByText("Thanks for making the time").first().waitFor();
    await call.scrollIntoViewIfNeeded();
    await call.evaluate((one) => one.scrollIntoView({ block: "start" }));
  }],
  ["search-empty", "/#search", MAIN],
  ["search", "/#search", MAIN, async (page) => {
    await page.getByTestId("search-field").fill("depots budget pilot");
    await page.getByTestId("search-hit").first().waitFor();
    await page.keyboard.press("ArrowDown");
  }],
  ["search-source", "/#search", MAIN, async (page) => {
    await page.getByTestId("search-field").fill("depots budget pilot");
    await page.getByTestId("search-hit").first().waitFor();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.getByTestId("source-copy").waitFor();
  }],
  ["search-filtered", "/#search", MAIN, async (page) => {
    await page.getByTestId("search-field").fill("pilot");
    await page.getByRole("button", { name: "E-mails" }).click();
    await page.getByLabel("Account").selectOption("company:101");
    await page.getByTestId("search-hit").first().waitFor();
  }],
  ["search-shelf", "/#search", MAIN, async (page) => {
    await page.getByTestId("search-field").fill("region depot");
    await page.getByRole("button", { name: "Shelf" }).click();
    await page.getByTestId("search-hit").first().waitFor();
  }],
  ["search-nothing", "/#search", MAIN, async (page) => {
    await page.getByTestId("search-field").fill("zeppelin");
    await page.getByText("Nothing found.").waitFor();
  }],
  ["review", "/#review", MAIN],
  ["review-details", "/#review", MAIN, async (page) => page.keyboard.press(" ")],
  ["review-account", "/#review", MAIN, async (page) => {
    await page.keyboard.press("j");
    await page.keyboard.press("Shift+A");
  }],
  ["review-filed", "/#review", MAIN, async (page) => page.getByTestId("filed-entry").last().scrollIntoViewIfNeeded()],
  ["review-waiting", "/#review/proposal-5", MAIN],
  ["review-refused", "/#review/proposal-6", MAIN],
  ["review-empty", "/?scene=empty#review", MAIN],
  ["review-edit", "/#review", MAIN, async (page) => page.keyboard.press("e")],
  ["review-edited", "/#review", MAIN, async (page) => {
    await page.keyboard.press("e");
    const area = page.getByLabel("Lines of the note, one each");
    await area.fill((await area.inputValue()).replace("by Friday", "by Thursday noon"));
    await page.keyboard.press("Control+Enter");
    await page.getByText("Exactly what is sent").first().click();
  }],
  ["review-reject", "/#review", MAIN, async (page) => page.keyboard.press("r")],
  ["review-chosen", "/#review/proposal-7", MAIN],
  ...["task", "next-step", "amount", "drafted", "role", "event"].map((kind) => [
    `review-card-${kind}`, `/#review/proposal-${kind}`, MAIN, async (page) => {
      const card = page.locator("[data-testid=proposal-card][data-current=true]");
      await card.getByText("Exactly what is sent").click();
      await card.scrollIntoViewIfNeeded();
    },
  ]),
  ["review-gated", "/#review/proposal-amount", MAIN, async (page) => {
    // Drafted anew first: HubSpot has another value by now.
    await page.keyboard.press("Control+Enter");
    await page.getByTestId("proposal-approve").waitFor();
    await page.keyboard.press("Control+Enter");
  }],
  ["review-together", "/#review", MAIN, async (page) => page.keyboard.press("a")],
  ["review-taken-back", "/#review", MAIN, async (page) => {
    await page.getByTestId("take-back").first().click();
    await page.getByTestId("filed-entry").last().scrollIntoViewIfNeeded();
  }],
  ["review-edit-approved", "/#review", MAIN, async (page) => page.getByRole("button", { name: /^Edit: Call with Alder/ }).click()],
  ["conversations", "/#conversations", MAIN],
  ["wrap", "/#wrap/company:101", MAIN, async (page) => page.getByTestId("wrap-card").first().waitFor()],
  ["wrap-task", "/#wrap/company:101", MAIN, async (page) => {
    await page.getByTestId("task-fields").locator("select").last().selectOption("72");
    await page.getByTestId("task-fields").evaluate((one) => one.scrollIntoView({ block: "center" }));
  }],
  ["settings", "/#settings", MAIN],
  ["settings-own", "/?scene=own#settings", MAIN],
  ["settings-calendars", "/#settings/calendars", MAIN, async (page) => {
    await page.getByRole("textbox", { name: "Address of the calendar" }).fill("webcal://p01.icloud.example/secret");
    await page.keyboard.press("Enter");
    await page.getByText("2 entries not read. Why?").click();
    await page.getByText("Where do I find the address?").click();
    await page.getByRole("heading", { name: "Calendars" }).evaluate((one) => one.scrollIntoView({ block: "start" }));
  }],
  ["settings-calendars-empty", "/?scene=empty#settings/calendars", MAIN, async (page) => page.getByRole("textbox", { name: "Address of the calendar" }).waitFor()],
  ["settings-shelf", "/#settings", MAIN, async (page) => {
    await page.getByText("3 files not read. Why?").click();
    await page.getByRole("button", { name: "Scan now" }).click();
    await page.getByText("2 files new").waitFor();
    await page.getByRole("heading", { name: "Shelf" }).evaluate((one) => one.scrollIntoView({ block: "start" }));
  }],
  ["settings-shelf-empty", "/?scene=empty#settings", MAIN, async (page) => {
    await page.getByRole("heading", { name: "Shelf" }).evaluate((one) => one.scrollIntoView({ block: "start" }));
  }],
  ["settings-gone", "/?scene=gone#settings", MAIN, async (page) => page.getByTestId("gone").scrollIntoViewIfNeeded()],
  ["settings-update", "/#settings", MAIN, async (page) => {
    await page.getByTestId("updates-switch").click();
    await page.getByTestId("update-offered").scrollIntoViewIfNeeded();
  }],
  ["settings-checks", "/#settings", MAIN, async (page) => page.getByTestId("updates").scrollIntoViewIfNeeded()],
  ["settings-hotkey-taken", "/?scene=hotkey-taken#settings", MAIN],
  ["settings-disconnect", "/#settings", MAIN, async (page) => {
    await page.getByRole("button", { name: "Disconnect" }).click();
    await page.getByText("Erase the copy").click();
  }],
  ["model", "/?scene=model#settings/model", MAIN],
  ["model-none", "/#settings/model", MAIN, async (page) => page.getByTestId("model-choice").waitFor()],
  ["model-choosing", "/?scene=own#settings/model", MAIN, async (page) => {
    await page.getByLabel("Provider").selectOption("openai");
    await page.getByTestId("what-leaves").waitFor();
  }],
  ["model-local", "/?scene=model-local#settings/model", MAIN, async (page) => page.getByText("in use").waitFor()],
  ["model-offer", "/#settings/model", MAIN, async (page) => page.getByRole("button", { name: "Use it" }).click()],
  ["model-stopped", "/?scene=model-stopped#settings/model", MAIN, async (page) => page.getByTestId("model-stopped").waitFor()],
  ["model-rest", "/?scene=model#settings/model", MAIN, async (page) => {
    await page.getByTestId("model-test").click();
    await page.getByTestId("test-result").waitFor();
    await page.getByTestId("open-grades").scrollIntoViewIfNeeded();
  }],
  ["model-loading", "/?scene=loading#settings/model", MAIN],
  ["model-failed", "/?scene=failed#settings/model", MAIN],
  ["rules", "/#settings/rules", MAIN, async (page) => {
    await page.getByTestId("rule").nth(1).getByRole("button").click();
    await page.getByTestId("rehearsed").waitFor();
  }],
  ["rules-own", "/#settings/rules", MAIN, async (page) => {
    await page.getByTestId("rule").last().getByRole("button").click();
    await page.getByTestId("rehearsed").waitFor();
    await page.getByTestId("rehearsed").scrollIntoViewIfNeeded();
  }],
  ["fields", "/#settings/fields", MAIN, async (page) => page.getByTestId("lacking").first().waitFor()],
  ["fields-lacks", "/#settings/fields", MAIN, async (page) => page.getByTestId("create-fields").evaluate((one) => one.scrollIntoView({ block: "center" }))],
  ["fields-create", "/#settings/fields", MAIN, async (page) => page.getByTestId("create-fields").click()],
  ["fields-refused", "/?scene=own#settings/fields", MAIN, async (page) => {
    await page.getByTestId("create-fields").click();
    await page.getByTestId("create-them").click();
    await page.getByText("Not created for tickets").waitFor();
    await page.getByText("Not created for tickets").evaluate((one) => one.scrollIntoView({ block: "center" }));
  }],
  ["fields-no-scopes", "/?scene=lacking#settings/fields", MAIN, async (page) => {
    await page.getByTestId("create-fields").click();
    await page.getByTestId("create-them").click();
    await page.getByRole("alert").waitFor();
    await page.getByRole("alert").scrollIntoViewIfNeeded();
  }],
  ["fields-criteria", "/#settings/fields", MAIN, async (page) => page.getByTestId("criteria").evaluate((one) => one.scrollIntoView({ block: "end" }))],
  ["fields-quiet", "/?scene=empty#settings/fields", MAIN, async (page) => page.getByTestId("look-at-fields").waitFor()],
  ["fields-loading", "/?scene=loading#settings/fields", MAIN],
  ["settings-fields", "/#settings", MAIN, async (page) => page.getByTestId("open-fields").evaluate((one) => one.scrollIntoView({ block: "center" }))],
  ["activity", "/#settings/activity", MAIN, async (page) => page.getByTestId("activity-line").first().waitFor()],
  ["activity-foot", "/#settings/activity", MAIN, async (page) => {
    await page.getByTestId("activity-more").click();
    await page.getByTestId("activity-line").last().scrollIntoViewIfNeeded();
  }],
  ["activity-saved", "/#settings/activity", MAIN, async (page) => {
    await page.getByTestId("log-save").click();
    await page.getByTestId("log-saved").waitFor();
  }],
  ["activity-broken", "/?scene=log-broken#settings/activity", MAIN, async (page) => page.getByRole("alert").waitFor()],
  ["activity-empty", "/?scene=empty#settings/activity", MAIN, async (page) => page.getByText("Nothing has happened yet.").waitFor()],
  ["activity-loading", "/?scene=loading#settings/activity", MAIN],
  ["activity-failed", "/?scene=failed#settings/activity", MAIN],
  ["rules-loading", "/?scene=loading#settings/rules", MAIN],
  ["settings-passphrase", "/?scene=own#settings", MAIN, async (page) => {
    await page.getByRole("button", { name: "Change the passphrase" }).click();
    await page.getByLabel("New passphrase").fill("short");
    await page.getByTestId("lock-now").scrollIntoViewIfNeeded();
  }],
  ["policy", "/?scene=policy#settings", MAIN, async (page) => page.getByTestId("admin-policy").scrollIntoViewIfNeeded()],
  ["policy-copied", "/?scene=policy#settings", MAIN, async (page) => page.getByTestId("keeping").scrollIntoViewIfNeeded()],
  ["policy-broken", "/?scene=policy-broken#settings", MAIN],
  ["locked", "/?scene=locked", MAIN],
  ["locked-wrong", "/?scene=locked", MAIN, async (page) => {
    await page.getByLabel("Passphrase").fill("wrong");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").waitFor();
  }],
  ["locked-keychain", "/?scene=locked-keychain", MAIN],
  ["settings-lock", "/?scene=own#settings", MAIN, async (page) => page.getByTestId("lock-now").scrollIntoViewIfNeeded()],
  ["grades", "/#settings/grades", MAIN, async (page) => page.getByTestId("grade-sample").first().waitFor()],
  ["grades-empty", "/?scene=empty#settings/grades", MAIN],
  ["brief", "/brief.html", BRIEF],
  ["brief-thin", "/brief.html?scene=brief-thin", BRIEF],
  ["brief-long", "/brief.html?scene=brief-long", BRIEF],
  ["brief-loading", "/brief.html?scene=brief-loading", BRIEF],
  ["brief-idle", "/brief.html?scene=brief-idle", BRIEF],
  ["brief-locked", "/brief.html?scene=locked", BRIEF],
  ["brief-failed", "/brief.html?scene=brief-failed", BRIEF],
  ["brief-full", "/brief.html", BRIEF, async (page) => {
    await page.getByTestId("brief-person").waitFor();
    await page.keyboard.press("Control+f");
    await page.getByText("Less").waitFor();
  }],
  ["brief-ambiguous", "/brief.html", BRIEF, async (page) => {
    await page.getByRole("combobox").fill("ma");
    await page.keyboard.press("Enter");
    await page.keyboard.press("ArrowDown");
  }],
  ["brief-nobody", "/brief.html", BRIEF, async (page) => {
    await page.getByRole("combobox").fill("Zoltan");
    await page.keyboard.press("Enter");
  }],
  ["brief-answer", "/brief.html", BRIEF, async (page) => {
    await page.getByRole("combobox").fill("How many depots are in the pilot?");
    await page.keyboard.press("Enter");
    await page.getByTestId("brief-answer").waitFor();
  }],
  ["brief-source", "/brief.html", BRIEF, async (page) => page.getByTestId("citation").last().click()],
  ["brief-source-changed", "/brief.html", BRIEF, async (page) => {
    await page.keyboard.press("Control+f");
    await page.getByText("Less").waitFor();
    await page.getByTestId("more-citations").nth(1).click();
    await page.getByRole("button", { name: /: Deal, close date/ }).first().click();
  }],
  ["brief-unfolded", "/brief.html", BRIEF, async (page) => {
    await page.keyboard.press("Control+f");
    await page.getByText("Less").waitFor();
    await page.getByTestId("more-citations").nth(1).click();
  }],
  ["brief-why", "/brief.html?scene=brief-long", BRIEF, async (page) => page.getByText("Next meeting:").hover()],
  ["brief-tip", "/brief.html", BRIEF, async (page) => page.getByTestId("citation").nth(4).hover()],
];

const server = await createServer({ server: { port: 1431, strictPort: false }, logLevel: "error" });
await server.listen();
const base = server.resolvedUrls.local[0].replace(/\/$/, "");
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--no-first-run", "--disable-sync"],
});

let faults = 0;
for (const colorScheme of ["light", "dark"]) {
  for (const [name, address, viewport, act] of screens) {
    if (0 < wanted.length && !wanted.includes(name)) continue;
    const context = await browser.newContext({ viewport, colorScheme, locale: "en-GB", deviceScaleFactor: Number(process.env.SCALE ?? 1.5) });
    const page = await context.newPage();
    page.on("pageerror", (error) => {
      faults += 1;
      console.error(`${name}: ${error.message}`);
    });
    try {
      await page.goto(base + address);
      await page.locator("main").waitFor();
      await page.evaluate(() => document.fonts.ready);
      await page.waitForTimeout(150);
      await act?.(page);
      // What is done before a picture names English words, so the language changes last.
      await page.evaluate((words) => {
        localStorage.setItem("language", words);
        window.dispatchEvent(new StorageEvent("storage"));
      }, process.env.WORDS ?? "en");
      await page.waitForTimeout(150);
    } catch (error) {
      faults += 1;
      console.error(`${name}: ${error.message}`);
    }
    await page.screenshot({ path: `${folder}/${name}-${colorScheme}.png` });
    await context.close();
  }
}
await browser.close();
await server.close();
console.log(`${folder}: done, ${faults} faults`);
process.exit(faults === 0 ? 0 : 1);
