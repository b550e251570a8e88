import { expect, test, vi } from "vitest";
import { render } from "vitest-browser-svelte";
import type { Dragged } from "../ipc";
import { sample } from "../ipc/sample";
import App from "../shell/App.svelte";

async function conversations(over: Parameters<typeof sample>[0] = {}) {
  location.hash = "conversations";
  const screen = await render(App, { ipc: sample({ scene: "ready", ...over }) });
  await expect.element(screen.getByRole("heading", { level: 1, name: "Conversations" })).toBeVisible();
  return screen;
}

test("what waits is placed by one press on what comes nearest", async () => {
  const settleConversation = vi.fn(sample({ scene: "ready" }).settleConversation);
  const screen = await conversations({ settleConversation });
  await expect.element(screen.getByTestId("waiting-conversation")).toBeVisible();
  await screen.getByTestId("suggestion").first().click();
  expect(settleConversation).toHaveBeenCalledWith(2, "meeting:44");
});

test("somebody whom nobody knows is named by one choice", async () => {
  const nameSpeaker = vi.fn(sample({ scene: "ready" }).nameSpeaker);
  const screen = await conversations({ nameSpeaker });
  await screen.getByLabelText("Who is Meeting room 4??").selectOptions("Tom Reed");
  expect(nameSpeaker).toHaveBeenCalledWith(1, "Meeting room 4?", "Tom Reed");
  await expect.element(screen.getByText("Speakers nobody knows")).not.toBeInTheDocument();
});

test("files over the window are announced, and what came of them is told", async () => {
  let told: ((dragged: Dragged) => void) | undefined;
  const screen = await conversations({
    onDragged: (handler) => {
      told = handler;
      return () => undefined;
    },
    importConversations: async (request) => [
      { file: request.files[0] ?? "", conversation: 3, matched: null, skipped: 0, error: null },
      { file: "/x/picture.vtt", conversation: null, matched: null, skipped: 0, error: "it is a picture" },
    ],
  });
  told?.({ over: true, dropped: [] });
  await expect.element(screen.getByTestId("drop-cover")).toBeVisible();
  told?.({ over: false, dropped: ["/x/talk.vtt", "/x/picture.vtt"] });
  await expect.element(screen.getByTestId("imported")).toMatchTextContent("1 waits for you to say whose it is, 1 file was not read");
  await expect.element(screen.getByTestId("imported")).toMatchTextContent("picture.vtt: it is a picture");
});
