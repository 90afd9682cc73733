// Lists that are left, and lists that are none, by way of the built package.

import assert from "node:assert/strict";
import { test } from "node:test";
import { service, turn } from "./service.mjs";
import { json, refusal } from "./told.mjs";

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
