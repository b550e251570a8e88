import { expect, test, vi } from "vitest";
import { asCommandError, Loading } from ".";

const files = import.meta.glob<string>(["../**/*.{ts,svelte}", "!../**/*.test.ts"], { query: "?raw", import: "default", eager: true });

test("only ipc/ knows the shell", () => {
  const knowing = Object.entries(files)
    .filter(([, text]) => text.includes("@tauri-apps/"))
    .map(([path]) => path);
  expect(knowing).toContain("./tauri.ts");
  expect(knowing.filter((path) => !path.startsWith("./"))).toEqual([]);
});

test("no page renders HTML that it was given, or fetches anything", () => {
  for (const [path, text] of Object.entries(files)) {
    if (path === "./bindings.ts") continue; // Generated.
    expect(text, path).not.toMatch(/\{@html|innerHTML|insertAdjacentHTML|\bfetch\(|https?:\/\/(?!app\.hubspot\.com|api\.hubapi\.com|api\.openai\.com|api\.anthropic\.com|generativelanguage\.googleapis\.com|127\.0\.0\.1|meet\.example|northwind\.example)/);
  }
});

test("what is no error of a command becomes an internal one", () => {
  expect(asCommandError("boom")).toMatchObject({ code: "internal", hint: "Try again. If it stays, please report it.", action: "retry" });
  expect(asCommandError({ code: "offline", message: "m", hint: null, retryable: true, candidates: [] }).code).toBe("offline");
});

test("an answer overtaken by a later question is dropped", async () => {
  const loading = new Loading<number>();
  const first = vi.fn<(value: number) => void>();
  const slow = loading.load(() => new Promise((done) => first.mockImplementation(done)));
  await loading.load(async () => 2);
  first(1);
  await slow;
  expect(loading.value).toBe(2);
});
