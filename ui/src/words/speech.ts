import { LANGUAGES, type Language } from "./language.svelte";

/** Words that ask and bind and tell nothing of what a sentence is about, by language. Reps and customers use either, whatever the window speaks. */
const BINDING: Record<Language, ReadonlySet<string>> = {
  en: setOf(
    "a an and any are as at be been by can could did do does for from had has have how i if in is it its me much my of on or our so than that the their them there they this to us was we were what when where which who whom whose why will with would you your",
  ),
  de: setOf(
    "auf aus bei bin bis da das dem den der des die doch ein eine einem einen einer es für hat haben ich ihr im in ist kann man mit nach oder ob sie sind so und uns von wann warum was welche wem wen wer wie will wir wird wo wollen zu zum zur",
  ),
};

/** Words that a question begins with. */
const ASKING = setOf(
  "what who whom whose when where why which how is are was were do does did can could will would has have had should was wer wen wem wann wo warum wieso welche welcher welches wie ist sind hat haben kann wird werden gibt",
);

function setOf(words: string): ReadonlySet<string> {
  return new Set(words.split(" "));
}

export function isBinding(word: string): boolean {
  return LANGUAGES.some((one) => BINDING[one].has(word));
}

export function isAsking(word: string): boolean {
  return ASKING.has(word);
}

/** A text as a search takes it: without case and accents. */
export function plain(text: string): string {
  return text.normalize("NFD").replace(/\p{Diacritic}/gu, "").toLowerCase();
}

/** The language that a text is in, for whoever has it read out; empty, as HTML has it, where its words do not tell. */
export function languageOf(text: string): Language | "" {
  const words = text.toLowerCase().match(/\p{L}+/gu) ?? [];
  const of = (one: Language, other: Language) => words.filter((word) => BINDING[one].has(word) && !BINDING[other].has(word)).length;
  const [english, german] = [of("en", "de"), of("de", "en")];
  if (2 * german < english) return "en";
  return 2 * english < german ? "de" : "";
}
