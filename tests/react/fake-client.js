// A client whose runs do what a test says, and which remembers what was asked of it.

/** A run whose snapshot is changed by `set`. */
function fakeRun(id) {
  const listeners = new Set();
  let snapshot = Object.freeze({ runId: id, status: "RUNNING", connection: "streaming", outcome: null });
  const run = {
    runId: id,
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
      for (const listener of listeners) listener();
    },
    close() {
      run.closed += 1;
      if (!snapshot.outcome) run.set({ connection: "closed", outcome: { kind: "closed", error: null } });
    },
    async cancel() {
      run.cancelled += 1;
      return { run_id: id, status: "CANCELLED" };
    },
  };
  return run;
}

/** With `hold`, calls that open a run wait for `release()`. */
export function fakeClient({ hold = false, fail = null } = {}) {
  const client = { created: [], watched: [], runs: null, agent: null, opened: [], release: null };
  const gate = hold ? new Promise((resolve) => (client.release = resolve)) : Promise.resolve();
  const open = async (log, what, options) => {
    log.push({ what, options });
    await gate;
    if (fail) throw fail;
    const run = fakeRun(typeof what === "string" ? what : `run-${client.opened.length + 1}`);
    client.opened.push(run);
    return run;
  };
  client.agent = { stream: (params, options) => open(client.created, params, options) };
  client.runs = { watch: (id, options) => open(client.watched, id, options) };
  return client;
}
