import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { envelope, unique } from "../support/client.mjs";

/** A body of exactly this many bytes. */
function bodyOf(id, size) {
  const empty = JSON.stringify({ goal: id, url: "" });
  return JSON.stringify({ goal: id, url: "x".repeat(size - empty.length) });
}

const JSON_TYPE = { "content-type": "application/json" };

export function limitTests(world) {
  describe("body limit", () => {
    it("lets through what just fits", async () => {
      const id = unique();
      const response = await world.relay("small").post("/v1/automation/run-async", undefined, JSON_TYPE, { body: bodyOf(id, 1_000) });
      assert.equal(response.status, 200);
      assert.equal(world.service.requests(id)[0].body.length, 1_000);
    });

    const TOO_LARGE = {
      "by its announced length": (text) => ({ headers: { ...JSON_TYPE, "content-length": text.length }, chunks: [text] }),
      "without a length": (text) => ({ headers: { ...JSON_TYPE, "transfer-encoding": "chunked" }, chunks: text.match(/.{1,100}/g) }),
    };
    for (const [how, requestOf] of Object.entries(TOO_LARGE)) {
      it(`refuses one byte more ${how}`, async () => {
        const id = unique();
        const answer = await world.relay("small").raw("/v1/automation/run-async", { method: "POST", ...requestOf(bodyOf(id, 1_001)) });
        assert.equal(answer.status, 413);
        assert.equal(JSON.parse(answer.text).error.code, "INVALID_INPUT");
        assert.deepEqual(world.service.mentions(id), []);
      });
    }

    it("does not take a body that is nested without an end for the app's failure", async () => {
      const id = unique();
      const depth = 400_000;
      const body = `{"goal":"${id}","url":${"[".repeat(depth)}${"]".repeat(depth)}}`;
      const response = await world.relay("plain").post("/v1/automation/run", undefined, JSON_TYPE, { body });
      // Newer engines write JSON of any depth.
      if (response.status === 200) assert.equal(world.service.requests(id).length, 1);
      else await envelope(response, 400, "INVALID_INPUT");
    });

    const NOT_OBJECTS = { "no JSON": "{", "an array": "[1]", "null": "null", "a string": '"x"', "nothing": "" };
    for (const [what, body] of Object.entries(NOT_OBJECTS)) {
      it(`refuses ${what}`, async () => {
        await envelope(await world.relay("plain").post("/v1/automation/run", undefined, JSON_TYPE, { body }), 400, "INVALID_INPUT");
      });
    }

    for (const type of ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/jsonp"]) {
      it(`refuses ${type}, which a form of another site could send`, async () => {
        const id = unique();
        const response = await world.relay("plain").post("/v1/automation/run", { goal: id }, { "content-type": type });
        await envelope(response, 415, "INVALID_INPUT");
        assert.deepEqual(world.service.requests(id), []);
      });
    }
  });

  describe("rate limit", () => {
    const create = (user, goal, path = "/v1/automation/run-async") => world.relay("limited").post(path, { goal }, { "x-user": user });

    it("stops the fourth run of a caller before anything is sent, and says when to come back", async () => {
      const [user, id] = [unique("user"), unique()];
      for (const path of ["run", "run-async", "run-sse"]) {
        const response = await create(user, id, `/v1/automation/${path}`);
        assert.equal(response.status, 200);
        await response.arrayBuffer();
      }
      const refused = await create(user, id);
      await envelope(refused, 429, "RATE_LIMIT_EXCEEDED");
      const wait = Number(refused.headers.get("retry-after"));
      assert.ok(wait > 0 && wait <= 60, `Retry-After ${wait}`);
      assert.equal(world.service.requests(id).length, 3);
    });

    it("counts each caller alone, and leaves reads and cancels free", async () => {
      const [user, id] = [unique("user"), unique()];
      for (let count = 0; count < 4; count++) await (await create(user, id)).arrayBuffer();
      assert.equal((await create(unique("user"), id)).status, 200);
      const headers = { "x-user": user };
      assert.equal((await world.relay("limited").get(`/v1/runs/${id}`, headers)).status, 200);
      assert.equal((await world.relay("limited").post(`/v1/runs/${id}/cancel`, undefined, headers)).status, 200);
    });

    it("counts a batch by its runs", async () => {
      const [user, id] = [unique("user"), unique()];
      const batch = (count) =>
        world.relay("limited").post("/v1/automation/run-batch", { runs: Array(count).fill({ goal: id }) }, { "x-user": user });
      assert.equal((await batch(3)).status, 200);
      await envelope(await batch(1), 429, "RATE_LIMIT_EXCEEDED");
      await envelope(await create(user, id), 429, "RATE_LIMIT_EXCEEDED");
      assert.equal(world.service.requests(id).length, 1);
    });

    it("does not count whom the key function leaves out", async () => {
      const id = unique();
      for (let count = 0; count < 5; count++) {
        const response = await world.relay("limited").post("/v1/automation/run-async", { goal: id });
        assert.equal(response.status, 200);
      }
    });

    it("creates nothing while the store is down", async () => {
      const id = unique();
      await envelope(await world.relay("brokenstore").post("/v1/automation/run-async", { goal: id }), 500, "INTERNAL_ERROR");
      assert.deepEqual(world.service.requests(id), []);
      assert.ok((await world.seen()).errors.some(({ message }) => message === "the store is down"));
    });
  });
}
