import { afterEach, expect, test } from "vitest";
import { render } from "vitest-browser-svelte";
import type { Ipc } from "../ipc";
import { commandError, sample, type Scene } from "../ipc/sample";
import { none } from "../ipc/sample-models";
import App from "../shell/App.svelte";
import { language } from "../words";

afterEach(() => language.choose("system"));

async function settings(scene: Scene, over: Partial<Ipc> = {}, section = "settings") {
  location.hash = section;
  return render(App, { ipc: sample({ scene, ...over }) });
}

test("without a policy nothing is said of one", async () => {
  const screen = await settings("own");
  await expect.element(screen.getByRole("heading", { name: "Checks" })).toBeVisible();
  expect(screen.getByText("Your admin’s policy").query()).toBeNull();
  expect(screen.getByTestId("set-by-admin").query()).toBeNull();
});

test("all that the admin has set is told, with its file and whether that is signed", async () => {
  const screen = await settings("policy");
  const policy = screen.getByTestId("admin-policy");
  await expect.element(policy).toMatchTextContent("What is copied only the rep's own book is copied.");
  await expect.element(policy).toMatchTextContent("Regions of models only eu, local may be asked.");
  await expect.element(policy).toMatchTextContent("/etc/foreword/policy.toml. Its signature fits.");
  expect(screen.getByTestId("policy-problem").query()).toBeNull();
});

test("what is set stands beside what it governs, and what loosens it is not offered", async () => {
  const screen = await settings("policy");
  const beside = (name: string) => screen.getByRole("region", { name, exact: true }).getByTestId("set-by-admin");
  await expect.element(beside("Review")).toMatchTextContent("Set by your admin no amount, stage, owner or close date is written.");
  await expect.element(beside("Shelf")).toMatchTextContent("only /srv/sales may be read.");
  await expect.element(beside("Language model")).toMatchTextContent("only eu, local may be asked.");
  await expect.element(beside("Portal").first()).toMatchTextContent("only the rep's own book is copied.");
  await expect.element(beside("Portal").last()).toMatchTextContent("at most 10 % of the account's calls are used.");
  await expect.element(screen.getByRole("radio", { name: "The whole portal" })).toBeDisabled();
});

test.each([
  [10, 10, ["10%"]],
  [30, 25, ["10%", "25%", "30%"]],
])("no greater share of the calls is offered than the admin allows: %s", async (share_max, share, offered) => {
  const { syncStatus } = sample({ scene: "policy" });
  const status = await syncStatus();
  const screen = await settings("policy", { syncStatus: async () => ({ ...status, calls: { ...status.calls, share, share_max } }) });
  const shares = screen.getByRole("radiogroup", { name: "Foreword’s share of the calls" });
  await expect.poll(() => shares.getByRole("radio").elements().map((one) => one.textContent?.trim())).toEqual(offered);
});

test("a provider that may not be asked says so before it is chosen", async () => {
  const providers = none.providers.map((one) => (one.id === "openai" ? { ...one, refused: "OpenAI may not be asked: it is in the region “global”" } : one));
  const screen = await settings("policy", { llmSettings: async () => ({ ...none, providers }) }, "settings/model");
  await screen.getByTestId("model-provider").selectOptions("openai");
  await screen.getByRole("combobox", { name: "Model", exact: true }).fill("gpt-4.1");
  await expect.element(screen.getByTestId("provider-refused")).toMatchTextContent("Set by your admin. OpenAI may not be asked");
  await expect.element(screen.getByTestId("model-save")).toBeDisabled();
});

test("a policy that cannot be followed is said at the top, and from every page", async () => {
  const screen = await settings("policy-broken");
  const problem = screen.getByTestId("policy-problem");
  await expect.element(problem).toMatchTextContent("Foreword only reads, because your admin’s policy cannot be followed. The reason: the signature does not fit the file.");
  await expect.element(problem).toMatchTextContent("Ask your admin to look at /etc/foreword/policy.toml.");
  await screen.getByTestId("nav-today").click();
  await expect.element(screen.getByTestId("nav-read-only")).toBeVisible();
});

test("so it is in German", async () => {
  language.choose("de");
  const screen = await settings("policy-broken");
  await expect.element(screen.getByTestId("policy-problem")).toMatchTextContent("Foreword liest nur, weil die Richtlinie Ihres Admins nicht befolgt werden kann.");
});

test("settings go on where the policy cannot be asked for", async () => {
  const policy = async () => {
    throw commandError("internal", "no");
  };
  const screen = await settings("own", { policy });
  await expect.element(screen.getByRole("heading", { name: "Checks" })).toBeVisible();
});
