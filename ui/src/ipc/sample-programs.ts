import type { Programs, ProgramTool, ProgramToolView, ProgramView } from "./types";

const TOOLS: ProgramTool[] = ["brief", "search", "ask", "cite", "timeline", "promises", "facts", "digest", "propose"];

const tools = (...off: ProgramTool[]): ProgramToolView[] => TOOLS.map((tool) => ({ tool, is_on: !off.includes(tool) }));

const program = (name: string, over: Partial<ProgramView> = {}): ProgramView => ({
  name,
  version: "1.0",
  first_seen: "2026-11-02T08:10:00Z",
  last_seen: "2026-11-20T09:02:00Z",
  is_on: true,
  tools: tools("propose"),
  ...over,
});

export const noPrograms: Programs = { is_on: true, may_ask: true, may_propose: true, tools: tools(), programs: [], calls: [] };

export const programs: Programs = {
  ...noPrograms,
  programs: [program("Claude Desktop", { version: "1.4.2", tools: tools() }), program("Meeting helper", { version: null, last_seen: "2026-11-18T14:30:00Z" })],
  calls: [
    call("2026-11-20T09:02:00Z", "Claude Desktop", "propose", "company:101", "note for Northwind Logistics: They asked about the price.", "put_up", 0),
    call("2026-11-20T09:01:00Z", "Claude Desktop", "ask", "company:101", "Northwind Logistics: What did they say about the price?", "answered", 4),
    call("2026-11-18T14:30:00Z", "Meeting helper", "propose", null, "note for Halden Group: Call them", "policy", 0),
  ],
};

function call(at: string, program: string, tool: ProgramTool, account: string | null, asked: string, outcome: string, lines: number): Programs["calls"][number] {
  return { at, program, version: "1.0", tool, account, asked, outcome, lines };
}

/** The same, with a program or one of its tools switched; `*` is all of them. */
export function switched(all: Programs, name: string, tool: ProgramTool | null, isOn: boolean): Programs {
  const set = (tools: ProgramToolView[]) => tools.map((one) => (one.tool === tool ? { ...one, is_on: isOn } : one));
  if (name === "*") return tool === null ? { ...all, is_on: isOn } : { ...all, tools: set(all.tools) };
  const turned = (one: ProgramView) => (tool === null ? { ...one, is_on: isOn } : { ...one, tools: set(one.tools) });
  return { ...all, programs: all.programs.map((one) => (one.name === name ? turned(one) : one)) };
}
