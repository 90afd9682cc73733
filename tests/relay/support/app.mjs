// The relays under test, each below a path of its own. The same module runs in Node and, bundled, in workerd.

import { createRelay } from "../../../npm/relay.js";

export const KEY = "sk-tinyfish-the-key-that-stays-home";

/** @param {string} upstream */
export function createApp(upstream) {
  const seen = { authorized: [], created: [], errors: [], answered: [] };
  const relays = createRelays(upstream, seen);
  return async (request) => {
    const { pathname } = new URL(request.url);
    if (pathname === "/seen") return Response.json(seen);
    const relay = relays[pathname.split("/")[1]];
    return relay ? relay(request) : new Response("no such relay", { status: 404 });
  };
}

function createRelays(upstream, seen) {
  const common = {
    apiKey: KEY,
    upstream,
    onError: (error, context) => seen.errors.push({ message: error.message, ...context }),
    onRequest: ({ action, runId, status }) => seen.answered.push({ action, runId, status }),
  };
  const quick = { pollInterval: () => 5, heartbeat: 10_000, retry: 2_000 };
  const make = (options) => createRelay({ ...common, ...options });
  return {
    plain: make({ events: quick }),
    // Another instance, which knows nothing of the first.
    other: make({ events: quick }),
    beating: make({ events: { ...quick, heartbeat: 20 } }),
    brief: make({ events: { ...quick, maxDuration: 500 } }),
    // Hangs up after a moment, as a host with a short limit does.
    cut: make({ events: { ...quick, maxDuration: 60, retry: 20 } }),
    based: make({ basePath: "/based/api/" }),
    keyless: make({ apiKey: async () => undefined }),
    badkey: make({ apiKey: "sk-tinyfish-bad\nkey" }),
    tenants: make({ apiKey: (request) => request.headers.get("x-tenant-key"), events: { ...quick, pollInterval: () => 60_000 } }),
    small: make({ limits: { maxBodyBytes: 1_000 } }),
    hasty: make({ limits: { timeout: 400 }, events: quick }),
    // Reads bodies itself.
    hastyreader: make({ limits: { timeout: 400 }, authorize: () => ({ runIds: () => true }), onCreated() {} }),
    nowhere: make({ upstream: "http://127.0.0.1:1" }),
    friendly: make({ allowedOrigins: ["https://app.example"], allowCredentials: true }),
    recording: make({
      async onCreated({ action, runIds }) {
        // What takes a while must still come before the page's answer.
        await new Promise((resolve) => setTimeout(resolve, 20));
        seen.created.push({ action, runIds });
        if (runIds[0].startsWith("throws")) throw new Error("the app's database is down");
      },
    }),
    limited: make({ limits: { rate: { limit: 3, seconds: 60, key: (request) => request.headers.get("x-user") } } }),
    brokenstore: make({
      limits: { rate: { limit: 3, seconds: 60, key: () => "x", store: { hit: () => Promise.reject(new Error("the store is down")) } } },
    }),
    guarded: make({ authorize: (request, call) => verdict(request, call, seen), events: { ...quick, pollInterval: () => 60_000 } }),
  };
}

/** As of a library that brings its own: `instanceof Response` does not hold for it. */
class ForeignResponse {
  status = 401;
  get [Symbol.toStringTag]() {
    return "Response";
  }
}

/** What the tests ask the app to say, by header. */
function verdict(request, call, seen) {
  seen.authorized.push(call);
  const mine = request.headers.get("x-mine")?.split(" ") ?? [];
  switch (request.headers.get("x-verdict")) {
    case "true": return true;
    case "false": return false;
    case "null": return null;
    case "text": return "yes";
    case "throw": throw new Error("the session store is down");
    case "response": return new Response("Log in first", { status: 401, headers: { "www-authenticate": "Session" } });
    case "mine": return { runIds: mine };
    case "predicate": return { runIds: async (id) => mine.includes(id) };
    case "params": return { params: { ...call.params, browser_profile: "lite", use_vault: false } };
    case "list": return mine;
    case "empty": return {};
    case "misspelt": return { runIDs: mine };
    case "not found": return { runIds: undefined };
    case "no params": return { runIds: mine, params: undefined };
    case "null params": return { runIds: mine, params: null };
    case "text params": return { params: "status=FAILED" };
    case "listed params": return { params: [["status", "FAILED"]] };
    case "search params": return { params: new URLSearchParams({ status: "FAILED" }) };
    case "foreign response": return new ForeignResponse();
    case "query": return { params: { ...call.params, status: "FAILED", limit: 5, user_id: "7" } };
    default: return undefined;
  }
}
