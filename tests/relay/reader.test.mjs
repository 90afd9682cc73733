// Who reads a run for its watchers, and until when.

import assert from "node:assert/strict";
import { mock, test } from "node:test";

import { createRelay } from "../../npm/relay.js";
import { gate, readEvents } from "./support/client.mjs";
import { runWith } from "./support/service.mjs";

const OPTIONS = { timeout: 20_000 };
const ended = () => Response.json(runWith("r1", 0, { status: "COMPLETED" }));

/** A relay before a service that answers each read of a run by its number, from 1 on. */
function relayOf(answer, { onError, ...events } = {}) {
  const service = { reads: 0 };
  const fetch = async (_, { signal }) => answer(++service.reads, signal);
  const relay = createRelay({ apiKey: "k", fetch, events: { pollInterval: () => 1, ...events }, onError: onError ?? ((error) => assert.fail(error)) });
  return { service, watch: (signal) => relay(new Request("https://app.example/v1/runs/r1/events", { signal })) };
}

test("one watcher that leaves ends nothing for the others", OPTIONS, async () => {
  const left = gate();
  const { watch, service } = relayOf(async (read) => {
    if (read === 1) return Response.json(runWith("r1", 0));
    await left.opened;
    return read === 2 ? Response.json(runWith("r1", 1)) : ended();
  });
  const [leaves, stays] = await Promise.all([watch(), watch()]);
  await leaves.body.cancel();
  left.open();
  assert.deepEqual((await readEvents(stays).all()).map(({ event }) => event.type), ["STARTED", "PROGRESS", "COMPLETE"]);
  assert.equal(service.reads, 3);
});

test("a page that leaves before the first read has ended leaves nobody waiting", OPTIONS, async () => {
  const asked = gate();
  const { watch } = relayOf((_, signal) => {
    asked.open();
    return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
  });
  const page = new AbortController();
  const answer = watch(page.signal);
  await asked.opened;
  page.abort();
  assert.equal(await (await answer).text(), "retry: 2000\n\n");
});

test("a watcher of reads that are over leaves those alone that others share meanwhile", OPTIONS, async () => {
  const [asked, rest] = [gate(), gate()];
  const { watch, service } = relayOf(async (read) => {
    if (read > 1) {
      asked.open();
      await rest.opened;
    }
    // More steps than wait for a page that does not read.
    return Response.json(runWith("r1", 100, { status: "COMPLETED" }));
  });
  const slow = await watch();
  const second = watch();
  await asked.opened;
  await slow.body.cancel();
  const third = watch();
  rest.open();
  for (const answer of [second, third]) assert.equal((await readEvents(await answer).all()).length, 102);
  assert.equal(service.reads, 2);
});

test("the app is told of the first read in a row that could not be sent, and again of the next row", OPTIONS, async () => {
  const told = [];
  const failing = new Set([1, 2, 4, 5]);
  const answer = (read) => {
    if (failing.has(read)) throw new TypeError(`read ${read} failed`);
    return read < 6 ? Response.json(runWith("r1", 0)) : ended();
  };
  const { watch } = relayOf(answer, { onError: (error, context) => told.push([/read \d/.exec(error.message)[0], context]) });
  await (await watch()).text();
  const context = { action: "events", runId: "r1" };
  assert.deepEqual(told, [["read 1", context], ["read 4", context]]);
});

test("what is no run, or comes with an error, is no news of the run", OPTIONS, async () => {
  const answers = [
    () => Response.json(runWith("r1", 0)),
    () => Response.json(runWith("r1", 0, { status: "COMPLETED" }), { status: 500 }),
    () => Response.json({ status: "COMPLETED" }, { status: 502 }),
    () => Response.json({}),
    () => Response.json(null),
    () => Response.json([]),
    () => Response.json(runWith("r1", 1, { status: "COMPLETED" })),
  ];
  const { watch } = relayOf((read) => answers[read - 1]());
  assert.deepEqual((await readEvents(await watch()).all()).map(({ event }) => event.type), ["STARTED", "PROGRESS", "COMPLETE"]);
});

