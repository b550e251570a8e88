import { de } from "./de";
import { en, type Words } from "./en";
import { language, type Language } from "./language.svelte";

const tables: Record<Language, Words> = { en, de };

/** Every word that the pages say, in the language of the window. Read where it is drawn, so that another language is there at once. */
export const t: Words = new Proxy(en, { get: (_, page) => tables[language.now][page as keyof Words] });

/** Messages of English whose German lacks a parameter: TypeScript by itself lets a function take fewer. */
type Lacking<A, B> = {
  [K in keyof A & keyof B]: A[K] extends (...all: infer P) => string
    ? B[K] extends (...all: infer Q) => string
      ? P["length"] extends Q["length"]
        ? never
        : K
      : K
    : A[K] extends string | readonly string[]
      ? never
      : Lacking<A[K], B[K]>;
}[keyof A & keyof B];

true satisfies [Lacking<typeof en, typeof de>] extends [never] ? true : Lacking<typeof en, typeof de>;
