// From nothing to a client that can be used.

export async function ours() {
  const start = performance.now();
  const { connect } = await import("/entry/index.js");
  const client = await connect({ baseURL: "/nowhere" });
  const taken = performance.now() - start;
  if (typeof client.agent.stream !== "function") throw new Error("The client is not ready.");
  return taken;
}

export async function official() {
  const start = performance.now();
  const { TinyFish } = await import("/peers/sdk.js");
  const client = new TinyFish({ apiKey: "sk-tinyfish-bench" });
  const taken = performance.now() - start;
  if (typeof client.agent.stream !== "function") throw new Error("The client is not ready.");
  return taken;
}
