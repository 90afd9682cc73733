// What a thousand mounts and unmounts leave behind: nothing.

import assert from "node:assert/strict";
import { test } from "node:test";
import { openDevtools } from "./heap.mjs";
import { useViews } from "./support.mjs";

const views = useViews();

const ROUNDS = 1000;
/** Until everything has been used and its memory is there. */
const WARM_UP = 200;
/** What waits for a collection takes memory of WebAssembly, which never shrinks: after so many rounds there is one. */
const BLOCK = 100;
const WASM_PAGE = 65_536;

test("a thousand mounts and unmounts leave no nodes, listeners, blob addresses or memory", async () => {
  const page = await views.open();
  const { collect, counts, objects } = await openDevtools(page);
  await page.evaluate(() => (window.host = place()));
  const go = async (count) => {
    for (let done = 0; done < count; done += BLOCK) {
      await page.evaluate((count) => rounds(host, count), BLOCK);
      await collect();
    }
    const { memory, ...left } = await page.evaluate(() => window.left());
    return { exact: { ...(await counts()), ...left }, memory, objects: await objects() };
  };
  const before = await go(WARM_UP);
  const after = await go(ROUNDS);
  assert.deepEqual([after.exact.addresses, after.exact.listeners], [0, 0]);
  assert.deepEqual(after.exact, before.exact);
  // Less than one for each round, or each few, may come and go for reasons of the engine's.
  assert.ok(after.objects - before.objects < ROUNDS / 4, `${after.objects - before.objects} more objects`);
  assert.ok(after.memory - before.memory <= WASM_PAGE, `${after.memory - before.memory} more bytes of WebAssembly`);
});
