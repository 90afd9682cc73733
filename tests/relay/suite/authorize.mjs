import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { envelope, readEvents, unique } from "../support/client.mjs";
import { runWith, sendJson } from "../support/service.mjs";

export function authorizeTests(world) {
  const guarded = () => world.relay("guarded");
  const verdict = (value, mine = []) => ({ "x-verdict": value, "x-mine": mine.join(" ") });

  describe("authorize", () => {
    for (const value of ["false", "null", "undefined", "text"]) {
      it(`refuses when the app says ${value}`, async () => {
        const id = unique();
        await envelope(await guarded().post("/v1/automation/run", { goal: id }, verdict(value)), 403, "FORBIDDEN");
        await envelope(await guarded().get(`/v1/runs/${id}/events`, verdict(value)), 403, "FORBIDDEN");
        assert.deepEqual(world.service.requests(id), []);
      });
    }

    it("refuses when the app's function throws, tells the app why and the page nothing", async () => {
      const id = unique();
      const { message } = await envelope(await guarded().post(`/v1/runs/${id}/cancel`, undefined, verdict("throw")), 500, "INTERNAL_ERROR");
      assert.doesNotMatch(message, /session store/);
      assert.deepEqual(world.service.requests(id), []);
      const { errors } = await world.seen();
      assert.deepEqual(errors.find(({ runId }) => runId === id), { message: "the session store is down", action: "cancel", runId: id });
    });

    for (const value of ["list", "empty", "misspelt", "not found", "no params", "null params", "text params", "listed params", "search params", "foreign response"]) {
      it(`refuses what is no verdict, and tells the app (${value})`, async () => {
        const id = unique();
        const headers = verdict(value, [id]);
        await envelope(await guarded().get(`/v1/runs/${id}`, headers), 500, "INTERNAL_ERROR");
        await envelope(await guarded().post("/v1/automation/run", { goal: id }, headers), 500, "INTERNAL_ERROR");
        assert.deepEqual(world.service.requests(id), []);
        const { errors } = await world.seen();
        assert.match(errors.find(({ runId }) => runId === id).message, /authorize/);
      });
    }

    it("answers with the app's own response", async () => {
      const response = await guarded().get("/v1/runs", verdict("response"));
      assert.equal(response.status, 401);
      assert.equal(response.headers.get("www-authenticate"), "Session");
      assert.equal(response.headers.get("x-tinyfish-relay"), "1");
      assert.equal(await response.text(), "Log in first");
    });

    it("is told the action, the ids and the parameters", async () => {
      const id = unique();
      await guarded().post("/v1/automation/run-async", { goal: id, url: "https://a.example" }, verdict("true"));
      await guarded().get(`/v1/runs/${id}/steps/evt_1/html`, verdict("true"));
      await guarded().get(`/v1/runs?goal=${id}&limit=3&x=1`, verdict("true"));
      await guarded().post(`/v1/runs/${id}/cancel/`, undefined, verdict("true"));
      const { authorized } = await world.seen();
      const mine = authorized.filter((call) => JSON.stringify(call).includes(id));
      assert.deepEqual(mine, [
        { action: "run-async", runId: null, stepId: null, params: { goal: id, url: "https://a.example" } },
        { action: "html", runId: id, stepId: "evt_1", params: {} },
        { action: "list", runId: null, stepId: null, params: { goal: id, limit: "3" } },
        { action: "cancel", runId: id, stepId: null, params: {} },
      ]);
    });

    it("may put its own parameters in place of the caller's", async () => {
      const id = unique();
      await guarded().post("/v1/automation/run", { goal: id, browser_profile: "stealth", use_vault: true }, verdict("params"));
      assert.deepEqual(JSON.parse(world.service.requests(id)[0].body), { goal: id, browser_profile: "lite", use_vault: false });
    });

    it("may put its own query in place of the caller's, of documented parameters", async () => {
      const id = unique();
      await guarded().get(`/v1/runs?goal=${id}&limit=100`, verdict("query"));
      const sent = new URL(world.service.requests(id)[0].url, "http://service").searchParams;
      assert.deepEqual([...sent].sort(), [["goal", id], ["limit", "5"], ["status", "FAILED"]]);
    });
  });

  describe("only some runs", () => {
    for (const kind of ["mine", "predicate"]) {
      it(`hides the others by id (${kind})`, async () => {
        const [own, foreign] = [unique(), unique()];
        const headers = verdict(kind, [own]);
        const paths = (id) => [`/v1/runs/${id}`, `/v1/runs/${id}/steps/evt_1/screenshot`, `/v1/runs/${id}/steps/evt_1/html`];
        world.service.answer(own, (_, response) => sendJson(response, runWith(own, 0, { status: "COMPLETED" })));
        for (const path of [...paths(foreign), `/v1/runs/${foreign}/events`]) await envelope(await guarded().get(path, headers), 404, "NOT_FOUND");
        await envelope(await guarded().post(`/v1/runs/${foreign}/cancel`, undefined, headers), 404, "NOT_FOUND");
        for (const path of paths(own)) assert.equal((await guarded().get(path, headers)).status, 200);
        assert.equal((await guarded().post(`/v1/runs/${own}/cancel`, undefined, headers)).status, 200);
        const events = await readEvents(await guarded().get(`/v1/runs/${own}/events`, headers)).all();
        assert.equal(events.at(-1).event.type, "COMPLETE");
        assert.deepEqual(world.service.requests(foreign), []);
      });
    }

    it("takes the others out of a batch and names them as not found", async () => {
      const [own, missing, foreign] = [unique(), unique(), unique()];
      world.service.answer(own, (request, response) =>
        sendJson(response, { [request.url.endsWith("cancel") ? "results" : "data"]: [{ run_id: own }], not_found: [missing] }),
      );
      for (const [path, name] of [["/v1/runs/batch", "data"], ["/v1/runs/batch/cancel", "results"]]) {
        const response = await guarded().post(path, { run_ids: [own, foreign, missing] }, verdict("mine", [own, missing]));
        assert.deepEqual(await response.json(), { [name]: [{ run_id: own }], not_found: [missing, foreign] });
      }
      assert.deepEqual(world.service.requests(own).map(({ body }) => JSON.parse(body).run_ids), [[own, missing], [own, missing]]);
    });

    it("answers a batch of nothing but foreign runs by itself", async () => {
      const foreign = unique();
      const read = await guarded().post("/v1/runs/batch", { run_ids: [foreign] }, verdict("mine"));
      assert.deepEqual(await read.json(), { data: [], not_found: [foreign] });
      const cancelled = await guarded().post("/v1/runs/batch/cancel", { run_ids: [foreign] }, verdict("mine"));
      assert.deepEqual(await cancelled.json(), { results: [], not_found: [foreign] });
      assert.deepEqual(world.service.requests(foreign), []);
    });

    it("refuses a batch whose ids are none", async () => {
      for (const ids of [undefined, "x", [], [1], ["../wallet"], Array(101).fill("a")]) {
        const response = await guarded().post("/v1/runs/batch", { run_ids: ids }, verdict("mine", ["x"]));
        await envelope(response, 400, "INVALID_INPUT");
      }
    });

    it("leaves the others out of a list, and out of its total", async () => {
      const [own, foreign] = [unique(), unique()];
      const page = { data: [{ run_id: foreign, goal: "secret" }, { run_id: own }], pagination: { total: 812, next_cursor: "abc", has_more: true } };
      world.service.answer(own, (_, response) => sendJson(response, page));
      const response = await guarded().get(`/v1/runs?goal=${own}`, verdict("predicate", [own]));
      assert.deepEqual(await response.json(), { data: [{ run_id: own }], pagination: { total: 1, next_cursor: "abc", has_more: true } });
    });

    for (const type of ["application/json", "text/plain", undefined]) {
      it(`leaves the others out of a list without a pagination, of the type ${type}`, async () => {
        const [own, foreign] = [unique(), unique()];
        const body = JSON.stringify({ data: [{ run_id: foreign }, { run_id: own }, null] });
        world.service.answer(own, (_, response) => response.writeHead(200, type ? { "content-type": type } : {}).end(body));
        const response = await guarded().get(`/v1/runs?goal=${own}`, verdict("predicate", [own]));
        assert.deepEqual(await response.json(), { data: [{ run_id: own }] });
      });
    }

    for (const [kind, type, body] of [
      ["is a bare list", "application/json", '[{"run_id":"foreign"}]'],
      ["is an object without a list", "application/json", '{"runs":[{"run_id":"foreign"}]}'],
      ["is null", "application/json", "null"],
      ["is no JSON", "text/plain", "run_id: foreign"],
    ]) {
      it(`gives no list that it cannot look through: one that ${kind}`, async () => {
        const own = unique();
        world.service.answer(own, (_, response) => response.writeHead(200, { "content-type": type }).end(body));
        const { message } = await envelope(await guarded().get(`/v1/runs?goal=${own}`, verdict("predicate", [own])), 502, "UPSTREAM_BAD_RESPONSE");
        assert.doesNotMatch(message, /foreign/);
      });
    }

    it("passes an error of the service while narrowed", async () => {
      const own = unique();
      world.service.answer(own, (_, response) => sendJson(response, { error: { code: "INVALID_INPUT", message: "bad cursor" } }, 400));
      await envelope(await guarded().get(`/v1/runs?goal=${own}`, verdict("predicate", [own])), 400, "INVALID_INPUT");
    });
  });
}
