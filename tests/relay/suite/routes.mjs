import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { envelope, unique } from "../support/client.mjs";

const params = (goal) => ({ url: "https://example.com", goal });

/** Method, path, body: all of the API that goes through. */
const SERVED = (id) => [
  ["POST", "/v1/automation/run", params(id)],
  ["POST", "/v1/automation/run-async", params(id)],
  ["POST", "/v1/automation/run-sse", params(id)],
  ["POST", "/v1/automation/run-batch", { runs: [params(id)] }],
  ["GET", `/v1/runs?goal=${id}`],
  ["GET", `/v1/runs/${id}`],
  ["POST", "/v1/runs/batch", { run_ids: [id] }],
  ["POST", `/v1/runs/${id}/cancel`],
  ["POST", "/v1/runs/batch/cancel", { run_ids: [id] }],
  ["GET", `/v1/runs/${id}/steps/evt_1-a/screenshot`],
  ["GET", `/v1/runs/${id}/steps/0b9e9c1e-7d64-4c5c-8a53-0f7a4c1f6d11/html`],
];

const NOT_SERVED = (id) => [
  ["GET", `/v1/vault/items?goal=${id}`],
  ["POST", "/v1/vault/connections", { goal: id }],
  ["DELETE", `/v1/vault/connections/${id}`],
  ["GET", `/v1/wallet?goal=${id}`],
  ["GET", `/v1/profiles?goal=${id}`],
  ["POST", `/v1/profiles/${id}/save`, { goal: id }],
  ["POST", "/v1/monitors", { goal: id }],
  ["GET", `/v1/search?goal=${id}`],
  ["POST", "/v1/fetch", { goal: id }],
  ["POST", "/v1/browser", { goal: id }],
  ["POST", "/v1/automation/run-research", { goal: id }],
  ["GET", `/v1/research-run/${id}`],
  ["GET", `/v1/datasets?goal=${id}`],
  ["GET", `/v1/openapi/main?goal=${id}`],
  ["POST", "/v1/automation", { goal: id }],
  ["POST", "/v1/automation/run/extra", { goal: id }],
  ["POST", "/v1/automation/run-sse//", { goal: id }],
  ["GET", `/v1/runs/${id}//`],
  ["GET", `/v1/runs/${id}/steps`],
  ["GET", `/v1/runs/${id}/steps/evt_1`],
  ["GET", `/v1/runs/${id}/steps/evt_1/video`],
  ["GET", `/v2/runs/${id}`],
  ["GET", `/runs/${id}`],
  ["GET", `/${id}`],
  ["GET", `/v1/RUNS/${id}`],
];

const WRONG_METHOD = (id) => [
  ["GET", "/v1/automation/run", "POST"],
  ["PUT", "/v1/automation/run", "POST"],
  ["POST", `/v1/runs?goal=${id}`, "GET"],
  ["DELETE", `/v1/runs/${id}`, "GET"],
  ["PATCH", `/v1/runs/${id}`, "GET"],
  ["GET", `/v1/runs/${id}/cancel`, "POST"],
  ["POST", `/v1/runs/${id}/events`, "GET"],
  ["OPTIONS", `/v1/runs/${id}`, "GET"],
];

/** Paths as an attacker writes them. */
const ODD_PATHS = (id) => [
  `/v1/runs/../wallet?x=${id}`,
  `/v1/runs/%2e%2e/wallet?x=${id}`,
  `/v1/runs/..%2fwallet?x=${id}`,
  `/v1/runs/..%2Fvault%2Fitems?x=${id}`,
  `/v1/runs/%252e%252e%252fwallet?x=${id}`,
  `/v1/runs/..\\wallet?x=${id}`,
  `/v1/runs/..%5cwallet?x=${id}`,
  `/v1/runs/${id}%2Fcancel`,
  `/v1/runs/${id};x`,
  `/v1/runs/${id}%00`,
  `/v1/runs/${id}%0d%0aX-Evil:1`,
  `/v1/runs/${id}.json`,
  `/v1/runs/${id}@evil.example`,
  `/v1/runs/ü${id}`,
  `/v1/runs//${id}`,
  `//v1/runs/${id}`,
  `/v1//runs/${id}`,
  `/v1/runs/${id}/steps/../cancel/x`,
  `/v1/runs/${id}/steps/a%2Fb/html`,
  `/v1/runs/${"a".repeat(300)}?x=${id}`,
];

