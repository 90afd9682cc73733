/**
 * The server route that keeps the API key at home: `tinyfish-web/relay`.
 *
 * It needs only the web's own globals, so the same handler runs in Next.js route handlers, Cloudflare Workers, Deno, Bun, Hono
 * and, through {@link toNodeHandler}, in Node servers. It keeps no state that a correct answer needs.
 *
 * @module tinyfish-web/relay
 */

/** Answers a request of the page. Never rejects. */
export type Relay = (request: Request) => Promise<Response>;

/**
 * Makes a relay. It serves the paths of the agent API below a base of yours, `/api/tinyfish/v1/runs` for instance, and
 * `GET {base}/v1/runs/{id}/events`: a run as an event stream for `EventSource`, which `Last-Event-ID` resumes.
 *
 * Everything else is 404. Errors are the envelope of the API, `{ error: { code, message } }` (API reference: Error codes).
 *
 * @throws TypeError if an option is wrong
 */
export function createRelay(options: RelayOptions): Relay;

/** What a relay is made with; only `apiKey` is needed. */
export interface RelayOptions {
  /**
   * The API key, or a function that gives it for a request. Without a key the page gets 401 `MISSING_API_KEY`.
   * White space around it is cut off.
   */
  apiKey: string | ((request: Request) => string | null | undefined | Promise<string | null | undefined>);

  /**
   * Says who may do what: called once for each request, before anything is sent. Default: whoever reaches the route may use
   * it, at your cost. The request's body was read already: use `call.params`.
   */
  authorize?: ((request: Request, call: RelayCall) => Verdict | Promise<Verdict>) | undefined;

  /** The service's address, without credentials and query; a path is kept. Default `https://agent.tinyfish.ai`. */
  upstream?: string | URL | undefined;

  /** What comes before the API's own paths, such as `/api/tinyfish`. Default: whatever does. */
  basePath?: string | undefined;

  /**
   * Other origins whose pages may use the relay, as browsers send them, such as `https://app.example.com` (no path, no slash at the
   * end, no wildcard) or `chrome-extension://…`: they get CORS headers. Default none: what a
   * browser sends from another origin is refused with 403 (by `Sec-Fetch-Site`, else by `Origin`), so that no other site acts
   * with the cookies of your users.
   */
  allowedOrigins?: readonly string[] | ((origin: string) => boolean) | undefined;

  /** Whether pages of those origins may send cookies. Default false. */
  allowCredentials?: boolean | undefined;

  /** Bounds on bodies, times and callers. */
  limits?: RelayLimits | undefined;

  /** How `GET {base}/v1/runs/{id}/events` follows a run. */
  events?: RelayEvents | undefined;

  /**
   * Told of new runs before the page is: the place to write down whose they are. Awaited; what it throws goes to `onError` and
   * stops nothing.
   */
  onCreated?: ((created: CreatedRuns) => void | Promise<void>) | undefined;

  /** Told of each answer once its headers are ready, for logs and measurements. Not awaited; what it throws goes to `onError`. */
  onRequest?: ((answered: AnsweredRequest) => void) | undefined;

  /**
   * Told of what your functions threw, and of mistakes of the relay; the page only gets 500 `INTERNAL_ERROR`. Told too why the
   * service could not be reached (502 `UPSTREAM_UNREACHABLE`), in words without the key; of reads for `/events` that fail in a row,
   * once. Not awaited; what it throws itself is told to nobody. Default `console.error`.
   */
  onError?: ((error: unknown, context: { action: RelayAction | null; runId: string | null }) => void) | undefined;

  /** Sends the requests to the service. Default the platform's `fetch`. */
  fetch?: ((url: string, init: RequestInit) => Promise<Response>) | undefined;
}

/**
 * What a request wants. Each name is one method and path (API reference: Automation, Runs):
 *
 * | action | method and path |
 * |---|---|
 * | `run` | `POST /v1/automation/run` |
 * | `run-async` | `POST /v1/automation/run-async` |
 * | `run-sse` | `POST /v1/automation/run-sse` |
 * | `run-batch` | `POST /v1/automation/run-batch` |
 * | `list` | `GET /v1/runs` |
 * | `get` | `GET /v1/runs/{id}` |
 * | `get-many` | `POST /v1/runs/batch` |
 * | `cancel` | `POST /v1/runs/{id}/cancel` |
 * | `cancel-many` | `POST /v1/runs/batch/cancel` |
 * | `screenshot` | `GET /v1/runs/{id}/steps/{stepId}/screenshot` |
 * | `html` | `GET /v1/runs/{id}/steps/{stepId}/html` |
 * | `events` | `GET /v1/runs/{id}/events`, of the relay itself |
 */