test("reads that fail count only in a row", OPTIONS, async () => {
  const { watch } = relayOf((read) => {
    if (read === 13) return ended();
    return read === 1 || read === 7 ? Response.json(runWith("r1", 0)) : Response.json({}, { status: 500 });
  });
  assert.deepEqual((await readEvents(await watch()).all()).map(({ event }) => event.type), ["STARTED", "COMPLETE"]);
});

test("the app chooses the interval by the run's age", OPTIONS, async () => {
  const MINUTE = 60_000;
  const at = (age) => new Date(Date.now() - age).toISOString();
  const RUNS = [
    [{ started_at: at(10 * MINUTE), created_at: at(20 * MINUTE) }, 10],
    [{ started_at: null, created_at: at(20 * MINUTE) }, 20],
    [{ started_at: at(-10 * MINUTE) }, 0],
    [{ started_at: null, created_at: "soon" }, 0],
  ];
  for (const [dates, minutes] of RUNS) {
    const ages = [];
    const { watch } = relayOf((read) => (read === 1 ? Response.json(runWith("r1", 0, dates)) : ended()), {
      pollInterval: (age) => (ages.push(age), 1),
    });
    await (await watch()).text();
    const over = ages[0] - minutes * MINUTE;
    assert.ok(over >= 0 && over < MINUTE, `${ages[0]}`);
  }
});

test("the service says how long the next read waits, in either form and within bounds", OPTIONS, async () => {
  const inSeconds = (seconds) => new Date(Date.now() + seconds * 1_000).toUTCString();
  const ASKED = [["3", 3_000, 3_000], [inSeconds(90), 80_000, 90_000], ["9999", 120_000, 120_000], [inSeconds(9_999), 120_000, 120_000], [inSeconds(-90), 2, 2], ["soon", 2, 2], ["-1", 2, 2]];
  for (const [text, least, most] of ASKED) {
    const pauses = [];
    const { setTimeout: real } = globalThis;
    // The relay's other times, by default: a read, silence, a stream.
    const others = [60_000, 15_000, 300_000];
    const timer = mock.method(globalThis, "setTimeout", (run, milliseconds) => {
      if (others.includes(milliseconds)) return real(run, milliseconds);
      pauses.push(milliseconds);
      return real(run, 0);
    });
    const busy = () => Response.json({ error: {} }, { status: 503, headers: { "retry-after": text } });
    try {
      await (await relayOf((read) => (read === 1 ? busy() : ended())).watch()).text();
    } finally {
      timer.mock.restore();
    }
    assert.equal(pauses.length, 1);
    assert.ok(pauses[0] >= least && pauses[0] <= most, `${text}: ${pauses[0]}`);
  }
});

const brokenOff = () => new ReadableStream({ start: (controller) => controller.error(new Error("gone")) });
const FAILURES = {
  "cannot be sent": [1, () => { throw new TypeError("fetch failed"); }],
  "break off": [0, () => new Response(brokenOff(), { headers: { "content-type": "application/json" } })],
  "meet a gateway": [0, () => new Response("<h1>Bad gateway</h1>", { status: 502, headers: { "content-type": "text/html" } })],
};
for (const [what, [told, fail]] of Object.entries(FAILURES)) {
  test(`reads that ${what} are made again after ever longer pauses, until the stream ends`, OPTIONS, async () => {
    const INTERVAL = 7;
    const pauses = [];
    const { setTimeout: real } = globalThis;
    // Of the relay's times only the pauses between reads are multiples of it.
    const isPause = (milliseconds) => milliseconds % INTERVAL === 0;
    const timer = mock.method(globalThis, "setTimeout", (run, milliseconds) => {
      if (isPause(milliseconds)) pauses.push(milliseconds / INTERVAL);
      return real(run, isPause(milliseconds) ? 0 : milliseconds);
    });
    const errors = [];
    const { watch, service } = relayOf((read) => (read === 1 ? Response.json(runWith("r1", 0)) : fail()), {
      pollInterval: () => INTERVAL,
      onError: (error) => errors.push(error),
    });
    try {
      await (await watch()).text();
    } finally {
      timer.mock.restore();
    }
    assert.deepEqual(pauses, [1, 2, 4, 8, 16, 32, 64, 128, 256]);
    assert.equal(service.reads, 10);
    assert.equal(errors.length, told);
  });
}
