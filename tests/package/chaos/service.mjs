// The service, in memory: runs that go their way by the clock, and answers that go wrong as a scenario wants.

const encoder = new TextEncoder();
const TEXTS = ["Open the page", "Click", 'Say "yes"', "Tür 日本 𝄞", "C:\\temp", "", "x".repeat(5000)];
const GARBAGE = ["data: {nope}\n\n", "data: [DONE]\n\n", ": hi\n\n", 'data: {"type":"PROGRESS","purpose":nope}\n\n', 'data: {"a"\n\n'];
const RESULTS = [{ price: 7 }, [1, 2], "text", 0, false, { deep: { a: [null] } }];
export const KEY = "sk-tinyfish-chaos-secret";

const iso = (ms) => new Date(ms).toISOString();

export class Service {
  runs = new Map();
  /** What was asked, in order. */
  log = [];
  /** Bodies that are open, and event sources. */
  open = new Set();
  #ids = 0;

  constructor(clock, random, plan) {
    Object.assign(this, { clock, random, plan });
  }

  chance(part) {
    return this.random.below(1000) < part * 1000;
  }

  between(least, most) {
    return least + this.random.below(most - least + 1);
  }

  create(params) {
    const { clock } = this;
    const id = `run-${++this.#ids}`;
    const begins = clock.now + this.random.pick([0, 0, 50, 3000]);
    let at = begins;
    const steps = [];
    const alike = this.random.pick(["both", "text", "time"]);
    for (let nth = this.random.below(7); nth > 0; nth--) {
      at += this.between(1, this.random.pick([5, 500, 9000]));
      const text = alike === "text" ? `${this.random.pick(TEXTS)} ${steps.length}` : this.random.pick(TEXTS);
      const read = alike === "time" ? `${text}, as read` : text;
      steps.push({ id: `${id}-s${steps.length}`, at, text, read, readAt: alike === "text" ? at + 7 : at });
    }
    const secret = `https://view.test/${id}?token=secret-${id}`;
    const ends = this.chance(this.plan.never) ? Infinity : at + this.between(1, this.random.pick([5, 3000, 90000, 400000]));
    const status = this.random.pick(["COMPLETED", "COMPLETED", "FAILED"]);
    const error = status === "FAILED" ? { message: `No ${secret} ${KEY}.`, category: this.random.pick(["AGENT_FAILURE", "SYSTEM_FAILURE"]) } : null;
    const run = { id, goal: params.goal, created: clock.now, begins, steps, ends, status, error };
    run.result = status === "COMPLETED" ? this.random.pick(RESULTS) : null;
    run.url = this.chance(0.7) ? secret : null;
    run.visible = clock.now + (this.chance(this.plan.late) ? this.between(1, 1500) : 0);
    run.cancelled = null;
    this.runs.set(id, run);
    return run;
  }

  status(run, now = this.clock.now) {
    if (run.cancelled !== null && run.cancelled <= now) return "CANCELLED";
    if (now >= run.ends) return run.status;
    return now >= run.begins ? "RUNNING" : "PENDING";
  }

  over(run) {
    return Math.min(run.ends, run.cancelled ?? Infinity);
  }

  steps(run, now = this.clock.now) {
    return run.steps.filter(({ at }) => at <= now && at <= this.over(run));
  }

  view(run, steps = true) {
    // What answers may lag behind.
    const now = Math.max(run.created, this.clock.now - (this.chance(this.plan.stale) ? this.between(0, 4000) : 0));
    const status = this.status(run, now);
    const ended = !["PENDING", "RUNNING"].includes(status);
    const { legacy } = this.plan;
    const told = {
      [legacy ? "runId" : "run_id"]: run.id,
      status,
      goal: run.goal,
      created_at: iso(run.created),
      started_at: status === "PENDING" ? null : iso(run.begins),
      finished_at: ended ? iso(this.over(run)) : null,
      [legacy ? "resultJson" : "result"]: status === run.status && ended ? run.result : null,
      error: status === "FAILED" ? run.error : null,
      [legacy ? "streamingUrl" : "streaming_url"]: status === "RUNNING" ? run.url : null,
    };
    if (!steps) return told;
    const done = this.steps(run, now);
    // The step at work may be told without its text.
    const bare = !ended && this.chance(0.3) ? done.at(-1) : null;
    told.steps = done.map((step) => ({ id: step.id, timestamp: iso(step.readAt), status: "COMPLETED", action: step === bare ? null : step.read, screenshot: null, duration: "1s" }));
    return told;
  }

