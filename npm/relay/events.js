/** @import { Position } from "./position.js" */
/** @import { RunReader } from "./reader.js" */
/** @import { Settings } from "./settings.js" */

import { forStream } from "./headers.js";
import { withoutKey } from "./pass.js";
import { formatPosition, nextEvent, parsePosition } from "./position.js";
import { readerOf } from "./reader.js";

/** Events that wait for a slow page; the rest is made when there is room. */
const AHEAD = 16;

/**
 * Answers `GET {base}/v1/runs/{id}/events`: the run as an event stream for `EventSource`, made from reads of the run.
 *
 * @param {Settings} settings
 * @param {Request} request
 * @param {string} runId
 * @param {string} key
 */
export async function streamEvents(settings, request, runId, key) {
  const position = parsePosition(request.headers.get("last-event-id"));
  // HTML standard, EventSource: 204 is how a server tells the browser to stop reconnecting.
  if (position.ended) return new Response(null, { status: 204, headers: { "cache-control": "no-store" } });

  const reader = readerOf(settings, runId, key);
  const watcher = new Watcher(settings, reader, runId, key, position);
  const { signal } = request;
  signal.addEventListener("abort", () => watcher.close());
  if (signal.aborted) watcher.close();
  await reader.ready;
  // Reads that are over have closed the watcher.
  if (reader.refusal) throw reader.refusal;
  return new Response(watcher.stream, { headers: forStream() });
}

/**
 * Reading JSON takes any depth, writing it takes some thousand levels. What lies deeper (a result, an error) stays out: the client
 * reads from the run what a `COMPLETE` does not carry.
 *
 * @param {Record<string, unknown>} event
 */
function written(event) {
  try {
    return JSON.stringify(event);
  } catch {
    return JSON.stringify(Object.fromEntries(Object.entries(event).filter(([, value]) => typeof value !== "object")));
  }
}

/** One page's stream. */
class Watcher {
  /** @type {ReadableStream<Uint8Array>} */
  stream;

  /** @type {ReadableStreamDefaultController<Uint8Array> | null} */
  #controller = null;
  #encoder = new TextEncoder();
  #settings;
  #onError;
  #reader;
  #runId;
  #key;
  #position;
  #leave;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #heartbeat;
  #limit;

  /**
   * @param {Settings} settings
   * @param {RunReader} reader
   * @param {string} runId
   * @param {string} key
   * @param {Position} position
   */
  constructor(settings, reader, runId, key, position) {
    this.#settings = settings.events;
    this.#onError = settings.onError;
    this.#reader = reader;
    this.#runId = runId;
    this.#key = key;
    this.#position = position;
    const source = {
      start: (/** @type {ReadableStreamDefaultController<Uint8Array>} */ controller) => void (this.#controller = controller),
      pull: () => this.#tell(),
      cancel: () => this.close(),
    };
    this.stream = new ReadableStream(source, { highWaterMark: AHEAD });
    this.#send(`retry: ${Math.ceil(this.#settings.retry)}\n\n`);
    this.#leave = reader.join(() => this.#tell());
    // Hosts end a request after some minutes, in the middle of anything. An end of our own falls between two events.
    this.#limit = setTimeout(() => this.close(), this.#settings.maxDuration);
  }

  /** A mistake with one page's stream must reach neither the run's other watchers nor the server. */
  #tell() {
    try {
      this.#tellNews();
    } catch (error) {
      this.#onError(error, { action: "events", runId: this.#runId });
      this.close();
    }
  }

  /** Says what the page has not heard, as far as it has room. */
  #tellNews() {
    while (this.#controller && Number(this.#controller.desiredSize) > 0) {
      const { run } = this.#reader;
      const next = run && nextEvent(run, this.#runId, this.#position);
      if (!next) {
        if (this.#reader.over) this.close();
        return;
      }
      const data = written(next.event);
      this.#position = next.position;
      this.#send(`id: ${formatPosition(next.position)}\ndata: ${data}\n\n`);
      if (next.position.ended) this.close();
    }
  }

  /** @param {string} text */
  #send(text) {
    this.#restart();
    // Last: with a read waiting it calls `pull`, and that may close the stream.
    this.#controller?.enqueue(this.#encoder.encode(withoutKey(text, this.#key)));
  }

  #restart() {
    clearTimeout(this.#heartbeat);
    this.#heartbeat = setTimeout(() => this.#beat(), this.#settings.heartbeat);
  }

  /** Without an id, so that the position stays what it was. A page that does not read needs none. */
  #beat() {
    const beat = { type: "HEARTBEAT", timestamp: new Date().toISOString() };
    if (Number(this.#controller?.desiredSize) > 0) this.#send(`data: ${JSON.stringify(beat)}\n\n`);
    else this.#restart();
  }

  /** Ends the stream here. The run goes on. */
  close() {
    const controller = this.#controller;
    if (!controller) return;
    this.#controller = null;
    clearTimeout(this.#heartbeat);
    clearTimeout(this.#limit);
    this.#leave();
    try {
      controller.close();
    } catch {
      // The page cancelled it first.
    }
  }
}
