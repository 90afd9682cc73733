// How `client.runs.list` turns its pages, by way of the built package and a `fetch` that is told what to answer.

import assert from "node:assert/strict";
import { test } from "node:test";
import { connect, json, wasm } from "./told.mjs";

/** A client of a service with these pages, by cursor, and the cursors that were asked for. */
async function service(pages) {
  const asked = [];
  const fetch = async (url) => {
    const cursor = new URL(url).searchParams.get("cursor");
    asked.push(cursor);
    const [ids, pagination] = await pages[cursor ?? "first"];
    return json({ data: ids.map((run_id) => ({ run_id })), pagination });
  };
  return { client: await connect({ baseURL: "http://127.0.0.1:9", wasm, fetch }), asked };
}

const PAGES = {
  first: [["a", "b"], { has_more: true, next_cursor: "2" }],
  2: [["c"], { has_more: true, next_cursor: "3" }],
  // A cursor where there is no more.
  3: [["d"], { has_more: false, next_cursor: "4" }],
};

async function idsOf(list) {
  const ids = [];
  for await (const { run_id } of list) ids.push(run_id);
  return ids;
}

test("every page is asked for once, from where the list begins to where there is no more", async () => {
  const { client, asked } = await service(PAGES);
  assert.deepEqual(await idsOf(client.runs.list()), ["a", "b", "c", "d"]);
  assert.deepEqual(asked, [null, "2", "3"]);
  assert.deepEqual(await idsOf(client.runs.list({ cursor: "2" })), ["c", "d"]);
  assert.deepEqual(asked.slice(3), ["2", "3"]);
});

test("calls of next that do not wait for each other are answered in turn", async () => {
  const { client, asked } = await service(PAGES);
  const runs = client.runs.list()[Symbol.asyncIterator]();
  const steps = await Promise.all(Array.from({ length: 5 }, () => runs.next()));
  assert.deepEqual(steps.map(({ value }) => value?.run_id), ["a", "b", "c", "d", undefined]);
  assert.deepEqual(asked, [null, "2", "3"]);
});

test("a list that is left while a page is on its way gives nothing more", async () => {
  let answer;
  const { client, asked } = await service({ first: new Promise((resolve) => (answer = resolve)) });
  const runs = client.runs.list()[Symbol.asyncIterator]();
  const next = runs.next();
  await new Promise((resolve) => setTimeout(resolve, 0));
  await runs.return();
  answer(PAGES.first);
  assert.equal((await next).done, true);
  assert.equal((await runs.next()).done, true);
  assert.deepEqual(asked, [null]);
});

test("a list that was left asks for no further page", async () => {
  const { client, asked } = await service(PAGES);
  const runs = client.runs.list()[Symbol.asyncIterator]();
  assert.deepEqual([(await runs.next()).value.run_id, (await runs.next()).value.run_id], ["a", "b"]);
  await runs.return();
  assert.equal((await runs.next()).done, true);
  assert.deepEqual(asked, [null]);
});
