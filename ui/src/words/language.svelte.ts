/** The languages that the pages are written in. */
export const LANGUAGES = ["en", "de"] as const;
export type Language = (typeof LANGUAGES)[number];

/** What the rep chose: a language, or whichever the system has. */
export type LanguageChoice = "system" | Language;

const KEPT_AS = "language";
/** How dates and sums are written where the system names no country for the language. */
const HOME: Record<Language, string> = { en: "en-GB", de: "de-DE" };

/** "de-AT". Some systems name a language in ways that `Intl` does not take. */
const WITH_COUNTRY = /^[a-z]{2}-([a-z]{2}|\d{3})$/iu;

/** The language of a window. Both windows keep it in the same place, so that a choice made in one is seen in the other. */
class WindowLanguage {
  choice = $state<LanguageChoice>(kept());
  #system = $state.raw<readonly string[]>(navigator.languages);

  readonly now: Language = $derived(this.choice === "system" ? (this.#system.map(languageOf).find((one) => one !== null) ?? "en") : this.choice);

  /** The language with its country, as `Intl` takes it: "de-AT" where the system says so. */
  readonly locale: string = $derived(this.#system.find((tag) => languageOf(tag) === this.now && WITH_COUNTRY.test(tag)) ?? HOME[this.now]);

  choose(choice: LanguageChoice): void {
    localStorage.setItem(KEPT_AS, choice);
    this.#look();
  }

  /** Tells the document its language, and keeps up with the system and with the other window. */
  follow(): () => void {
    const look = () => this.#look();
    const events = ["storage", "languagechange", "focus"] as const;
    events.forEach((name) => window.addEventListener(name, look));
    look();
    return () => events.forEach((name) => window.removeEventListener(name, look));
  }

  #look(): void {
    this.choice = kept();
    this.#system = navigator.languages;
    document.documentElement.lang = this.now;
  }
}

function languageOf(tag: string): Language | null {
  return LANGUAGES.find((one) => tag.toLowerCase().split(/[-_.@]/u)[0] === one) ?? null;
}

function kept(): LanguageChoice {
  const value = localStorage.getItem(KEPT_AS);
  return LANGUAGES.find((one) => one === value) ?? "system";
}

export const language = new WindowLanguage();
