export * from "./intl";
export { language, type LanguageChoice } from "./language.svelte";
export { t } from "./messages";
export * from "./speech";
export * from "./told";
