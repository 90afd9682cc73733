import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { envelope, gate, unique } from "../support/client.mjs";
import { KEY } from "../support/app.mjs";
import { runWith, sendJson } from "../support/service.mjs";

const STRUCK = "*".repeat(KEY.length);
const echo = `before ${KEY} after`;

/** Ways in which a service or a gateway repeats what it was sent. */
const ECHOES = {
  "in JSON": (response) => sendJson(response, { result: echo }),
  "in an error": (response) => sendJson(response, { error: { code: "INVALID_API_KEY", message: echo } }, 401),
  "in a page of a gateway": (response) => response.writeHead(502, { "content-type": "text/html" }).end(`<h1>${echo}</h1>`),
  "in a header": (response) => sendJson(response, {}, 429, { "retry-after": KEY, "ratelimit-policy": echo, "x-echo": KEY }),
  "in a redirect": (response) => response.writeHead(302, { location: `https://evil.example/${KEY}` }).end(KEY),
  "in the type": (response) => response.writeHead(200, { "content-type": `text/plain; x=${KEY}` }).end(KEY),
};

async function everythingOf(response) {
  return JSON.stringify([...response.headers]) + (await response.text());
}

export function keyTests(world) {
  describe("the key", () => {
    for (const [where, answer] of Object.entries(ECHOES)) {
      it(`does not come back when it is echoed ${where}`, async () => {
        const id = unique();
        world.service.answer(id, (_, response) => answer(response));
        for (const relay of ["plain", "recording"]) {
          assert.doesNotMatch(await everythingOf(await world.relay(relay).get(`/v1/runs/${id}`)), new RegExp(KEY));
          assert.doesNotMatch(await everythingOf(await world.relay(relay).post("/v1/automation/run-async", { goal: id })), new RegExp(KEY));
        }
      });
    }

    it("is struck out of a stream wherever it is cut, and all else stays", async () => {
      const text = `data: {"a":"sk-tinyfish-"}\n\ndata: ${KEY}${KEY} sk-sk-${KEY}\n\nsk-tiny`;
      const relay = world.relay("plain");
      for (let cut = 0; cut <= text.length; cut++) {
        const id = unique();
        const second = gate();
        world.service.answer(id, async (_, response) => {
          response.writeHead(200, { "content-type": "text/event-stream" });
          if (cut > 0) response.write(text.slice(0, cut));
          else response.flushHeaders();
          await second.opened;
          response.end(text.slice(cut));
        });
        const response = await relay.post("/v1/automation/run-sse", { goal: id });
        second.open();
        assert.equal(await response.text(), text.replaceAll(KEY, STRUCK));
      }
    });

    it("is struck out of events", async () => {
      const id = unique();
      world.service.answer(id, (_, response) => sendJson(response, runWith(id, 1, { status: "COMPLETED", result: { echo } })));
      const text = await (await world.relay("plain").get(`/v1/runs/${id}/events`)).text();
      assert.match(text, /COMPLETE/);
      assert.ok(text.includes(STRUCK) && !text.includes(KEY));
    });

    it("is struck out of the error that answers for events", async () => {
      const id = unique();
      world.service.answer(id, (_, response) => sendJson(response, { error: { code: `NOT ${KEY}`, message: echo } }, 403));
      const response = await world.relay("plain").get(`/v1/runs/${id}/events`);
      assert.equal(response.status, 403);
      assert.deepEqual(await response.json(), { error: { code: `NOT ${STRUCK}`, message: `before ${STRUCK} after` } });
    });

    it("may be missing, or unusable: the page learns which, and not the value", async () => {
      const id = unique();
      await envelope(await world.relay("keyless").get(`/v1/runs/${id}`), 401, "MISSING_API_KEY");
      const { message } = await envelope(await world.relay("badkey").get(`/v1/runs/${id}`), 401, "INVALID_API_KEY");
      assert.doesNotMatch(message, /bad/);
      assert.deepEqual(world.service.requests(id), []);
    });

    it("may be another for each request", async () => {
      const id = unique();
      await world.relay("tenants").get(`/v1/runs/${id}`, { "x-tenant-key": " sk-tinyfish-a\n".trim() });
      await world.relay("tenants").get(`/v1/runs/${id}`, { "x-tenant-key": "sk-tinyfish-b" });
      const keys = world.service.requests(id).map(({ headers }) => headers["x-api-key"]);
      assert.deepEqual(keys, ["sk-tinyfish-a", "sk-tinyfish-b"]);
    });
  });
}
