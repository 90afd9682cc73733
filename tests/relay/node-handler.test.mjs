// toNodeHandler: a relay as a function of Node's own request and response.

import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, request as httpRequest } from "node:http";
import { connect as connectHttp2, createServer as createHttp2Server } from "node:http2";
import { connect } from "node:net";
import { test } from "node:test";

import { createRelay, toNodeHandler } from "../../npm/relay.js";
import { gate } from "./support/client.mjs";

async function withServer(listener, use) {
  const server = createServer(listener);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  try {
    return await use(server.address().port);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

/** Sends bytes as they are and gives everything that comes back. */
async function bytesTo(port, text) {
  const socket = connect(port, "127.0.0.1");
  socket.end(text);
  let answer = "";
  for await (const chunk of socket) answer += chunk;
  return answer;
}

test("the host stays the server's, whatever the request line says", async () => {
  const seen = [];
  const handler = toNodeHandler(async ({ url }) => (seen.push(url), new Response("ok")));
  await withServer(handler, async (port) => {
    for (const target of ["http://evil.example/v1/runs", "//evil.example/v1/runs", "/\\evil.example/v1/runs", "*", "evil"]) {
      await bytesTo(port, `GET ${target} HTTP/1.1\r\nHost: shop.example\r\nConnection: close\r\n\r\n`);
    }
  });
  assert.ok(seen.length > 0);
  for (const url of seen) assert.equal(url, "http://shop.example/");
});

test("a host that is none makes no error", async () => {
  let seen;
  await withServer(toNodeHandler(async ({ url }) => ((seen = url), new Response("ok"))), async (port) => {
    await bytesTo(port, "GET /v1/runs HTTP/1.1\r\nHost: a b/c\r\nConnection: close\r\n\r\n");
  });
  assert.equal(seen, "http://localhost/v1/runs");
});

test("a host that looks like one and is none makes no error", async () => {
  const seen = [];
  await withServer(toNodeHandler(async ({ url }) => (seen.push(url), new Response("ok"))), async (port) => {
    for (const host of ["x:99999", "1.2.3.4.5", "[::::]"]) {
      assert.match(await bytesTo(port, `GET /v1/runs HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`), /^HTTP\/1\.1 200 /, host);
    }
  });
  assert.deepEqual(seen, Array(3).fill("http://localhost/v1/runs"));
});

test("a method that no Request may have is answered with 405", async () => {
  const handler = toNodeHandler(() => assert.fail("the relay was asked"));
  await withServer(handler, async (port) => {
    const answer = await bytesTo(port, "TRACE /v1/runs HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    assert.match(answer, /^HTTP\/1\.1 405 /);
    assert.match(answer, /\r\nallow: GET, POST\r\n/i);
    assert.match(answer, /\r\nx-tinyfish-relay: 1\r\n/i);
    assert.match(answer, /METHOD_NOT_ALLOWED/);
  });
});

test("a page that left while middleware was at work asks for nothing", async () => {
  let asked = 0;
  const handler = toNodeHandler(async () => (asked++, new Response("ok")));
  const handled = gate();
  let page;
  await withServer(async (request, response) => {
    page.destroy();
    await once(response, "close");
    await handler(request, response);
    handled.open();
  }, async (port) => {
    page = httpRequest({ port, host: "127.0.0.1" }).once("error", () => {}).end();
    await handled.opened;
  });
  assert.equal(asked, 0);
});

test("a page that leaves while the relay is at work ends the answer's body", async () => {
  const cancelled = gate();
  const body = new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(1)), cancel: () => cancelled.open() }, { highWaterMark: 0 });
  let request;
  const handler = toNodeHandler(async ({ signal }) => {
    const left = new Promise((resolve) => signal.addEventListener("abort", resolve));
    request.destroy();
    await left;
    return new Response(body);
  });
  await withServer(handler, async (port) => {
    request = httpRequest({ port, host: "127.0.0.1" }).once("error", () => {}).end();
    await cancelled.opened;
  });
});

test("Express: the whole path below a router, and a body that a parser has read", async () => {
  let seen;
  const handler = toNodeHandler(async (request) => ((seen = { url: request.url, body: await request.json() }), new Response("ok")));
  await withServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    request.body = JSON.parse(Buffer.concat(chunks));
    request.originalUrl = request.url;
    request.url = request.url.replace("/api/tinyfish", "");
    await handler(request, response);
  }, async (port) => {
    const answer = await fetch(`http://127.0.0.1:${port}/api/tinyfish/v1/runs/batch`, { method: "POST", body: '{ "run_ids": ["a"] }' });
    assert.equal(answer.status, 200);
    assert.deepEqual(seen, { url: `http://127.0.0.1:${port}/api/tinyfish/v1/runs/batch`, body: { run_ids: ["a"] } });
  });
});

