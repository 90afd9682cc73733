// One run as a user follows it: what they do with it, what they hear, and what must hold at the end.

import { getEventListeners } from "node:events";

export const ENDS = ["completed", "failed", "cancelled"];

export class Follow {
  events = [];
  got = [];
  cancels = [];
  run = null;
  outcome = null;

  constructor(world) {
    this.world = world;
    world.runs.push(this);
    this.acts = world.random.below(3);
  }

  get model() {
    const { runs } = this.world.service;
    return this.id ? runs.get(this.id) : [...runs.values()].find(({ goal }) => goal === this.goal);
  }

  told(event) {
    if (this.outcome && !this.closing) this.world.wrong("event after the outcome", event);
    this.events.push(event);
    if (this.world.chance(0.03)) this.act("onEvent");
    if (this.world.chance(0.01)) throw new Error("of the page");
  }

  /** Perhaps aborts before there is a stream. */
  early() {
    const { world } = this;
    if (this.control && world.chance(0.2)) world.clock.set(() => this.abort(), world.random.pick([0, 0, 20, 500]));
    if (this.control && world.chance(0.03)) this.abort();
  }

  abort() {
    this.closed = true;
    this.control.abort(`enough ${this.goal ?? this.id}`);
  }

  take({ value, error }) {
    const { world } = this;
    if (!value) return void (this.outcome = { kind: "rejected", error });
    const run = (this.run = value);
    const first = run.finished;
    void first.then(
      (outcome) => {
        world.clock.touch();
        this.outcome = outcome;
        this.settledAt = world.clock.now;
        if (run.snapshot().outcome !== outcome) world.wrong("another outcome in the snapshot");
      },
      (error) => world.wrong("finished rejects", String(error)),
    );
    this.seen = run.snapshot();
    if (world.chance(0.7)) {
      this.watched = true;
      run.subscribe(() => {
        const before = this.seen;
        this.seen = run.snapshot();
        // While the service refuses, and for events of unknown type.
        const excused = this.seen.connection === "connecting" || this.events.at(-1)?.type === "NEWS";
        if (before !== this.seen && isAlike(before, this.seen) && !excused) world.wrong("a new snapshot of nothing new", this.events.map(({ type }) => type).at(-1) ?? "", this.seen.connection);
        if (world.chance(0.02)) this.act("listener");
      });
      run.subscribe(() => world.chance(0.01) && this.act("listener"))();
    }
    if (world.chance(0.6)) void this.loop();
    if (!this.looped && world.chance(0.2)) void this.share(), void this.share();
    for (let nth = 0; nth < this.acts; nth++) {
      world.waits++;
      world.clock.set(() => (world.waits--, this.act("timer")), world.random.pick([0, 0, 5, 200, 3000, 20000]));
    }
    if (this.world.chance(0.1)) this.act("at once");
  }

  async loop() {
    const { world, run } = this;
    this.looped = true;
    const leave = world.chance(0.15) ? world.random.below(6) : Infinity;
    world.calls++;
    try {
      for await (const event of run) {
        this.got.push(event);
        if (this.got.length > leave) {
          this.closed = this.left = true;
          break;
        }
        if (world.chance(0.1)) await world.clock.pause(world.random.pick([0, 10, 4000]));
      }
    } catch (error) {
      this.thrown = error;
    } finally {
      world.calls--;
      world.clock.touch();
    }
  }

  /** Two loops over one run get each event once between them. */
  async share() {
    this.shared ??= [];
    this.world.calls++;
    try {
      for await (const event of this.run) {
        this.shared.push(event);
        if (this.world.chance(0.1)) await this.world.clock.pause(50);
      }
    } catch {
    } finally {
      this.world.calls--;
      this.world.clock.touch();
    }
  }

  mayStay(close) {
    this.closed = true;
    close();
  }