export type RelayAction =
  | "run"
  | "run-async"
  | "run-sse"
  | "run-batch"
  | "list"
  | "get"
  | "get-many"
  | "cancel"
  | "cancel-many"
  | "screenshot"
  | "html"
  | "events";

/** What a request wants, for `authorize`. */
export interface RelayCall {
  /** Which call it is. */
  action: RelayAction;
  /** The run in the path; null where there is none. */
  runId: string | null;
  /** The step in the path; null where there is none. */
  stepId: string | null;
  /** The body of a POST as JSON, or the documented query parameters of a GET. */
  params: Record<string, unknown>;
}

/**
 * What `authorize` may say:
 *
 * - `true`: go ahead
 * - an object of `runIds`, `params` or both: go ahead, within these bounds
 * - a `Response`: this is the answer
 * - `false`, null, undefined: 403 `FORBIDDEN`
 *
 * Any other object is a mistake, and so are a bound that is undefined and `params` that are no object: 500 `INTERNAL_ERROR`, which `onError` is told.
 */
export type Verdict = true | Narrowed | Response | false | null | undefined;

/** The bounds within which `authorize` lets a call through. */
export interface Narrowed {
  /**
   * The runs the caller may touch. Others are as if they did not exist: 404 by id, `not_found` in batches, absent from lists
   * (whose `total` then counts the page only). Default: all runs of the key.
   */
  runIds?: RunFilter;
  /**
   * Goes to the service in place of the body or the query: what the caller asked for, with your own bounds on it. Of a query only
   * the documented parameters go.
   */
  params?: Record<string, unknown>;
}

/** The ids of runs, or a function that says of an id whether it is one of them. */
export type RunFilter = Iterable<string> | ((runId: string) => boolean | Promise<boolean>);

/** Bounds on bodies, times and callers. */
export interface RelayLimits {
  /** The largest body of a request, in bytes as they arrive. Above it: 413. Default 1,000,000. */
  maxBodyBytes?: number | undefined;
  /**
   * How long the service may take to begin its answer, in milliseconds. Above it: 504. What the relay itself reads must have ended by
   * then: with `onCreated` the answers of calls that create runs, with `runIds` lists and batches. So must a read for `/events`; above
   * it: it is made again. Default 60,000.
   */
  timeout?: number | undefined;
  /** The same for `run`, which answers when the run has ended, and `run-sse`, which may wait in the queue. Default 900,000. */
  runTimeout?: number | undefined;
  /** How often a caller may call. Default none. */
  rate?: RateLimit | undefined;
}

/** How often a caller may call. Above it: 429 `RATE_LIMIT_EXCEEDED` with `Retry-After`, before anything is sent. */
export interface RateLimit {
  /** How many in one window. A batch counts as many times as it has runs. */
  limit: number;
  /** The length of a window. */
  seconds: number;
  /** Who is calling: a user's id from your session, say. Null: not counted. */
  key: (request: Request) => string | null | Promise<string | null>;
  /** What counts. Default the calls that create runs; a cancel should never have to wait. */
  actions?: readonly RelayAction[] | undefined;
  /** Where the counts are. Default {@link memoryStore}: on a platform with many instances bring one that they share. */
  store?: RateStore | undefined;
}

/** Where the counts of a rate limit are. */
export interface RateStore {
  /** Adds `cost` to the window of `key`, beginning one of `seconds` if there is none. Gives the sum and the window's end (ms since 1970). */
  hit(key: string, seconds: number, cost: number): RateCount | Promise<RateCount>;
}

/** How much of a window is used. */
export interface RateCount {
  /** The sum of the costs in this window. */
  count: number;
  /** When the window ends, in milliseconds since 1970. */
  resetAt: number;
}

/** Counts in this process, for at most `maxKeys` callers at once (default 10,000). */
export function memoryStore(options?: { maxKeys?: number | undefined }): RateStore;

