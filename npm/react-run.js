// The run behind `useRun`: created once however often React mounts, closed when the component has left for good.

/** What `useRun` tells while there is nothing to tell. */
export const IDLE = Object.freeze({ run: null, snapshot: null, outcome: null, error: null });

const CALLBACKS = ["onStarted", "onStreamingUrl", "onProgress", "onHeartbeat", "onComplete", "onEvent"];

/** Equal for params of equal content; null for no run. */
export function keyOf(what) {
  if (what == null) return null;
  try {
    return JSON.stringify(what, (_, value) => sorted(value));
  } catch {
    // The call itself tells what is wrong with such params.
    return "unwritable";
  }
}

/** The same object with its keys in order: in which they were written makes no other run. Those of a list are in order. */
function sorted(value) {
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.keys(value).sort().map((key) => [key, value[key]]));
}

/** One run, from the call that opens it until it is closed. */
class Following {
  #run = null;
  #closed = false;
  #unsubscribe = null;
  #changed;

  constructor(open, state, changed) {
    this.state = state;
    this.#changed = changed;
    /** The run, or nothing if the call failed. */
    this.opened = open().then(
      (run) => this.#watch(run),
      (error) => this.#tell({ ...IDLE, error }),
    );
  }

  close() {
    this.#closed = true;
    this.#unsubscribe?.();
    this.#run?.close();
  }

  /** Takes a `close` back. Gives the id of a run that did close, which has to be followed anew. */
  reopen() {
    if (!this.#closed) return null;
    const closed = this.#run?.snapshot().outcome?.kind === "closed";
    if (closed && this.#run.runId) return this.#run.runId;
    // There is no run yet, it had ended, or it has no name to follow it by: what it tells itself is all there is.
    this.#closed = false;
    if (this.#run) this.#listen();
    return null;
  }

  #watch(run) {
    this.#run = run;
    if (this.#closed) run.close();
    else this.#listen();
    return run;
  }

  #listen() {
    this.#unsubscribe = this.#run.subscribe(() => this.#look());
    this.#look();
  }

  #look() {
    const snapshot = this.#run.snapshot();
    const { outcome } = snapshot;
    this.#tell({ run: this.#run, snapshot, outcome, error: outcome?.error ?? null });
  }

  /** Also when closed: a component that is shown again looks at the state. */
  #tell(state) {
    this.state = state;
    this.#changed();
  }
}

/** What one component follows, as a store for `useSyncExternalStore`. */
export class RunStore {
  #client = null;
  #key = null;
  #following = null;
  #leaving;
  #options = null;
  #listeners = new Set();

  subscribe = (listener) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  look = () => this.#following?.state ?? IDLE;

  /** Callbacks of the latest render are the ones called; all else counts when a run begins. */
  setOptions(options) {
    this.#options = options;
  }

  follows(client, key) {
    return this.#client === client && this.#key === key;
  }

  /** Begins to follow, or goes on if the component only left for a while. */
  follow(client, key, what) {
    clearTimeout(this.#leaving);
    if (this.follows(client, key)) {
      // The run exists already: it is followed by its id, never created a second time.
      const id = this.#following?.reopen();
      if (id) this.#begin(() => client.runs.watch(id, this.#followOptions()));
      return;
    }
    this.#following?.close();
    this.#following = null;
    this.#client = client;
    this.#key = key;
    if (client && key !== null) this.#begin(() => this.#open(what));
    else this.#notify();
  }

  /** The component unmounted. StrictMode mounts it again at once, so the end waits for a turn of the event loop. */
  letGo() {
    const following = this.#following;
    this.#leaving = setTimeout(() => following?.close());
  }

  /** Cancels on the server; null if there is no run. */
  async cancel() {
    const run = await this.#following?.opened;
    return run ? run.cancel() : null;
  }

  async #open(what) {
    const options = this.#followOptions();
    return typeof what === "string" ? this.#client.runs.watch(what, options) : this.#client.agent.stream(what, options);
  }

  #begin(open) {
    this.#following = new Following(open, this.look(), () => this.#notify());
    this.#notify();
  }

  #notify() {
    for (const listener of this.#listeners) listener();
  }

  #followOptions() {
    const options = { ...this.#options };
    for (const name of CALLBACKS) options[name] = (event) => this.#options?.[name]?.(event);
    return options;
  }
}
