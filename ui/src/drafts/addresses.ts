/** The addresses in what somebody typed, with commas, semicolons or spaces between them; of "Ana <ana@x.example>" the address. */
export function addressesIn(typed: string): string[] {
  return typed
    .split(/[,;\n]/u)
    .flatMap((part) => /<([^<>]*)>/u.exec(part)?.[1] ?? part.trim().split(/\s+/u))
    .map((one) => one.trim())
    .filter((one) => one !== "");
}

/** What was typed with one more address behind it. */
export function withAddress(typed: string, address: string): string {
  return [...addressesIn(typed), address].join(", ");
}