  /** The user does something. */
  act(where) {
    const { world, run } = this;
    if (!run || world.idle) return;
    const before = run.snapshot();
    if (before !== run.snapshot()) world.wrong("two snapshots");
    const what = world.random.pick(["cancel", "cancel", "close", "abort", "dispose", "twice", "read", "look", "look", "pool", "direct"]);
    (this.done ??= []).push(`${world.clock.now}:${where}:${what}`);
    if (what === "cancel") this.cancel();
    if (what === "twice") this.cancel(), this.cancel();
    if (what === "close") this.mayStay(() => run.close());
    if (what === "dispose") this.mayStay(() => void run[Symbol.asyncDispose]());
    if (what === "abort" && this.control) this.abort();
    if (what === "read") void world.call("read", run.read());
    if (what === "direct" && run.runId) void world.call("runs.cancel", world.client.runs.cancel(run.runId)).then(({ value }) => value && (this.wasCancelled = true));
    if (what === "pool" && world.thePool && world.goals < 20) world.thePool.add();
    const now = run.snapshot();
    // Once the end is known, or a limit has passed, of which the outcome tells next, a cancel is none of this stream's.
    const ending = world.jumps || where === "warning" || this.options.timeout >= 0;
    if (this.cancels.length && !ending && !now.cancelRequested && !now.outcome && !ENDS.includes(now.status?.toLowerCase())) world.wrong("cancelRequested is false", what, where);
    if (what === "look" && run.runId !== run.snapshot().runId) world.wrong("two ids");
  }

  cancel() {
    const { world, run } = this;
    const asked = { at: world.clock.now, settled: Boolean(run.snapshot().outcome) };
    this.cancels.push(asked);
    void world.call("cancel", run.cancel(), this.control).then((told) => {
      Object.assign(asked, told, { told: true });
      if (!told.value) return;
      const { run_id, status } = told.value;
      const { model } = this;
      if (run_id === null && model) world.wrong("never created, but there is", model.id);
      if (run_id !== null && world.service.over(model) > world.clock.now) world.wrong("answered as cancelled, and goes on", run_id);
      if (status !== "CANCELLED" && model?.cancelled != null) world.wrong("another status", status);
    });
  }

  checkOutcome(outcome, only) {
    const { world, model } = this;
    const { kind } = outcome;
    const secret = only ? null : this.run?.snapshot().streamingUrl;
    if (!Object.isFrozen(outcome)) world.wrong("not frozen");
    if (outcome.error && !(kind === "closed")) world.cleanError(outcome.error, kind, secret);
    if (ENDS.includes(kind)) {
      const status = model ? world.service.status(model) : "none";
      if (kind.toUpperCase() !== status && !(kind === "cancelled" && !model && outcome.runId === null)) world.wrong("outcome", kind, "model", status, model?.stream ?? "");
      if (outcome.runId !== (model?.id ?? null)) world.wrong("id", outcome.runId, model?.id ?? "none");
      const result = kind === "completed" ? model.result : null;
      if (JSON.stringify(outcome.result) !== JSON.stringify(result)) world.wrong("result", outcome.result, result);
      if (kind === "failed" && outcome.error.category !== model.error.category) world.wrong("category", outcome.error);
      if (outcome.run && outcome.run.status !== status) world.wrong("run in the outcome", outcome.run.status, status);
    }
    if (kind === "timed_out" && !(this.options.timeout >= 0)) world.wrong("timed out without a timeout");
    if (kind === "closed" && !this.closed) world.wrong("closed by nobody", outcome.error);
    if (world.mood === "calm" && !only) {
      if (kind === "lost" && !world.jumps) world.wrong("lost in a calm", outcome.error);
      if (ENDS.includes(kind) && model && !this.world.jumps && this.settledAt > world.service.over(model) + 16_000 && !this.options.idleTimeout) world.wrong("late", this.settledAt - world.service.over(model), this.done ?? []);
    }
    // A machine that seems to have slept gives a stream up, which is lost before it has a name.
    if (kind === "lost" && world.plan.gentle && !world.jumps) {
      const refused = ["rate_limited", "service_busy"].includes(outcome.error.code) && !model;
      if (!refused) world.wrong("lost", outcome.error, outcome.error.cause?.stack ?? "", model?.stream ?? "no model");
    }
    if (kind === "lost" && model && outcome.runId === null && !["early", "nothing", "garbage"].includes(model.stream) && !outcome.error.message.includes("not known whether")) world.wrong("lost", outcome.error);
  }

