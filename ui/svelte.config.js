import { vitePreprocess } from "@sveltejs/vite-plugin-svelte";

export default {
  preprocess: vitePreprocess(),
  // Every component is written in runes; this turns an accidental legacy one into an error.
  compilerOptions: { runes: true },
  vitePlugin: {
    // Components of dependencies may still be in the older style.
    dynamicCompileOptions: ({ filename }) => (filename.includes("node_modules") ? { runes: undefined } : undefined),
  },
};
