// One scenario: a service that behaves as badly as the seed wants, a user who does what the seed wants, and what must hold all the same.

import { getEventListeners } from "node:events";
import { generator } from "../../differential/streams.mjs";
import { EventSourceOf } from "./events.mjs";
import { Follow } from "./follow.mjs";
import { KEY, Service } from "./service.mjs";

const HOUR = 3_600_000;

export async function scenario(seed, { connect, wasm, clock, unheard }) {
  const random = generator(seed);
  const dice = generator(~seed);
  Math.random = () => dice.below(1 << 30) / (1 << 30);
  const world = new World(seed, random, clock);
  const { service, via } = world;
  globalThis.fetch = service.fetch;
  if (via === "relay") globalThis.EventSource = EventSourceOf(service);
  const options = { baseURL: "http://service.test", wasm, onWarning: (warning) => world.warned(warning) };
  if (via !== "relay") options.fetch = service.fetch;
  if (via === "fetch" && world.mood === "rough" && random.below(3) === 0) {
    world.plan.deaf = true;
    options.fetch = (...args) => {
      if (random.below(30) === 0) throw new Error("no fetch");
      return service.fetch(...args);
    };
  }
  if (via === "key") Object.assign(options, { apiKey: KEY, dangerouslyAllowBrowser: true });
  const fails = random.pick([0, 0, 0.1]);
  const headers = async () => {
    await clock.pause(random.pick([0, 30, 800]));
    if (world.chance(world.mood === "rough" ? fails : 0)) throw new TypeError("no token");
    return { "x-a": "b" };
  };
  if (random.below(4) === 0) options.headers = headers;
  world.headers = options.headers;
  if (random.below(4) === 0) options.timeout = 5000;
  world.client = await connect(options);
  world.begin();
  await clock.run(clock.now + HOUR, () => (world.each(), world.calm()));
  world.letGo();
  if (!(await clock.run(clock.now + HOUR, () => world.calm())) && !world.calm()) world.wrong("not calm", world.pending());
  world.idle = true;
  const quietSince = service.log.length;
  await clock.run(clock.now + HOUR / 4, () => false);
  world.check(quietSince);
  delete globalThis.EventSource;
  if (unheard.length) world.wrong("unheard", ...unheard.splice(0).map((error) => error?.stack ?? error));
  return world;
}

function isAlike(one, other) {
  return Object.keys(one).every((name) => (name === "progress" ? one.progress.length === other.progress.length : one[name] === other[name]));
}

class World {
  faults = [];
  warnings = [];
  runs = [];
  calls = 0;
  goals = 0;
  waits = 0;

  constructor(seed, random, clock) {
    const mood = random.pick(["calm", "gentle", "gentle", "rough", "rough"]);
    const some = (part) => (mood === "calm" ? 0 : part);
    const faults = { creating: some(random.pick([0, 0.2, 0.5])), reading: some(random.pick([0, 0.2, 0.5])), cancelling: some(random.pick([0, 0.2, 0.5])), stream: some(random.pick([0.3, 0.6, 1])) };
    const plan = { faults, gentle: mood !== "rough", burst: mood === "gentle" ? 3 : 0, legacy: random.below(5) === 0, never: random.pick([0, 0.1]), late: random.pick([0, 0, 0.5]), stale: random.pick([0, 0, 0.5]) };
    this.via = random.pick(["fetch", "fetch", "key", "relay", "relay"]);
    Object.assign(this, { seed, random, clock, mood, plan });
    plan.key = this.via === "key";
    this.jumps = random.below(4) === 0;
    this.service = new Service(clock, random, plan);
  }

  wrong(...what) {
    this.faults.push(what.map((each) => (typeof each === "string" ? each : JSON.stringify(each))).join(" "));
  }

  chance(part) {
    return this.random.below(1000) < part * 1000;
  }

  warned(warning) {
    this.warnings.push(warning);
    this.clean(warning.message, "warning");
    if (this.chance(0.3)) this.random.pick(this.runs).act("warning");
    if (this.chance(0.1)) throw new Error("of the page");
  }

  /** No secret is in a text. */
  clean(text, where, secret) {
    if (this.via === "key" && text.includes(KEY)) this.wrong("key in", where, text);
    if (secret && text.includes(secret)) this.wrong("address in", where, text);
  }

  cleanError(error, where, secret) {
    if (error?.name !== "TinyFishError") return this.wrong("no TinyFishError", where, String(error?.stack ?? error));
    this.clean(JSON.stringify(error) + error.message + error.stack, where, secret);
    if (error.code === "unknown") this.wrong("unknown error", where, error);
  }

  /** Waits for a promise of a call, and counts it as pending meanwhile. */
  async call(name, promise, control) {
    this.calls++;
    try {
      return { value: await promise };
    } catch (error) {
      if (control?.signal.aborted && error === control.signal.reason) return { error, aborted: true };
      this.cleanError(error, name);
      return { error };
    } finally {
      this.calls--;
      this.clock.touch();
    }
  }

