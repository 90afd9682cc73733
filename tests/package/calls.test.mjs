// What calls come to when answers are refused, break off or come too late, by way of the built package.

import assert from "node:assert/strict";
import { test } from "node:test";
import v8 from "node:v8";
import { runInNewContext } from "node:vm";
import { CANCELLED, STARTED, body, open, service, turn } from "./service.mjs";
import { PARAMS, connect, failure, json, parseResult, refusal, wasm } from "./told.mjs";

test("a creating call that may have made a run is not worth repeating", async () => {
  const broken = () => new Response(body("{", "break"));
  for (const answer of [() => refusal(502, "BAD_GATEWAY"), () => refusal(500, "INTERNAL_ERROR"), () => new Response("<html>", { status: 503 }), broken]) {
    const { client, sent } = await service({ "/run": answer, "/run-async": answer, "/run-batch": answer });
    for (const call of [() => client.agent.run(PARAMS), () => client.agent.queue(PARAMS), () => client.agent.batch([PARAMS])]) {
      const error = await failure(call());
      assert.equal(error.retryable, false, `${error.code} ${error.status}`);
      assert.match(error.message, /not known whether a run was created/);
    }
    assert.equal(sent.length, 3);
  }
  const { client } = await service({ "/run-sse": () => refusal(504, "GATEWAY_TIMEOUT") });
  const error = await failure(client.agent.stream(PARAMS));
  assert.equal(error.retryable, false);
});

test("a read whose body breaks off is repeated, with screenshots too", async () => {
  const run = { run_id: "r", status: "COMPLETED", steps: [{ id: "s", screenshot: null }] };
  const { client, times } = await service({
    "/r": (_, time) => (time % 2 ? new Response(body('{"run_id":', "break")) : json(run)),
    "/cancel": (_, time) => (time === 1 ? new Response(body("{", "break")) : json(CANCELLED)),
  });
  assert.deepEqual(await client.runs.get("r"), run);
  assert.deepEqual(await client.runs.get("r", { screenshots: "base64" }), run);
  assert.equal(times("/r"), 4);
  assert.equal((await client.runs.cancel("r")).status, "CANCELLED");
});

test("what an earlier read threw is not the cause of how the service says that the run ended", async () => {
  const failed = { run_id: "r", status: "FAILED", error: { message: "No.", category: "AGENT_FAILURE" }, steps: [] };
  const { client } = await service({
    "/run-sse": () => new Response(body(STARTED, "break")),
    "/r": (_, time) => {
      if (time === 1) throw new TypeError("Failed to fetch");
      return json(failed);
    },
  });
  const run = await client.agent.stream(PARAMS);
  const { kind, error } = await run.finished;
  assert.equal(kind, "failed");
  assert.equal(error.cause, undefined);
});

test("an abort while the body of a refusal is read rejects with the caller's reason", async () => {
  const control = new AbortController();
  const { client } = await service({
    "/r": () => {
      setImmediate(() => control.abort("enough"));
      return new Response(body("{", "stay"), { status: 404 });
    },
  });
  const reason = await client.runs.get("r", { signal: control.signal }).then(assert.fail, (reason) => reason);
  assert.equal(reason, "enough");
});

test("headers that abort their call and throw leave no rejection unheard", async (context) => {
  const unheard = context.mock.fn();
  process.on("unhandledRejection", unheard);
  const control = new AbortController();
  const headers = () => {
    control.abort("enough");
    throw new Error("no token");
  };
  const client = await connect({ baseURL: "http://127.0.0.1:9", wasm, headers });
  const reason = await client.runs.get("r", { signal: control.signal }).then(assert.fail, (reason) => reason);
  assert.equal(reason, "enough");
  await turn();
  process.off("unhandledRejection", unheard);
  assert.equal(unheard.mock.callCount(), 0);
});

