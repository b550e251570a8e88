import type { DoctorCheck } from "../ipc";
import { fieldValue, t } from "../words";

/** A check of the shell's of one portal: "portal 4711: last sync". */
const OF_A_PORTAL = /^portal (\S+): (.*)$/u;

/** What was looked at, as one says it; of which portal is told where there are several. */
export function checkName(check: DoctorCheck, all: readonly DoctorCheck[]): string {
  const names: Partial<Record<string, string>> = t.checks;
  const [, portal, what] = OF_A_PORTAL.exec(check.name) ?? [null, null, check.name];
  const name = names[what ?? ""] ?? what ?? "";
  const portals = new Set(all.flatMap((one) => OF_A_PORTAL.exec(one.name)?.[1] ?? []));
  return portal === null || portal === undefined || portals.size < 2 ? name : `${name}, ${t.settings.portalId(portal)}`;
}

/** What was found, with moments as one reads them. */
export function checkDetail({ detail }: DoctorCheck): string {
  return detail.replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:[\d.]+Z/gu, fieldValue);
}
