// The relay in front of the emulator, where one runs (TINYFISH_EMULATOR).

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { clientOf, envelope, readEvents } from "./support/client.mjs";
import { startOnNode } from "./support/hosts.mjs";

const emulator = process.env.TINYFISH_EMULATOR?.replace(/\/$/, "");

describe("the relay before the emulator", { skip: emulator ? false : "TINYFISH_EMULATOR is not set" }, () => {
  let host;
  let relay;
  before(async () => {
    host = await startOnNode(emulator);
    relay = clientOf(`${host.url}/plain`);
  });
  after(() => host?.stop());

  const params = (scenario) => ({ url: `http://scenarios.test/${scenario}`, goal: "Test the relay." });
  const types = (events) => events.map(({ event }) => event.type).filter((type) => type !== "HEARTBEAT");
  const purposes = (events) => events.flatMap(({ event }) => event.purpose ?? []);

  it("streams a run, and tells the same again as events", async () => {
    const streamed = await readEvents(await relay.post("/v1/automation/run-sse", params("complete?steps=3"))).all();
    assert.equal(types(streamed)[0], "STARTED");
    assert.equal(types(streamed).at(-1), "COMPLETE");
    const id = streamed[0].event.run_id;
    const watched = await readEvents(await relay.get(`/v1/runs/${id}/events`)).all();
    assert.deepEqual(purposes(watched), purposes(streamed));
    assert.deepEqual(watched.at(-1).event.result, streamed.at(-1).event.result);
    assert.equal((await relay.get(`/v1/runs/${id}/events`, { "last-event-id": watched.at(-1).id })).status, 204);
  });

  it("follows a queued run from its beginning to its end", async () => {
    const { run_id: id } = await (await relay.post("/v1/automation/run-async", params("complete?steps=3"))).json();
    const events = await readEvents(await relay.get(`/v1/runs/${id}/events`)).all();
    assert.equal(types(events)[0], "STARTED");
    assert.equal(events.at(-1).event.status, "COMPLETED");
    assert.equal(purposes(events).length, 3);
  });

  it("passes a cancel, and tells its effect to those who watch", async () => {
    const { run_id: id } = await (await relay.post("/v1/automation/run-async", params("never"))).json();
    const stream = readEvents(await relay.get(`/v1/runs/${id}/events`));
    await stream.next();
    const cancelled = await (await relay.post(`/v1/runs/${id}/cancel`)).json();
    assert.equal(cancelled.status, "CANCELLED");
    assert.equal((await stream.all()).at(-1).event.status, "CANCELLED");
  });

  it("lists, reads in batches and passes the service's own errors", async () => {
    const { run_id: id } = await (await relay.post("/v1/automation/run-async", params("complete?steps=1"))).json();
    await readEvents(await relay.get(`/v1/runs/${id}/events`)).all();
    const page = await (await relay.get("/v1/runs?limit=1")).json();
    assert.equal(page.data.length, 1);
    const many = await (await relay.post("/v1/runs/batch", { run_ids: [id, "no-such-run"] })).json();
    assert.deepEqual([many.data.map((run) => run.run_id), many.not_found], [[id], ["no-such-run"]]);
    await envelope(await relay.get("/v1/runs/no-such-run"), 404, "NOT_FOUND");
    await envelope(await relay.post("/v1/automation/run-async", { goal: "no address" }), 400, "INVALID_INPUT");
  });

  it("gives the picture of a step", async () => {
    const scenario = { ...params("complete?steps=1"), capture_config: { screenshots: true } };
    const { run_id: id } = await (await relay.post("/v1/automation/run-async", scenario)).json();
    const events = await readEvents(await relay.get(`/v1/runs/${id}/events`)).all();
    const step = events.find(({ event }) => event.step_id).event.step_id;
    const picture = await relay.get(`/v1/runs/${id}/steps/${step}/screenshot`);
    assert.equal(picture.headers.get("content-type"), "image/jpeg");
    assert.deepEqual([...new Uint8Array(await picture.arrayBuffer()).slice(0, 2)], [0xff, 0xd8]);
  });
});
