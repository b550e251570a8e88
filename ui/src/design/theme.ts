import type { Theme } from "../ipc/types";

/** Sets light or dark on the page; "system" leaves it to the computer. */
export function applyTheme(theme: Theme): void {
  if (theme === "system") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme;
}
