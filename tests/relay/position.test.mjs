// Positions in the life of a run, by many random lives.

import assert from "node:assert/strict";
import { test } from "node:test";

import { formatPosition, nextEvent, parsePosition } from "../../npm/relay/position.js";
import { runWith } from "./support/service.mjs";

const LIVES = 500;

/** A small generator (mulberry32): a failure names its seed and can be repeated. */
function randomBy(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let value = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 4294967296;
  };
}

/** The states of a run in order, as reads may find them. */
function lifeOf(random) {
  const states = [];
  let steps = 0;
  let streamingUrl = null;
  for (let left = Math.floor(random() * 12); left >= 0; left--) {
    const before = steps;
    steps += Math.floor(random() * 3);
    if (random() < 0.3) streamingUrl = `https://viewer.example/${Math.floor(random() * 3)}`;
    const run = runWith("r", steps, { status: random() < 0.1 ? "PAUSED" : "RUNNING", streaming_url: streamingUrl });
    // The newest step may still be without its text.
    if (steps > before && random() < 0.3) run.steps[steps - 1].action = null;
    states.push(run);
  }
  if (random() < 0.5) states.unshift(runWith("r", 0, { status: "PENDING" }));
  const status = ["COMPLETED", "FAILED", "CANCELLED"][Math.floor(random() * 3)];
  states.push(runWith("r", steps + Math.floor(random() * 3), { status, result: { steps } }));
  return states;
}

/** Everything that a state has to say to one who heard up to `id`. */
function heard(run, id) {
  const events = [];
  let position = parsePosition(id);
  for (let next = nextEvent(run, "r", position); next; next = nextEvent(run, "r", position)) {
    position = next.position;
    events.push({ id: formatPosition(position), event: next.event });
  }
  return events;
}

/** One who stays through all states. */
function whole(states) {
  const events = [];
  for (const run of states) events.push(...heard(run, events.at(-1)?.id ?? null));
  return events;
}

test(`${LIVES} lives: whoever comes back after any event, to any instance, hears the rest once`, () => {
  for (let seed = 1; seed <= LIVES; seed++) {
    const states = lifeOf(randomBy(seed));
    const all = whole(states);
    for (const [at, run] of states.entries()) {
      const before = whole(states.slice(0, at + 1));
      for (let count = 1; count <= before.length; count++) {
        const rest = heard(run, before[count - 1].id);
        const where = `seed ${seed}, state ${at}, after ${before[count - 1].id}`;
        assert.deepEqual(withoutUrls(rest), withoutUrls(before.slice(count)), where);
        assert.deepEqual(urls(rest), urlsDue(run, urls(before.slice(0, count))), where);
      }
    }
    const told = all.flatMap(({ event }) => event.step_id ?? []);
    assert.deepEqual(told, states.at(-1).steps.map(({ id }) => id), `seed ${seed}`);
    assert.equal(all.at(-1).event.type, "COMPLETE");
    assert.equal(all.filter(({ event }) => event.type === "STARTED").length, 1);
  }
});

const isUrl = ({ event }) => event.type === "STREAMING_URL";
const withoutUrls = (entries) => entries.filter((entry) => !isUrl(entry)).map(({ event }) => event);
const urls = (entries) => entries.filter(isUrl).map(({ event }) => event.streaming_url);

/** Only today's address counts, if it is another than the last one heard; none after the end. */
function urlsDue(run, told) {
  const { streaming_url: current } = run;
  return current === null || current === told.at(-1) ? [] : [current];
}

test("a position survives its text", () => {
  for (const position of [
    { started: false, url: "", steps: 0, ended: false },
    { started: true, url: "1a2b3c", steps: 500, ended: false },
    { started: true, url: "", steps: 3, ended: true },
  ]) assert.deepEqual(parsePosition(formatPosition(position)), position);
});

test("what is not a position means the beginning", () => {
  for (const text of [null, "", "7", "1", "1.a", "2.a.1", "1.A.1", "1.a.1.", "1.a.1.end\n", " 1.a.1", "1.a.1e3", "-1.a.1", "1.a.9999999"]) {
    assert.deepEqual(parsePosition(text), { started: false, url: "", steps: 0, ended: false }, JSON.stringify(text));
  }
});