  cancel(run) {
    const before = this.status(run);
    if (before === "PENDING" || before === "RUNNING") {
      run.cancelled = this.clock.now;
      for (const wake of run.wakes?.splice(0) ?? []) wake();
      return { run_id: run.id, status: "CANCELLED", cancelled_at: iso(this.clock.now), message: null };
    }
    const message = before === "CANCELLED" ? "Run already cancelled" : "Run already finished";
    return { run_id: run.id, status: before, cancelled_at: null, message };
  }

  /** The `fetch` of a client. */
  fetch = (url, init = {}) => {
    this.clock.touch();
    const { pathname, searchParams } = new URL(url);
    const body = init.body ? JSON.parse(init.body) : null;
    const entry = { at: this.clock.now, method: init.method, path: pathname, body, done: false };
    this.log.push(entry);
    this.asked?.(pathname, body);
    const answer = this.answer(entry, pathname, searchParams, body, init.signal).finally(() => (entry.done = true));
    // A caller's fetch may take no notice of the signal.
    return this.plan.deaf ? answer : this.unlessAborted(answer, init.signal);
  };

  unlessAborted(promise, signal) {
    return new Promise((resolve, reject) => {
      const abort = () => reject(new DOMException("This operation was aborted", "AbortError"));
      if (signal?.aborted) return abort();
      signal?.addEventListener("abort", abort);
      promise.then(resolve, reject).finally(() => signal?.removeEventListener("abort", abort));
    });
  }

  async answer(entry, path, query, body, signal) {
    const creating = path.startsWith("/v1/automation/");
    const cancelling = path.endsWith("/cancel");
    const kind = creating ? "creating" : cancelling ? "cancelling" : "reading";
    await this.clock.pause(this.random.pick([0, 0, 1, 40, 900]));
    const trouble = this.trouble(kind, entry);
    if (trouble === "network") throw new TypeError("fetch failed");
    if (trouble === "odd") return this.random.pick([null, undefined, {}, "text", { status: 200 }, { status: 200, ok: true }, new Response(null, { status: 204 }), Response.error()]);
    if (trouble === "hang") return new Promise(() => {});
    if (typeof trouble === "number") return this.refusal(trouble, entry);
    if (trouble === "page") return new Response("<!doctype html><p>Sign in", { headers: { "content-type": "text/html" } });
    if (signal?.aborted && kind === "reading") return new Promise(() => {});
    const value = this.carryOut(entry, path, query, body, signal);
    // Carried out, and not told.
    if (trouble === "lost") throw new TypeError("terminated");
    if (trouble === "late") return this.refusal(this.random.pick([500, 502, 504]), entry);
    return value instanceof Response ? value : this.json(value, trouble, signal);
  }

  trouble(kind, entry) {
    const { faults, burst } = this.plan;
    if (!this.chance(faults[kind] ?? 0)) return null;
    if (kind === "reading" && burst) {
      this.fails = (this.fails ?? 0) + 1;
      if (this.fails > burst) return (this.fails = 0) || null;
      return this.random.pick(["network", 500, 502, 503, 429, "html502", "broken", "slow"].map((each) => (each === "html502" ? 502 : each)));
    }
    const harmless = [429, 503, "slow"];
    if (kind === "creating") return this.random.pick(this.plan.gentle ? harmless : [...harmless, "network", "odd", "hang", 400, 401, 500, 502, "page", "lost", "late", "broken"]);
    if (kind === "cancelling") return this.random.pick(this.plan.gentle ? ["network", 500, "slow", "lost"] : ["network", "odd", 500, 404, 403, "page", "lost", "late", "slow", "broken", "hang"]);
    return this.random.pick(["network", "hang", "odd", 500, 502, 404, 401, "page", "slow", "broken", 429]);
  }

