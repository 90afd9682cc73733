import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { unique } from "../support/client.mjs";
import { KEY } from "../support/app.mjs";
import { sendJson } from "../support/service.mjs";

/** What stays here, whatever the page sends. */
const KEPT = {
  cookie: "session=abc",
  authorization: "Bearer user-token",
  "proxy-authorization": "Basic x",
  "x-api-key": "sk-tinyfish-another",
  referer: "https://app.example/secret-page",
  forwarded: "for=1.2.3.4",
  "x-forwarded-for": "1.2.3.4",
  "x-real-ip": "1.2.3.4",
  "x-tf-request-origin": "somebody-else",
  "x-tf-unknown": "x",
  "x-custom": "x",
  "accept-language": "xx",
};

const FORWARDED = {
  accept: "text/event-stream",
  "last-event-id": "7",
  "x-tf-client-name": "shop",
  "x-tf-client-version": "1.2",
  "x-tf-connect-source": "docs",
  "x-tf-connect-client": "web",
  "x-tf-connect-attempt-id": "a1",
};

export function headerTests(world) {
  describe("headers", () => {
    it("sends the key, the attribution and what is documented; nothing else of the page's", async () => {
      const id = unique();
      await world.relay("plain").post("/v1/automation/run-async", { goal: id }, { ...KEPT, ...FORWARDED });
      const [{ headers }] = world.service.requests(id);
      assert.equal(headers["x-api-key"], KEY);
      assert.equal(headers["x-tf-request-origin"], "tinyfish-web");
      assert.equal(headers["content-type"], "application/json");
      for (const [name, value] of Object.entries(FORWARDED)) assert.equal(headers[name], value, name);
      for (const [name, value] of Object.entries(KEPT)) assert.notEqual(headers[name], value, name);
      assert.equal(headers.cookie, undefined);
      assert.equal(headers.authorization, undefined);
      assert.doesNotMatch(JSON.stringify(headers), /session=abc|user-token|another|1\.2\.3\.4|secret-page|somebody-else/);
    });

    it("drops attribution that is longer than the API takes, or not printable", async () => {
      const id = unique();
      await world.relay("plain").get(`/v1/runs/${id}`, { "x-tf-client-name": "a".repeat(129), "x-tf-client-version": "caf\u00e9" });
      const [{ headers }] = world.service.requests(id);
      assert.equal(headers["x-tf-client-name"], undefined);
      assert.equal(headers["x-tf-client-version"], undefined);
    });

    it("returns only what the page needs", async () => {
      const id = unique();
      const passed = { "retry-after": "7", "ratelimit-limit": "10", "x-ratelimit-remaining": "9", ratelimit: "limit=10" };
      world.service.answer(id, (_, response) =>
        sendJson(response, { error: { code: "RATE_LIMIT_EXCEEDED", message: "Slow down" } }, 429, {
          ...passed,
          "set-cookie": "upstream=1",
          server: "gateway",
          "access-control-allow-origin": "*",
          "x-internal": "host-17",
          "content-security-policy": "default-src *",
        }),
      );
      const response = await world.relay("plain").get(`/v1/runs/${id}`);
      assert.equal(response.status, 429);
      for (const [name, value] of Object.entries(passed)) assert.equal(response.headers.get(name), value, name);
      for (const name of ["set-cookie", "access-control-allow-origin", "x-internal"]) assert.equal(response.headers.get(name), null, name);
      assert.notEqual(response.headers.get("server"), "gateway");
      assert.equal(response.headers.get("cache-control"), "no-store");
    });

    it("never lets captured HTML run as a page of the app", async () => {
      const id = unique();
      world.service.answer(id, (_, response) => response.writeHead(200, { "content-type": "text/html" }).end("<script>alert(1)</script>"));
      const response = await world.relay("plain").get(`/v1/runs/${id}/steps/evt_1/html`);
      assert.equal(await response.text(), "<script>alert(1)</script>");
      assert.match(response.headers.get("content-security-policy"), /sandbox/);
      assert.equal(response.headers.get("x-content-type-options"), "nosniff");
    });

    it("passes a picture byte for byte, with its length", async () => {
      const id = unique();
      const picture = Buffer.from(Array.from({ length: 70_000 }, (_, index) => (index * 31) % 256));
      world.service.answer(id, (_, response) =>
        response.writeHead(200, { "content-type": "image/jpeg", "content-length": picture.length }).end(picture),
      );
      const response = await world.relay("plain").get(`/v1/runs/${id}/steps/evt_1/screenshot`);
      assert.equal(response.headers.get("content-type"), "image/jpeg");
      assert.equal(response.headers.get("cross-origin-resource-policy"), "same-origin");
      assert.deepEqual(Buffer.from(await response.arrayBuffer()), picture);
    });
  });
}
