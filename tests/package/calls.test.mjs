// What calls come to when answers are refused, break off or come too late, by way of the built package and a `fetch` that is told
// what to answer.

import assert from "node:assert/strict";
import { test } from "node:test";
import v8 from "node:v8";
import { runInNewContext } from "node:vm";
import { PARAMS, connect, failure, json, parseResult, refusal, wasm } from "./told.mjs";

const STARTED = 'data: {"type":"STARTED","run_id":"r"}\n\n';
const CANCELLED = { run_id: "r", status: "CANCELLED", cancelled_at: null, message: "Run cancelled" };

/** A body that gives this text and then ends, breaks off, or stays open. */
function body(text, then) {
  return new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode(text));
      if (then === "end") controller.close();
      if (then === "break") setImmediate(() => controller.error(new TypeError("terminated")));
    },
  });
}

/** A client of a service that answers by the end of the path, and what that was sent. */
async function service(answers) {
  const sent = [];
  const fetch = async (url, init) => {
    const path = new URL(url).pathname;
    sent.push(path);
    const [, answer] = Object.entries(answers).find(([end]) => path.endsWith(end)) ?? [];
    if (!answer) throw new TypeError(`nothing answers ${path}`);
    return answer(init, sent.filter((each) => each === path).length);
  };
  const client = await connect({ baseURL: "http://127.0.0.1:9", wasm, fetch, maxRetries: 2 });
  return { client, sent, times: (end) => sent.filter((path) => path.endsWith(end)).length };
}

/** Once everything that was asked for has been begun. */
const turn = () => new Promise((resolve) => setTimeout(resolve, 0));

const open = () => new Response(body(STARTED, "stay"));
const started = async (run) => {
  while (run.runId === null) await turn();
};

test("a run that is closed to cancel it while the next try waits is never created", async () => {
  const { client, times } = await service({ "/run-sse": () => refusal(503, "SERVICE_BUSY", { "Retry-After": "1" }) });
  const pool = client.pool();
  const run = pool.add(PARAMS, { onClose: "cancel" });
  while (times("/run-sse") === 0) await turn();
  // Until the answer has been read, of which nothing tells.
  for (let turns = 0; turns < 20; turns++) await turn();
  run.close();
  assert.equal((await run.finished).kind, "closed");
  assert.equal(times("/run-sse"), 1);
});

test("a cancel is answered though the stream is closed right behind it", async () => {
  const { client } = await service({ "/run-sse": open, "/cancel": () => json(CANCELLED) });
  const run = await client.agent.stream(PARAMS);
  await started(run);
  const answer = run.cancel();
  run.close();
  assert.equal((await answer).status, "CANCELLED");
  assert.equal((await run.finished).kind, "closed");
});

test("a second cancel is answered as the first was", async () => {
  const { client, times } = await service({ "/run-sse": open, "/cancel": () => json(CANCELLED) });
  const run = await client.agent.stream(PARAMS);
  await started(run);
  assert.equal((await run.cancel()).status, "CANCELLED");
  assert.equal((await run.cancel()).status, "CANCELLED");
  assert.equal(times("/cancel"), 2);
  run.close();
});

test("a run that waits in its pool may be cancelled twice and is never created", async () => {
  const { client, sent } = await service({ "/run-sse": open });
  const pool = client.pool({ limit: 1 });
  const [first, second] = [pool.add(PARAMS), pool.add(PARAMS)];
  for (const answer of [await second.cancel(), await second.cancel()]) {
    assert.deepEqual([answer.run_id, answer.status], [null, "CANCELLED"]);
  }
  first.close();
  await pool.settled();
  assert.deepEqual(sent, ["/v1/automation/run-sse"]);
});

test("a cancel beside that of its pool is answered", async () => {
  const { client } = await service({
    "/run-sse": open,
    "/batch/cancel": () => json({ results: [CANCELLED], not_found: null }),
    "/cancel": () => json(CANCELLED),
  });
  const pool = client.pool();
  const run = pool.add(PARAMS);
  await started(run);
  const all = pool.cancelAll();
  assert.equal((await run.cancel()).status, "CANCELLED");
  assert.deepEqual(await all, [CANCELLED]);
  run.close();
});

