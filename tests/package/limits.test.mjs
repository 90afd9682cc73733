// Which limits of time a caller may give.

import assert from "node:assert/strict";
import { test } from "node:test";
import { PARAMS, connect, wasm } from "./told.mjs";

const BASE = { baseURL: "http://127.0.0.1:9", wasm };

test("a limit of no time at all is refused, since a run would be created and lost", async () => {
  const client = await connect({ ...BASE, fetch: assert.fail });
  for (const field of ["timeout", "idleTimeout"]) {
    const refused = { code: "invalid_input", field, message: `${field} must be a number above 0; Infinity is no limit.` };
    for (const wrong of [0, -1, Number.NaN, "5"]) {
      await assert.rejects(connect({ ...BASE, [field]: wrong }), refused);
      await assert.rejects(client.agent.stream(PARAMS, { [field]: wrong }), refused);
      await assert.rejects(client.runs.watch("run", { [field]: wrong }), refused);
      assert.throws(() => client.pool().add(PARAMS, { [field]: wrong }), refused);
    }
  }
  await assert.rejects(client.agent.run(PARAMS, { timeout: 0 }), { code: "invalid_input", field: "timeout" });
});

test("no limit is Infinity", async () => {
  const NO_LIMIT = { timeout: Number.POSITIVE_INFINITY, idleTimeout: Number.POSITIVE_INFINITY };
  const client = await connect({ ...BASE, ...NO_LIMIT, fetch: async () => new Response(new ReadableStream()) });
  const run = await client.agent.stream(PARAMS, NO_LIMIT);
  run.close();
  assert.equal((await run.finished).kind, "closed");
});
