// What counts as an answer of the API, and what a creating call says of one that does not, by way of the built package and a `fetch`
// that is told what to answer.

import assert from "node:assert/strict";
import { test } from "node:test";
import { runInNewContext } from "node:vm";
import { PARAMS, connect, failure, json, refusal, wasm } from "./told.mjs";

const UNKNOWN = /not known whether a run was created/;
const AT_ONCE = { "Retry-After": "0" };

/** A client of a service that answers everything alike, and what that was sent. */
async function service(answer, options) {
  const sent = [];
  const fetch = async (url, init) => {
    sent.push(init);
    return answer();
  };
  const client = await connect({ baseURL: "http://127.0.0.1:9", wasm, fetch, maxRetries: 2, ...options });
  return { client, sent };
}

const creating = ({ agent }) => ({
  run: () => agent.run(PARAMS),
  queue: () => agent.queue(PARAMS),
  batch: () => agent.batch([PARAMS]),
});

test("the service's words stand apart from ours", async () => {
  const { client } = await service(() => refusal(500, "INTERNAL_ERROR"));
  const error = await failure(client.agent.queue(PARAMS));
  assert.match(error.message, /^The service answered with an error\. \(HTTP 500\) It said: "said" It is not known/);
});

test("an answer that is no JSON is told with its status", async () => {
  const { client } = await service(() => new Response("<!doctype html>", { headers: { "content-type": "text/html" } }));
  const calls = [
    () => client.runs.get("r"),
    () => client.runs.get("r", { screenshots: "base64" }),
    () => client.runs.list(),
    () => client.runs.screenshot("r", "s"),
    ...Object.values(creating(client)),
  ];
  for (const call of calls) {
    const { code, status, retryable } = await failure(call());
    assert.deepEqual({ code, status, retryable }, { code: "bad_response", status: 200, retryable: false });
  }
});

test("an error that has a status of its own is not a synchronous run", async () => {
  const codes = { 401: "unauthorized", 404: "bad_response", 429: "rate_limited", 500: "service_error" };
  for (const [status, code] of Object.entries(codes)) {
    const problem = { type: "about:blank", title: "No", status: Number(status) };
    for (const answer of [problem, { ...problem, status: "error" }, { ...problem, run_id: 7 }]) {
      const { client } = await service(() => json(answer, { status: Number(status) }), { maxRetries: 0 });
      assert.equal((await failure(client.agent.run(PARAMS))).code, code);
    }
  }
});

test("only a 500 carries a synchronous run, by its id or by how it ended", async () => {
  for (const run of [{ run_id: "r" }, { run_id: null, status: "FAILED" }]) {
    const { client } = await service(() => json(run, { status: 500 }));
    assert.deepEqual(await client.agent.run(PARAMS), run);
    const { client: behind } = await service(() => json(run, { status: 502 }));
    assert.equal((await failure(behind.agent.run(PARAMS))).code, "service_error");
  }
});

test("a 503 is a refusal only if the service says that it is busy", async () => {
  for (const code of ["TIMEOUT", "503"]) {
    for (const name of ["run", "queue", "batch"]) {
      const { client, sent } = await service(() => refusal(503, code, AT_ONCE));
      const error = await failure(creating(client)[name]());
      assert.match(error.message, UNKNOWN);
      assert.deepEqual([sent.length, error.retryable], [1, false], `${name} ${code}`);
    }
    const { client, sent } = await service(() => refusal(503, code, AT_ONCE));
    const error = await failure(client.agent.stream(PARAMS));
    assert.match(error.message, UNKNOWN);
    assert.deepEqual([sent.length, error.retryable], [1, false], `stream ${code}`);
  }
  for (const code of ["SERVICE_BUSY", "service_busy"]) {
    const { client, sent } = await service(() => refusal(503, code, AT_ONCE));
    const error = await failure(client.agent.queue(PARAMS));
    assert.doesNotMatch(error.message, UNKNOWN);
    assert.deepEqual([sent.length, error.retryable], [3, true], code);
  }
});

test("headers may be an object of any make", async () => {
  const authorization = "Bearer x";
  const module = await import(`data:text/javascript,export const authorization = "${authorization}";`);
  const foreign = runInNewContext("({ authorization })", { authorization });
  const bare = Object.assign(Object.create(null), { authorization });
  class Derived extends Headers {}
  // As those of another realm are: no instance of this one's, and nothing of their own to see.
  const away = { Headers: class Headers extends Map {} }.Headers;
  const kinds = [new Headers({ authorization }), new Derived({ authorization }), new away([["authorization", authorization]])];
  for (const made of [{ authorization }, bare, module, foreign, ...kinds]) {
    for (const headers of [made, () => made, async () => made]) {
      const { client, sent } = await service(() => json({ run_id: "r" }), { headers });
      await client.runs.get("r");
      assert.equal(sent[0].headers.authorization, authorization);
    }
  }
  for (const made of [undefined, null, {}, Object.create(null), new Headers()]) {
    const { client, sent } = await service(() => json({ run_id: "r" }), { headers: () => made });
    await client.runs.get("r");
    assert.equal(sent[0].headers.authorization, undefined);
  }
});

test("headers that cannot be read stop the call before it is sent", async () => {
  const map = new Map([["authorization", "Bearer x"]]);
  for (const headers of [async () => "Bearer x", () => 7, () => () => ({}), map, () => map, Promise.resolve({ authorization: "Bearer x" })]) {
    const { client, sent } = await service(() => json({ run_id: "r" }), { headers });
    for (const asked of [client.runs.get("r"), client.agent.queue(PARAMS)]) {
      const error = await failure(asked);
      assert.deepEqual([error.code, error.field, error.retryable], ["invalid_input", "headers", false]);
      assert.doesNotMatch(error.message, UNKNOWN);
    }
    assert.equal(sent.length, 0);
  }
});

test("a creating call whose answer cannot be read says that a run may exist", async () => {
  for (const text of ['{"run_id":"abc","er', "<!doctype html>", ""]) {
    for (const name of ["run", "queue", "batch"]) {
      const { client, sent } = await service(() => new Response(text));
      const error = await failure(creating(client)[name]());
      assert.match(error.message, UNKNOWN);
      assert.deepEqual([sent.length, error.code, error.retryable], [1, "bad_response", false], name);
    }
  }
  const { client } = await service(() => new Response("{"));
  assert.doesNotMatch((await failure(client.runs.get("r"))).message, UNKNOWN);
});

test("a cancel is answered only with a status that the API knows", async () => {
  for (const status of ["ok", 200, "cancelled", {}]) {
    const { client } = await service(() => json({ status }));
    const error = await failure(client.runs.cancel("r"));
    assert.deepEqual([error.code, error.runId], ["bad_response", "r"], `${status}`);
  }
  for (const status of ["CANCELLED", "COMPLETED", "FAILED", "RUNNING"]) {
    const { client } = await service(() => json({ run_id: "r", status }));
    assert.equal((await client.runs.cancel("r")).status, status);
  }
});