  check() {
    const { world, model, run, outcome } = this;
    if (this.control && getEventListeners(this.control.signal, "abort").length) world.wrong("listener left", outcome);
    if (!run) return;
    if (!outcome) return world.wrong("no outcome", run.snapshot());
    this.checkOutcome(outcome);
    if (run.finished === undefined || run.snapshot().outcome !== outcome) world.wrong("outcome changed");
    if (this.watched && this.seen !== run.snapshot()) world.wrong("subscriber was not told", this.seen, run.snapshot());
    if (!Object.isFrozen(run.snapshot())) world.wrong("snapshot not frozen");
    for (const asked of this.cancels) if (!asked.told) world.wrong("cancel without an answer", asked);
    this.checkCancelled();
    this.checkEvents();
    this.checkLoop();
  }

  checkCancelled() {
    const { world, model, outcome, options } = this;
    const wanted = options.onClose === "cancel" && this.closed && outcome.kind === "closed";
    if (!wanted || !model) return;
    const late = this.settledAt + 400_000 < world.service.over(model);
    const told = world.warnings.some(({ code }) => code === "cancel_failed") || outcome.error?.name === "TinyFishError" || this.cancels.some(({ error }) => error);
    if (late && !told) world.wrong("closed to cancel, and goes on", model.id, model.stream, this.done ?? []);
  }

  checkEvents() {
    const { world, model, outcome, events } = this;
    const types = events.map(({ type }) => type);
    const count = (type) => types.filter((each) => each === type).length;
    for (const type of ["STARTED", "STREAMING_URL", "COMPLETE"]) if (count(type) > 1) world.wrong(type, "twice");
    if (count("COMPLETE") && types.at(-1) !== "COMPLETE") world.wrong("after COMPLETE", types);
    const whole = ENDS.includes(outcome.kind) && model;
    if (whole && !count("COMPLETE")) world.wrong("no COMPLETE", types, outcome.kind);
    if (!model) return void (events.length && world.wrong("events of no run", types));
    const steps = model.steps.map(() => 0);
    let last = -1;
    for (const event of events.filter(({ type }) => type === "PROGRESS")) {
      const time = Date.parse(event.timestamp);
      const at = model.steps.findIndex(({ id, at, readAt, text, read }) => (event.step_id ? event.step_id === id : (text === event.purpose && at === time) || (read === event.purpose && readAt === time)));
      if (at === -1) {
        world.wrong("no such step", event);
        continue;
      }
      steps[at]++;
      if (at < last) world.wrong("out of order", at, last);
      last = at;
    }
    if (steps.some((times) => times > 1)) world.wrong("steps told", steps, model.stream ?? "", types);
    const due = world.service.steps(model, Infinity).length;
    if (whole && steps.filter(Boolean).length !== due) world.wrong("steps told", steps, "of", due, model.stream ?? "", types, this.done ?? []);
    const { progress } = this.run.snapshot();
    if (progress.length !== count("PROGRESS")) world.wrong("progress in the snapshot", progress.length, types);
  }

  checkLoop() {
    const { world, outcome, got, events } = this;
    const plain = (list) => list.filter(({ type }) => type !== "HEARTBEAT");
    if (this.shared && (new Set(this.shared).size !== this.shared.length || plain(this.shared).length !== plain(events).length)) world.wrong("two loops got", this.shared, "not", events);
    if (!this.looped || this.left) return;
    if (plain(got).length !== plain(events).length || plain(got).some((event, at) => event !== plain(events)[at])) world.wrong("the loop got", got, "not", events);
    const { thrown } = this;
    if (["lost", "timed_out"].includes(outcome.kind) && thrown !== outcome.error) world.wrong("the loop threw", String(thrown), outcome.kind);
    if (ENDS.includes(outcome.kind) && thrown !== undefined) world.wrong("the loop threw", String(thrown), outcome.kind);
  }
}
