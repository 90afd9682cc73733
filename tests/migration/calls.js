// Code as it is written with the official TypeScript SDK: each call of its agent and runs resources, with its parameters and
// callbacks. It is given a client and the constants, so that it runs with either SDK, and gives what it saw.

/** The goal of runs that are left to themselves. */
export const LEFT = "Wait for ever";

/** `agent.run` with every parameter the official SDK takes. */
export async function run({ client, BrowserProfile, ProxyCountryCode, RunStatus }, url) {
  const controller = new AbortController();
  const response = await client.agent.run(
    {
      goal: "List the products",
      url,
      browser_profile: BrowserProfile.STEALTH,
      proxy_config: { enabled: true, country_code: ProxyCountryCode.US },
      output_schema: { type: "object", properties: { answer: { type: "number" } }, required: ["answer"] },
      use_profile: true,
      profile_id: "prof_1",
      use_vault: true,
      credential_item_ids: ["cred:1"],
    },
    { signal: controller.signal },
  );
  return {
    completed: response.status === RunStatus.COMPLETED,
    id: typeof response.run_id,
    result: response.result,
    error: response.error,
    steps: response.num_of_steps,
    times: [typeof response.started_at, typeof response.finished_at],
  };
}

/** `agent.run` of a run that fails: it resolves, and `error` says why. */
export async function runThatFails({ client, ErrorCategory }, url) {
  const response = await client.agent.run({ goal: "Fail", url });
  const { message, category, retry_after } = response.error;
  return {
    status: response.status,
    message,
    agent: category === ErrorCategory.AGENT_FAILURE,
    retry_after,
    result: response.result,
  };
}

/** `agent.queue`, then `runs.get` until the run has ended. */
export async function queueAndPoll({ client, RunStatus }, url) {
  const queued = await client.agent.queue({ goal: "List the products", url }, { signal: new AbortController().signal });
  if (queued.error) throw new Error(queued.error.message);
  let run = await client.runs.get(queued.run_id);
  while (run.status === RunStatus.PENDING || run.status === RunStatus.RUNNING) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    run = await client.runs.get(run.run_id);
  }
  const { run_id, status, goal, result, error, output_schema, num_of_steps } = run;
  return { same: run_id === queued.run_id, status, goal, result, error, output_schema, num_of_steps };
}

/** `agent.stream` by callbacks and by its loop, both at once. */
export async function stream({ client, EventType }, url) {
  const called = [];
  const note = (name) => (event) => called.push(`${name} ${event.type}`);
  const stream = await client.agent.stream(
    { goal: "List the products", url },
    {
      onStarted: note("onStarted"),
      onStreamingUrl: note("onStreamingUrl"),
      onProgress: note("onProgress"),
      onHeartbeat: note("onHeartbeat"),
      onComplete: note("onComplete"),
    },
  );
  const types = [];
  const seen = { purposes: [] };
  for await (const event of stream) {
    types.push(event.type);
    if (event.type === EventType.STARTED) seen.id = event.run_id;
    if (event.type === EventType.STREAMING_URL) seen.live = /^https?:/.test(event.streaming_url);
    if (event.type === EventType.PROGRESS) seen.purposes.push(event.purpose);
    if (event.type === EventType.COMPLETE) Object.assign(seen, { status: event.status, result: event.result, error: event.error });
    if (event.type !== EventType.HEARTBEAT) seen.one = seen.id === event.run_id;
  }
  delete seen.id;
  return { called, types, ...seen };
}

/** Leaving a stream early by `close`. */
export async function closeEarly({ client }, url) {
  const stream = await client.agent.stream({ goal: LEFT, url });
  for await (const event of stream) if (event.type === "STARTED") break;
  await stream.close();
  return { closed: true };
}

/** A signal that aborts ends the loop with an error. */
export async function abort({ client }, url) {
  const controller = new AbortController();
  const stream = await client.agent.stream({ goal: LEFT, url }, { signal: controller.signal });
  try {
    for await (const event of stream) if (event.type === "STARTED") controller.abort();
    return { ended: "quietly" };
  } catch (error) {
    return { ended: error.name };
  }
}

/** `runs.list` with every filter, and the next page by its cursor. */
export async function list({ client, RunStatus, SortDirection }, url) {
  const goal = `Listed ${Math.random()}`;
  for (let times = 0; times < 3; times += 1) await client.agent.run({ goal, url });
  const filters = {
    status: RunStatus.COMPLETED,
    goal,
    created_after: "2020-01-01T00:00:00Z",
    created_before: "2100-01-01T00:00:00Z",
    sort_direction: SortDirection.ASC,
    limit: 2,
  };
  const first = await client.runs.list(filters);
  const second = await client.runs.list({ ...filters, cursor: first.pagination.next_cursor ?? undefined });
  const times = [...first.data, ...second.data].map((run) => run.created_at);
  return {
    pages: [first.data.length, second.data.length],
    more: [first.pagination.has_more, second.pagination.has_more],
    total: first.pagination.total,
    ascending: times.every((time, at) => at === 0 || times[at - 1] <= time),
    goals: new Set([...first.data, ...second.data].map((run) => run.goal === goal)).size,
  };
}

/** What a caught error tells. */
export async function unknownRun({ client }) {
  try {
    await client.runs.get("00000000-0000-4000-8000-000000000000");
    return null;
  } catch (error) {
    return { isError: error instanceof Error, tells: /run/i.test(error.message) };
  }
}

/** Wrong parameters are refused before anything is sent. */
export async function wrongParameters({ client }) {
  const refused = [];
  for (const params of [{ url: "https://example.com" }, { goal: "x" }, { goal: "", url: "https://example.com" }]) {
    await client.agent.queue(params).catch((error) => refused.push(error instanceof Error));
  }
  return { refused };
}
