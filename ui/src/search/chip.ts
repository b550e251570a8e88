/** The look of a filter: quiet until it is set. */
export const chip = "inline-flex h-6 items-center gap-2 rounded-md border px-2 text-source";

export function chipTone(on: boolean): string {
  return on ? "border-accent bg-accent-soft text-accent font-medium" : "border-edge bg-paper text-ink-2 hover:text-ink";
}
