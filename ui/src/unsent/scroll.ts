import type { Attachment } from "svelte/attachments";
import type { Kept } from "./kept.svelte";

/** Pages fill up bit by bit; so long they are moved to where the rep was. */
const FILLS_MS = 2_000;

/** Keeps how far something is scrolled, and goes back there when it is shown again. */
export function keptScroll(kept: Kept, name: string): Attachment<HTMLElement> {
  return (node) => {
    const wanted = Number(kept.get(name)?.[0] ?? 0);
    let isMoving = 0 < wanted;
    const restore = () => {
      if (isMoving) node.scrollTop = wanted;
      if (wanted <= node.scrollTop + 1) isMoving = false;
    };
    const watch = new MutationObserver(restore);
    watch.observe(node, { childList: true, subtree: true });
    const stop = setTimeout(() => (isMoving = false), FILLS_MS);
    const moved = () => {
      if (isMoving) return;
      if (node.scrollTop === 0) kept.drop(name);
      else kept.keep(name, [String(Math.round(node.scrollTop))]);
    };
    // Whoever scrolls by hand is where they want to be.
    const taken = () => (isMoving = false);
    node.addEventListener("scroll", moved, { passive: true });
    node.addEventListener("wheel", taken, { passive: true });
    node.addEventListener("pointerdown", taken, { passive: true });
    restore();
    return () => {
      watch.disconnect();
      clearTimeout(stop);
      node.removeEventListener("scroll", moved);
      node.removeEventListener("wheel", taken);
      node.removeEventListener("pointerdown", taken);
    };
  };
}
