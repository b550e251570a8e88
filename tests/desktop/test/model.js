// A model server on loopback that quotes the first sentence of two of its sources, one after the other.

import { createServer } from "node:http";

export async function startModel() {
  const asked = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (piece) => (body += piece));
    request.on("end", async () => {
      if (request.method !== "POST") {
        response.end(JSON.stringify({ data: [{ id: "by-hand" }] }));
        return;
      }
      const { messages, response_format: shape } = JSON.parse(body);
      asked.push(messages);
      response.writeHead(200, { "content-type": "text/event-stream" });
      const say = (delta, finish_reason = null, more = {}) =>
        response.write(`data: ${JSON.stringify({ id: "1", object: "chat.completion.chunk", choices: [{ index: 0, delta, finish_reason }], ...more })}\n\n`);
      const items = quotes(messages.at(-1).content);
      say({ content: '{"items":[' });
      for (const [at, item] of items.entries()) {
        say({ content: `${at === 0 ? "" : ","}${JSON.stringify(item)}` });
        await new Promise((done) => setTimeout(done, 300));
      }
      const fields = fieldsOf(shape?.json_schema?.schema);
      say({ content: fields === null ? "]}" : `],"fields":${JSON.stringify(fields)}}` });
      say({}, "stop", { usage: { prompt_tokens: 900, completion_tokens: 60, total_tokens: 960 } });
      response.end("data: [DONE]\n\n");
    });
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return { asked, address: `http://127.0.0.1:${server.address().port}/v1/`, close: () => server.close() };
}

/** Two sources' first sentences, word for word. */
function quotes(request) {
  const sources = [...request.matchAll(/<<< data \S+ (s\d+)\n[^\n]*\n([^]*?)\n>>> end/g)];
  return sources
    .map(([, id, text]) => ({ text: text.trim().split(/(?<=[.?!])\s/)[0], kind: "quote", sources: [id] }))
    .filter(({ text }) => 30 < text.length)
    .slice(0, 2);
}

/** Typed fields as a schema asks for them: the first of a choice, yes, the least number, nothing in a list. */
function fieldsOf(schema) {
  const fields = schema?.properties?.fields;
  if (fields === undefined) return null;
  const value = (of) => of.enum?.[0] ?? (of.type === "boolean" ? true : of.type === "array" ? [] : of.type === "string" ? "" : (of.minimum ?? 1));
  return Object.fromEntries(Object.entries(fields.properties).map(([name, of]) => [name, value(of)]));
}
