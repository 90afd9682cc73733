// A stand-in for EventSource, which a relay's stream of a run feeds.

const iso = (ms) => new Date(ms).toISOString();

export function EventSourceOf(service) {
  const { clock } = service;
  const offered = service.chance(0.8);
  const sound = service.plan.faults.stream === 0;

  return class EventSource extends EventTarget {
    static CONNECTING = 0;
    readyState = 0;
    #told = 0;

    constructor(url) {
      super();
      this.id = decodeURIComponent(new URL(url).pathname.split("/")[3]);
      service.open.add(this);
      this.#later(service.random.pick([0, 5, 100]), () => this.#connect());
    }

    close() {
      this.readyState = 2;
      service.open.delete(this);
      clock.clear(this.timer);
      clock.touch();
    }

    #later(ms, callback) {
      this.timer = clock.set(() => this.readyState < 2 && callback(), ms);
    }

    #fail(state) {
      this.readyState = state;
      if (state === 2) service.open.delete(this);
      this.dispatchEvent(new Event("error"));
      if (this.readyState === 0) this.#later(3000, () => this.#connect());
    }

    #connect() {
      const run = service.runs.get(this.id);
      if (!offered || !run || (!sound && service.chance(0.1))) return this.#fail(2);
      if (!sound && service.chance(0.1)) return this.#fail(0);
      if (!sound && service.chance(0.1)) return;
      this.readyState = 1;
      this.#tell();
    }

    /** What a relay makes of reads of the run, from where this one was. */
    #tell() {
      const run = service.runs.get(this.id);
      const view = service.view(run);
      const run_id = run.id;
      const events = [];
      if (view.started_at) events.push({ type: "STARTED", run_id, timestamp: view.started_at });
      if (run.url && view.started_at) events.push({ type: "STREAMING_URL", run_id, streaming_url: run.url });
      const { steps } = view;
      while (steps.at(-1)?.action === null && view.finished_at === null) steps.pop();
      for (const step of steps) events.push({ type: "PROGRESS", run_id, purpose: step.action ?? "", step_id: step.id, timestamp: step.timestamp });
      if (view.finished_at) events.push({ type: "COMPLETE", run_id, status: view.status, result: view.result ?? view.resultJson ?? null, error: view.error, timestamp: iso(service.over(run)) });
      const fresh = events.slice(this.#told);
      if (!fresh.length) this.#send({ type: "HEARTBEAT", timestamp: iso(clock.now) });
      for (const event of fresh) {
        if (this.readyState !== 1) return;
        this.#told++;
        this.#send(event);
        if (event.type === "COMPLETE") return this.#later(1, () => this.#fail(0));
      }
      if (!sound && service.chance(0.1)) return this.#fail(service.random.pick([0, 0, 2]));
      if (!sound && service.chance(0.02)) return;
      this.#later(2000, () => this.#tell());
    }

    #send(event) {
      clock.touch();
      this.dispatchEvent(new MessageEvent("message", { data: JSON.stringify(event) }));
    }
  };
}
