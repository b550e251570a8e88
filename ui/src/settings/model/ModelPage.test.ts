import { expect, test, vi } from "vitest";
import { userEvent } from "vitest/browser";
import { render } from "vitest-browser-svelte";
import type { Ipc } from "../../ipc";
import { sample, type Scene } from "../../ipc/sample";
import * as models from "../../ipc/sample-models";
import App from "../../shell/App.svelte";

async function page(scene: Scene = "ready", over: Partial<Ipc> = {}) {
  location.hash = "settings/model";
  const screen = await render(App, { ipc: sample({ scene, ...over }) });
  await expect.element(screen.getByRole("heading", { level: 1, name: "Language model" })).toBeVisible();
  return screen;
}

test("the settings lead to the page, and say that nothing is sent", async () => {
  location.hash = "settings";
  const screen = await render(App, { ipc: sample({ scene: "ready" }) });
  await expect.element(screen.getByTestId("model-told")).toMatchTextContent("None. Nothing is sent to anyone.");
  await screen.getByTestId("model-settings").click();
  await expect.element(screen.getByTestId("model-page")).toBeVisible();
});

test("a provider is chosen with its key, which is typed once and never shown", async () => {
  const chooseLlm = vi.fn(sample({ scene: "ready" }).chooseLlm);
  const screen = await page("ready", { chooseLlm });
  await screen.getByLabelText("Provider").selectOptions("openai");
  await expect.element(screen.getByTestId("what-leaves")).toMatchTextContent("leave this computer for OpenAI");
  await expect.element(screen.getByText("Name a model.")).toBeVisible();
  await screen.getByRole("combobox", { name: "Model" }).fill("gpt-4.1-mini");
  await screen.getByLabelText("Key", { exact: true }).fill("sk-typed-once");
  await screen.getByTestId("model-save").click();
  expect(chooseLlm).toHaveBeenCalledWith({ model: "openai:gpt-4.1-mini", url: null, context_tokens: null }, "sk-typed-once");
  await expect.element(screen.getByTestId("key-state")).toMatchTextContent("A key for OpenAI is set. It cannot be shown.");
  const fields = [...document.querySelectorAll("input")].map((input) => input.value);
  expect(fields).not.toContain("sk-typed-once");
  expect(document.body.innerHTML).not.toContain("sk-typed-once");
});

test("a refused choice says why and keeps nothing of the key", async () => {
  const chooseLlm = async () => {
    throw { code: "usage", message: "The address has to be https, or http on this computer.", hint: null, retryable: false, candidates: [] };
  };
  const screen = await page("ready", { chooseLlm });
  await screen.getByLabelText("Provider").selectOptions("compatible");
  await screen.getByRole("combobox", { name: "Model" }).fill("m");
  await screen.getByLabelText("Address").fill("ftp:elsewhere");
  await screen.getByLabelText("Key (optional)").fill("sk-typed-once");
  await screen.getByTestId("model-save").click();
  await expect.element(screen.getByRole("alert")).toMatchTextContent("has to be https");
  await expect.element(screen.getByLabelText("Key (optional)")).toHaveValue("");
});

test("a server found here is used only after a yes", async () => {
  const chooseLlm = vi.fn(sample({ scene: "ready" }).chooseLlm);
  const screen = await page("ready", { chooseLlm });
  await screen.getByRole("button", { name: "Use it" }).click();
  expect(chooseLlm).not.toHaveBeenCalled();
  await screen.getByLabelText("Model of Ollama").selectOptions("qwen3:8b");
  await screen.getByTestId("use-local").click();
  expect(chooseLlm).toHaveBeenCalledWith({ model: "ollama:qwen3:8b", url: "http://127.0.0.1:11434/v1/", context_tokens: null }, null);
  await expect.element(screen.getByText("in use")).toBeVisible();
});

test("no server here is said, and looked for again", async () => {
  const findLocalModels = vi.fn(async () => []);
  const screen = await page("ready", { findLocalModels });
  await expect.element(screen.getByText("No model server answers on the usual ports")).toBeVisible();
  await screen.getByRole("button", { name: "Look again" }).click();
  expect(findLocalModels).toHaveBeenCalledTimes(2);
});

