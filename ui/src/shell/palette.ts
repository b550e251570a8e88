import { plain, t } from "../words";

/** Something that can be done from anywhere, with the key that does the same. */
export type Command = { name: string; keys?: string; run: () => void };

/** Those whose words begin with the ones that were typed, in whatever order; all of them where nothing was. */
export function begunBy<Named extends { name: string }>(all: readonly Named[], query: string): Named[] {
  const wanted = plain(query).split(/\s+/u).filter((word) => word !== "");
  return all.filter(({ name }) => {
    const words = plain(name).split(/[\s:]+/u);
    return wanted.every((one) => words.some((word) => word.startsWith(one)));
  });
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
        ["mod+plus", keys.larger],
        ["mod+minus", keys.smaller],
        ["mod+0", keys.usualSize],
        ["mod+l", keys.lock],
        ["z", keys.undo],
        ["?", keys.theseKeys],
      ],
    },
    { where: keys.goTo, keys: [["enter", keys.doMarked], ["mod+enter", keys.briefOrAccount]] },
    { where: pages.today, keys: [["↑+↓", keys.walkDay], ["enter", keys.briefOrWriteUp], ["b", keys.openNextBrief], ["j", keys.joinNext]] },
    { where: pages.search, keys: [["↑+↓", keys.walkHits], ["enter", keys.openSource], ["a", keys.itsAccount], ["b", keys.itsBrief], ["d", keys.itsDeal], ["t", keys.itsTicket]] },
    { where: keys.source, keys: [["n", keys.nextPlace], ["p", keys.placeBefore], ["c", keys.copyWithSource], ["a", keys.itsAccount], ["d", keys.itsDeal], ["t", keys.itsTicket], ["esc", keys.close]] },
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
    { where: keys.dealsAndTickets, keys: [["a", keys.itsAccount], ["b", keys.openBrief], ["d", keys.draftOrWrite], ["q", keys.askQuestion], ["t", keys.timeline], ["f", keys.findInTimeline], ["l", keys.lastTalk], ["w", keys.known], ["p", keys.filedParts]] },
    { where: keys.people, keys: [["enter", keys.brief], ["d", keys.draftAboutThem], ["m", keys.mail], ["c", keys.copyAddress]] },
    { where: keys.mailDraft, keys: [["mod+enter", t.drafts.openMail], ["mod+s", t.drafts.saveMail], ["alt+1", keys.insertSentence]] },
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
