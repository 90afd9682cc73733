/** @import { RelayOptions } from "../relay.js" */
/** @import { RunReader } from "./reader.js" */

import { check, checkOptions } from "./checks.js";
import { quiet } from "./quiet.js";
import { memoryStore } from "./rate.js";
import { Refusal } from "./refusal.js";

const SERVICE = "https://agent.tinyfish.ai";
const MINUTE = 60_000;

/** @typedef {ReturnType<typeof readSettings>} Settings */

/** Checks the options once, so that a mistake shows when the server starts and not with the first user. @param {RelayOptions} options */
export function readSettings(options) {
  const { apiKey, authorize, limits = {}, events = {}, allowedOrigins = [] } = checkOptions(options);
  /** @type {NonNullable<RelayOptions["onError"]>} */
  const tell = options.onError ?? ((error) => console.error("tinyfish-web relay:", error));
  const { rate } = limits;
  /** @type {typeof tell} */
  const onError = (error, context) => quiet(() => tell(error, context));
  return {
    apiKey,
    authorize,
    allowsOrigin: originCheck(allowedOrigins, onError),
    crossOrigin: typeof allowedOrigins === "function" || allowedOrigins.length > 0,
    allowCredentials: options.allowCredentials ?? false,
    upstream: readUpstream(options.upstream ?? SERVICE),
    basePath: readBasePath(options.basePath),
    maxBodyBytes: limits.maxBodyBytes ?? 1_000_000,
    timeout: limits.timeout ?? MINUTE,
    // API reference, synchronous run: the service itself stops at about ten minutes.
    runTimeout: limits.runTimeout ?? 15 * MINUTE,
    rate: rate && { ...rate, store: rate.store ?? memoryStore() },
    events: {
      pollInterval: events.pollInterval ?? pollInterval,
      heartbeat: events.heartbeat ?? 15_000,
      retry: events.retry ?? 2_000,
      maxDuration: events.maxDuration ?? 5 * MINUTE,
      share: events.share ?? !isWorkerd(),
    },
    onCreated: options.onCreated,
    onRequest: options.onRequest,
    onError,
    // Called through the global each time: platforms and tests replace it after this module was loaded.
    fetch: options.fetch ?? ((/** @type {string} */ url, /** @type {RequestInit} */ init) => globalThis.fetch(url, init)),
    /** Runs that are being read for watchers of this instance. @type {Map<string, RunReader>} */
    readers: new Map(),
  };
}

/**
 * @param {NonNullable<RelayOptions["allowedOrigins"]>} allowed
 * @param {NonNullable<RelayOptions["onError"]>} onError
 * @returns {(origin: string) => boolean}
 */
function originCheck(allowed, onError) {
  if (typeof allowed !== "function") return (origin) => allowed.includes(origin);
  return (origin) => {
    /** @type {unknown} */
    let answer;
    quiet(() => (answer = allowed(origin)), (error) => onError(error, { action: null, runId: null }));
    return answer === true;
  };
}

/** @param {string | URL} upstream */
function readUpstream(upstream) {
  const url = new URL(upstream);
  const plain = /^https?:$/.test(url.protocol) && !url.username && !url.password && !url.search && !url.hash;
  check(plain, "upstream must be an http(s) address without credentials, query or fragment.");
  return url.href.replace(/\/+$/, "");
}

/** @param {string | undefined} basePath */
function readBasePath(basePath) {
  if (basePath === undefined) return undefined;
  const trimmed = basePath.replace(/\/+$/, "");
  check(!trimmed || trimmed.startsWith("/"), 'basePath must begin with "/".');
  return trimmed;
}

/** A young run changes quickly and somebody is looking; an old one is left alone for longer. @param {number} age in milliseconds */
function pollInterval(age) {
  if (age < MINUTE) return 1_000;
  return age < 5 * MINUTE ? 2_000 : 5_000;
}

/** Workers may not touch what belongs to another request, so nothing is shared there (Cloudflare Workers, Request context). */
function isWorkerd() {
  return globalThis.navigator?.userAgent === "Cloudflare-Workers";
}

/**
 * @param {Settings} settings
 * @param {Request} request
 */
export async function keyFor({ apiKey }, request) {
  const given = typeof apiKey === "function" ? await apiKey(request) : apiKey;
  const key = given?.trim();
  if (!key) throw new Refusal(401, "MISSING_API_KEY", "The relay has no API key: set it on the server.");
  // The platform's own complaint about a bad header value would repeat the value.
  if (!/^[\x21-\x7e]+$/.test(key)) throw new Refusal(401, "INVALID_API_KEY", "The relay's API key has characters that no key has.");
  return key;
}
