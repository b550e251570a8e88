import { expect, test, vi } from "vitest";
import { commandError, sample } from "../ipc/sample";
import { StalledHealth } from "./health.svelte";

const DEALS = ["deal:1", "deal:2", "deal:3"].map((deal, at) => ({ deal, account: `Account ${at + 1}` }));
const [card] = await sample({ scene: "ready" }).proposals();

test("each deal is asked for once, in order, and what one refuses stops no other", async () => {
  const proposeHealth = vi.fn(async (target: string) => {
    if (target === "deal:1") throw commandError("unreachable", "The model did not answer.", { hint: "Try again later." });
    return target === "deal:2" ? [] : [{ ...card!, id: "p-3" }, { ...card!, id: "p-4" }];
  });
  const health = new StalledHealth({ proposeHealth }, () => true);
  await health.run(DEALS);
  expect(proposeHealth.mock.calls.map(([deal]) => deal)).toEqual(DEALS.map(({ deal }) => deal));
  expect(health.isRunning).toBe(false);
  expect(health.waiting).toBe(2);
  expect(health.failed).toEqual([
    { account: "Account 1", problem: "The model did not answer. Try again later." },
    { account: "Account 2", problem: "HubSpot has what would be proposed already." },
  ]);
});

test("stopped, it finishes the deal at hand and begins no other", async () => {
  const health: StalledHealth = new StalledHealth({ proposeHealth: async () => (health.stop(), [card!]) }, () => true);
  await health.run(DEALS);
  expect(health.done.map(({ deal }) => deal)).toEqual(["deal:1"]);
});

test("it waits while the rep has something drafted, and tries a deal again whose draft that ended", async () => {
  let isFree = false;
  const proposeHealth = vi.fn(async () => [card!]);
  proposeHealth.mockImplementationOnce(async () => {
    throw commandError("cancelled", "Stopped.");
  });
  const health = new StalledHealth({ proposeHealth }, () => isFree);
  const run = health.run(DEALS.slice(0, 1));
  await new Promise((later) => setTimeout(later, 20));
  expect(proposeHealth).not.toHaveBeenCalled();
  isFree = true;
  await run;
  expect(proposeHealth).toHaveBeenCalledTimes(2);
  expect(health.failed).toEqual([]);
});
