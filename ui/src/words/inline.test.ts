import { parse } from "svelte/compiler";
import { expect, test } from "vitest";

// No word that a rep sees stands in a page: it would be English in every language.

const files = import.meta.glob<string>(["../**/*.{ts,svelte}", "!../**/*.test.ts", "!../test/**", "!../words/**", "!../ipc/sample*.ts", "!../ipc/bindings.ts"], {
  query: "?raw",
  import: "default",
  eager: true,
});

/** Attributes and properties of our own components whose value is read or heard. */
const SHOWN = new Set(["action", "alt", "aria-description", "aria-label", "detail", "grounds", "help", "label", "name", "otherwise", "placeholder", "problem", "rule", "told", "title", "words"]);
/** The same word, read on one component and technical on others. */
const SHOWN_ON: Record<string, readonly string[]> = { Notice: ["hint"], Setting: ["name"], Menu: ["name"], SentText: ["text"], Cited: ["text"] };
/** Names and samples that are spelled alike in every language. */
const ALIKE = new Set(["Foreword", "HubSpot", "pat-eu1-…", "us-11111.api.gong.io", "deal/renewal_date", "http://127.0.0.1:8080/v1/"]);
/** Calls that ask about a text, or read one apart; what they are given is not shown. */
const ASKING = /^(includes|startsWith|endsWith|replace|replaceAll|split|matches|querySelector|querySelectorAll|closest|getData|addEventListener|removeEventListener|hasStatus|hasTier|isError|get|go|onchoose|ongo|want|of)$/u;
/** Keys, kept names and what `Intl` and HubSpot call things: capital words or several words, but not for eyes. */
const TECHNICAL =
  /^(Alt|AltGraph|Arrow(Up|Down)|Cmd|Control(\+.)?|Ctrl|End|Enter( [A-Z])*|Escape|Home|Meta|Page(Up|Down)|Shift|Super|Tab|UTC|NFD|English|German|HubSpot|Foreword|(edit|looks|mail|pasted|place|reply|written)( .*)?|\d+ .*|svelte-ignore.*)$/u;

type Node = { type: string; start: number; end: number; [key: string]: unknown };

