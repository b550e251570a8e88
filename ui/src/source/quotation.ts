import { ScalarText } from "../design/spans";
import { fieldValue, kindWord, shortDate, t } from "../words";
import type { SourceText } from "../ipc";

/** The cited words with who said them, where and when, to be pasted elsewhere: “We agree.” (Ana Marques, call, 4 Nov). Where nothing is cited, all of it. */
export function quotation(source: SourceText): string {
  const words = source.span === null ? source.text : new ScalarText(source.text).slice(...source.span);
  const speaker = source.speaker ?? source.utterances.find((one) => source.span !== null && one.start <= source.span[0] && source.span[0] < one.end)?.speaker ?? null;
  const from = [speaker, kindWord(source.kind === "transcript" ? "call" : source.kind), shortDate(source.time)].filter((part) => part !== null && part !== "");
  const said = fieldValue(words.trim());
  return speaker === null ? `${said} (${from.join(", ")})` : `${t.common.quoted(said)} (${from.join(", ")})`;
}
