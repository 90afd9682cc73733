// How the cost grows with the work: one size of it at a time, in a page that has done it once before.

import { connect } from "/pkg/index.js";
import { answer, inChunks, run } from "./events.js";
import { ours as pictures } from "./pictures.js";
import { ours as events } from "./readers.js";

async function timed(work, rounds, fresh) {
  const taken = [];
  for (let round = -1; round < rounds; round++) {
    const given = await fresh();
    const start = performance.now();
    await work(given);
    if (round >= 0) taken.push(performance.now() - start);
  }
  return taken;
}

/** Milliseconds for a stream of `count` events in chunks of `size` bytes, and its bytes. */
export async function stream({ count, size, rounds }) {
  const { called } = await events();
  const chunks = inChunks(run(count), size);
  const bytes = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  return { x: bytes, taken: await timed(called, rounds, () => answer(chunks)) };
}

/** Milliseconds for a run with `steps` screenshots, and its bytes. */
export async function screenshots({ steps, rounds }) {
  const { read } = await pictures();
  const body = await (await fetch(`/answer?steps=${steps}`)).arrayBuffer();
  return { x: body.byteLength, taken: await timed(read, rounds, () => new Response(body)) };
}

const PAGE = 100;

/** Pages of runs (API reference, GET /v1/runs), as many as make `count` runs. */
function list(count) {
  const item = (index) => ({ run_id: `run-${index}`, status: "COMPLETED", goal: `Read page ${index}`, url: "https://example.com", created_at: "2026-01-01T00:00:00.000Z" });
  return async (url) => {
    const from = Number(new URL(url, location.href).searchParams.get("cursor") ?? 0);
    const data = Array.from({ length: Math.min(PAGE, count - from) }, (_, index) => item(from + index));
    const next = from + data.length;
    const has_more = next < count;
    return Response.json({ data, pagination: { total: count, has_more, next_cursor: has_more ? String(next) : null } });
  };
}

let iterator;

/** Milliseconds for going through `count` runs. The iterator is left before its end, so that what it holds counts. */
export async function listing({ count }) {
  const client = await connect({ baseURL: "/nowhere", fetch: list(count) });
  const start = performance.now();
  iterator = client.runs.list()[Symbol.asyncIterator]();
  let last;
  for (let index = 0; index < count; index++) last = (await iterator.next()).value;
  if (last.run_id !== `run-${count - 1}`) throw new Error(`The last run is ${last.run_id}`);
  return { x: count, taken: [performance.now() - start] };
}
