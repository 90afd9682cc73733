// A stand-in for the service whose answers each test writes itself, and which keeps what it was sent.

import { once } from "node:events";
import { createServer } from "node:http";

/**
 * Every test works with an id of its own: a run's id in a path, or the goal of a body. So tests share one service and do not
 * see each other.
 */
export async function startService() {
  const handlers = new Map();
  const log = [];

  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString();
    const id = idOf(request.url, body);
    const entry = { id, method: request.method, url: request.url, headers: request.headers, body, closed: once(response, "close") };
    log.push(entry);
    const handler = handlers.get(id) ?? (() => sendJson(response, { echo: request.url }));
    await handler(request, response, entry);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    /** Answers what belongs to an id. */
    answer: (id, handler) => void handlers.set(id, handler),
    requests: (id) => log.filter((entry) => entry.id === id),
    /** Whatever was asked, with this text in its address or body. */
    mentions: (text) => log.filter((entry) => entry.url.includes(text) || entry.body.includes(text)),
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

function idOf(url, body) {
  const { pathname, searchParams } = new URL(url, "http://service");
  const inPath = /^\/v1\/runs\/([^/]+)/.exec(pathname)?.[1];
  if (inPath && inPath !== "batch") return inPath;
  if (searchParams.has("goal")) return searchParams.get("goal");
  const parsed = body ? JSON.parse(body) : {};
  return parsed.goal ?? parsed.runs?.[0]?.goal ?? parsed.run_ids?.[0];
}

export function sendJson(response, body, status = 200, headers = {}) {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify(body));
}

/** For places that notice only with the next write that the page has left. */
export function talkUntilClosed(response) {
  const timer = setInterval(() => response.write("data: {\"type\":\"HEARTBEAT\"}\n\n"), 10);
  response.once("close", () => clearInterval(timer));
}

/** A run as the service tells it, with this many steps. */
export function runWith(id, steps, more = {}) {
  return {
    run_id: id,
    status: "RUNNING",
    goal: "test",
    created_at: "2026-01-01T00:00:00Z",
    started_at: "2026-01-01T00:00:01Z",
    finished_at: null,
    streaming_url: null,
    result: null,
    error: null,
    steps: Array.from({ length: steps }, (_, index) => ({
      id: `evt_${index}`,
      timestamp: `2026-01-01T00:01:${String(index).padStart(2, "0")}Z`,
      status: "COMPLETED",
      action: `Step ${index}`,
    })),
    ...more,
  };
}
