import { connect } from "tinyfish-web";

/** Runs once on `url` and tells in words how it goes. */
export async function play(url: string, tell: (text: string) => void) {
  try {
    const client = await connect({ baseURL: "/api/tinyfish" });
    const run = await client.agent.stream({ url, goal: "Play the scenario" });
    const outcome = await run.finished;
    tell(`${outcome.kind} after ${run.snapshot().progress.length} steps`);
  } catch (error) {
    tell(String(error));
  }
}
