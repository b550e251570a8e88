"""Speaks to `foreword mcp` with the protocol's own Python package. README.md says how to run it."""

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from contextlib import asynccontextmanager
from pathlib import Path

from httpx2 import AsyncClient
from mcp import Client, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client
from mcp.types import Implementation

NOW = "2026-03-04T08:00:00Z"
TOKEN = "public-client-token-0123456789abcdef"
ACCOUNT = "Harbourline Freight"
TOOLS = ["brief", "search", "ask", "cite", "timeline", "promises", "facts", "digest", "propose"]


class Desk:
    """A simulator, a home that is synced with it, and the command on both."""

    def __init__(self, foreword: str, sim: str, home: str):
        self.foreword = foreword
        self.sim = subprocess.Popen([sim, "--now", NOW], stdout=subprocess.PIPE, text=True)
        ready = json.loads(self.sim.stdout.readline())
        portal = Path(home) / "portals" / str(ready["portal_id"])
        portal.mkdir(parents=True)
        (portal / "key-origin").write_text("machine")
        self.env = {
            "FOREWORD_HOME": home,
            "FOREWORD_NOW": NOW,
            "FOREWORD_MODEL_DIR": str(Path(home) / "no model here"),
            "FOREWORD_HUBSPOT_URL": ready["url"],
            "FOREWORD_ACCESS_TOKEN": ready["token"],
            "FOREWORD_MCP_TOKEN": TOKEN,
        }

    def run(self, *arguments: str) -> dict:
        done = subprocess.run([self.foreword, "--json", *arguments], env=os.environ | self.env, capture_output=True, text=True)
        return json.loads(done.stdout)


@asynccontextmanager
async def over_stdio(desk: Desk):
    yield StdioServerParameters(command=desk.foreword, args=["mcp"], env=desk.env)


@asynccontextmanager
async def over_http(desk: Desk):
    server = subprocess.Popen([desk.foreword, "mcp", "--http", "0"], env=os.environ | desk.env, stderr=subprocess.PIPE, text=True)
    try:
        url = next(word for word in server.stderr.readline().split() if word.startswith("http")).rstrip(".")
        async with AsyncClient(headers={"Authorization": f"Bearer {TOKEN}"}, timeout=60) as http:
            yield streamable_http_client(url, http_client=http)
    finally:
        server.terminate()
        server.wait(20)


async def speak(desk: Desk, name: str, over, mode: str) -> dict:
    calls, cited, problems = 0, set(), []
    begun = time.monotonic()

    def expect(holds: bool, what: str):
        if not holds:
            problems.append(what)

    async with over(desk) as server:
        client_info = Implementation(name=f"Python {name}", version="1")
        async with Client(server, mode=mode, client_info=client_info, read_timeout_seconds=60) as client:
            tools = (await client.list_tools()).tools
            expect([tool.name for tool in tools] == TOOLS, "the list of tools")
            for tool in tools:
                expect(tool.annotations.read_only_hint == (tool.name != "propose"), f"{tool.name} says whether it reads")
                expect(tool.input_schema.get("additionalProperties") is False, f"{tool.name} is strict")
            asked = [
                ("brief", {"who": ACCOUNT}),
                ("search", {"query": "price", "account": ACCOUNT, "limit": 5}),
                ("search", {"query": "price"}),
                ("ask", {"who": ACCOUNT, "question": "What did they say about the price?"}),
                ("timeline", {"who": ACCOUNT}),
                ("promises", {"who": ACCOUNT}),
                ("promises", {}),
                ("facts", {"who": ACCOUNT}),
                ("digest", {}),
            ]
            for tool, arguments in asked:
                answer = await client.call_tool(tool, arguments)
                calls += 1
                structure = answer.structured_content
                expect(not answer.is_error, f"{tool}: {answer.content}")
                expect(structure["left_out"]["unsourced"] == 0, f"{tool} has lines without a source")
                text = answer.content[0].text
                for line in structure["lines"]:
                    expect(0 < len(line["citations"]), f"{tool}: a line without a citation")
                    expect(all(one in text for one in line["citations"]), f"{tool}: the text lacks a citation")
                    cited.update(line["citations"])
            opened = await client.call_tool("cite", {"id": sorted(cited)[0]})
            expect(opened.structured_content["found"], "a citation opens")
            card = {"kind": "task", "target": ACCOUNT, "title": f"Asked by {name}, {mode}", "due": "2026-03-06"}
            refused = await client.call_tool("propose", card)
            expect(refused.is_error and refused.structured_content["error"]["code"] == "policy", "propose is off at first")
            desk.run("mcp", "allow", f"Python {name}", "propose")
            put_up = await client.call_tool("propose", card)
            expect(not put_up.is_error, f"propose: {put_up.structured_content}")
            expect((put_up.structured_content.get("card") or {}).get("status") == "proposed", "the card waits")
            desk.run("mcp", "deny", f"Python {name}", "propose")
            malformed = await client.call_tool("brief", {"who": ACCOUNT, "account": "company:1"})
            expect(malformed.is_error, "an unknown field is refused")
            calls += 5
            templates = (await client.list_resource_templates()).resource_templates
            expect(len(templates) == 2 and len((await client.list_resources()).resources) == 1, "the resources")
            read = await client.read_resource("foreword://brief/next")
            expect("<<< data" in read.contents[0].text, "a resource is fenced")
            prompts = (await client.list_prompts()).prompts
            expect(len(prompts) == 3, "the prompts")
            for prompt in prompts:
                filled = await client.get_prompt(prompt.name, {prompt.arguments[0].name: ACCOUNT})
                expect(ACCOUNT in filled.messages[0].content.text, f"the prompt {prompt.name}")
            calls += 1
            version = client.session.protocol_version
    took = time.monotonic() - begun
    for citation in sorted(cited):
        expect("error" not in desk.run("cite", citation), f"{citation} does not open")
    return {"over": name, "mode": mode, "protocol": version, "calls": calls, "citations": len(cited), "seconds": round(took, 1), "problems": problems}


async def main(foreword: str, sim: str) -> int:
    with tempfile.TemporaryDirectory() as home:
        desk = Desk(foreword, sim, home)
        try:
            desk.run("sync", "--no-embed")
            all_problems = 0
            for name, over in [("stdio", over_stdio), ("http", over_http)]:
                for mode in ["legacy", "auto"]:
                    report = await speak(desk, name, over, mode)
                    print(json.dumps(report, ensure_ascii=False), flush=True)
                    all_problems += len(report["problems"])
            noted = desk.run("mcp", "calls", "-n", "1000")["calls"]
            print(json.dumps({"noted": len(noted), "programs": sorted({call["program"] for call in noted})}), flush=True)
            return 1 if all_problems else 0
        finally:
            desk.sim.terminate()
            desk.sim.wait(20)


if __name__ == "__main__":
    sys.exit(asyncio.run(main(*sys.argv[1:3])))