test("a pool behind a proxy without batch calls cancels its runs one by one", async () => {
  const { client, times } = await service({
    "/run-sse": open,
    "/batch/cancel": () => new Response("Forbidden", { status: 403 }),
    "/cancel": () => json(CANCELLED),
  });
  const pool = client.pool();
  const run = pool.add(PARAMS);
  await started(run);
  assert.deepEqual(await pool.cancelAll(), [CANCELLED]);
  assert.equal(times("/r/cancel"), 1);
  run.close();
});

test("a cancel between the end and the read behind it is the server's to answer", async () => {
  const end = 'data: {"type":"COMPLETE","run_id":"r","status":"COMPLETED","result":1}\n\n';
  let read;
  const { client } = await service({
    "/run-sse": () => new Response(body(STARTED + end, "end")),
    "/cancel": () => json({ ...CANCELLED, status: "COMPLETED", message: "Run already finished" }),
    "/r": () => new Promise((resolve) => (read = resolve)),
  });
  const run = await client.agent.stream(PARAMS);
  while (!read) await turn();
  assert.equal((await run.cancel()).message, "Run already finished");
  read(json({ run_id: "r", status: "COMPLETED", result: 1, steps: [] }));
  assert.equal((await run.finished).kind, "completed");
});

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

test("a pool's cancelAll() means the runs added before it", async () => {
  const { client, times } = await service({
    "/run-sse": open,
    "/batch/cancel": () => json({ results: [CANCELLED], not_found: null }),
  });
  const pool = client.pool();
  const first = pool.add(PARAMS);
  await started(first);
  const all = pool.cancelAll();
  const second = pool.add(PARAMS);
  await all;
  await started(second);
  assert.equal(second.snapshot().cancelRequested, false);
  assert.equal(times("/run-sse"), 2);
  first.close();
  second.close();
});

