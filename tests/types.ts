// Uses everything the package declares, and misuses what it forbids. It is compiled, never run.

import {
  BrowserProfile,
  ErrorCategory,
  EventType,
  ProxyCountryCode,
  RunStatus,
  SortDirection,
  TinyFishError,
  connect,
  isTinyFishError,
  mountLiveView,
  mountScreenshots,
  parseResult,
  screenshotToBlob,
  screenshotToImage,
  type CancelResult,
  type Client,
  type ConnectOptions,
  type ErrorCode,
  type NeverCreated,
  type Outcome,
  type Pool,
  type Run,
  type RunEvent,
  type RunParams,
  type RunSnapshot,
  type RunStream,
  type ScreenshotsHandle,
  type Step,
  type ViewHandle,
  type Warning,
} from "tinyfish-web";
import * as inline from "tinyfish-web/inline";
import { TinyfishLiveView, TinyfishScreenshots } from "tinyfish-web/elements";
import { createRelay, memoryStore, toNodeHandler, type Relay } from "tinyfish-web/relay";

/** Compiles only if both types are the same. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
declare function same<A, B>(proof: Same<A, B>): void;
declare function never(value: never): never;
declare const element: HTMLElement;

interface Products {
  products: { name: string; price: number }[];
}

// Connecting

const client: Client = await connect({ baseURL: "/api/tinyfish" });
await connect({ apiKey: "sk-tinyfish-…", dangerouslyAllowBrowser: true });
await inline.connect({
  baseURL: "https://relay.example.com",
  headers: async () => ({ Authorization: "Bearer …" }),
  credentials: "include",
  fetch: (url, init) => fetch(url, init),
  timeout: 30_000,
  idleTimeout: 60_000,
  maxRetries: 0,
  maxLineBytes: 1_000_000,
  wasm: fetch("/assets/tinyfish_web_bg.wasm"),
  onWarning: (warning: Warning) => console.warn(warning.code, warning.message),
});
const loaded: ConnectOptions["wasm"][] = ["/a.wasm", new URL("https://example.com/a.wasm"), new Uint8Array(8), undefined];
await connect({ headers: { "X-Team": "a" }, wasm: loaded[0] });
await connect({ baseURL: "/", headers: new Headers() });
await connect({ baseURL: "/", headers: async () => new Headers() });
// @ts-expect-error the options are required: a client has to know where to go
await connect();
// @ts-expect-error the name is baseURL
await connect({ baseUrl: "/api/tinyfish" });
// @ts-expect-error milliseconds, not text
await connect({ baseURL: "/", timeout: "30s" });
// @ts-expect-error a mode that fetch does not know
await connect({ baseURL: "/", credentials: "always" });

// Params

const params: RunParams = {
  url: "https://example.com",
  goal: "List the products",
  browser_profile: "stealth",
  proxy_config: { enabled: true, type: "custom", country_code: "CH", url: "http://proxy", username: "a", password: "b" },
  api_integration: "shop-watch",
  agent_config: { mode: "strict", max_steps: 20, max_duration_seconds: 60, cursor_style: "fish" },
  capture_config: { screenshots: true, snapshots: false, html: true, recording: false, elements: false },
  webhook_url: "https://example.com/hook",
  output_schema: { type: "object", properties: { n: { type: "integer", nullable: true } }, required: ["n"] },
  use_profile: true,
  profile_id: "prof_1",
  use_vault: true,
  credential_item_ids: ["cred:1"],
  a_field_of_tomorrow: { any: "thing" },
};
interface OwnParams {
  url: string;
  goal: string;
}
declare const own: OwnParams;
const schema = { type: "object", properties: { price: { type: "number" } }, required: ["price"] } as const;
await client.agent.queue(own);
await client.agent.queue({ ...own, output_schema: schema });
// @ts-expect-error the goal is missing
await client.agent.queue({ url: "https://example.com" });
// @ts-expect-error the url is missing
await client.agent.queue({ goal: "List the products" });
// @ts-expect-error not a profile
await client.agent.queue({ ...own, browser_profile: 1 });
// @ts-expect-error a number of steps
await client.agent.queue({ ...own, agent_config: { max_steps: "20" } });
// @ts-expect-error yes or no
await client.agent.queue({ ...own, capture_config: { screenshots: "yes" } });
// @ts-expect-error a schema is an object, never true
await client.agent.queue({ ...own, output_schema: true });

await client.agent.queue({
  ...own,
  browser_profile: BrowserProfile.STEALTH,
  proxy_config: { enabled: true, country_code: ProxyCountryCode.US },
});
client.runs.list({ status: RunStatus.COMPLETED, sort_direction: SortDirection.DESC });
const category: ErrorCategory = ErrorCategory.BILLING_FAILURE;
const type: EventType = EventType.COMPLETE;
// @ts-expect-error a constant
RunStatus.COMPLETED = "FAILED";

// Creating

const ran = await client.agent.run<Products>(params, { signal: AbortSignal.timeout(1000), timeout: 120_000 });
same<typeof ran.result, Products | null>(true);
same<typeof ran.run_id, string | null>(true);
const untyped = await client.agent.run(params);
same<typeof untyped.result, unknown>(true);
const { run_id, error: refused } = await client.agent.queue(params, { signal: new AbortController().signal });
const text: string = run_id ?? refused?.message ?? "";
const inQueue = await client.agent.queue(params);
if (inQueue.error) throw new Error(inQueue.error.message);
await client.runs.get(inQueue.run_id);
const batch = await client.agent.batch([params, own], { output_schema: schema });
same<typeof batch.run_ids, string[] | null>(true);
// @ts-expect-error an array
await client.agent.batch(params);

// Following

const run: RunStream<Products> = await client.agent.stream<Products>(params, {
  signal: new AbortController().signal,
  timeout: 600_000,
  idleTimeout: 90_000,
  onClose: "cancel",
  onPageHide: "keep",
  onStarted: (event) => console.log(event.run_id),
  onStreamingUrl: (event) => console.log(event.streaming_url),
  onProgress: (event) => console.log(event.purpose, event.tinyfish_api),
  onHeartbeat: (event) => console.log(event.timestamp),
  onComplete: (event) => console.log(event.status, event.result?.products),
  onEvent: (event) => console.log(event.type),
});
await client.agent.stream(params, {
  // @ts-expect-error the wire's names are snake_case
  onStarted: (event) => event.runId,
});
// @ts-expect-error neither of the two
await client.agent.stream(params, { onClose: "stop" });

for await (const event of run) handle(event);

function handle(event: RunEvent<Products>): unknown {
  switch (event.type) {
    case "STARTED":
      return event.run_id;
    case "STREAMING_URL":
      return event.streaming_url;
    case "PROGRESS":
      same<typeof event.purpose, string>(true);
      return event.purpose;
    case "TF_API_RESULT":
      return event.result.length;
    case "HEARTBEAT":
      // @ts-expect-error heartbeats name no run
      return event.run_id;
    case "COMPLETE":
      same<typeof event.result, Products | null | undefined>(true);
      return typeof event.error === "string" ? event.error : event.error?.category;
    default:
      // What is not known today keeps its type and whatever it carries.
      same<typeof event.anything, unknown>(true);
      if ((event.type as string) === "A_TYPE_OF_TOMORROW") return event["payload"];
      return event.type.toLowerCase();
  }
}

const outcome: Outcome<Products> = await run.finished;

function tell(outcome: Outcome<Products>): unknown {
  switch (outcome.kind) {
    case "completed":
      return outcome.result?.products[0]?.price ?? outcome.run?.schema_validation?.errors;
    case "failed":
      same<typeof outcome.error, TinyFishError>(true);
      return outcome.error.category;
    case "cancelled":
      return outcome.error?.message;
    case "timed_out":
    case "lost":
      same<typeof outcome.result, null>(true);
      return outcome.error.retryable && outcome.runId;
    case "closed":
      same<typeof outcome.error, unknown>(true);
      return outcome.status;
    default:
      return never(outcome);
  }
}
// @ts-expect-error an outcome is settled
outcome.kind = "failed";
// @ts-expect-error no such kind
if (outcome.kind === "done") tell(outcome);

const snapshot: RunSnapshot<Products> = run.snapshot();
same<typeof snapshot.connection, "connecting" | "streaming" | "polling" | "closed">(true);
const last: string | undefined = snapshot.progress.at(-1)?.purpose;
// @ts-expect-error frozen
snapshot.status = "COMPLETED";
// @ts-expect-error frozen
snapshot.progress.push(last);
if (snapshot.status === "A_STATUS_OF_TOMORROW") console.log(snapshot.startedAt, snapshot.streamingUrl);
const unsubscribe: () => void = run.subscribe(() => run.snapshot());
unsubscribe();
const cancelled: CancelResult | NeverCreated = await run.cancel();
same<typeof cancelled.run_id, string | null>(true);
if (cancelled.run_id === null) console.log(cancelled.message.length);
else same<typeof cancelled, CancelResult>(true);
const whole: Run<Products> = await run.read({ screenshots: "base64", html: "none" });
const picture: Blob = await run.screenshot(whole.steps?.[0]?.id ?? "");
run.close();
{
  await using stream = await client.runs.watch("run-1");
  for await (const event of stream) if (event.type === "COMPLETE") break;
}
// @ts-expect-error an event stream is read by its loop, never made
new RunStream();

// Runs

const one = await client.runs.get<Products>("run-1", { screenshots: "url", html: "url", signal: AbortSignal.timeout(1) });
same<typeof one.result, Products | null>(true);
const step: Step | undefined = one.steps?.[0];
if (typeof step?.screenshot === "object" && step.screenshot) {
  const image: string = step.screenshot.url();
  await step.screenshot.draw(document.createElement("canvas"));
  (await step.screenshot.bitmap()).close();
  step.screenshot.release();
  console.log(image, step.screenshot.bytes().length, step.screenshot.type, step.screenshot.size, step.duration);
}
const page = await client.runs.list({ status: "FAILED", goal: "shop", limit: 50, sort_direction: "asc" });
console.log(page.pagination.total, page.data[0]?.goal, page.pagination.next_cursor);
const fallback = await client.runs.list().catch(() => null);
// As libraries declare the functions that they are given to load with.
declare function load<T>(query: () => T | Promise<T>): T;
load(() => client.runs.list<Products>()).data[0]?.result?.products;
const promised: Promise<unknown> = client.runs.list().finally(() => {});
same<typeof fallback, typeof page | null>(true);
for await (const listed of client.runs.list<Products>({ created_after: "2026-01-01T00:00:00Z" })) {
  same<typeof listed, Run<Products>>(true);
}
// @ts-expect-error one direction or the other
client.runs.list({ sort_direction: "newest" });
const many = await client.runs.getMany<Products>(["run-1", "run-2"]);
const all = await client.runs.cancelMany(["run-1"]);
console.log(many.data[0]?.result?.products, many.not_found, all.results[0]?.cancelled_at);
const stopped: CancelResult = await client.runs.cancel("run-1");
same<typeof stopped.run_id, string>(true);
const watched: RunStream = await client.runs.watch("run-1", { onProgress: (event) => console.log(event.purpose) });
const waited: Outcome<Products> = await client.runs.wait<Products>("run-1", { timeout: 60_000 });
const shot: Blob = await client.runs.screenshot("run-1", "step-1");
const html: string = await client.runs.html("run-1", "step-1");
// @ts-expect-error an id is a string
await client.runs.get(1);

// Pool

const pool: Pool = client.pool({ limit: 2 });
const queued: RunStream<Products> = pool.add<Products>(params, { onProgress: () => {} });
const { total, waiting, running, completed, failed, cancelled: gone, unsettled } = pool.snapshot();
const counts: number = total + waiting + running + completed + failed + gone + unsettled;
pool.subscribe(() => pool.snapshot())();
const outcomes: Outcome[] = await pool.settled();
const ended: CancelResult[] = await pool.cancelAll();
// @ts-expect-error a pool takes params, not an id
pool.add("run-1");

// Views

const live = mountLiveView(element, run, {
  interactive: true,
  aspectRatio: "4 / 3",
  allowHosts: ["stream.example.com"],
  maxLive: 3,
  title: "The shop",
  loadTimeout: 5000,
  onStateChange: (state) => state === "live",
});
same<typeof live.state, "waiting" | "loading" | "live" | "ended" | "unavailable" | "failed">(true);
live.moveTo(element);
const refusal: TinyFishError | null = live.error;
mountLiveView(element, "https://stream.example.com/1", { aspectRatio: 1.6 }).unmount();
mountLiveView(element, { snapshot: () => run.snapshot(), subscribe: (listener) => run.subscribe(listener) });
// @ts-expect-error an element, not a selector
mountLiveView("#live", run);
// @ts-expect-error a run that was read is no stream
mountLiveView(element, one);
const strip: ScreenshotsHandle = mountScreenshots(element, run, { follow: false, onWarning: (warning) => console.log(warning.code) });
same<typeof strip.state, "waiting" | "live" | "ended" | "unavailable">(true);
strip.subscribe(() => strip.state)();
// @ts-expect-error not a state of screenshots
if (strip.state === "failed") live.unmount();
const views: ViewHandle[] = [live, strip];
views.map((view) => view.state === "failed" || view.unmount());
// @ts-expect-error not a state of any view
views.some((view) => view.state === "gone");
mountScreenshots(element, one, { client });
mountScreenshots(element, one.steps ?? [], { client });
const blob: Blob = await screenshotToBlob(step ?? "data:image/jpeg;base64,");
const image: HTMLImageElement = await screenshotToImage("/9j/4AAQ");
await screenshotToImage(new Uint8Array(8));
// @ts-expect-error no picture
await screenshotToBlob(1);

// Elements

const view = document.createElement("tinyfish-live-view");
same<typeof view, TinyfishLiveView>(true);
view.run = run;
view.src = "https://stream.example.com/1";
view.interactive = true;
view.aspectRatio = "1 / 1";
view.options = { maxLive: 2 };
view.addEventListener("statechange", (event) => event.detail.state === "ended");
view.addEventListener("click", (event) => event.clientX);
const shots: TinyfishScreenshots = new TinyfishScreenshots();
shots.run = one.steps ?? null;
shots.client = client;
shots.options = { follow: false };
// @ts-expect-error a state is read
view.state = "live";

// Relay

const relay: Relay = createRelay({
  apiKey: () => "sk-tinyfish-…",
  basePath: "/api/tinyfish",
  authorize: (request, call) => request.headers.has("cookie") && call.action !== "run-batch" && true,
});
const answer: Response = await relay(new Request("https://example.com/api/tinyfish/v1/runs"));
toNodeHandler(relay);
memoryStore({ maxKeys: 10 });
// @ts-expect-error without a key there is nothing to add
createRelay({});
// @ts-expect-error no such action
createRelay({ apiKey: "", authorize: (_request, call) => call.action === "vault" });

// Errors

try {
  await client.runs.get("run-1");
} catch (error) {
  if (!isTinyFishError(error)) throw error;
  same<typeof error, TinyFishError>(true);
  const { code, message, status, runId, retryable, retryAfter, category, helpUrl, helpMessage } = error;
  console.log(code, message, status, runId, retryable, retryAfter, category, helpUrl, helpMessage);
  console.log(error.serviceCode, error.details, error.field, error.cause, error.toJSON()["code"]);
  // @ts-expect-error not one of the codes
  if (error.code === "no_such_code") throw error;
}
const made = new TinyFishError({ code: "not_found", message: "There is no such run." });
const asError: Error = made;
const code: ErrorCode = made.code;
// @ts-expect-error the codes are a closed list
new TinyFishError({ code: "oops", message: "…" });

const value: Products = parseResult<Products>(outcome.result);

export { answer, asError, blob, cancelled, category, code, counts, ended, html, image, outcomes, picture, queued, refusal, shot, stopped, text, type, value, waited, watched };
