import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { envelope, unique } from "../support/client.mjs";

/** What browsers and others send, and whether the relay of one site answers. `{own}` is the relay's own origin. */
const CALLERS = [
  ["no browser", {}, true],
  ["its own page", { origin: "{own}", "sec-fetch-site": "same-origin" }, true],
  ["its own page, in an older browser", { origin: "{own}" }, true],
  ["the address bar", { "sec-fetch-site": "none" }, true],
  ["its own page behind a proxy", { origin: "https://shop.example", "x-forwarded-host": "shop.example" }, true],
  ["another site", { origin: "https://evil.example", "sec-fetch-site": "cross-site" }, false],
  ["another site, in an older browser", { origin: "https://evil.example" }, false],
  ["another origin of the same site", { origin: "https://blog.example", "sec-fetch-site": "same-site" }, false],
  ["another site without Origin", { "sec-fetch-site": "cross-site" }, false],
  ["a sandboxed frame", { origin: "null", "sec-fetch-site": "cross-site" }, false],
  ["a sandboxed frame, in an older browser", { origin: "null" }, false],
  ["another port", { origin: "http://127.0.0.1:1" }, false],
];

const FRIEND = "https://app.example";

export function originTests(world) {
  describe("origins", () => {
    for (const [who, headers, answered] of CALLERS) {
      it(`${answered ? "answers" : "refuses"} ${who}`, async () => {
        const id = unique();
        const own = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value.replace("{own}", world.host.url)]));
        const created = await world.relay("plain").post("/v1/automation/run-async", { goal: id }, own);
        const read = await world.relay("plain").get(`/v1/runs/${id}`, own);
        for (const response of [created, read]) {
          if (answered) assert.equal(response.status, 200);
          else await envelope(response, 403, "FORBIDDEN");
          assert.equal(response.headers.get("access-control-allow-origin"), null);
        }
        assert.equal(world.service.requests(id).length, answered ? 2 : 0);
      });
    }

    it("answers a preflight only with a list of origins", async () => {
      const headers = { origin: FRIEND, "access-control-request-method": "POST" };
      const response = await world.relay("plain").get("/v1/automation/run", headers, { method: "OPTIONS" });
      await envelope(response, 403, "FORBIDDEN");
    });

    it("lets a listed origin in, with CORS headers", async () => {
      const id = unique();
      const asked = "content-type, x-session, x-tf-client-name";
      const preflight = await world.relay("friendly").get("/v1/automation/run-async", {
        origin: FRIEND, "sec-fetch-site": "cross-site", "access-control-request-method": "POST", "access-control-request-headers": asked,
      }, { method: "OPTIONS" });
      assert.equal(preflight.status, 204);
      assert.equal(preflight.headers.get("access-control-allow-origin"), FRIEND);
      assert.equal(preflight.headers.get("access-control-allow-credentials"), "true");
      assert.match(preflight.headers.get("access-control-allow-methods"), /POST/);
      assert.equal(preflight.headers.get("access-control-allow-headers"), asked);

      const created = await world.relay("friendly").post("/v1/automation/run-async", { goal: id }, { origin: FRIEND, "sec-fetch-site": "cross-site" });
      assert.equal(created.status, 200);
      assert.equal(created.headers.get("access-control-allow-origin"), FRIEND);
      assert.match(created.headers.get("access-control-expose-headers"), /x-tinyfish-relay.*retry-after/i);
      assert.match(created.headers.get("vary"), /origin/i);
      assert.equal(created.headers.get("cross-origin-resource-policy"), "cross-origin");
    });

    it("keeps the others out, and lets its own page in, with a list too", async () => {
      const id = unique();
      const stranger = { origin: "https://evil.example", "sec-fetch-site": "cross-site" };
      const refused = await world.relay("friendly").post("/v1/automation/run-async", { goal: id }, stranger);
      await envelope(refused, 403, "FORBIDDEN");
      assert.equal(refused.headers.get("access-control-allow-origin"), null);
      const own = { origin: world.host.url, "sec-fetch-site": "same-origin" };
      assert.equal((await world.relay("friendly").post("/v1/automation/run-async", { goal: id }, own)).status, 200);
      assert.equal(world.service.requests(id).length, 1);
    });
  });
}
