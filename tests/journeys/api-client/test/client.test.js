// HubSpot's own client against the simulator: what their code reads without complaint, ours may rely on.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

import { Client } from "@hubspot/api-client";

/** The simulator's program: as told by FOREWORD_SIM, else where cargo puts it. */
function simulatorPath() {
  const root = join(dirname(fileURLToPath(import.meta.url)), "../../../..");
  const targets = [process.env.CARGO_TARGET_DIR, join(root, "target"), join(homedir(), ".cache/foreword-target")];
  const builds = targets.filter(Boolean).flatMap((target) => ["debug", "release"].map((profile) => join(target, profile, "hubspot-sim")));
  const found = [process.env.FOREWORD_SIM, ...builds].find((path) => path && existsSync(path));
  assert.ok(found, "build the simulator first (cargo build -p hubspot-sim), or name it in FOREWORD_SIM");
  return found;
}

let simulator;
let ready;
let hubspot;

before(async () => {
  const size = ["--contacts", "150", "--companies", "10", "--deals", "20", "--tickets", "5", "--activities", "400"];
  simulator = spawn(simulatorPath(), ["--seed", "7", "--portal", "generated", ...size], { stdio: ["ignore", "pipe", "inherit"] });
  const lines = createInterface({ input: simulator.stdout });
  ready = JSON.parse((await lines[Symbol.asyncIterator]().next()).value);
  hubspot = new Client({ accessToken: ready.token, basePath: ready.url, numberOfApiCallRetries: 2 });
});

after(async () => {
  const ended = new Promise((resolve) => simulator.once("exit", resolve));
  simulator.kill("SIGTERM");
  assert.equal(await ended, 0, "the simulator ends in good order");
});

test("getAll follows the pages", async () => {
  const contacts = await hubspot.crm.contacts.getAll(50, undefined, ["email"], undefined, ["companies"]);
  assert.equal(contacts.length, 150);
  assert.ok(contacts.every((contact) => contact.properties.email.includes("@")));
  assert.ok(contacts[0].createdAt instanceof Date);
  assert.equal(contacts[0].associations.companies.results[0].type, "contact_to_company");
});

test("a page has its cursor", async () => {
  const page = await hubspot.crm.deals.basicApi.getPage(10, undefined, ["dealname", "amount"], ["dealstage"]);
  assert.equal(page.results.length, 10);
  assert.equal(page.paging.next.after, page.results[9].id);
  assert.ok(page.results[0].propertiesWithHistory.dealstage[0].timestamp instanceof Date);
});

test("search filters, sorts and counts", async () => {
  const found = await hubspot.crm.deals.searchApi.doSearch({
    filterGroups: [{ filters: [{ propertyName: "amount", operator: "GTE", value: "1000" }] }],
    // Not as a string: whether HubSpot heeds those is not certain.
    sorts: [{ propertyName: "amount", direction: "DESCENDING" }],
    properties: ["amount"],
    limit: 5,
    after: "0",
  });
  const amounts = found.results.map((deal) => Number(deal.properties.amount));
  assert.deepEqual(amounts, amounts.toSorted((left, right) => right - left));
  assert.ok(found.total >= amounts.length && amounts.every((amount) => amount >= 1000));
});

test("batch read names what is missing", async () => {
  const [first] = (await hubspot.crm.companies.basicApi.getPage(1)).results;
  const read = await hubspot.crm.companies.batchApi.read({
    inputs: [{ id: first.id }, { id: "5" }],
    properties: ["name"],
    propertiesWithHistory: [],
  });
  assert.equal(read.results[0].id, first.id);
  assert.equal(read.numErrors, 1);
  assert.deepEqual(read.errors[0].context.ids, ["5"]);
});

test("associations of many at once", async () => {
  const { results: contacts } = await hubspot.crm.contacts.basicApi.getPage(20);
  const inputs = contacts.map(({ id }) => ({ id }));
  const read = await hubspot.crm.associations.v4.batchApi.getPage("contacts", "companies", { inputs });
  assert.equal(read.results.length, 20);
  const [{ to }] = read.results;
  const types = to[0].associationTypes.map(({ typeId }) => typeId);
  assert.deepEqual(types, [1, 279]);
});

test("a note is created with its association and read back", async () => {
  const [contact] = (await hubspot.crm.contacts.basicApi.getPage(1)).results;
  const note = await hubspot.crm.objects.notes.basicApi.create({
    properties: { hs_timestamp: "2026-03-04T10:00:00Z", hs_note_body: "<p>Left a voicemail</p>" },
    associations: [{ to: { id: contact.id }, types: [{ associationCategory: "HUBSPOT_DEFINED", associationTypeId: 202 }] }],
  });
  const read = await hubspot.crm.objects.notes.basicApi.getById(note.id, ["hs_note_body"], undefined, ["contacts"]);
  assert.equal(read.properties.hs_note_body, "<p>Left a voicemail</p>");
  assert.equal(read.associations.contacts.results[0].id, contact.id);
  const parents = await hubspot.crm.associations.v4.basicApi.getPage("contacts", contact.id, "notes");
  assert.ok(parents.results.some(({ toObjectId }) => String(toObjectId) === note.id));
});

test("a refusal reaches the caller as one", async () => {
  const create = hubspot.crm.objects.notes.basicApi.create({ properties: { hs_timestamp: "0", nonsense: "1" }, associations: [] });
  await assert.rejects(create, (error) => error.code === 400 && error.body.category === "VALIDATION_ERROR");
});

test("owners, properties and pipelines", async () => {
  const owners = await hubspot.crm.owners.ownersApi.getPage(ready.me.email);
  assert.equal(owners.results[0].id, ready.me.owner_id);
  const properties = await hubspot.crm.properties.coreApi.getAll("deals");
  assert.ok(properties.results.some(({ name, hubspotDefined }) => name === "amount" && hubspotDefined));
  const pipelines = await hubspot.crm.pipelines.pipelinesApi.getAll("deals");
  assert.equal(pipelines.results[0].stages[0].metadata.isClosed, "false");
});