  refusal(status, entry) {
    entry.refused = status;
    const headers = {};
    if (this.chance(0.5) && (status === 429 || status === 503)) headers["retry-after"] = String(this.random.pick([0, 1, 3]));
    if (status === 502) return new Response(`<html>Bad gateway ${KEY}`, { status, headers: { "content-type": "text/html" } });
    if (status === 404 && !this.plan.gentle && this.chance(0.2)) return new Response(JSON.stringify({ type: "about:blank", title: "Not Found", status: 404 }), { status, headers: { "content-type": "application/problem+json" } });
    const codes = { 400: "INVALID_INPUT", 401: "INVALID_API_KEY", 403: "FORBIDDEN", 404: "NOT_FOUND", 429: "RATE_LIMIT_EXCEEDED", 503: "SERVICE_BUSY" };
    return new Response(JSON.stringify({ error: { code: codes[status] ?? "INTERNAL_ERROR", message: `said with ${KEY}` } }), { status, headers });
  }

  json(value, trouble, signal) {
    const bytes = encoder.encode(JSON.stringify(value));
    if (!trouble) return new Response(bytes);
    const feed = async (give) => {
      for (let from = 0; from < bytes.length; ) {
        const to = from + this.between(1, 300);
        give(bytes.slice(from, to));
        from = to;
        await this.clock.pause(this.between(0, 200));
        if (trouble === "broken") throw new TypeError("terminated");
      }
    };
    return new Response(this.body(feed, signal));
  }

  /** A body that `feed` fills; it counts as open until it ends, breaks, is cancelled or aborted. */
  body(feed, signal, type) {
    const mark = {};
    this.open.add(mark);
    let over = false;
    const end = (how) => {
      if (over) return;
      over = true;
      this.open.delete(mark);
      this.clock.touch();
      how?.();
    };
    const start = (controller) => {
      if (signal?.aborted) return end();
      signal?.addEventListener("abort", () => end(() => controller.error(new DOMException("aborted", "AbortError"))));
      const give = (bytes) => {
        if (over) throw new TypeError("over");
        this.clock.touch();
        controller.enqueue(bytes);
      };
      const finish = () => {
        controller.close();
        controller.byobRequest?.respond(0);
      };
      void feed(give, () => over).then(
        () => end(finish),
        (error) => end(() => controller.error(error)),
      );
    };
    return new ReadableStream({ type, start, cancel: () => end() });
  }

  carryOut(entry, path, query, body, signal) {
    const of = (id) => {
      const run = this.runs.get(id);
      return run && run.visible <= this.clock.now ? run : undefined;
    };
    const missing = () => this.refusal(404, entry);
    const parts = path.split("/").slice(2);
    switch (path) {
      case "/v1/automation/run-sse":
        return this.stream((entry.run = this.create(body)), signal);
      case "/v1/automation/run-async":
        return { run_id: (entry.run = this.create(body)).id, error: null };
      case "/v1/automation/run-batch":
        return { run_ids: body.runs.map((each) => this.create(each).id), error: null };
      case "/v1/runs":
        return this.page(query);
      case "/v1/runs/batch":
      case "/v1/runs/batch/cancel": {
        const found = body.run_ids.map(of).filter(Boolean);
        const not_found = body.run_ids.filter((id) => !of(id));
        const key = path.endsWith("cancel") ? "results" : "data";
        const each = key === "results" ? (run) => this.cancel(run) : (run) => this.view(run);
        if (key === "results") entry.cancels = found.map(({ id }) => id);
        return { [key]: found.map(each), not_found: not_found.length ? not_found : null };
      }
    }
    const run = of(decodeURIComponent(parts[1]));
    if (!run) return missing();
    if (parts[2] === "cancel") {
      entry.cancels = [run.id];
      return this.cancel(run);
    }
    return this.view(run);
  }

  page(query) {
    const all = [...this.runs.values()];
    const from = Number(query.get("cursor") ?? 0);
    const limit = Number(query.get("limit") ?? 3);
    const to = from + limit;
    const more = to < all.length;
    return { data: all.slice(from, to).map((run) => this.view(run, false)), pagination: { total: all.length, next_cursor: more ? String(to) : null, has_more: more } };
  }

