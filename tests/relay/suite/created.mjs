import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { gate, unique } from "../support/client.mjs";
import { sendJson } from "../support/service.mjs";

export function createdTests(world) {
  const recorded = async (id) => (await world.seen()).created.filter(({ runIds }) => runIds.includes(id));
  const create = (goal, path) => world.relay("recording").post(`/v1/automation/${path}`, { goal });

  describe("onCreated", () => {
    it("knows the run before the page does", async () => {
      for (const path of ["run", "run-async"]) {
        const id = unique();
        world.service.answer(id, (_, response) => sendJson(response, { run_id: id, status: "COMPLETED", error: null }));
        const response = await create(id, path);
        assert.deepEqual(await recorded(id), [{ action: path, runIds: [id] }]);
        assert.equal((await response.json()).run_id, id);
      }
    });

    it("knows all runs of a batch", async () => {
      const ids = [unique(), unique()];
      world.service.answer(ids[0], (_, response) => sendJson(response, { run_ids: ids, error: null }));
      const response = await world.relay("recording").post("/v1/automation/run-batch", { runs: [{ goal: ids[0] }, { goal: ids[1] }] });
      assert.deepEqual((await response.json()).run_ids, ids);
      assert.deepEqual(await recorded(ids[1]), [{ action: "run-batch", runIds: ids }]);
    });

    it("finds the run of a stream, cut anywhere, before the page sees it", async () => {
      const id = unique();
      const rest = gate();
      const text = `: hello\n\ndata: {"type":"STARTED","run_id":"${id}"}\n\n`;
      const cut = text.indexOf(id) + 2;
      world.service.answer(id, async (_, response) => {
        response.writeHead(200, { "content-type": "text/event-stream" });
        response.write(text.slice(0, cut));
        await rest.opened;
        response.end(`${text.slice(cut)}data: {"type":"COMPLETE","run_id":"${id}"}\n\n`);
      });
      const response = await create(id, "run-sse");
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      let heard = (await reader.read()).value;
      assert.deepEqual(await recorded(id), []);
      rest.open();
      while (!heard.includes(`${id}"}`)) heard += (await reader.read()).value;
      assert.deepEqual(await recorded(id), [{ action: "run-sse", runIds: [id] }]);
      await reader.cancel();
    });

    it("stops nothing when it throws, and is told to the app", async () => {
      const id = unique("throws");
      world.service.answer(id, (_, response) => sendJson(response, { run_id: id, error: null }));
      assert.deepEqual(await (await create(id, "run-async")).json(), { run_id: id, error: null });
      assert.ok((await world.seen()).errors.some(({ message, runId }) => runId === id && message === "the app's database is down"));
    });

    it("says nothing when no run was created", async () => {
      const id = unique();
      world.service.answer(id, (_, response) => sendJson(response, { error: { code: "INSUFFICIENT_CREDITS", message: "Add credit" } }, 403));
      const before = (await world.seen()).created.length;
      assert.equal((await create(id, "run-async")).status, 403);
      assert.equal((await world.seen()).created.length, before);
    });
  });

  it("onRequest is told of every answer", async () => {
    const id = unique();
    await world.relay("plain").get(`/v1/runs/${id}`);
    await world.relay("plain").post(`/v1/runs/${id}/cancel`, undefined, { origin: "https://evil.example" });
    await world.relay("keyless").get(`/v1/runs/${id}`);
    const { answered } = await world.seen();
    assert.deepEqual(answered.filter(({ runId }) => runId === id), [
      { action: "get", runId: id, status: 200 },
      { action: "get", runId: id, status: 401 },
    ]);
    assert.ok(answered.some(({ action, status }) => action === null && status === 403));
  });
}