  begin() {
    const { random, clock, service } = this;
    clock.skew = 0;
    if (this.jumps) for (let nth = 0; nth < 3; nth++) clock.set(() => (clock.skew += random.pick([-HOUR, -5000, 5000, HOUR])), random.below(60000));
    service.asked = (path, body) => {
      if (!this.thePool || !/run-(sse|async)$/.test(path)) return;
      this.thePool.follows.find(({ goal }) => goal === body.goal).begun = true;
      const going = this.thePool.follows.filter(({ begun, outcome, run }) => begun && !outcome && !run?.snapshot().outcome).length;
      if (going > this.thePool.limit) this.wrong("pool above its limit", going);
    };
    if (this.chance(0.4)) this.pool();
    else for (let count = 1 + random.below(4); count > 0; count--) void this.one();
  }

  options(follow) {
    const { random } = this;
    const options = { onEvent: (event) => follow.told(event) };
    if (this.chance(0.6)) {
      follow.control = new AbortController();
      options.signal = follow.control.signal;
    }
    if (this.chance(0.15)) options.timeout = random.pick([1, 5, 300, 20000, 200000]);
    if (this.chance(0.15)) options.idleTimeout = random.pick([4000, 16000, 40000]);
    if (this.chance(0.3)) options.onClose = "cancel";
    for (const name of ["onStarted", "onProgress", "onHeartbeat", "onComplete"]) {
      if (this.chance(0.1)) options[name] = () => follow.act("callback");
    }
    follow.options = options;
    return options;
  }

  params() {
    return { url: "http://shop.test", goal: `goal ${this.seed}-${this.goals++}` };
  }

  async one() {
    this.waits++;
    const follow = new Follow(this);
    await this.single(follow).catch((error) => this.wrong("the user", error.stack));
    if (!follow.run) follow.outcome ??= { kind: "none" };
    this.waits--;
    this.clock.touch();
  }

  async single(follow) {
    const { random, client, clock } = this;
    await clock.pause(random.pick([0, 0, 10, 5000]));
    const how = random.pick(["stream", "stream", "stream", "watch", "wait", "many"]);
    const options = this.options(follow);
    if (how === "stream") {
      const params = this.params();
      follow.goal = params.goal;
      const asked = client.agent.stream(params, options);
      follow.early();
      return follow.take(await this.call("stream", asked, follow.control));
    }
    const params = [this.params(), this.params()];
    const queued = how === "many" ? await this.call("batch", client.agent.batch(params)) : await this.call("queue", client.agent.queue(params[0]));
    const ids = queued.value?.run_ids ?? (queued.value?.run_id ? [queued.value.run_id] : null);
    if (!ids) return;
    if (this.chance(0.5)) await clock.pause(2000);
    if (how === "many") {
      const read = await this.call("getMany", client.runs.getMany(ids));
      const cancelled = await this.call("cancelMany", client.runs.cancelMany(ids));
      if (cancelled.value && this.plan.gentle) {
        for (const { run_id } of cancelled.value.results) if (this.service.over(this.service.runs.get(run_id)) > clock.now) this.wrong("not cancelled", run_id);
      }
      if (!read.value && this.mood === "calm") this.wrong("getMany", String(read.error));
      return this.list();
    }
    follow.id = ids[0];
    if (how === "watch") {
      const twin = this.chance(0.3) ? new Follow(this) : null;
      if (twin) {
        twin.id = ids[0];
        void this.call("watch twin", client.runs.watch(ids[0], this.options(twin)), twin.control).then((made) => twin.take(made));
        twin.early();
      }
      const asked = client.runs.watch(ids[0], options);
      follow.early();
      return follow.take(await this.call("watch", asked, follow.control));
    }
    const asked = client.runs.wait(ids[0], options);
    follow.early();
    const waited = await this.call("wait", asked, follow.control);
    if (waited.value) follow.checkOutcome(waited.value, true);
    follow.outcome = waited.value ?? { kind: "none" };
    if (follow.control && getEventListeners(follow.control.signal, "abort").length) this.wrong("listener left by wait");
  }

  async list() {
    const { client, random } = this;
    const before = this.service.runs.size;
    const pages = client.runs.list({ limit: 1 + random.below(3) })[Symbol.asyncIterator]();
    const asked = [];
    for (let times = 0; times < before + 2; times++) {
      asked.push(this.call("list", pages.next()));
      if (this.chance(0.3)) await asked.at(-1);
      if (this.chance(0.03)) return this.left = this.call("return", pages.return());
    }
    const got = (await Promise.all(asked)).map(({ value, error }) => (error ? "error" : value.done ? "done" : value.value[this.plan.legacy ? "runId" : "run_id"]));
    const ids = got.filter((each) => each !== "done" && each !== "error");
    if (ids.join() !== [...this.service.runs.keys()].slice(0, ids.length).join()) this.wrong("list", got);
    if (!got.includes("error") && ids.length < before) this.wrong("list is short", got, before);
  }

