// The events of a run on JavaScript's side: parsed many at a time, handed to callbacks, and queued for `for await`.

// The kinds of event by their numbers in wire/event.rs, and the ways of batch.rs to tell one.
const [STARTED, PROGRESS, HEARTBEAT, COMPLETE, MODEL, ALIKE, PARSED] = [0, 2, 3, 4, 6, 7, 8];

/** What the machine reads of an event. Of any other member it is enough to know that it is there. */
const READ = /^(type|run_?id|streaming_?url|status|error|purpose|timestamp|step_id|help_.*)$/i;

const decoder = new TextDecoder();

/** What a callback throws is an error of the page, where the caller sees it, and hurts nothing here. */
function call(callback, event) {
  try {
    callback?.(event);
  } catch (error) {
    // Nor does a page whose own way to report errors throws.
    try {
      (globalThis.reportError ?? console.error)(error);
    } catch {}
  }
}

export class Record {
  /** `callbacks`: by kind, and after those the one for every event. */
  constructor(callbacks) {
    // Nothing of this is for the page: what is private is in variables, and only the rest are members.
    const record = this;
    const askers = [];
    const progress = [];
    let [events, taken, looked, over] = [[], 0, 0];
    let model, whole, last, failure;

    // Every PROGRESS so far. Those that are queued are looked for when somebody asks, which is far from at every event.
    Object.defineProperty(record, "progress", { get: () => (gather(events.length), progress) });
    record.startedAt = null;
    // Whether nothing more is wanted, which a callback may say in the middle of a batch.
    record.closed = false;
    // The COMPLETE event; and the snapshot, until something changes.
    record.complete = record.current = undefined;

    function deliver(kind, event) {
      // By the service's clock; by ours where it does not say.
      const { timestamp } = event;
      if (kind === STARTED) record.startedAt ??= (typeof timestamp === "string" && Date.parse(timestamp)) || Date.now();
      if (kind === COMPLETE) record.complete = event;
      if (kind !== HEARTBEAT) record.current = undefined;
      // Before the callbacks: they may look at the snapshot.
      queue(kind, event);
      call(callbacks.at(-1), event);
      if (!record.closed) call(callbacks[kind], event);
    }

    function queue(kind, event) {
      if (askers.length) {
        if (kind === PROGRESS) progress.push(event);
        return askers.shift()({ value: event, done: false });
      }
      // Heartbeats that nobody waits for do not pile up: the newest is kept.
      if (kind === HEARTBEAT && last === kind) events.pop();
      last = kind;
      events.push(event);
    }

    /** Parses an event, keeps it, and gives its outline as JSON; nothing if it is not a JSON object. */
    record.outline = (json) => {
      try {
        whole = JSON.parse(decoder.decode(json));
      } catch {
        return;
      }
      if (Object.prototype.toString.call(whole) !== "[object Object]") return;
      const members = Object.entries(whole);
      const outline = members.map(([key, value]) => [key, READ.test(key) || value === null ? value : 0]);
      return JSON.stringify(Object.fromEntries(outline));
    };

    /** Takes a batch as batch.rs describes it; false if its events are not JSON. */
    record.take = (kinds, json, texts, lengths) => {
      let [parsed, nth, from, pair] = [[], 0, 0, 0];
      try {
        if (json.length) parsed = JSON.parse(decoder.decode(json));
      } catch {
        return false;
      }
      const text = decoder.decode(texts);
      // Copies: a callback may make WebAssembly's memory grow, which moves it.
      kinds = kinds.slice();
      lengths = lengths.slice();
      for (let at = 0; at < kinds.length && !record.closed; at++) {
        const kind = kinds[at];
        if (kind >= PARSED) {
          const event = whole;
          whole = undefined;
          deliver(kind - PARSED, event);
          continue;
        }
        if (kind < ALIKE) {
          const event = parsed[nth++];
          if (kind === MODEL) model = { ...event };
          deliver(kind === MODEL ? PROGRESS : kind, event);
          continue;
        }
        const { type, run_id } = model;
        const middle = from + lengths[pair++];
        const to = middle + lengths[pair++];
        deliver(PROGRESS, { type, run_id, purpose: text.slice(from, middle), timestamp: text.slice(middle, to) });
        from = to;
      }
      return true;
    };

    /** Takes the PROGRESS events out of the queue's beginning. */
    function gather(to) {
      for (; looked < to; looked++) if (events[looked].type === "PROGRESS") progress.push(events[looked]);
    }

    /** The next event. After the last one: done, or once the error. */
    function next() {
      const value = events[taken];
      if (value) {
        gather(taken + 1);
        events[taken++] = undefined;
        if (taken === events.length) clear();
        return Promise.resolve({ value, done: false });
      }
      if (!over) return new Promise((resolve) => askers.push(resolve));
      const error = failure;
      failure = undefined;
      return error === undefined ? Promise.resolve({ value: error, done: true }) : Promise.reject(error);
    }

    function clear() {
      gather(events.length);
      events = [];
      taken = looked = 0;
      last = undefined;
    }

    /** Ends the queue: what it holds is still given, then the error, once, if there is one. */
    record.end = (error) => {
      over = true;
      failure = error;
      // They may hold the run, which holds them by way of WebAssembly: nothing would ever be collected.
      callbacks = [];
      for (const asker of askers.splice(0)) asker(next());
    };

    /** The iterator of a `for await` loop. Leaving the loop calls `close` and forgets what is queued. */
    record.iterate = (close) => ({
      next,
      return: async (value) => {
        close();
        clear();
        failure = undefined;
        return { value, done: true };
      },
      [Symbol.asyncIterator]() {
        return this;
      },
    });
  }
}
