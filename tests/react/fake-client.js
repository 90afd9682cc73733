// A client whose runs do what a test says, and which remembers what was asked of it.

/** A run whose snapshot is changed by `set`. With `cancels`, closing it waits for its name. */
function fakeRun(id, notify, cancels) {
  const listeners = new Set();
  let snapshot = Object.freeze({ runId: id, status: "RUNNING", connection: "streaming", outcome: null });
  const settleClosed = () => run.set({ connection: "closed", outcome: { kind: "closed", error: null } });
  const run = {
    get runId() {
      return snapshot.runId;
    },
    closed: 0,
    cancelled: 0,
    snapshot: () => snapshot,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    listeners: () => listeners.size,
    set(change) {
      snapshot = Object.freeze({ ...snapshot, ...change });
      notify(() => {
        for (const listener of listeners) listener();
      });
    },
    name(id) {
      run.set({ runId: id });
      if (run.closed) settleClosed();
    },
    close() {
      run.closed += 1;
      if (!snapshot.outcome && (snapshot.runId || !cancels)) settleClosed();
    },
    async cancel() {
      run.cancelled += 1;
      return { run_id: id, status: "CANCELLED" };
    },
  };
  return run;
}

/**
 * With `hold`, calls that open a run wait for `release()`. With `unnamed`, runs that are created have no id before `name`.
 * `notify` says when subscribers are told.
 */
export function fakeClient({ hold = false, fail = null, unnamed = false, notify = (tell) => tell() } = {}) {
  const client = { created: [], watched: [], runs: null, agent: null, opened: [], release: null };
  const gate = hold ? new Promise((resolve) => (client.release = resolve)) : Promise.resolve();
  const open = async (log, what, options) => {
    log.push({ what, options });
    await gate;
    if (fail) throw fail;
    const id = unnamed ? null : `run-${client.opened.length + 1}`;
    const run = fakeRun(typeof what === "string" ? what : id, notify, options?.onClose === "cancel");
    client.opened.push(run);
    return run;
  };
  client.agent = { stream: (params, options) => open(client.created, params, options) };
  client.runs = { watch: (id, options) => open(client.watched, id, options) };
  return client;
}
