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
  await expect.element(screen.getByText("Unknown speakers")).not.toBeInTheDocument();
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

test("a recorder is connected with its key, and a wrong one is said where it was typed", async () => {
  const screen = await conversations();
  await expect.element(screen.getByTestId("recorder")).toMatchTextContent("6 conversations fetched, 1 not ready yet");
  await screen.getByLabelText("Fetch conversations from").selectOptions("Fathom");
  await expect.element(screen.getByText("The key is in Fathom, under Settings, API Access.")).toBeVisible();
  await screen.getByLabelText("Key", { exact: true }).fill("wrong");
  await screen.getByRole("button", { name: "Connect", exact: true }).click();
  await expect.element(screen.getByText("Fathom does not accept the key.")).toBeVisible();
  await screen.getByLabelText("Key", { exact: true }).fill("right");
  await screen.getByRole("button", { name: "Connect", exact: true }).click();
  await expect.element(screen.getByRole("button", { name: "Disconnect Fathom" })).toBeVisible();
  await expect.element(screen.getByLabelText("Key", { exact: true })).not.toBeInTheDocument();
});

test("Gong wants an address and both parts of its key", async () => {
  const connectRecorder = vi.fn(sample({ scene: "ready" }).connectRecorder);
  const screen = await conversations({ connectRecorder });
  await screen.getByLabelText("Fetch conversations from").selectOptions("Gong");
  await screen.getByLabelText("Access key", { exact: true }).fill("one");
  await screen.getByLabelText("Access key secret").fill("two");
  await expect.element(screen.getByRole("button", { name: "Connect", exact: true })).toBeDisabled();
  await screen.getByLabelText("Address").fill("https://us-1.api.gong.io");
  await screen.getByRole("button", { name: "Connect", exact: true }).click();
  expect(connectRecorder).toHaveBeenCalledWith({ kind: "gong", key: "one", secret: "two", address: "https://us-1.api.gong.io" });
});