test("a result that only the run tells may have its name of any era", async () => {
  const end = 'data: {"type":"COMPLETE","run_id":"r","status":"COMPLETED"}\n\n';
  const { client } = await service({
    "/run-sse": () => new Response(body(STARTED + end, "end")),
    "/r": () => json({ run_id: "r", status: "COMPLETED", resultJson: { price: 7 }, steps: [] }),
  });
  const run = await client.agent.stream(PARAMS);
  assert.deepEqual((await run.finished).result, { price: 7 });
});

test("headers that the network kept from being made are asked for again, and lose no run that is followed", async () => {
  const ended = { run_id: "r", status: "COMPLETED", result: 1, steps: [] };
  let asked = 0;
  const sent = [];
  const fetch = async (url) => {
    sent.push(url);
    return url.endsWith("/run-sse") ? new Response(body(STARTED, "break")) : json(ended);
  };
  // The second is for the first read.
  const headers = async () => {
    if (++asked === 2) throw new TypeError("Failed to fetch");
    return {};
  };
  const client = await connect({ baseURL: "http://127.0.0.1:9", wasm, fetch, headers });
  const run = await client.agent.stream(PARAMS);
  assert.equal((await run.finished).kind, "completed");
  asked = 1;
  assert.deepEqual(await client.runs.get("r"), ended);
  assert.equal(asked, 3);
  const broken = await connect({ baseURL: "http://127.0.0.1:9", wasm, fetch, headers: () => assert.fail("no such thing") });
  const error = await failure(broken.runs.get("r"));
  assert.deepEqual([error.code, error.field, error.retryable], ["invalid_input", "headers", false]);
});

test("a stream that is called a page is followed, and a page is told before there is a run", async () => {
  const html = { headers: { "content-type": "text/html; charset=utf-8" } };
  const end = 'data: {"type":"COMPLETE","run_id":"r","status":"COMPLETED","result":1}\n\n';
  const answers = [new Response(body(STARTED + end, "end"), html), new Response("<!doctype html>", html), new Response("", html)];
  const { client } = await service({ "/run-sse": () => answers.shift(), "/r": () => json({ run_id: "r", status: "COMPLETED", steps: [] }) });
  assert.equal((await (await client.agent.stream(PARAMS)).finished).result, 1);
  for (let times = 0; times < 2; times++) {
    const error = await failure(client.agent.stream(PARAMS));
    assert.equal(error.code, "bad_response");
  }
});

test("a synchronous run that failed before it was created is an answer", async () => {
  const failed = { run_id: null, status: "FAILED", result: null, error: { message: "no browser" } };
  const { client } = await service({ "/run": () => json(failed, { status: 500 }) });
  assert.deepEqual(await client.agent.run(PARAMS), failed);
});

test("a COMPLETE that is not JSON leaves its result to the run", async () => {
  const end = 'data: {"type":"COMPLETE","run_id":"r","status":"COMPLETED","result":{"price":NaN}}\n\n';
  const { client } = await service({
    "/run-sse": () => new Response(body(STARTED + end, "end")),
    "/r": () => json({ run_id: "r", status: "COMPLETED", result: { price: null }, steps: [] }),
  });
  const outcome = await (await client.agent.stream(PARAMS)).finished;
  assert.deepEqual(outcome.result, { price: null });
});

test("who closes in onEvent is not called again for that event", async () => {
  const { client } = await service({ "/run-sse": open });
  const heard = [];
  let run;
  run = await client.agent.stream(PARAMS, {
    onEvent: () => {
      heard.push("onEvent");
      run.close();
    },
    onStarted: () => heard.push("onStarted"),
  });
  await run.finished;
  assert.deepEqual(heard, ["onEvent"]);
});

test("a result in a fence on one line is a result", async () => {
  for (const text of ['```json {"a":1} ```', '```json\n{"a":1}\n```', '```\n{"a":1}```', '```{"a":1}```', '{"a":1}']) {
    assert.deepEqual(parseResult(text), { a: 1 }, text);
  }
  assert.equal(parseResult("```js\nlet a\n```"), "```js\nlet a\n```");
});