/** How `GET {base}/v1/runs/{id}/events` follows a run. */
export interface RelayEvents {
  /**
   * Milliseconds between two reads of a run of this age (in milliseconds). Default 1 s in its first minute, 2 s up to five, 5 s
   * beyond. What is no number above 0 means 30 s. Failed reads double the pause up to 30 s, or leave it where it is longer;
   * `Retry-After` is kept up to 120 s. If it throws, `onError` is told and the stream ends, for the browser to open the next one.
   */
  pollInterval?: ((age: number) => number) | undefined;
  /**
   * Milliseconds of silence before a `HEARTBEAT`, below 45,000. Keep it below the client's `idleTimeout` too: a client that hears
   * nothing for 45 s, or for its shorter `idleTimeout`, gives the stream up and follows the run by reads. Default 15,000.
   */
  heartbeat?: number | undefined;
  /** What the browser is told to wait before it reconnects, in milliseconds. Default 2,000. */
  retry?: number | undefined;
  /**
   * Milliseconds after which a stream is closed, for the browser to open the next one. Keep it below your host's limit for one
   * request. Default 300,000.
   */
  maxDuration?: number | undefined;
  /**
   * Whether watchers of one run share its reads. Default true, except on Cloudflare Workers, where one request may not use what
   * another one opened. Unshared, a stream also ends when two reads in a row cannot be sent: the fetches that the platform allows one
   * request may be used up, and the request of the next stream has new ones.
   */
  share?: boolean | undefined;
}

/** Runs that a request has created. */
export interface CreatedRuns {
  /** The request of the page; its body was read already. */
  request: Request;
  /** Which call created them. */
  action: RelayAction;
  /** Their ids: one, or those of a batch in the order of the request. */
  runIds: string[];
}

/** A request and how it was answered. */
export interface AnsweredRequest {
  /** The request of the page; its body was read already. */
  request: Request;
  /** Which call it was; null where path and method are none of the relay's, or a page of another origin asked. */
  action: RelayAction | null;
  /** The run in the path; null where there is none, or no action. */
  runId: string | null;
  /** The HTTP status of the answer. */
  status: number;
  /** Milliseconds until the headers of the answer were ready. */
  duration: number;
}

/**
 * Fits a relay to `node:http`, Express and Connect: a function of Node's request and response. A client that goes away ends the
 * request to the service; the run goes on. For one that left before, nothing is sent.
 *
 * Fastify has read the body before it calls a route and keeps it to itself, so its raw request needs it back:
 * `reply.hijack(); handle(Object.assign(request.raw, { body: request.body }), reply.raw);`
 */
export function toNodeHandler(relay: Relay): NodeHandler;

/** What `node:http` calls for each request. Never rejects. */
export type NodeHandler = (request: NodeRequest, response: NodeResponse) => Promise<void>;

/** The part of Node's `IncomingMessage` that is used. */
export interface NodeRequest extends AsyncIterable<Uint8Array> {
  /** The HTTP method. */
  method?: string | undefined;
  /** Path and query. */
  url?: string | undefined;
  /** Express: the path before a router cut off its own part. */
  originalUrl?: string | undefined;
  /** The headers, with names in lower case. */
  headers: Record<string, string | string[] | undefined>;
  /** Whether it is encrypted tells the scheme of the address. */
  socket?: object | undefined;
  /** What a body parser made of the body. */
  body?: unknown;
  /** Whether the body was read already. */
  readableEnded?: boolean | undefined;
  /** Breaks the connection off. */
  destroy?(): unknown;
}

/** The part of Node's `ServerResponse` that is used. */
export interface NodeResponse {
  /** Sends status and headers. */
  writeHead(status: number, headers: Record<string, string | string[]>): unknown;
  /** Sends the headers before there is a body. */
  flushHeaders?(): void;
  /** Sends a part of the body; false asks to wait for `drain`. */
  write(chunk: Uint8Array): boolean;
  /** Ends the answer. */
  end(): unknown;
  /** Sends what compression middleware holds back. */
  flush?(): void;
  /** Breaks the connection off: the answer is not whole. */
  destroy(): unknown;
  /** Whether the connection is gone. */
  destroyed?: boolean | undefined;
  /** Listens for one event. */
  once(event: "close" | "drain", listener: () => void): unknown;
  /** Ends listening. */
  removeListener(event: "close" | "drain", listener: () => void): unknown;
}
