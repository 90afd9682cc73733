import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { gate, unique } from "../support/client.mjs";
import { talkUntilClosed } from "../support/service.mjs";

const STREAM = { "content-type": "text/event-stream" };

export function streamTests(world) {
  const stream = (goal, init) => world.relay("plain").post("/v1/automation/run-sse", { goal }, {}, init);

  describe("the agent's stream", () => {
    it("arrives event by event: the service sends the next one only once the page has the last", async () => {
      const id = unique();
      const gates = Array.from({ length: 5 }, gate);
      world.service.answer(id, async (_, response) => {
        response.writeHead(200, STREAM).flushHeaders();
        for (const [index, { opened }] of gates.entries()) {
          await opened;
          response.write(`data: ${index}\n\n`);
        }
        response.end();
      });
      const response = await stream(id);
      assert.match(response.headers.get("content-type"), /^text\/event-stream/);
      assert.equal(response.headers.get("cache-control"), "no-store, no-transform");
      assert.equal(response.headers.get("x-accel-buffering"), "no");
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      for (const [index, { open }] of gates.entries()) {
        open();
        assert.equal((await reader.read()).value, `data: ${index}\n\n`);
      }
      assert.equal((await reader.read()).done, true);
    });

    it("is passed byte for byte, whatever is in it", async () => {
      const id = unique();
      const bytes = Buffer.concat([
        Buffer.from("\ufeff: comment\r\nid: 7\revent: x\ndata: é😀\n\ndata: [DONE]"),
        Buffer.from([0xc3, 0x28, 0xff, 0x00]),
        Buffer.from(Array.from({ length: 300_000 }, (_, index) => (index * 7) % 256)),
      ]);
      world.service.answer(id, async (_, response) => {
        response.writeHead(200, STREAM);
        for (let at = 0; at < bytes.length; at += 9_973) {
          if (!response.write(bytes.subarray(at, at + 9_973))) await new Promise((resolve) => response.once("drain", resolve));
        }
        response.end();
      });
      assert.ok(Buffer.from(await (await stream(id)).arrayBuffer()).equals(bytes));
    });

    it("ends upstream when the page leaves, and cancels nothing", async () => {
      const id = unique();
      const left = gate();
      world.service.answer(id, async (_, response) => {
        response.writeHead(200, STREAM).write(`data: {"type":"STARTED","run_id":"${id}"}\n\n`);
        await left.opened;
        if (!world.noticesAtOnce) talkUntilClosed(response);
      });
      const control = new AbortController();
      const response = await stream(id, { signal: control.signal });
      await response.body.getReader().read();
      control.abort();
      left.open();
      const [sent] = world.service.requests(id);
      await sent.closed;
      assert.deepEqual(world.service.mentions(id), [sent]);
    });

    it("ends upstream when the page leaves before the answer begins", async () => {
      const id = unique();
      const [arrived, left] = [gate(), gate()];
      world.service.answer(id, async (_, response) => {
        arrived.open();
        await left.opened;
        if (!world.noticesAtOnce) talkUntilClosed(response.writeHead(200, STREAM));
      });
      const control = new AbortController();
      const answer = stream(id, { signal: control.signal });
      await arrived.opened;
      control.abort();
      await assert.rejects(answer, { name: "AbortError" });
      left.open();
      const [sent] = world.service.requests(id);
      await sent.closed;
      assert.deepEqual(world.service.mentions(id), [sent]);
    });

    it("keeps its type when it is none: a page of a gateway, a plain answer", async () => {
      for (const type of ["text/html; charset=utf-8", "application/json"]) {
        const id = unique();
        world.service.answer(id, (_, response) => response.writeHead(200, { "content-type": type }).end("{}"));
        const response = await stream(id);
        assert.equal(response.headers.get("content-type"), type);
        assert.equal(await response.text(), "{}");
      }
    });

    it("breaks for the page when it breaks upstream: a cut never looks like an end", async () => {
      const id = unique();
      const heard = gate();
      world.service.answer(id, async (_, response) => {
        response.writeHead(200, STREAM).write("data: 1\n\n");
        await heard.opened;
        response.destroy();
      });
      const reader = (await stream(id)).body.getReader();
      await reader.read();
      heard.open();
      await assert.rejects(async () => { while (!(await reader.read()).done); });
    });
  });
}
