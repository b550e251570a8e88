/** The sizes that everything can have, in percent. */
export const TEXT_SIZES = [90, 100, 110, 125, 150] as const;

/** The next larger or smaller size, or the usual one for 0; the same where there is none. */
export function sizeBeside(percent: number, step: -1 | 0 | 1): number {
  if (step === 0) return 100;
  const others = step === 1 ? TEXT_SIZES.find((size) => percent < size) : TEXT_SIZES.findLast((size) => size < percent);
  return others ?? percent;
}