test("names are held back from a provider elsewhere until the rep says otherwise, and then it is said", async () => {
  const setRedaction = vi.fn(sample({ scene: "model" }).setRedaction);
  const screen = await page("model", { setRedaction });
  const numbers = screen.getByRole("checkbox", { name: /E-mail addresses, phone numbers/ });
  await expect.element(numbers).toBeDisabled();
  await expect.element(numbers).toBeChecked();
  await screen.getByRole("checkbox", { name: "People’s names" }).click();
  expect(setRedaction).toHaveBeenCalledWith({ is_on: true, names: false, withheld: [] });
  await expect.element(screen.getByText("People’s names leave this computer for OpenAI.")).toBeVisible();
});

test("a stopped provider has one notice and a way on", async () => {
  const screen = await page("model-stopped");
  await expect.element(screen.getByTestId("model-stopped")).toMatchTextContent("refused the key");
  await screen.getByTestId("model-resume").click();
  await expect.poll(() => document.querySelector("[data-testid=model-stopped]")).toBeNull();
});

test("the month's budget is a sum or none", async () => {
  const setLlmBudget = vi.fn(sample({ scene: "model" }).setLlmBudget);
  const screen = await page("model", { setLlmBudget });
  await expect.element(screen.getByTestId("spent")).toMatchTextContent("$3.41 of $20.00 this month");
  await screen.getByLabelText("Limit, in dollars a month").fill("many");
  await expect.element(screen.getByText("Enter an amount in dollars, such as 20.")).toBeVisible();
  await screen.getByLabelText("Limit, in dollars a month").fill("");
  await screen.getByTestId("budget-save").click();
  expect(setLlmBudget).toHaveBeenCalledWith(null, false);
});

test("the connection is tried, and a failure is told in one line", async () => {
  const testLlm = async () => ({ ok: false, line: "The model could not be reached.", first_token_ms: null, latency_ms: 5_020, details: [] });
  const screen = await page("model", { testLlm });
  await screen.getByTestId("model-test").click();
  await expect.element(screen.getByTestId("test-result")).toMatchTextContent("The model could not be reached. done after 5.0 s.");
});

test("the environment decides, and the page says so", async () => {
  const llmSettings = async () => ({ ...models.remote, from_env: "openai:gpt-4.1-mini" });
  const screen = await page("model", { llmSettings });
  await expect.element(screen.getByText("Foreword was started with the model “openai:gpt-4.1-mini” and uses it for now.")).toBeVisible();
});

test("answers are graded by key, one after the other", async () => {
  location.hash = "settings/grades";
  const grade = vi.fn(sample({ scene: "ready" }).grade);
  const screen = await render(App, { ipc: sample({ scene: "ready", grade }) });
  await expect.element(screen.getByText("1 of 3 graded.")).toBeVisible();
  await expect.element(screen.getByTestId("missed")).toMatchTextContent("week of 2 Nov");
  const second = screen.getByTestId("grade-sample").nth(1);
  (second.element() as HTMLElement).focus();
  await userEvent.keyboard("5");
  expect(grade).toHaveBeenCalledWith("2026-11-09", "15", 5);
  await expect.element(screen.getByTestId("grade-sample").nth(2)).toHaveFocus();
});

test("a page that cannot be read says so, and an empty week too", async () => {
  location.hash = "settings/grades";
  const screen = await render(App, { ipc: sample({ scene: "empty" }) });
  await expect.element(screen.getByText("Nothing to grade.")).toBeVisible();
});

test("the report opens, and a browser that does not is said", async () => {
  const openReport = async () => {
    throw { code: "internal", message: "The browser did not open.", hint: "The report is in its folder.", retryable: false, candidates: [] };
  };
  const screen = await page("model", { openReport });
  await screen.getByTestId("open-report").click();
  await expect.element(screen.getByRole("alert")).toMatchTextContent("The browser did not open.");
});
