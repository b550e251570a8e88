/** Something a menu offers. */
export type MenuItem = {
  id: string;
  name: string;
  /** A few words beside it: what it gives. */
  detail?: string;
  testid?: string;
  /** The key that does the same without the menu. */
  keys?: string;
  /** Whether it is switched on; a choice that can be ticked stays on screen when it is. */
  checked?: boolean;
  run: () => void;
};

/** What stands together, under a word where there is one. */
export type MenuGroup = { name?: string; items: readonly MenuItem[] };

/** Where the next item lies of which a word begins with what was typed; the present one counts, so that a longer word stays where it is. */
export function typedAhead(names: readonly string[], typed: string, from: number): number {
  const wanted = typed.toLowerCase();
  // One letter pressed again goes on to the next one.
  const start = typed.length === 1 ? from + 1 : Math.max(from, 0);
  for (let step = 0; step < names.length; step += 1) {
    const at = (start + step) % names.length;
    const name = (names[at] ?? "").toLowerCase();
    if (name.startsWith(wanted) || name.split(/[\s-]+/u).some((word) => word.startsWith(wanted))) return at;
  }
  return -1;
}
