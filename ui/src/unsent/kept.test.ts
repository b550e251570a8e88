import { expect, test, vi } from "vitest";
import type { KeepUnsentRequest, UnsentView } from "../ipc";
import { Kept } from "./kept.svelte";

function shell(fails = 0) {
  const disk = new Map<string, UnsentView>();
  let left = fails;
  const keepUnsent = vi.fn(async (request: KeepUnsentRequest) => {
    left -= 1;
    if (0 <= left) throw new Error("busy");
    if (request.texts.length === 0) disk.delete(request.name);
    else disk.set(request.name, { ...request, at: "2026-11-20T09:24:00Z" });
  });
  return { disk, keepUnsent, unsent: async () => [...disk.values()] };
}

test("each name is written down once after the last key, and read again", async () => {
  vi.useFakeTimers();
  const disk = shell();
  const kept = new Kept(disk, "1");
  for (const text of ["H", "Hi", "Hi Ana"]) kept.keep("mail a", [text], { account: "company:1", title: "Follow-up" });
  kept.keep("place search", ["depots"]);
  await vi.advanceTimersByTimeAsync(500);
  expect(disk.keepUnsent).toHaveBeenCalledTimes(2);
  expect(disk.keepUnsent.mock.calls[0]?.[0]).toEqual({ portal: "1", name: "mail a", account: "company:1", title: "Follow-up", texts: ["Hi Ana"] });
  const again = new Kept(disk, "1");
  await again.read();
  expect(again.get("mail a")).toEqual(["Hi Ana"]);
  expect(again.begun().map((one) => one.name)).toEqual(["mail a"]);
  again.drop("mail a");
  await vi.advanceTimersByTimeAsync(1);
  expect([...disk.disk.keys()]).toEqual(["place search"]);
  vi.useRealTimers();
});

test("what the shell began meanwhile is there when it is read again, and what is being written here holds", async () => {
  vi.useFakeTimers();
  const disk = shell();
  const kept = new Kept(disk, "1");
  kept.keep("mail a", ["Hi"], { account: "company:1", title: "Follow-up" });
  kept.keep("mail b", ["Hello"], { account: "company:1", title: "Nudge" });
  await vi.advanceTimersByTimeAsync(500);
  disk.disk.set("mail c", { name: "mail c", account: "company:2", title: "Reply", texts: ["Dear Erik"], at: "2026-11-20T09:30:00Z" });
  kept.keep("mail a", ["Hi Ana"], { account: "company:1", title: "Follow-up" });
  kept.drop("mail b");
  await kept.read();
  expect(kept.get("mail a")).toEqual(["Hi Ana"]);
  expect(kept.get("mail b")).toBeUndefined();
  expect(kept.begun("company:2").map((one) => one.title)).toEqual(["Reply"]);
  await kept.flush();
  expect([...disk.disk.keys()]).toEqual(["mail a", "mail c"]);
  vi.useRealTimers();
});

test("what could not be written is tried again, but not once the portal is gone", async () => {
  vi.useFakeTimers();
  const busy = shell(1);
  const kept = new Kept(busy, "1");
  kept.keep("mail a", ["Hi"]);
  await vi.advanceTimersByTimeAsync(3_000);
  expect(busy.disk.get("mail a")?.texts).toEqual(["Hi"]);
  const gone = shell(9);
  const closing = new Kept(gone, "1");
  closing.keep("mail a", ["Hi"]);
  closing.close();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(gone.keepUnsent).toHaveBeenCalledTimes(1);
  vi.useRealTimers();
});
