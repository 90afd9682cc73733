// Random services and random users, the same ones for the same seed, under a clock of their own: what must hold whatever happens.
// `CHAOS=from-to` plays other seeds.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Clock } from "./chaos/clock.mjs";
import { scenario } from "./chaos/scenario.mjs";
import { connect, wasm } from "./told.mjs";

const [FROM, TO] = (process.env.CHAOS ?? "0-200").split("-").map(Number);
const START = 1_800_000_000_000;

test("whatever the network and the page do, each run settles once, with the truth, and leaves nothing open", async (context) => {
  const unheard = [];
  process.on("unhandledRejection", (error) => unheard.push(error));
  context.mock.method(console, "error", () => {});
  const kinds = new Set();
  for (let seed = FROM; seed < TO; seed++) {
    const clock = new Clock(START);
    clock.install();
    const { faults, runs } = await scenario(seed, { connect, wasm, clock, unheard });
    assert.deepEqual(faults, [], `seed ${seed}`);
    for (const { outcome } of runs) kinds.add(outcome.kind);
  }
  const all = ["completed", "failed", "cancelled", "timed_out", "lost", "closed"];
  assert.deepEqual(all.filter((kind) => !kinds.has(kind)), [], "no such outcome: the scenarios are too tame");
});
