import { svelte } from "@sveltejs/vite-plugin-svelte";
import tailwindcss from "@tailwindcss/vite";
import { playwright } from "@vitest/browser-playwright";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const page = (name: string) => fileURLToPath(new URL(name, import.meta.url));

export default defineConfig({
  plugins: [tailwindcss(), svelte()],
  clearScreen: false,
  // By number: a bare system may not know the name "localhost".
  server: { host: "127.0.0.1", port: 1420, strictPort: true },
  build: {
    target: ["safari16.4", "chrome111"],
    // Fonts must stay files: the window's content policy has no `data:` for fonts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // What an installer has to say of the packages inside the pages.
    license: { fileName: "licences.md" },
    rollupOptions: { input: { index: page("index.html"), brief: page("brief.html") } },
  },
  // Named here so that no test run stops half way to optimise a dependency it has just met.
  optimizeDeps: { include: ["bits-ui", "svelte/compiler", "@tauri-apps/api/core", "@tauri-apps/api/event"] },
  test: {
    api: { host: "127.0.0.1" },
    include: ["src/**/*.test.ts"],
    setupFiles: ["src/test/setup.ts"],
    // Everything a page waits for here is in memory, so what takes a second has failed.
    expect: { poll: { timeout: 3_000 } },
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      locators: { exact: false },
      viewport: { width: 1180, height: 780 },
      provider: playwright({
        // Tests look for English as a colleague in London writes it, whatever the machine speaks.
        contextOptions: { locale: "en-GB" },
        launchOptions: {
          executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
          args: [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--disable-component-update",
            "--no-first-run",
            "--disable-sync",
          ],
        },
      }),
      instances: [{ browser: "chromium" }],
    },
  },
});
