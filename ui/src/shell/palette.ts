import type { HitView } from "../ipc";
import { plain, t } from "../words";

/** Something that can be done from anywhere, with the key that does the same. */
export type Command = { name: string; keys?: string; run: () => void };

/** The commands whose words begin with those that were typed, in whatever order; all of them where nothing was. */
export function commandsMatching(commands: readonly Command[], query: string): Command[] {
  const wanted = query.toLowerCase().split(/\s+/u).filter((word) => word !== "");
  return commands.filter(({ name }) => {
    const words = name.toLowerCase().split(/\s+/u);
    return wanted.every((one) => words.some((word) => word.startsWith(one)));
  });
}

/** Somebody, or a deal, whose name has what was typed. */
export type Called = { id: string; name: string; detail: string; account: string | null };

/** The people and deals among what a search found, each once, whose name or address has every word that was typed. A contact's text is a line of
    particulars with the name first; of a deal only its name counts. */
export function calledSo(hits: readonly HitView[], query: string): { people: Called[]; deals: Called[] } {
  const wanted = plain(query).split(/\s+/u).filter((word) => word !== "");
  const fits = (text: string) => {
    const words = plain(text).split(/[\s,.@/·-]+/u);
    return wanted.every((one) => words.some((word) => word.startsWith(one)) || (one.includes("@") && plain(text).includes(one)));
  };
  const [people, deals]: [Called[], Called[]] = [[], []];
  for (const hit of hits) {
    const id = `${hit.record.type}:${hit.record.id}`;
    const [name = "", ...rest] = hit.text.split(" · ");
    if (hit.record.type === "contact" && !people.some((one) => one.id === id)) {
      const address = rest.find((part) => part.includes("@"));
      // An address counts where one is typed; else everybody of a company would answer to its name.
      if (fits(query.includes("@") ? `${name} ${address ?? ""}` : name)) people.push({ id, name, detail: hit.account_name ?? address ?? rest[0] ?? "", account: hit.account });
    } else if (hit.record.type === "deal" && hit.citation.startsWith(`${id}/dealname@`) && !deals.some((one) => one.id === id) && fits(hit.text)) {
      deals.push({ id, name: hit.text, detail: hit.account_name ?? "", account: hit.account });
    }
  }
  return { people, deals };
}

/** Every key, by where it works. */
export function keySheet(): { where: string; keys: [keys: string, does: string][] }[] {
  const { keys, pages } = t;
  return [
    {
      where: keys.everywhere,
      keys: [
        ["mod+k", keys.anything],
        ["mod+1", pages.today],
        ["mod+2", pages.accounts],
        ["mod+3", pages.search],
        ["mod+shift+f", keys.searchSaid],
        ["mod+4", pages.review],
        ["mod+5", pages.conversations],
        ["mod+,", pages.settings],
        ["mod+l", keys.lock],
        ["z", keys.undo],
        ["?", keys.theseKeys],
      ],
    },
    { where: keys.goTo, keys: [["enter", keys.doMarked], ["mod+enter", keys.briefOrAccount]] },
    { where: pages.today, keys: [["↑+↓", keys.walkDay], ["enter", keys.briefOrWriteUp], ["b", keys.openNextBrief], ["j", keys.joinNext]] },
    { where: pages.search, keys: [["↑+↓", keys.walkHits], ["enter", keys.openSource], ["a", keys.itsAccount], ["b", keys.itsBrief], ["d", keys.itsDeal], ["t", keys.itsTicket]] },
    { where: keys.source, keys: [["n", keys.nextPlace], ["p", keys.placeBefore], ["c", keys.copyWithSource], ["esc", keys.close]] },
    { where: keys.promises, keys: [["space", keys.done], ["s", keys.later], ["x", keys.noPromise], ["t", keys.theirs]] },
    {
      where: pages.accounts,
      keys: [
        ["/", keys.filterList],
        ["b", keys.openBrief],
        ["d", keys.draftOrWrite],
        ["q", keys.askQuestion],
        ["t", keys.timeline],
        ["f", keys.findInTimeline],
        ["l", keys.lastTalk],
        ["w", keys.known],
        ["s", keys.savedPages],
      ],
    },
    { where: keys.dealsAndTickets, keys: [["a", keys.itsAccount], ["b", keys.openBrief], ["d", keys.draftOrWrite], ["q", keys.askQuestion], ["t", keys.timeline], ["w", keys.known], ["p", keys.filedParts]] },
    { where: keys.people, keys: [["enter", keys.brief], ["d", keys.draftAboutThem], ["m", keys.mail], ["c", keys.copyAddress]] },
    {
      where: pages.review,
      keys: [
        ["j", keys.nextDraft],
        ["k", keys.draftBefore],
        ["space", keys.details],
        ["mod+enter", keys.approveOrAgain],
        ["e", keys.edit],
        ["r", keys.reject],
        ["m", keys.mine],
        ["a", keys.approveTogether],
        ["shift+a", keys.approveAccount],
        ["t", keys.tryAgain],
        ["f", keys.file],
        ["l", keys.activityLog],
      ],
    },
    {
      where: keys.brief,
      keys: [
        ["enter", keys.briefOrAnswer],
        ["mod+j", keys.noteDown],
        ["mod+d", keys.writeUpCall],
        ["mod+enter", keys.openAccount],
        ["mod+f", keys.moreOrLess],
        ["esc", keys.hide],
      ],
    },
    { where: pages.wrap, keys: [["enter", keys.addLine], ["mod+enter", keys.fileTicked]] },
  ];
}
