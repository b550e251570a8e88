import type { RenderResult } from "vitest-browser-svelte";

type Screen = Pick<RenderResult<never>, "getByTestId">;

/** Chooses something from the menu of an account that drafts or writes. */
export async function fromDraftMenu(screen: Screen, testid: string): Promise<void> {
  await screen.getByTestId("draft-menu").click();
  await screen.getByTestId(testid).click();
}