  pool() {
    const { random, client, clock } = this;
    const limit = 1 + random.below(5);
    const pool = client.pool({ limit });
    const adds = 1 + random.below(8);
    this.thePool = { pool, limit, follows: [] };
    const look = () => {
      const counts = pool.snapshot();
      const { total, waiting, running, completed, failed, cancelled, unsettled } = counts;
      if (running > limit) this.wrong("pool above its limit", counts);
      if (waiting + running + completed + failed + cancelled + unsettled !== total) this.wrong("pool does not add up", counts);
      if (pool.snapshot() !== counts) this.wrong("pool snapshot is another");
    };
    const add = () => {
      const follow = new Follow(this);
      const params = this.params();
      follow.goal = params.goal;
      follow.pool = true;
      this.thePool.follows.push(follow);
      follow.take({ value: pool.add(params, this.options(follow)) });
      look();
    };
    for (let nth = 0; nth < adds; nth++) {
      this.waits++;
      clock.set(() => {
        this.waits--;
        add();
        if (this.chance(0.1)) cancelAll();
      }, random.pick([0, 0, 10, 3000]));
    }
    const cancelAll = () => {
      const named = this.thePool.follows.filter(({ outcome, run }) => !outcome && run.runId);
      void this.call("cancelAll", pool.cancelAll()).then(({ value }) => {
        for (const { model } of value ? named : []) {
          if (this.service.over(model) > clock.now && !value.some(({ run_id }) => run_id === model.id)) this.wrong("cancelAll left", model.id, value);
        }
      });
      look();
    };
    if (this.chance(0.4)) {
      this.waits++;
      clock.set(() => (this.waits--, cancelAll()), random.pick([0, 100, 3100, 30000]));
    }
    let seen = pool.snapshot();
    pool.subscribe(() => {
      const before = seen;
      seen = pool.snapshot();
      if (seen !== before && JSON.stringify(seen) === JSON.stringify(before)) this.again = (this.again ?? 0) + 1;
    });
    this.thePool.fresh = () => {
      if (seen !== pool.snapshot()) this.wrong("the pool's subscriber was not told", seen, pool.snapshot());
      const open = this.thePool.follows.filter(({ run }) => !run.snapshot().outcome);
      const running = open.filter(({ begun }) => begun).length;
      if (pool.snapshot().total !== this.thePool.follows.length) this.wrong("total");
      if (!this.headers && pool.snapshot().running !== running) this.wrong("running", pool.snapshot(), running);
    };
    pool.subscribe(() => (look(), !this.idle && this.chance(0.05) && this.goals < 20 && add()));
    this.thePool.add = add;
  }

  /** When it is quiet. */
  each() {
    if (!this.thePool) return;
    const counts = this.thePool.pool.snapshot();
    const open = this.thePool.follows.filter(({ run }) => !run.snapshot().outcome);
    const running = open.filter(({ begun }) => begun).length;
    if (!this.headers && counts.running !== running) this.wrong("running", counts, running);
  }

  calm() {
    return this.calls === 0 && this.waits === 0 && this.runs.every((follow) => follow.outcome);
  }

  pending() {
    return [this.calls, this.waits, ...this.runs.filter(({ outcome }) => !outcome).map(({ goal, id, run }) => [goal, id, run?.snapshot()])];
  }

  /** After an hour the user has enough. */
  letGo() {
    for (const follow of this.runs) {
      if (follow.outcome) continue;
      if (follow.run) follow.mayStay(() => follow.run.close());
      else follow.control?.abort("enough");
    }
    for (const run of this.service.runs.values()) if (run.ends === Infinity) this.service.cancel(run);
  }

  check(quietSince) {
    const { service, clock } = this;
    for (const follow of this.runs) follow.check();
    if (service.open.size && !this.plan.deaf) this.wrong("open bodies", service.open.size);
    if (clock.timers) this.wrong("timers left", clock.timers);
    const after = service.log.slice(quietSince).filter(({ path }) => !path.endsWith("/cancel") && !(this.left && path === "/v1/runs"));
    if (after.length) this.wrong("fetches after all", after.map(({ path, at }) => [path, at]));
    if (this.thePool) {
      const counts = this.thePool.pool.snapshot();
      this.thePool.fresh();
      if (counts.waiting || counts.running) this.wrong("pool not drained", counts);
    }
    const created = new Map();
    for (const { goal } of service.runs.values()) created.set(goal, (created.get(goal) ?? 0) + 1);
    for (const [goal, count] of created) if (count > 1) this.wrong("created twice", goal, count);
  }
}