test("a page in a picture's place is an error", async () => {
  const page = () => new Response("<form>", { headers: { "content-type": "text/html" } });
  const { client } = await service({ "/screenshot": page });
  const error = await failure(client.runs.screenshot("r", "s"));
  assert.equal(error.code, "bad_response");
});

test("a base with a password is refused, and not told", async () => {
  for (const baseURL of ["http://user:secret@host", "https://user@host/api"]) {
    const error = await failure(connect({ baseURL, wasm }));
    assert.deepEqual([error.code, error.field], ["invalid_input", "baseURL"]);
    assert.doesNotMatch(JSON.stringify(error) + error.stack, /secret/);
  }
  await connect({ baseURL: "https://host/api/@me", wasm });
});

test("an error of a call about one run names the run", async () => {
  const { client } = await service({ "/r": () => refusal(404, "NOT_FOUND"), "/html": () => refusal(404, "NOT_FOUND") });
  for (const asked of [client.runs.get("r"), client.runs.html("r", "s")]) {
    const error = await failure(asked);
    assert.deepEqual([error.code, error.runId], ["not_found", "r"]);
  }
});

test("a url or goal that is no string is told apart from one that is missing", async () => {
  const { client, sent } = await service({});
  for (const [params, message] of [
    [{ ...PARAMS, url: new URL(PARAMS.url) }, "url must be a string."],
    [{ ...PARAMS, goal: 5 }, "goal must be a string."],
    [{ ...PARAMS, goal: null }, "goal is missing: what the agent is to do, in plain words."],
    [{ ...PARAMS, goal: " " }, "goal is missing: what the agent is to do, in plain words."],
  ]) {
    const error = await failure(client.agent.queue(params));
    assert.equal(error.message, message);
  }
  assert.deepEqual(sent, []);
});

test("the words of the service in an outcome hold neither the key nor the live view's address", async () => {
  const apiKey = "sk-tinyfish-secret";
  const streaming_url = "https://viewer.example/signed?token=abc";
  const said = `${apiKey} could not open ${streaming_url}.`;
  const error = { message: said, category: "SYSTEM_FAILURE", help_message: said };
  const events = [
    { type: "STARTED", run_id: "r" },
    { type: "STREAMING_URL", run_id: "r", streaming_url },
    { type: "COMPLETE", run_id: "r", status: "FAILED", error },
  ];
  const text = events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join("");
  const fetch = async (url) =>
    url.endsWith("/run-sse") ? new Response(body(text, "end")) : json({ run_id: "r", status: "FAILED", error, steps: [] });
  const client = await connect({ baseURL: "http://127.0.0.1:9", wasm, fetch, apiKey, dangerouslyAllowBrowser: true });
  const outcome = await (await client.agent.stream(PARAMS)).finished;
  const hidden = "[key] could not open [streaming_url].";
  assert.deepEqual([outcome.error.message, outcome.error.helpMessage], [hidden, hidden]);
});

test("a run that has settled is collected, though its callbacks and subscribers use it", async () => {
  v8.setFlagsFromString("--expose-gc");
  const gc = runInNewContext("gc");
  const end = 'data: {"type":"COMPLETE","run_id":"r","status":"COMPLETED","result":1}\n\n';
  const { client } = await service({
    "/run-sse": () => new Response(body(STARTED + end, "end")),
    "/r": () => json({ run_id: "r", status: "COMPLETED", result: 1, steps: [] }),
  });
  const follow = async () => {
    let run;
    run = await client.agent.stream(PARAMS, { onEvent: () => run?.runId });
    run.subscribe(() => run.snapshot());
    assert.equal((await run.finished).kind, "completed");
    return new WeakRef(run);
  };
  const runs = [await follow(), await follow(), await follow()];
  await new Promise((resolve) => setTimeout(resolve, 50));
  for (let turns = 0; turns < 20 && runs.some((run) => run.deref()); turns++) {
    await turn();
    gc();
  }
  // The last one may still be on the stack.
  assert.ok(runs.filter((run) => run.deref()).length < 2);
});