test("Express: a body that a parser has read as bytes", async () => {
  const handler = toNodeHandler(async (request) => new Response(await request.text()));
  await withServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    request.body = Buffer.concat(chunks);
    await handler(request, response);
  }, async (port) => {
    const answer = await fetch(`http://127.0.0.1:${port}/v1/runs/batch`, { method: "POST", body: '{ "run_ids": ["a"] }' });
    assert.equal(await answer.text(), '{ "run_ids": ["a"] }');
  });
});

test("Fastify: its raw objects, with the body that its parser has read", async () => {
  const handle = toNodeHandler(async (request) => new Response(await request.text()));
  // Fastify keeps what it made of the body on a request of its own.
  const parsed = (raw) => new Promise((resolve) => {
    let text = "";
    raw.setEncoding("utf8").on("data", (chunk) => (text += chunk)).on("end", () => resolve({ raw, body: text ? JSON.parse(text) : null }));
  });
  await withServer(async (raw, response) => {
    const request = await parsed(raw);
    await handle(Object.assign(request.raw, { body: request.body }), response);
  }, async (port) => {
    const post = async (body) => (await fetch(`http://127.0.0.1:${port}/v1/runs/batch`, { method: "POST", body })).json();
    assert.deepEqual(await post('{ "run_ids": ["a"] }'), { run_ids: ["a"] });
    assert.equal(await post(undefined), null);
  });
});

test("a slow page slows the relay down", async () => {
  let pulled = 0;
  const chunk = new Uint8Array(64 * 1024);
  const body = () => new ReadableStream({ pull: (controller) => void (pulled++, controller.enqueue(chunk)) }, { highWaterMark: 0 });
  const flooded = gate();
  await withServer(toNodeHandler(async () => new Response(body())), async (port) => {
    const request = httpRequest({ port, host: "127.0.0.1" }).end();
    const [response] = await once(request, "response");
    response.pause();
    // Full buffers show as a count that no longer grows over many turns of the loop.
    for (let before = -1; before !== pulled; ) {
      before = pulled;
      for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    flooded.open();
    request.destroy();
  });
  await flooded.opened;
  assert.ok(pulled < 1_000, `${pulled} chunks of 64 kB were taken for a page that reads none`);
});

test("middleware that compresses is told to pass each chunk on", async () => {
  let flushed = 0;
  const handler = toNodeHandler(async () => new Response("one"));
  await withServer((request, response) => handler(request, Object.assign(response, { flush: () => flushed++ })), async (port) => {
    assert.equal(await (await fetch(`http://127.0.0.1:${port}/`)).text(), "one");
  });
  assert.equal(flushed, 1);
});

test("several values of one header stay apart", async () => {
  const headers = new Headers([["set-cookie", "a=1"], ["set-cookie", "b=2"]]);
  await withServer(toNodeHandler(async () => new Response(null, { status: 204, headers })), async (port) => {
    const response = await fetch(`http://127.0.0.1:${port}/`);
    assert.deepEqual(response.headers.getSetCookie(), ["a=1", "b=2"]);
  });
});

test("a large answer goes on once a slow page has room for it", async () => {
  const chunk = new Uint8Array(64 * 1024);
  let left = 200;
  const body = () => new ReadableStream({ pull: (controller) => (left-- > 0 ? controller.enqueue(chunk) : controller.close()) });
  await withServer(toNodeHandler(async () => new Response(body())), async (port) => {
    const { byteLength } = await (await fetch(`http://127.0.0.1:${port}/`)).arrayBuffer();
    assert.equal(byteLength, 200 * chunk.byteLength);
  });
});

test("a body that a parser has left alone is read, whatever stands in its place", async () => {
  let seen;
  const handler = toNodeHandler(async (request) => ((seen = await request.text()), new Response("ok")));
  // As older body parsers do for types that are not theirs.
  await withServer((incoming, outgoing) => handler(Object.assign(incoming, { body: {} }), outgoing), async (port) => {
    await bytesTo(port, 'POST /v1/runs HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 9\r\n\r\n{"a":"b"}');
  });
  assert.equal(seen, '{"a":"b"}');
});

test("HTTP/2: the host is in another place, and a page of it is one of the server's own", async () => {
  const relay = createRelay({ apiKey: "k", fetch: async (url, { body }) => Response.json({ url, body }) });
  const server = createHttp2Server(toNodeHandler(relay));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const origin = `http://127.0.0.1:${server.address().port}`;
  const client = connectHttp2(origin);
  const post = async (from) => {
    const stream = client.request({ ":method": "POST", ":path": "/v1/automation/run-async", "content-type": "application/json", origin: from });
    stream.end('{"goal":"g"}');
    const [headers] = await once(stream, "response");
    stream.resume();
    return headers[":status"];
  };
  try {
    assert.equal(await post(origin), 200);
    assert.equal(await post("http://evil.example"), 403);
  } finally {
    client.destroy();
    server.close();
    await once(server, "close");
  }
});
