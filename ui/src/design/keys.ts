import { t } from "../words";

const MAC = /Mac|iPhone|iPad/.test(navigator.platform);

/** Whether the key that means "command" here is down: ⌘ on a Mac, Ctrl elsewhere. */
export function command(event: KeyboardEvent): boolean {
  return MAC ? event.metaKey : event.ctrlKey;
}

/** Whether a bare letter belongs to a field rather than to the page. */
export function typing(event: KeyboardEvent): boolean {
  const target = event.target;
  return target instanceof HTMLElement && target.matches("input, textarea, select, [contenteditable]");
}

/** "mod+k" as this computer's keyboard has it: "Ctrl K" or "⌘K". */
export function keyLabel(keys: string): string {
  const names: Record<string, string> = MAC
    ? { mod: "⌘", shift: "⇧", alt: "⌥", enter: "↵", esc: "esc", plus: "+", minus: "−", space: t.design.space }
    : { mod: t.design.ctrl, shift: t.design.shift, alt: "Alt", enter: "↵", esc: "esc", plus: "+", minus: "−", space: t.design.space };
  const labels = keys.split("+").map((key) => names[key.toLowerCase()] ?? key.toUpperCase());
  return labels.join(MAC ? "" : " ");
}

/** A combination as the shell spells it, "Ctrl+Shift+Y", with its keys as they are called where this language is spoken. */
export function shortcutLabel(shortcut: string): string {
  const names: Partial<Record<string, string>> = { Ctrl: t.design.ctrl, Shift: t.design.shift, Space: t.design.space };
  return shortcut.split("+").map((key) => names[key] ?? key).join("+");
}

/** "mod+k" as assistive technology is told it: "Control+K" or "Meta+K". */
export function ariaKeys(keys: string): string {
  const names: Record<string, string> = { mod: MAC ? "Meta" : "Control", shift: "Shift", alt: "Alt", enter: "Enter", esc: "Escape" };
  return keys.split("+").map((key) => names[key.toLowerCase()] ?? key.toUpperCase()).join("+");
}

/** The combination a key press makes, spelled as the shell takes it ("Ctrl+Shift+Y"), or null while only modifiers are down. */
export function pressedShortcut(event: KeyboardEvent): string | null {
  if (["Control", "Shift", "Alt", "Meta", "AltGraph"].includes(event.key)) return null;
  const parts: string[] = [];
  if (event.ctrlKey) parts.push("Ctrl");
  if (event.metaKey) parts.push(MAC ? "Cmd" : "Super");
  if (event.altKey) parts.push("Alt");
  if (event.shiftKey) parts.push("Shift");
  // The code, not the key: Shift+2 must read "2", whatever sign the layout prints there.
  const name = /^Key([A-Z])$/.exec(event.code)?.[1] ?? /^Digit(\d)$/.exec(event.code)?.[1] ?? event.code;
  return [...parts, name].join("+");
}
