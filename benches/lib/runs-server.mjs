// A service whose runs send events at a steady rate, over HTTP/2 as a relay in production would be: over HTTP/1.1 a
// browser holds six connections to a host and no more.

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createSecureServer } from "node:http2";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A key and a certificate that nobody trusts; the browsers are told to take it. */
function certificate() {
  const directory = mkdtempSync(join(tmpdir(), "tinyfish-bench-"));
  const [keyout, out] = ["key.pem", "certificate.pem"].map((name) => join(directory, name));
  const kind = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"];
  try {
    const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"];
    execFileSync("openssl", ["req", ...kind, ...subject, "-keyout", keyout, "-out", out], { stdio: "ignore" });
    return { key: readFileSync(keyout), cert: readFileSync(out) };
  } finally {
    rmSync(directory, { recursive: true });
  }
}

const frame = (event) => `data: ${JSON.stringify({ ...event, timestamp: new Date().toISOString() })}\n\n`;

/** Sends the run that the request's body asks for: `{ goal: { rate, seconds, kind } }` as JSON text in `goal`. */
async function play(request, response, id) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const { rate, seconds, kind } = JSON.parse(JSON.parse(Buffer.concat(chunks)).goal);
  response.writeHead(200, { "Content-Type": "text/event-stream" });
  response.write(frame({ type: "STARTED", run_id: id }));
  let sent = 0;
  const timer = setInterval(() => {
    sent += 1;
    if (sent <= rate * seconds) return response.write(frame(event(kind, id, sent)));
    clearInterval(timer);
    return response.end(frame({ type: "COMPLETE", run_id: id, status: "COMPLETED", result: { sent }, error: null }));
  }, 1000 / rate);
  response.once("close", () => clearInterval(timer));
}

const event = (kind, id, index) =>
  kind === "HEARTBEAT" ? { type: kind } : { type: kind, run_id: id, purpose: `Click the next button on result page ${index}` };

/** Listens on a free port; everything that is not a run goes to `handle`. Gives `{ origin, stop }`. */
export async function serveRuns(handle) {
  let made = 0;
  const server = createSecureServer({ ...certificate(), settings: { maxConcurrentStreams: 250 } }, (request, response) => {
    if (request.url === "/api/v1/automation/run-sse") {
      made += 1;
      return void play(request, response, `run-${made}`).catch(() => response.stream?.close());
    }
    if (request.url.startsWith("/api/v1/runs/")) {
      response.setHeader("Content-Type", "application/json");
      const run_id = request.url.slice("/api/v1/runs/".length);
      return response.end(JSON.stringify({ run_id, status: "COMPLETED", result: {}, error: null, steps: [] }));
    }
    return handle(request, response);
  });
  const sessions = new Set();
  server.on("session", (session) => sessions.add(session));
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  const stop = () => {
    for (const session of sessions) session.destroy();
    return new Promise((stopped) => server.close(stopped));
  };
  return { origin: `https://127.0.0.1:${server.address().port}`, stop };
}
