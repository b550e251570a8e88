import { expect, test, vi } from "vitest";
import { render } from "vitest-browser-svelte";
import type { ForgetReport, PersonView } from "../ipc";
import * as data from "../ipc/sample-data";
import Forget from "./Forget.svelte";

const people: PersonView[] = [
  { id: "contact:1", name: "Ana Marques", title: "CFO", email: "ana@x.example", role: null, last_heard: null, kept_from_models: false },
  { id: "contact:2", name: "Rui Costa", title: null, email: null, role: null, last_heard: null, kept_from_models: false },
];

async function asked(onforget: (id: string) => Promise<ForgetReport>) {
  const screen = await render(Forget, { people, open: true, onforget });
  await screen.getByLabelText("Who").selectOptions("Ana Marques");
  return screen;
}

test("nobody is forgotten before their name is typed", async () => {
  const onforget = vi.fn(async () => data.forgotten);
  const screen = await asked(onforget);
  const button = screen.getByRole("button", { name: "Forget for good" });
  await expect.element(button).toBeDisabled();
  await screen.getByLabelText("Type “Ana Marques” to confirm").fill("Rui Costa");
  await expect.element(button).toBeDisabled();
  await screen.getByLabelText("Type “Ana Marques” to confirm").fill("Ana Marques");
  await button.click();
  expect(onforget).toHaveBeenCalledExactlyOnceWith("contact:1");
  await expect.element(screen.getByText("Ana Marques is forgotten.")).toBeVisible();
});

test("what is still there is said", async () => {
  const screen = await asked(async () => ({ ...data.forgotten, verified: false }));
  await screen.getByLabelText("Type “Ana Marques” to confirm").fill("Ana Marques");
  await screen.getByRole("button", { name: "Forget for good" }).click();
  await expect.element(screen.getByRole("alert")).toMatchTextContent("Something about Ana Marques is still on the disk.");
});

test("a refusal says why", async () => {
  const error = { code: "in_flight", message: "A note is on its way", hint: "Push first.", retryable: false, candidates: [] };
  const screen = await asked(() => Promise.reject(error));
  await screen.getByLabelText("Type “Ana Marques” to confirm").fill("Ana Marques");
  await screen.getByRole("button", { name: "Forget for good" }).click();
  await expect.element(screen.getByText("A note is on its way")).toBeVisible();
});