test("behind a proxy without batch calls one run that cannot be cancelled stops none of the others", async () => {
  let named = 0;
  const { client, times } = await service({
    "/run-sse": () => new Response(body(STARTED.replace('"r"', `"r${++named}"`), "stay")),
    "/batch/cancel": () => new Response("Forbidden", { status: 403 }),
    "/r1/cancel": () => refusal(403, "FORBIDDEN"),
    "/r2/cancel": async () => {
      await turn();
      return json(CANCELLED);
    },
  });
  const pool = client.pool();
  const runs = [pool.add(PARAMS), pool.add(PARAMS)];
  for (const run of runs) await started(run);
  const error = await failure(pool.cancelAll());
  assert.equal(error.code, "not_cancellable");
  assert.deepEqual([times("/r1/cancel"), times("/r2/cancel")], [1, 1]);
  for (const run of runs) run.close();
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

test("a signal that aborts before the answer rejects, whatever closing does", async () => {
  const control = new AbortController();
  let answer;
  const { client, times } = await service({
    "/run-sse": () => new Promise((resolve) => (answer = () => resolve(open()))),
    "/cancel": () => json(CANCELLED),
  });
  const asked = client.agent.stream(PARAMS, { signal: control.signal, onClose: "cancel" });
  while (!answer) await turn();
  control.abort("enough");
  answer();
  assert.equal(await asked.then(assert.fail, (reason) => reason), "enough");
  while (times("/cancel") === 0) await turn();
});

test("a cancel of a run that was closed before it was created says that there is none", async () => {
  const { client } = await service({ "/run-sse": open });
  const pool = client.pool({ limit: 1 });
  const [first, second] = [pool.add(PARAMS), pool.add(PARAMS)];
  second.close();
  assert.deepEqual([(await second.cancel()).run_id, (await second.finished).kind], [null, "closed"]);
  first.close();
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

test("an answer that is not that of a cancel is an error", async () => {
  const answers = ["<!doctype html>", "", "[]", '{"hello":1}', '{"run_id":'];
  for (const text of answers) {
    const { client } = await service({ "/run-sse": open, "/cancel": () => new Response(text) });
    const run = await client.agent.stream(PARAMS);
    await started(run);
    for (const asked of [run.cancel(), client.runs.cancel("r")]) {
      const error = await failure(asked);
      assert.equal(error.code, "bad_response", text);
    }
    assert.equal(run.snapshot().outcome, null);
    run.close();
  }
});

test("a cancel that waits for the run's name is sent though the stream is closed meanwhile", async () => {
  let name;
  const stream = new ReadableStream({ start: (controller) => (name = () => controller.enqueue(new TextEncoder().encode(STARTED))) });
  const { client } = await service({ "/run-sse": () => new Response(stream), "/cancel": () => json(CANCELLED) });
  const run = await client.agent.stream(PARAMS);
  const answer = run.cancel();
  run.close();
  name();
  assert.equal((await answer).status, "CANCELLED");
  assert.equal((await run.finished).kind, "closed");
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

test("a cancel that nobody waits for tells that it did not get through", async () => {
  const warnings = [];
  const fetch = async (url) => (url.endsWith("/run-sse") ? open() : refusal(403, "FORBIDDEN"));
  const onWarning = ({ code, runId }) => warnings.push({ code, runId });
  const client = await connect({ baseURL: "http://127.0.0.1:9", wasm, fetch, onWarning });
  const run = await client.agent.stream(PARAMS, { onClose: "cancel" });
  await started(run);
  run.close();
  while (!warnings.length) await turn();
  assert.deepEqual(warnings, [{ code: "cancel_failed", runId: "r" }]);
  const other = await client.agent.stream(PARAMS);
  await started(other);
  assert.equal((await failure(other.cancel())).code, "not_cancellable");
  other.close();
  assert.deepEqual(warnings, [{ code: "cancel_failed", runId: "r" }]);
});

test("a pool that the page lets go of starts who waits in it", async () => {
  v8.setFlagsFromString("--expose-gc");
  const gc = runInNewContext("gc");
  for (const letGo of [() => {}, (pool) => pool.free()]) {
    const answers = [];
    const { client } = await service({ "/run-sse": () => new Promise((resolve) => answers.push(resolve)) });
    const add = () => {
      const pool = client.pool({ limit: 1 });
      const runs = [pool.add(PARAMS), pool.add(PARAMS)];
      letGo(pool);
      return runs;
    };
    const runs = add();
    for (let turns = 0; turns < 10; turns++) {
      await turn();
      gc();
    }
    for (const [at, run] of runs.entries()) {
      for (let turns = 0; turns < 20 && !answers[at]; turns++) await turn();
      assert.equal(answers.length, at + 1);
      answers[at](refusal(403, "FORBIDDEN"));
      assert.equal((await run.finished).error.code, "forbidden");
    }
  }
});

const page = (data, next_cursor) => json({ data, pagination: { total: 9, next_cursor, has_more: next_cursor !== null } });

test("a list whose pages repeat is an error, not a loop without end", async () => {
  const { client, times } = await service({ "/runs": () => page([{ run_id: "r" }], "same") });
  const got = [];
  const all = async () => {
    for await (const run of client.runs.list()) got.push(run.run_id);
  };
  await assert.rejects(all, { code: "bad_response", message: /pages of the list repeat/ });
  assert.deepEqual([got, times("/runs")], [["r"], 2]);
  const begun = client.runs.list({ cursor: "same" })[Symbol.asyncIterator]();
  await assert.rejects(begun.next(), { code: "bad_response" });
});

test("a list that is left asks for no further page and gives no further run", async () => {
  let answer;
  const { client, times } = await service({
    "/runs": (_, time) => (time === 1 ? page([{ run_id: "1" }, { run_id: "2" }], "a") : new Promise((resolve) => (answer = resolve))),
  });
  const left = client.runs.list()[Symbol.asyncIterator]();
  assert.equal((await left.next()).value.run_id, "1");
  assert.deepEqual(await left.return(), { value: undefined, done: true });
  assert.equal((await left.next()).done, true);
  assert.equal(times("/runs"), 1);
  const waiting = client.runs.list()[Symbol.asyncIterator]();
  const next = waiting.next();
  while (!answer) await turn();
  await waiting.return();
  answer(page([], "b"));
  assert.equal((await next).done, true);
  assert.equal((await waiting.next()).done, true);
  assert.equal(times("/runs"), 2);
});

test("a list whose page holds no runs at all is an error", async () => {
  const { client } = await service({ "/runs": () => json({ ok: true }) });
  const pages = client.runs.list()[Symbol.asyncIterator]();
  await assert.rejects(pages.next(), { code: "bad_response", message: /not a list of runs/ });
});

test("a pool's cancelAll() takes no answer of something else for success", async () => {
  for (const [single, told] of [
    [CANCELLED, [CANCELLED]],
    [{ ok: true }, "bad_response"],
  ]) {
    const { client, times } = await service({
      "/run-sse": open,
      "/batch/cancel": () => json({ ok: true }),
      "/r/cancel": () => json(single),
    });
    const pool = client.pool();
    const run = pool.add(PARAMS);
    await started(run);
    assert.deepEqual(await pool.cancelAll().catch((error) => error.code), told);
    assert.equal(times("/r/cancel"), 1);
    run.close();
  }
});

test("a pool's cancelAll() creates none of those that wait, though the pause is overdue", async () => {
  const { client, times } = await service({
    "/run-sse": (_, time) => (time === 2 ? refusal(429, "RATE_LIMIT_EXCEEDED", { "Retry-After": "0.1" }) : open()),
    "/batch/cancel": () => json({ results: [CANCELLED], not_found: null }),
  });
  const pool = client.pool({ limit: 2 });
  const runs = [1, 2, 3, 4].map(() => pool.add(PARAMS));
  await started(runs[0]);
  while (times("/run-sse") < 2) await turn();
  for (let turns = 0; turns < 20; turns++) await turn();
  for (const until = Date.now() + 1500; Date.now() < until; );
  assert.deepEqual(await pool.cancelAll(), [CANCELLED]);
  assert.equal(times("/run-sse"), 2);
  for (const run of runs.slice(1)) assert.equal((await run.finished).kind, "cancelled");
  runs[0].close();
});

test("a run of a pool that is cancelled before its call has left is never created", async () => {
  const { client, sent } = await service({ "/run-sse": open });
  const pool = client.pool();
  const runs = [pool.add(PARAMS), pool.add(PARAMS, { onClose: "cancel" }), pool.add(PARAMS)];
  const answer = runs[0].cancel();
  runs[1].close();
  assert.deepEqual(await pool.cancelAll(), []);
  assert.equal((await answer).run_id, null);
  const kinds = [];
  for (const run of runs) kinds.push((await run.finished).kind);
  await turn();
  assert.deepEqual([kinds, sent], [["cancelled", "closed", "cancelled"], []]);
});

test("a pool's cancelAll() waits for the runs that the service has not named yet", async () => {
  const name = [];
  const stream = (id) => new Response(body(STARTED.replace('"r"', `"${id}"`), "stay"));
  const { client, times } = await service({
    "/run-sse": () => new Promise((resolve) => name.push((id) => resolve(stream(id)))),
    "/batch/cancel": () => json({ results: [{ ...CANCELLED, run_id: "a" }], not_found: null }),
    "/b/cancel": () => json({ ...CANCELLED, run_id: "b" }),
    "/c/cancel": () => refusal(403, "FORBIDDEN"),
  });
  const pool = client.pool();
  const runs = [pool.add(PARAMS), pool.add(PARAMS)];
  while (name.length < 2) await turn();
  name[0]("a");
  await started(runs[0]);
  const all = pool.cancelAll();
  while (times("/batch/cancel") === 0) await turn();
  name[1]("b");
  assert.deepEqual((await all).map(({ run_id }) => run_id).sort(), ["a", "b"]);
  runs.push(pool.add(PARAMS));
  while (name.length < 3) await turn();
  const refused = failure(pool.cancelAll());
  name[2]("c");
  assert.equal((await refused).code, "not_cancellable");
  for (const run of runs) run.close();
});

test("a run whose headers are still being made is not created once it is cancelled", async () => {
  let give;
  const sent = [];
  const fetch = async (url) => (sent.push(url), open());
  const headers = () => new Promise((resolve) => (give = resolve));
  const client = await connect({ baseURL: "http://127.0.0.1:9", wasm, fetch, headers });
  const pool = client.pool();
  const run = pool.add(PARAMS);
  while (!give) await turn();
  assert.deepEqual(await pool.cancelAll(), []);
  give({});
  assert.equal((await run.finished).kind, "cancelled");
  await turn();
  assert.deepEqual(sent, []);
});

test("a cancel right after the creation is asked for again where the run is not found yet", async () => {
  const { client, times } = await service({
    "/run-sse": open,
    "/r/cancel": (_, time) => (time === 1 ? refusal(404, "NOT_FOUND") : json(CANCELLED)),
    "/batch/cancel": () => json({ results: [], not_found: ["r"] }),
  });
  const pool = client.pool();
  const run = pool.add(PARAMS);
  await started(run);
  assert.equal((await run.cancel()).status, "CANCELLED");
  assert.deepEqual(await pool.cancelAll(), [CANCELLED]);
  assert.deepEqual([times("/batch/cancel"), times("/r/cancel")], [1, 3]);
  run.close();
});

test("a run that was aborted to cancel it, and was lost before it had a name, is told of", async () => {
  const warnings = [];
  for (const [answer, told] of [
    [() => new Response(body(": hi\n\n", "break")), ["cancel_failed"]],
    [() => refusal(408, "TIMEOUT"), ["cancel_failed"]],
    [() => refusal(503, "TIMEOUT"), ["cancel_failed"]],
    [() => refusal(503, "SERVICE_BUSY"), []],
    [() => refusal(503, "FORBIDDEN"), []],
    [() => refusal(401, "UNAUTHORIZED"), []],
  ]) {
    const fetch = async () => (await turn(), answer());
    const onWarning = ({ code }) => warnings.push(code);
    const client = await connect({ baseURL: "http://127.0.0.1:9", wasm, fetch, onWarning });
    const control = new AbortController();
    const run = client.pool().add(PARAMS, { signal: control.signal, onClose: "cancel" });
    await null;
    await null;
    control.abort("enough");
    assert.deepEqual([(await run.finished).kind, (await run.finished).error], ["closed", "enough"]);
    assert.deepEqual(warnings.splice(0), told);
  }
});

test("a list's iterator that is not used asks for nothing, and one that is left leaves no rejection unheard", async (context) => {
  const unheard = context.mock.fn();
  process.on("unhandledRejection", unheard);
  const { client, sent } = await service({ "/runs": () => refusal(401, "UNAUTHORIZED") });
  const pages = client.runs.list()[Symbol.asyncIterator]();
  await turn();
  const next = pages.next();
  await pages.return();
  assert.equal((await next).done, true);
  for (let turns = 0; turns < 20; turns++) await turn();
  process.off("unhandledRejection", unheard);
  assert.deepEqual([sent.length, unheard.mock.callCount()], [0, 0]);
});

test("a pool's snapshot tells of a run that starts behind a pause", async () => {
  const { client, times } = await service({
    "/run-sse": (_, time) => (time === 1 ? refusal(429, "RATE_LIMIT_EXCEEDED", { "Retry-After": "0.05" }) : new Promise(() => {})),
  });
  const pool = client.pool();
  const first = pool.add(PARAMS);
  while (times("/run-sse") === 0) await turn();
  for (let turns = 0; turns < 20; turns++) await turn();
  const second = pool.add(PARAMS);
  assert.equal(pool.snapshot().waiting, 1);
  while (times("/run-sse") < 3) await turn();
  assert.deepEqual([pool.snapshot().waiting, pool.snapshot().running], [0, 2]);
  first.close();
  second.close();
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
