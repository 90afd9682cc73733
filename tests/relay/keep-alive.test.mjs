// toNodeHandler: an answer that comes before the body has been read leaves the connection fit for the next request.

import assert from "node:assert/strict";
import { once } from "node:events";
import { Agent, createServer, request as httpRequest } from "node:http";
import { connect } from "node:net";
import { describe, it, mock } from "node:test";

import { createRelay, toNodeHandler } from "../../npm/relay.js";

const JSON_TYPE = { "content-type": "application/json" };

/** What is refused before its body was read to the end, and how. */
const REFUSED = [
  { what: "another origin", status: 403, headers: { ...JSON_TYPE, origin: "https://evil.example" } },
  { what: "an unknown path", status: 404, path: "/v1/vault", headers: JSON_TYPE },
  { what: "a wrong method", status: 405, method: "PUT", headers: JSON_TYPE },
  { what: "a body that is no JSON", status: 415, headers: { "content-type": "text/plain" } },
  { what: "a body that is announced as too large", status: 413, headers: JSON_TYPE },
  { what: "a body that turns out too large", status: 413, headers: JSON_TYPE, chunked: true },
];
/** One that the buffers of the connection take, and one that they do not. */
const SIZES = [200_000, 32_000_000];

async function withRelay(use) {
  const relay = createRelay({ apiKey: "sk-tinyfish-x", limits: { maxBodyBytes: 1_000 }, fetch: async () => Response.json({}) });
  const server = createServer(toNodeHandler(relay));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  let connections = 0;
  server.on("connection", () => connections++);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  try {
    await use({ agent, host: "127.0.0.1", port: server.address().port });
    assert.equal(connections, 1);
  } finally {
    agent.destroy();
    server.closeAllConnections();
    server.close();
  }
}

/** Sends a request and gives the status of its answer. */
async function send(options, body) {
  const [response] = await once(httpRequest(options).end(body), "response");
  await once(response.resume(), "end");
  return response.statusCode;
}

describe("after a refusal the connection serves the next request", () => {
  for (const { what, status, method = "POST", path = "/v1/automation/run", headers, chunked } of REFUSED) {
    for (const size of SIZES) {
      it(`${what}, ${size} bytes: ${status}`, { timeout: 20_000 }, () =>
        withRelay(async (to) => {
          const length = chunked ? { "transfer-encoding": "chunked" } : { "content-length": size };
          assert.equal(await send({ ...to, method, path, headers: { ...headers, ...length } }, Buffer.alloc(size, " ")), status);
          assert.equal(await send({ ...to, path: "/v1/runs" }), 200);
        }));
    }
  }
});

it("a client that goes on sending is cut off in the end", { timeout: 20_000 }, () =>
  withRelay(async ({ host, port }) => {
    mock.timers.enable({ apis: ["setTimeout"] });
    try {
      const socket = connect(port, host).on("error", () => {});
      const closed = new Promise((resolve) => socket.once("close", resolve));
      socket.write("POST /v1/automation/run HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n");
      const more = () => socket.writable && socket.write(`800\r\n${" ".repeat(0x800)}\r\n`, () => setImmediate(more));
      more();
      const [answer] = await once(socket, "data");
      assert.match(String(answer), /^HTTP\/1\.1 413 /);
      mock.timers.tick(30_000);
      await closed;
    } finally {
      mock.timers.reset();
    }
  }));
