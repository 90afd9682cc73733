import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { envelope, gate, readEvents, unique, until } from "../support/client.mjs";
import { runWith, sendJson } from "../support/service.mjs";

const URL_OF = (id) => `https://viewer.example/${id}`;
/** The life of a run, read by read. */
const LIFE = (id) => [
  runWith(id, 0, { status: "PENDING", started_at: null }),
  runWith(id, 0),
  runWith(id, 1),
  runWith(id, 1, { streaming_url: URL_OF(id) }),
  runWith(id, 4, { streaming_url: URL_OF(id) }),
  runWith(id, 4, { streaming_url: URL_OF(id) }),
  runWith(id, 6, { status: "COMPLETED", streaming_url: null, result: { price: 3 }, finished_at: "2026-01-01T00:02:00Z" }),
];

export function eventTests(world) {
  const open = (id, { relay = "plain", last } = {}) =>
    world.relay(relay).get(`/v1/runs/${id}/events`, { accept: "text/event-stream", ...(last ? { "last-event-id": last } : {}) });

  /** Answers each read with the next state, and the last one for ever. */
  function live(id, states, answer = (state, response) => sendJson(response, state)) {
    let reads = 0;
    world.service.answer(id, (_, response) => answer(states[Math.min(reads++, states.length - 1)], response));
  }

  describe("events of a run", () => {
    it("tell its life in the agent stream's shape and end", async () => {
      const id = unique();
      live(id, LIFE(id));
      const response = await open(id);
      assert.match(response.headers.get("content-type"), /^text\/event-stream/);
      assert.equal(response.headers.get("cache-control"), "no-store, no-transform");
      assert.equal(response.headers.get("x-accel-buffering"), "no");
      assert.equal(response.headers.get("x-tinyfish-relay"), "1");
      const stream = readEvents(response);
      const events = await stream.all();
      assert.equal(stream.retry, 2_000);
      const step = (index) => ({ type: "PROGRESS", run_id: id, purpose: `Step ${index}`, step_id: `evt_${index}`, timestamp: `2026-01-01T00:01:0${index}Z` });
      assert.deepEqual(events.map(({ event }) => event), [
        { type: "STARTED", run_id: id, timestamp: "2026-01-01T00:00:01Z" },
        step(0),
        { type: "STREAMING_URL", run_id: id, streaming_url: URL_OF(id) },
        step(1), step(2), step(3), step(4), step(5),
        { type: "COMPLETE", run_id: id, status: "COMPLETED", result: { price: 3 }, error: null, timestamp: "2026-01-01T00:02:00Z" },
      ]);
      assert.ok(events.every((event) => event.id), "every event has an id");
      assert.equal(new Set(events.map((event) => event.id)).size, events.length);
    });

    it("go on at every position on another instance, with no loss and no repetition", async () => {
      const id = unique();
      live(id, LIFE(id));
      const events = await readEvents(await open(id)).all();
      assert.equal(events.length, 9);
      for (let heard = 1; heard < events.length; heard++) {
        const last = events[heard - 1].id;
        for (const relay of ["plain", "other"]) {
          // By now the run has ended, and its viewer is gone.
          const rest = await readEvents(await open(id, { relay, last })).all();
          const expected = events.slice(heard).filter(({ event }) => event.type !== "STREAMING_URL");
          assert.deepEqual(rest.map(({ event }) => event), expected.map(({ event }) => event), `after ${last}`);
        }
      }
    });

    it("survive a change of the instance after every single event of a run that goes on", async () => {
      const id = unique();
      live(id, LIFE(id));
      const whole = await readEvents(await open(id)).all();
      // The first state says nothing yet.
      const states = LIFE(id).slice(1);
      const pieces = [];
      for (let last, turn = 0; pieces.at(-1)?.event.type !== "COMPLETE"; turn++) {
        live(id, [states[Math.min(turn, states.length - 1)]]);
        const stream = readEvents(await open(id, { relay: turn % 2 ? "other" : "plain", last }));
        const next = await stream.next();
        await stream.close();
        pieces.push(next);
        last = next.id;
      }
      assert.deepEqual(pieces.map(({ event }) => event), whole.map(({ event }) => event));
    });

    it("begin anew after an id that is none of theirs", async () => {
      const id = unique();
      live(id, [runWith(id, 1, { status: "FAILED", error: { message: "no", category: "AGENT_FAILURE" } })]);
      for (const last of ["7", "x".repeat(500), "1.-1.2", "1.a.99999999"]) {
        const events = await readEvents(await open(id, { last })).all();
        assert.deepEqual(events.map(({ event }) => event.type), ["STARTED", "PROGRESS", "COMPLETE"]);
        assert.deepEqual(events[2].event.error, { message: "no", category: "AGENT_FAILURE" });
      }
    });

    it("are over with 204 after the end, which stops EventSource, and cost no read", async () => {
      const id = unique();
      live(id, [runWith(id, 2, { status: "CANCELLED" })]);
      const events = await readEvents(await open(id)).all();
      const reads = world.service.requests(id).length;
      const response = await open(id, { relay: "other", last: events.at(-1).id });
      assert.equal(response.status, 204);
      assert.equal(await response.text(), "");
      assert.equal(world.service.requests(id).length, reads);
    });

    it("tell a new streaming URL again", async () => {
      const id = unique();
      live(id, ["a", "a", "b", "b"].map((host) => runWith(id, 0, { streaming_url: `https://${host}.example` })).concat(runWith(id, 0, { status: "COMPLETED" })));
      const events = await readEvents(await open(id)).all();
      const urls = events.flatMap(({ event }) => event.streaming_url ?? []);
      assert.deepEqual(urls, ["https://a.example", "https://b.example"]);
      assert.ok(events.every((event) => !event.id.includes("example")), "the URL is a credential and not part of an id");
    });

    it("wait for the text of a step that is still at work", async () => {
      const id = unique();
      const blank = (run) => ({ ...run, steps: run.steps.map((step, index) => (index === 1 ? { ...step, action: null } : step)) });
      live(id, [runWith(id, 1), blank(runWith(id, 2)), runWith(id, 2), runWith(id, 3, { status: "COMPLETED" })]);
      const events = await readEvents(await open(id)).all();
      assert.deepEqual(events.flatMap(({ event }) => event.purpose ?? []), ["Step 0", "Step 1", "Step 2"]);
    });

    it("read the names of the Mino era", async () => {
      const id = unique();
      const ended = { run_id: id, status: "COMPLETED", resultJson: { a: 1 }, steps: null };
      live(id, [{ run_id: id, status: "RUNNING", streamingUrl: "https://old.example" }, ended]);
      const events = (await readEvents(await open(id)).all()).map(({ event }) => event);
      assert.equal(events[1].streaming_url, "https://old.example");
      assert.deepEqual(events[2].result, { a: 1 });
    });

    it("beat while nothing happens, without moving the position", async () => {
      const id = unique();
      live(id, [runWith(id, 0)]);
      const stream = readEvents(await open(id, { relay: "beating" }));
      const beats = [];
      // A beat may come before the first read has.
      for (let next = await stream.next(); beats.length < 2; next = await stream.next()) {
        if (next.event.type === "HEARTBEAT") beats.push(next);
        else assert.equal(next.event.type, "STARTED");
      }
      await stream.close();
      for (const beat of beats) {
        assert.equal(beat.id, undefined);
        assert.ok(Date.parse(beat.event.timestamp) > 0);
      }
    });

    it("end before the host would cut them, between two events", async () => {
      const id = unique();
      live(id, [runWith(id, 3)]);
      const events = await readEvents(await open(id, { relay: "brief" })).all();
      assert.deepEqual(events.map(({ event }) => event.type), ["STARTED", "PROGRESS", "PROGRESS", "PROGRESS"]);
    });

    it("stop reading the run when the last watcher has left, and cancel nothing", async () => {
      const id = unique();
      const inRead = gate();
      live(id, [runWith(id, 0), null], (state, response) => (state ? sendJson(response, state) : inRead.open()));
      const control = new AbortController();
      // By its heartbeats a relay notices at the latest that nobody listens.
      const response = await world.relay("beating").get(`/v1/runs/${id}/events`, {}, { signal: control.signal });
      const stream = readEvents(response);
      while ((await stream.next()).event.type !== "STARTED");
      await inRead.opened;
      control.abort();
      const requests = world.service.requests(id);
      await requests[1].closed;
      assert.deepEqual(requests.map(({ method }) => method), ["GET", "GET"]);
    });
  });

  describe("many watchers", () => {
    it(world.shares ? "share the reads of a run" : "work side by side", async () => {
      const id = unique();
      const answer = gate();
      world.service.answer(id, async (_, response) => {
        await answer.opened;
        sendJson(response, runWith(id, 2, { status: "COMPLETED" }));
      });
      const watching = () => world.relay("guarded").get(`/v1/runs/${id}/events`, { "x-verdict": "true" });
      const answers = [watching(), watching(), watching()];
      await until(async () => (await world.seen()).authorized.filter(({ runId }) => runId === id).length === 3, "three watchers");
      const reads = world.shares ? 1 : 3;
      await until(() => world.service.requests(id).length === reads, "the reads");
      answer.open();
      for (const response of await Promise.all(answers)) assert.equal((await readEvents(response).all()).length, 4);
      assert.equal(world.service.requests(id).length, reads);
    });

    it("share nothing across keys: what one may see, another may not", async () => {
      const id = unique();
      const both = gate();
      world.service.answer(id, async (request, response) => {
        if (world.service.requests(id).length === 2) both.open();
        await both.opened;
        if (request.headers["x-api-key"] === "sk-tinyfish-owner") sendJson(response, runWith(id, 0, { status: "COMPLETED" }));
        else sendJson(response, { error: { code: "NOT_FOUND", message: "Run not found" } }, 404);
      });
      const watch = (key) => world.relay("tenants").get(`/v1/runs/${id}/events`, { "x-tenant-key": key });
      const [owner, stranger] = await Promise.all([watch("sk-tinyfish-owner"), watch("sk-tinyfish-stranger")]);
      assert.equal((await readEvents(owner).all()).length, 2);
      await envelope(stranger, 404, "NOT_FOUND");
    });

    it("do not wait for one that does not read", async () => {
      const id = unique();
      const steps = 40;
      live(id, Array.from({ length: steps + 1 }, (_, index) => runWith(id, index)).concat(runWith(id, steps, { status: "COMPLETED" })));
      const lazy = await open(id);
      const events = await readEvents(await open(id)).all();
      assert.equal(events.length, steps + 2);
      assert.equal((await readEvents(lazy).all()).length, steps + 2);
    });
  });

  describe("trouble with reads", () => {
    const PASSED = { 400: "INVALID_INPUT", 401: "INVALID_API_KEY", 403: "FORBIDDEN", 404: "NOT_FOUND" };
    for (const [status, code] of Object.entries(PASSED)) {
      it(`answers ${status} as the service does, before anything streams`, async () => {
        const id = unique();
        world.service.answer(id, (_, response) => sendJson(response, { error: { code, message: "Said by the service" } }, Number(status)));
        const { message } = await envelope(await open(id), Number(status), code);
        assert.equal(message, "Said by the service");
      });
    }

    const PASSING = {
      "a busy service": (response) => sendJson(response, { error: { code: "SERVICE_BUSY", message: "busy" } }, 503, { "retry-after": "0" }),
      "an error inside": (response) => sendJson(response, { error: { code: "INTERNAL_ERROR", message: "broken" } }, 500),
      "a request timeout": (response) => sendJson(response, { error: { code: "TIMEOUT", message: "late" } }, 408),
      "too many requests": (response) => sendJson(response, { error: { code: "RATE_LIMIT_EXCEEDED", message: "slow" } }, 429),
      "a page of a gateway": (response) => response.writeHead(502, { "content-type": "text/html" }).end("<h1>Bad gateway</h1>"),
      "a gateway that knows no such app": (response) => response.writeHead(404, { "content-type": "text/html" }).end("<h1>404</h1>"),
      "a gateway that lets nobody in": (response) => response.writeHead(403, { "content-type": "text/html" }).end("<h1>403</h1>"),
      "half a run": (response) => response.writeHead(200, { "content-type": "application/json" }).end('{"run_id":'),
      "no run": (response) => sendJson(response, []),
      "a cut": (response) => response.destroy(),
      "a redirect": (response) => response.writeHead(302, { location: "https://evil.example" }).end(),
    };
    for (const [what, fail] of Object.entries(PASSING)) {
      it(`outlasts ${what}, at the beginning and in the middle`, async () => {
        const id = unique();
        const states = [null, runWith(id, 1), null, null, runWith(id, 2, { status: "COMPLETED" })];
        live(id, states, (state, response) => (state ? sendJson(response, state) : fail(response)));
        const events = await readEvents(await open(id)).all();
        // Unshared, a stream may end after two cuts in a row, for the browser to open the next one.
        if (!world.shares && events.at(-1).event.type !== "COMPLETE") events.push(...(await readEvents(await open(id, { last: events.at(-1).id })).all()));
        assert.deepEqual(events.map(({ event }) => event.type), ["STARTED", "PROGRESS", "PROGRESS", "COMPLETE"]);
      });
    }

    it("outlasts a run that stops halfway and neither goes on nor ends, at the beginning and in the middle", { timeout: 20_000 }, async () => {
      const id = unique();
      const stall = (response) => response.writeHead(200, { "content-type": "application/json" }).write('{"run_id":');
      const states = [null, runWith(id, 1), null, runWith(id, 2, { status: "COMPLETED" })];
      live(id, states, (state, response) => (state ? sendJson(response, state) : stall(response)));
      const events = await readEvents(await open(id, { relay: "hasty" })).all();
      assert.deepEqual(events.map(({ event }) => event.type), ["STARTED", "PROGRESS", "PROGRESS", "COMPLETE"]);
      const requests = world.service.requests(id);
      assert.equal(requests.length, states.length);
      for (const { closed } of requests) await closed;
    });

    it("waits as long as the service asks", async () => {
      const id = unique();
      const times = [];
      const busy = (response) => sendJson(response, { error: { code: "SERVICE_BUSY", message: "busy" } }, 503, { "retry-after": "1" });
      live(id, [null, runWith(id, 0, { status: "COMPLETED" })], (state, response) => {
        times.push(performance.now());
        if (state) sendJson(response, state);
        else busy(response);
      });
      await readEvents(await open(id)).all();
      assert.ok(times[1] - times[0] >= 990, `came back after ${times[1] - times[0]} ms`);
    });

    it("closes the stream without an end when reads keep failing, after ever longer pauses: EventSource comes back", async () => {
      const id = unique();
      const times = [];
      live(id, [runWith(id, 1), null], (state, response) => {
        if (!state) times.push(performance.now());
        sendJson(response, state ?? {}, state ? 200 : 503);
      });
      const events = await readEvents(await open(id)).all();
      assert.deepEqual(events.map(({ event }) => event.type), ["STARTED", "PROGRESS"]);
      assert.equal(times.length, 9);
      // The usual pause is 5 ms, and doubles. A timer may be late, and early by its rounding.
      for (const [index, time] of times.slice(1).entries()) {
        assert.ok(time - times[index] >= 5 * 2 ** (index + 1) - 2, `pause ${index + 1}: ${time - times[index]} ms`);
      }
    });

    it("closes the stream when the run is gone", async () => {
      const id = unique();
      live(id, [runWith(id, 1), null], (state, response) => sendJson(response, state ?? { error: { code: "NOT_FOUND", message: "gone" } }, state ? 200 : 404));
      const events = await readEvents(await open(id)).all();
      assert.deepEqual(events.map(({ event }) => event.type), ["STARTED", "PROGRESS"]);
      assert.equal(world.service.requests(id).length, 2);
    });
  });
}
