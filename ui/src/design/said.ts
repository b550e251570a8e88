import type { Source } from "../ipc/types";

export type Piece = { text: string; said: boolean };

/** Cuts a line of ours at the words in it that somebody said or wrote, their quotation marks included. Names of fields, titles and the
    like stand in marks too but have no speaker: they stay ours. */
export function pieces(text: string, citations: readonly string[], sources: Readonly<Record<string, Source>>): Piece[] {
  const spoken = citations.flatMap((citation) => {
    const source = sources[citation];
    return source === undefined || source.speaker === null ? [] : [plain(source.text)];
  });
  const isSaid = (quoted: string) => spoken.some((words) => words.includes(plain(quoted.slice(1, -1))));
  return text
    .split(/(“[^“”]+”|„[^„“”]+“)/u)
    .filter((part) => part !== "")
    .map((part) => ({ text: part, said: /^[“„]/u.test(part) && isSaid(part) }));
}

/** Sources keep their line breaks, lines do not. */
function plain(text: string): string {
  return text.replace(/\s+/gu, " ").trim();
}