const isNode = (value: unknown): value is Node => typeof value === "object" && value !== null && "type" in value;
const hasLetters = (text: string) => /\p{L}/u.test(text);
/** Letters outside what is filled in, and no name that is alike everywhere. */
const isWords = (text: string) => hasLetters(text) && !ALIKE.has(text.trim());
/** A sentence, or a word as a label has it. Names of styles, of tests and of commands are neither. */
const isProse = (text: string) =>
  !TECHNICAL.test(text.trim()) && (/^\s*[\p{Lu}“„][\p{Ll}’]+(?![-\w/:=\]])/u.test(text) || /^[^-_/:=[\]{}<>#@]*\p{L}{2,} \p{L}{2,}[^-_/:=[\]{}<>#@]*$/u.test(text));

function children(node: Node): Node[] {
  return Object.entries(node)
    .filter(([key]) => key !== "typeAnnotation" && key !== "typeParameters" && key !== "typeArguments" && key !== "leadingComments" && key !== "trailingComments")
    .flatMap(([, value]) => (Array.isArray(value) ? value : [value]))
    .filter(isNode);
}

/** The texts that an expression can come to, as far as they stand in it. */
function* texts(node: Node): Generator<string> {
  if (node.type.startsWith("TS") && node.type !== "TSAsExpression" && node.type !== "TSSatisfiesExpression" && node.type !== "TSNonNullExpression") return;
  if (node.type === "ImportDeclaration" || node.type === "ExportAllDeclaration") return;
  if (node.type === "BinaryExpression" && /^[!=]==?$|^in$/u.test(String(node["operator"]))) return;
  if (node.type === "SwitchCase") {
    for (const one of node["consequent"] as Node[]) yield* texts(one);
    return;
  }
  if (node.type === "ConditionalExpression") {
    // What is asked is not shown.
    yield* texts(node["consequent"] as Node);
    yield* texts(node["alternate"] as Node);
    return;
  }
  if (node.type === "Literal" && typeof node["value"] === "string") yield node["value"];
  if (node.type === "TemplateElement") yield (node["value"] as { raw: string }).raw;
  if (node.type === "MemberExpression") {
    yield* texts(node["object"] as Node);
    return;
  }
  if (node.type === "Property" || node.type === "PropertyDefinition") {
    if (isNode(node["value"])) yield* texts(node["value"]);
    return;
  }
  if (node.type === "CallExpression") {
    const callee = node["callee"] as Node;
    const name = String((callee.type === "MemberExpression" ? (callee["property"] as Node) : callee)["name"]);
    yield* texts(callee);
    if (ASKING.test(name)) return;
    for (const one of node["arguments"] as Node[]) yield* texts(one);
    return;
  }
  for (const child of children(node)) yield* texts(child);
}

/** What stands in the markup of a component and is read or heard. */
function* shown(node: Node): Generator<string> {
  if (node.type === "Text") {
    if (isWords(String(node["data"]))) yield String(node["data"]).trim();
    return;
  }
  if (node.type === "ExpressionTag") {
    for (const text of texts(node["expression"] as Node)) if (isWords(text)) yield text;
    return;
  }
  if (node.type === "RegularElement" || node.type === "Component" || node.type === "SvelteElement") {
    for (const attribute of node["attributes"] as Node[]) {
      const name = String(attribute["name"]);
      const isShown = attribute.type === "Attribute" && attribute["value"] !== true && (SHOWN.has(name) || SHOWN_ON[String(node["name"])]?.includes(name) === true);
      // The name of a field in a form is none of these.
      if (!isShown || (name === "name" && node.type === "RegularElement") || (name === "name" && /^(AnswerField|EditLines)$/u.test(String(node["name"])))) continue;
      for (const part of [attribute["value"]].flat().filter(isNode)) {
        if (part.type === "Text" ? isWords(String(part["data"])) : false) yield `${name}="${String(part["data"])}"`;
        else if (part.type === "ExpressionTag") for (const text of texts(part["expression"] as Node)) if (isWords(text)) yield `${name}="${text}"`;
      }
    }
    yield* shown(node["fragment"] as Node);
    return;
  }
  if (node.type === "IfBlock" || node.type === "EachBlock" || node.type === "AwaitBlock" || node.type === "KeyBlock" || node.type === "SnippetBlock" || node.type === "Fragment" || node.type.startsWith("Svelte")) {
    for (const key of ["nodes", "fragment", "consequent", "alternate", "body", "fallback", "pending", "then", "catch"]) {
      for (const child of [node[key]].flat().filter(isNode)) yield* shown(child);
    }
  }
  if (node.type === "RenderTag") for (const text of texts(node["expression"] as Node)) if (isProse(text)) yield text;
}

/** What a component or a module says by itself. */
function inline(path: string, source: string): string[] {
  const isComponent = path.endsWith(".svelte");
  const root = parse(isComponent ? source : `<script lang="ts">${source}</script>`, { modern: true }) as unknown as { fragment: Node; instance?: { content: Node } | null; module?: { content: Node } | null };
  const markup = isComponent ? [...shown(root.fragment)] : [];
  const scripts = [root.instance, root.module].flatMap((script) => (script == null ? [] : [...texts(script.content)].filter(isProse)));
  return [...markup, ...scripts];
}

test("no word that is seen or heard stands in a page", () => {
  const found = Object.entries(files).flatMap(([path, source]) => inline(path, source).map((text) => `${path}: ${text}`));
  expect(found).toEqual([]);
});

test("a word in a page would be found", () => {
  const page = (markup: string) => inline("Page.svelte", `<script lang="ts">let { x } = $props();</script>${markup}`);
  expect(page("<p>Nothing yet</p>")).toEqual(["Nothing yet"]);
  expect(page('<p>{x ? "none" : t.common.close}</p>')).toEqual(["none"]);
  expect(page('<p>{plural(x, "deal", "deals")}</p>')).toEqual(["deal", "deals"]);
  expect(page("<p>{`${x} days`}</p>")).toEqual([" days"]);
  expect(page('<input aria-label="Find" placeholder="Find {x}" />')).toHaveLength(2);
  expect(page('<Setting name="Theme" detail={x ? "on" : "off"} />')).toHaveLength(3);
  expect(page('{#if x}<Notice hint="Later" />{:else}{#each x as one}<b title="Why">{one}</b>{/each}{/if}')).toHaveLength(2);
  expect(page('<p class="mt-1 truncate" data-testid="told">{x === "ready" ? t.a.b : x}</p>')).toEqual([]);
  expect(inline("words.ts", 'const names = { done: "Cleaned up" }; const told = names[x] ?? "not cleaned up";')).toEqual(["Cleaned up", "not cleaned up"]);
  expect(inline("names.ts", 'const key = "place search"; const look = event.key === "Enter" ? "text-ink-2 font-medium" : "";')).toEqual([]);
});
