/**
 * The server route that keeps the API key at home: `tinyfish-web/relay`.
 *
 * It needs only the web's own globals, so the same handler runs in Next.js route handlers, Cloudflare Workers, Deno, Bun, Hono
 * and, through {@link toNodeHandler}, in Node servers. It keeps no state that a correct answer needs.
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
   * Other origins whose pages may use the relay, such as `https://app.example.com`: they get CORS headers. Default none: what a
   * browser sends from another origin is refused with 403 (by `Sec-Fetch-Site`, else by `Origin`), so that no other site acts
   * with the cookies of your users.
   */
  allowedOrigins?: readonly string[] | ((origin: string) => boolean) | undefined;

  /** Whether pages of those origins may send cookies. Default false. */
  allowCredentials?: boolean | undefined;

  limits?: RelayLimits | undefined;

  events?: RelayEvents | undefined;

  /**
   * Told of new runs before the page is: the place to write down whose they are. Awaited; what it throws goes to `onError` and
   * stops nothing.
   */
  onCreated?: ((created: CreatedRuns) => void | Promise<void>) | undefined;

  /** Told of each answer once its headers are ready, for logs and measurements. */
  onRequest?: ((answered: AnsweredRequest) => void) | undefined;

  /**
   * Told of what your functions threw, and of mistakes of the relay; the page only gets 500 `INTERNAL_ERROR`.
   * Default `console.error`.
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

export interface RelayCall {
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
 * - an object: go ahead, within these bounds
 * - a `Response`: this is the answer
 * - anything else: 403 `FORBIDDEN`
 */
export type Verdict = true | Narrowed | Response | false | null | undefined;

export interface Narrowed {
  /**
   * The runs the caller may touch. Others are as if they did not exist: 404 by id, `not_found` in batches, absent from lists
   * (whose `total` then counts the page only). Default: all runs of the key.
   */
  runIds?: RunFilter | undefined;
  /** Goes to the service in place of the body: what the caller asked for, with your own bounds on it. */
  params?: Record<string, unknown> | undefined;
}

export type RunFilter = Iterable<string> | ((runId: string) => boolean | Promise<boolean>);

export interface RelayLimits {
  /** The largest body of a request, in bytes as they arrive. Above it: 413. Default 1,000,000. */
  maxBodyBytes?: number | undefined;
  /** How long the service may take to begin its answer, in milliseconds. Above it: 504. Default 60,000. */
  timeout?: number | undefined;
  /** The same for `run`, which answers when the run has ended, and `run-sse`, which may wait in the queue. Default 900,000. */
  runTimeout?: number | undefined;
  /** Default none. */
  rate?: RateLimit | undefined;
}

/** Above it: 429 `RATE_LIMIT_EXCEEDED` with `Retry-After`, before anything is sent. */
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

export interface RateStore {
  /** Adds `cost` to the window of `key`, beginning one of `seconds` if there is none. Gives the sum and the window's end (ms since 1970). */
  hit(key: string, seconds: number, cost: number): RateCount | Promise<RateCount>;
}

export interface RateCount {
  count: number;
  resetAt: number;
}

/** Counts in this process, for at most `maxKeys` callers at once (default 10,000). */
export function memoryStore(options?: { maxKeys?: number | undefined }): RateStore;

/** How `GET {base}/v1/runs/{id}/events` follows a run. */
export interface RelayEvents {
  /**
   * Milliseconds between two reads of a run of this age (in milliseconds). Default 1 s in its first minute, 2 s up to five, 5 s
   * beyond. Failed reads double the pause, up to 30 s; `Retry-After` is kept.
   */
  pollInterval?: ((age: number) => number) | undefined;
  /** Milliseconds of silence before a `HEARTBEAT`. Default 15,000. */
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
   * another one opened.
   */
  share?: boolean | undefined;
}

export interface CreatedRuns {
  request: Request;
  action: RelayAction;
  /** One id, or those of a batch in the order of the request. */
  runIds: string[];
}

export interface AnsweredRequest {
  request: Request;
  /** Null where the path is none of the relay's. */
  action: RelayAction | null;
  runId: string | null;
  status: number;
  /** Milliseconds until the headers of the answer were ready. */
  duration: number;
}

/**
 * Fits a relay to `node:http`, Express, Connect and Fastify's raw objects: a function of Node's request and response. A client
 * that goes away ends the request to the service; the run goes on.
 */
export function toNodeHandler(relay: Relay): NodeHandler;

export type NodeHandler = (request: NodeRequest, response: NodeResponse) => Promise<void>;

/** The part of Node's `IncomingMessage` that is used. */
export interface NodeRequest extends AsyncIterable<Uint8Array> {
  method?: string | undefined;
  url?: string | undefined;
  /** Express: the path before a router cut off its own part. */
  originalUrl?: string | undefined;
  headers: Record<string, string | string[] | undefined>;
  socket?: object | undefined;
  /** What a body parser made of the body. */
  body?: unknown;
  readableEnded?: boolean | undefined;
}

/** The part of Node's `ServerResponse` that is used. */
export interface NodeResponse {
  writeHead(status: number, headers: Record<string, string | string[]>): unknown;
  flushHeaders?(): void;
  write(chunk: Uint8Array): boolean;
  end(): unknown;
  /** Of compression middleware. */
  flush?(): void;
  destroy(): unknown;
  destroyed?: boolean | undefined;
  once(event: "close" | "drain", listener: () => void): unknown;
  removeListener(event: "close" | "drain", listener: () => void): unknown;
}
