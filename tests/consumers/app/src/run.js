/** Runs once on `url` and tells in words how it goes. `watch` is given the run while it goes on. */
export async function run(connect, url, tell, watch = () => {}) {
  try {
    const client = await connect({ baseURL: "/api/tinyfish" });
    const run = await client.agent.stream({ url, goal: "Play the scenario", capture_config: { screenshots: true } });
    watch(run);
    const steps = () => run.snapshot().progress.length;
    const forget = run.subscribe(() => tell(`${steps()} steps`));
    const outcome = await run.finished;
    forget();
    tell(`${outcome.kind} after ${steps()} steps`);
  } catch (error) {
    tell(String(error));
  }
}