export function routeTests(world) {
  describe("paths", () => {
    for (const [method, path] of SERVED("{id}")) {
      it(`passes ${method} ${path}`, async () => {
        const id = unique();
        const [, target, body] = SERVED(id).find(([, candidate]) => candidate.replaceAll(id, "{id}") === path);
        const relay = world.relay("plain");
        const response = method === "GET" ? await relay.get(target) : await relay.post(target, body);
        assert.equal(response.status, 200);
        await response.arrayBuffer();
        const [sent, ...more] = world.service.requests(id);
        assert.deepEqual(more, []);
        assert.deepEqual([sent.method, sent.url], [method, target]);
        assert.equal(sent.body, body ? JSON.stringify(body) : "");
        assert.equal(response.headers.get("x-tinyfish-relay"), "1");
      });
    }

    it("takes a slash at the end, as Next.js puts one with trailingSlash, and sends none", async () => {
      for (const [method, target, body] of SERVED("{id}")) {
        const id = unique();
        const [path, query] = target.replaceAll("{id}", id).split("?");
        const slashed = `${path}/${query ? `?${query}` : ""}`;
        const written = body && JSON.parse(JSON.stringify(body).replaceAll("{id}", id));
        const relay = world.relay("plain");
        const response = method === "GET" ? await relay.get(slashed) : await relay.post(slashed, written);
        assert.equal(response.status, 200, slashed);
        await response.arrayBuffer();
        assert.deepEqual(world.service.requests(id).map(({ url }) => url), [query ? `${path}?${query}` : path]);
      }
    });

    for (const index of NOT_SERVED("").keys()) {
      const [method, path] = NOT_SERVED("{id}")[index];
      it(`does not pass ${method} ${path}`, async () => {
        const id = unique();
        const [, target, body] = NOT_SERVED(id)[index];
        const response = await world.relay("plain").post(target, body, {}, { method });
        await envelope(response, 404, "NOT_FOUND");
        assert.equal(response.headers.get("x-tinyfish-relay"), "1");
        assert.deepEqual(world.service.mentions(id), []);
      });
    }

    for (const index of WRONG_METHOD("").keys()) {
      const [method, path, allowed] = WRONG_METHOD("{id}")[index];
      it(`answers ${method} ${path} with the methods there are`, async () => {
        const id = unique();
        const response = await world.relay("plain").get(WRONG_METHOD(id)[index][1], {}, { method });
        await envelope(response, 405, "METHOD_NOT_ALLOWED");
        assert.match(response.headers.get("allow"), new RegExp(allowed));
        assert.deepEqual(world.service.mentions(id), []);
      });
    }

    for (const index of ODD_PATHS("").keys()) {
      it(`refuses ${ODD_PATHS("{id}")[index].slice(0, 60)}`, async () => {
        const id = unique();
        // Neither character is one that a client may send: the server would see it decoded by a careless proxy.
        const path = encodeURI(ODD_PATHS(id)[index]).replaceAll("%25", "%").replaceAll("%5C", "\\");
        const { status } = await world.relay("plain").raw(path);
        assert.ok(status >= 400 && status < 500, `status ${status}`);
        assert.deepEqual(world.service.mentions(id), []);
      });
    }

    it("takes an explicit base, and nothing beside it", async () => {
      const id = unique();
      const ok = await world.relay("based").get(`/api/v1/runs/${id}`);
      assert.equal(ok.status, 200);
      assert.equal((await world.relay("based").get(`/api/v1/runs/${id}/`)).status, 200);
      await envelope(await world.relay("based").get(`/v1/runs/${id}`), 404, "NOT_FOUND");
      await envelope(await world.relay("based").get(`/apiary/v1/runs/${id}`), 404, "NOT_FOUND");
      assert.equal(world.service.requests(id).length, 2);
    });

    it("finds the end of a base that has a /v1/ of its own", async () => {
      const id = unique();
      for (const base of ["/functions/v1/tinyfish", "/v1", "/v1/v1"]) {
        assert.equal((await world.relay("plain").get(`${base}/v1/runs/${id}`)).status, 200, base);
      }
      assert.deepEqual(world.service.requests(id).map(({ url }) => url), Array(3).fill(`/v1/runs/${id}`));
    });

    it("passes the documented query parameters, once each, and no others", async () => {
      const id = unique();
      const documented = `goal=${id}&status=FAILED&created_after=2026-01-01T00%3A00%3A00Z&created_before=x&sort_direction=asc&cursor=a%2Bb%3D&limit=5`;
      await world.relay("plain").get(`/v1/runs?${documented}&limit=100&user_id=7&api_key=x&__proto__=1`);
      const sent = new URL(world.service.requests(id)[0].url, "http://service").searchParams;
      assert.deepEqual([...sent].sort(), [...new URLSearchParams(documented)].sort());

      await world.relay("plain").get(`/v1/runs/${id}?screenshots=base64&html=none&video=1`);
      assert.equal(world.service.requests(id)[1].url, `/v1/runs/${id}?screenshots=base64&html=none`);
    });
  });
}
