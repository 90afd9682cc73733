/** @import { Run } from "./position.js" */
/** @import { Settings } from "./settings.js" */

import { LONGEST_TIMER } from "./checks.js";
import { toService } from "./headers.js";
import { withoutKey } from "./pass.js";
import { hasEnded } from "./position.js";
import { Refusal } from "./refusal.js";
import { callService, isJson } from "./service.js";

/** Reads that may fail in a row before the streams are closed; the browser opens them again. */
const TOLERATED_FAILURES = 8;
/** Of those not sent, where each request reads for itself. */
const TOLERATED_UNSENT = 1;
const LONGEST_PAUSE = 30_000;
const LONGEST_ASKED_PAUSE = 120_000;

/** Reads one run again and again, for all who watch it with the same key, for as long as there is one. */
export class RunReader {
  /** The newest state. @type {Run | null} */
  run = null;
  /** Why the run cannot be read at all. @type {Refusal | null} */
  refusal = null;
  /** No further reads. */
  over = false;
  /** Resolves after the first read, whatever came of it. @type {Promise<void>} */
  ready;

  /** @type {Set<() => void>} */
  #listeners = new Set();
  /** Of the current read and the pause after it: listeners on one signal for all reads would pile up. */
  #control = new AbortController();
  #failures = 0;
  #unsent = 0;
  #settings;
  #runId;
  #key;
  #onOver;
  /** @type {() => void} */
  #setReady = () => {};

  /**
   * @param {Settings} settings
   * @param {string} runId
   * @param {string} key
   * @param {() => void} onOver
   */
  constructor(settings, runId, key, onOver) {
    this.#settings = settings;
    this.#runId = runId;
    this.#key = key;
    this.#onOver = onOver;
    this.ready = new Promise((resolve) => (this.#setReady = resolve));
    this.#follow().catch((error) => {
      settings.onError(error, { action: "events", runId });
      this.#stop();
      this.#news();
    });
  }

  /** @param {() => void} listener called when there is news @returns {() => void} leaves; the last one ends the reads */
  join(listener) {
    this.#listeners.add(listener);
    return () => {
      if (this.#listeners.delete(listener) && this.#listeners.size === 0) this.#stop();
    };
  }

  #stop() {
    if (this.over) return;
    this.over = true;
    this.#control.abort();
    this.#onOver();
  }

  async #follow() {
    while (!this.over) {
      this.#control = new AbortController();
      const { signal } = this.#control;
      const asked = await this.#read(signal);
      if (this.#isDone()) this.#stop();
      this.#setReady();
      this.#news();
      await pause(await this.#pause(asked), signal);
    }
  }

  #isDone() {
    if (this.refusal !== null || this.#failures > TOLERATED_FAILURES) return true;
    if (this.run === null) return false;
    // Platforms such as Cloudflare Workers give a request a number of fetches; all after them throw. The next request has new ones.
    const usedUp = !this.#settings.events.share && this.#unsent > TOLERATED_UNSENT;
    return usedUp || hasEnded(this.run);
  }

  /** Tells all who watch that there is a new state, or that there will be none. */
  #news() {
    for (const listener of this.#listeners) listener();
  }

  /** One read. Gives the pause that the service asked for, in milliseconds. @param {AbortSignal} signal */
  async #read(signal) {
    try {
      const call = {
        method: /** @type {const} */ ("GET"),
        path: `/v1/runs/${this.#runId}`,
        headers: toService(new Headers({ accept: "application/json" }), this.#key, false),
        body: null,
        timeout: this.#settings.timeout,
        signal,
      };
      return await callService(this.#settings, call, (response) => this.#take(response));
    } catch (error) {
      this.#failures += 1;
      if (error instanceof Refusal && error.cause) this.#notSent(error.cause);
      return 0;
    }
  }

  /** The app is told of the first in a row. @param {unknown} cause */
  #notSent(cause) {
    this.#unsent += 1;
    if (this.#unsent === 1) this.#settings.onError(cause, { action: "events", runId: this.#runId });
  }

  /** @param {Response} response */
  async #take(response) {
    this.#unsent = 0;
    const { status } = response;
    const body = isJson(response) ? await response.json() : void (await response.body?.cancel());
    if (response.ok && typeof body?.status === "string") {
      this.run = body;
      this.#failures = 0;
      return 0;
    }
    // The others pass: a busy service, a gateway's page of whatever status, an answer that is no run.
    if (isJson(response) && status >= 400 && status < 500 && status !== 408 && status !== 429) {
      const { code = "NOT_FOUND", message = "Run not found" } = body?.error ?? {};
      this.refusal = new Refusal(status, withoutKey(String(code), this.#key), withoutKey(String(message), this.#key));
    }
    this.#failures += 1;
    return askedPause(response.headers.get("retry-after") ?? "");
  }

  /** @param {number} asked */
  async #pause(asked) {
    const { pollInterval } = this.#settings.events;
    const begun = Date.parse(this.run?.started_at ?? this.run?.created_at ?? "");
    // Awaited, so that a rejection counts as a throw.
    const chosen = await pollInterval(Math.max(0, Date.now() - begun) || 0);
    // What is no number would mean reads without a pause.
    const usual = chosen > 0 ? Math.min(chosen, LONGEST_TIMER) : LONGEST_PAUSE;
    const grown = Math.min(LONGEST_PAUSE, usual * 2 ** this.#failures);
    return Math.max(usual, grown, asked);
  }
}

/** `Retry-After` in either form (RFC 9110, 10.2.3), in milliseconds; empty: none. @param {string} text */
function askedPause(text) {
  const seconds = Number(text);
  const pause = Number.isNaN(seconds) ? Date.parse(text) - Date.now() : seconds * 1000;
  return Math.min(LONGEST_ASKED_PAUSE, Math.max(0, pause || 0));
}

/** @param {number} milliseconds @param {AbortSignal} signal @returns {Promise<void>} */
function pause(milliseconds, signal) {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener("abort", done);
  });
}

/**
 * The reader of a run: one for all watchers with the same key, where the platform allows it. Another key may not see the run.
 *
 * @param {Settings} settings
 * @param {string} runId
 * @param {string} key
 */
export function readerOf(settings, runId, key) {
  if (!settings.events.share) return new RunReader(settings, runId, key, () => {});
  const name = `${runId} ${key}`;
  const known = settings.readers.get(name);
  if (known) return known;
  const reader = new RunReader(settings, runId, key, () => settings.readers.delete(name));
  settings.readers.set(name, reader);
  return reader;
}