  /** What the agent's stream tells of a run, each with its time. */
  *events(run) {
    const names = this.plan.legacy ? ["runId", "streamingUrl", "resultJson"] : ["run_id", "streaming_url", "result"];
    yield { at: run.begins, event: { type: "STARTED", [names[0]]: run.id, timestamp: iso(run.begins) } };
    if (run.url) yield { at: run.begins, event: { type: "STREAMING_URL", [names[0]]: run.id, [names[1]]: run.url, timestamp: iso(run.begins) } };
    let before = run.begins;
    for (const step of [...run.steps, { at: run.ends }]) {
      for (let at = before + 15000; at < Math.min(step.at, before + 9e6); at += 15000) yield { at, event: { type: "HEARTBEAT", timestamp: iso(at) } };
      before = step.at;
      if (!step.id) break;
      if (this.chance(0.1)) yield { at: step.at, event: { type: "NEWS", step: step.id, odd: [1, { type: "COMPLETE" }] } };
      yield { at: step.at, event: { type: "PROGRESS", [names[0]]: run.id, purpose: step.text, timestamp: iso(step.at) } };
    }
    const status = this.status(run, run.ends);
    yield { at: run.ends, event: { type: "COMPLETE", [names[0]]: run.id, status: run.status, [names[2]]: run.result, error: run.error, timestamp: iso(run.ends) }, status };
  }

  stream(run, signal) {
    const { clock, plan } = this;
    const kinds = plan.gentle ? ["end", "break", "silent"] : ["end", "break", "silent", "early", "cut", "nothing", "garbage"];
    const kind = this.chance(plan.faults.stream ?? 0) ? this.random.pick(kinds) : "whole";
    run.stream = kind;
    const stops = this.random.below(6);
    const slow = this.chance(0.2);
    const write = async (give, text) => {
      const all = encoder.encode(text);
      for (let from = 0; from < all.length; ) {
        const to = slow ? from + this.between(1, 400) : all.length;
        give(all.slice(from, to));
        from = to;
        if (slow) await clock.pause(this.random.pick([0, 1, 30]));
      }
    };
    const feed = async (give, over) => {
      if (kind === "nothing") return;
      if (kind === "early") throw new TypeError("terminated");
      let nth = 0;
      for (const { at, event } of this.events(run)) {
        const wait = () => Math.min(at, run.cancelled ?? Infinity) - clock.now;
        while (wait() > 0 && !over()) {
          await new Promise((resolve) => {
            const timer = clock.set(resolve, Math.min(wait(), 6e5));
            (run.wakes ??= []).push(() => (clock.clear(timer), resolve()));
          });
        }
        if (over()) return;
        const cancelled = run.cancelled !== null && run.cancelled < at && event.type !== "STARTED";
        const told = cancelled ? { type: "COMPLETE", run_id: run.id, status: "CANCELLED", timestamp: iso(clock.now) } : event;
        if (kind === "garbage" && this.chance(0.2)) await write(give, this.random.pick(GARBAGE));
        let text = `data: ${JSON.stringify(told)}\n\n`;
        if (nth > stops && kind === "cut") await write(give, text.slice(0, text.length / 2));
        if (nth > stops) await clock.pause(plan.gentle ? 5 : this.random.below(2));
        if (nth > stops && ["cut", "break"].includes(kind)) throw new TypeError("terminated");
        if (nth > stops && kind === "end") return;
        if (nth > stops && kind === "silent") return new Promise(() => {});
        nth++;
        if (told.type === "COMPLETE" && this.chance(0.2)) text = text.trimEnd();
        await write(give, text);
        if (told.type === "COMPLETE") return;
      }
    };
    const body = this.body(feed, signal, this.chance(0.5) ? "bytes" : undefined);
    const type = this.random.pick(["text/event-stream", "text/event-stream", "", "text/html; charset=utf-8"]);
    return new Response(body, { headers: type ? { "content-type": type } : {} });
  }
}
