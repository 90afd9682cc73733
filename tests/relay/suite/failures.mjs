import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { envelope, unique } from "../support/client.mjs";
import { sendJson } from "../support/service.mjs";

export function failureTests(world) {
  const create = (goal, relay = "plain") => world.relay(relay).post("/v1/automation/run-async", { goal });

  describe("a service in trouble", () => {
    it("is 502 when it cannot be reached", async () => {
      const { message } = await envelope(await create(unique(), "nowhere"), 502, "UPSTREAM_UNREACHABLE");
      assert.doesNotMatch(message, /127\.0\.0\.1|ECONNREFUSED/);
    });

    it("is 504 when it does not answer in time, and is not asked again", async () => {
      const id = unique();
      world.service.answer(id, () => {});
      await envelope(await create(id, "hasty"), 504, "UPSTREAM_TIMEOUT");
      assert.equal(world.service.requests(id).length, 1);
      await world.service.requests(id)[0].closed;
    });

    it("is not cut by that limit once it answers", async () => {
      const id = unique();
      world.service.answer(id, (_, response) => {
        response.writeHead(200, { "content-type": "application/json" }).write('{"run_id":');
        setTimeout(() => response.end(`"${id}"}`), 600);
      });
      assert.deepEqual(await (await create(id, "hasty")).json(), { run_id: id });
    });

    const STOPS = {
      "a new run": (id) => create(id, "hastyreader"),
      "a list for one user": (id) => world.relay("hastyreader").get(`/v1/runs?goal=${id}`),
    };
    for (const [what, ask] of Object.entries(STOPS)) {
      it(`is 504 when it stops in the middle of ${what}, which the relay has to read`, async () => {
        const id = unique();
        world.service.answer(id, (_, response) => response.writeHead(200, { "content-type": "application/json" }).write('{"run_id":'));
        await envelope(await ask(id), 504, "UPSTREAM_TIMEOUT");
        assert.equal(world.service.requests(id).length, 1);
        await world.service.requests(id)[0].closed;
      });
    }

    it("is 502 when it breaks off an answer that the relay has to read", async () => {
      const id = unique();
      world.service.answer(id, (_, response) => {
        response.writeHead(200, { "content-type": "application/json" }).write('{"run_id":');
        setTimeout(() => response.destroy(), 20);
      });
      await envelope(await create(id, "recording"), 502, "UPSTREAM_BAD_RESPONSE");
      assert.equal(world.service.requests(id).length, 1);
    });

    it("keeps its statuses and envelopes", async () => {
      const answers = [[400, "INVALID_INPUT"], [401, "INVALID_API_KEY"], [403, "INSUFFICIENT_CREDITS"], [429, "RATE_LIMIT_EXCEEDED"], [500, "INTERNAL_ERROR"], [503, "SERVICE_BUSY"]];
      for (const [status, code] of answers) {
        const id = unique();
        world.service.answer(id, (_, response) => sendJson(response, { error: { code, message: "m", details: [1] } }, status));
        const response = await create(id);
        assert.equal(response.status, status);
        assert.deepEqual(await response.json(), { error: { code, message: "m", details: [1] } });
        assert.equal(world.service.requests(id).length, 1);
      }
    });

    it("keeps the run in the 500 of a synchronous run", async () => {
      const id = unique();
      const run = { run_id: id, status: "FAILED", error: { message: "m", category: "SYSTEM_FAILURE" } };
      world.service.answer(id, (_, response) => sendJson(response, run, 500));
      const response = await world.relay("plain").post("/v1/automation/run", { goal: id });
      assert.equal(response.status, 500);
      assert.deepEqual(await response.json(), run);
    });

    /** A gateway's 503 does not say that no run was created, so it must not look like the service's own. */
    const FOREIGN = [
      [503, 502, "UPSTREAM_BAD_RESPONSE"],
      [500, 502, "UPSTREAM_BAD_RESPONSE"],
      [403, 502, "UPSTREAM_BAD_RESPONSE"],
      [302, 502, "UPSTREAM_BAD_RESPONSE"],
      [404, 502, "UPSTREAM_BAD_RESPONSE"],
      [429, 429, "RATE_LIMIT_EXCEEDED"],
    ];
    for (const [status, given, code] of FOREIGN) {
      it(`makes an envelope of a ${status} in HTML`, async () => {
        const id = unique();
        world.service.answer(id, (_, response) =>
          response.writeHead(status, { "content-type": "text/html", location: "https://evil.example/", "retry-after": "3" }).end("<h1>nginx on host-17</h1>"),
        );
        const response = await create(id);
        const { message } = await envelope(response, given, code);
        assert.doesNotMatch(message, /nginx|host-17|evil/);
        assert.equal(world.service.requests(id).length, 1);
      });
    }

    it("does not take a gateway's 404 for the service's word that there is no such run", async () => {
      const id = unique();
      world.service.answer(id, (_, response) => response.writeHead(404, { "content-type": "text/html" }).end("<h1>no such app</h1>"));
      const relay = world.relay("plain");
      for (const path of [`/v1/runs/${id}`, `/v1/runs?goal=${id}`]) await envelope(await relay.get(path), 502, "UPSTREAM_BAD_RESPONSE");
      await envelope(await relay.post(`/v1/runs/${id}/cancel`), 502, "UPSTREAM_BAD_RESPONSE");
      // How the service says that a step has none is not documented.
      for (const kind of ["screenshot", "html"]) await envelope(await relay.get(`/v1/runs/${id}/steps/evt_1/${kind}`), 404, "NOT_FOUND");
    });

    it("makes an envelope of a redirect, also of one that calls itself JSON", async () => {
      const id = unique();
      world.service.answer(id, (_, response) => sendJson(response, { to: "https://evil.example/" }, 307, { location: "https://evil.example/" }));
      const response = await create(id);
      await envelope(response, 502, "UPSTREAM_BAD_RESPONSE");
      assert.equal(response.headers.get("location"), null);
    });
  });
}
