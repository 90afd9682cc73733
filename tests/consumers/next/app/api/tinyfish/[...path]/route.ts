import { createRelay } from "tinyfish-web/relay";

const upstream = process.env.TINYFISH_UPSTREAM;
const relay = createRelay({
  apiKey: () => process.env.TINYFISH_API_KEY,
  basePath: "/api/tinyfish",
  // Milliseconds, below the host's limit. See "Following a run, and hosts with a time limit".
  events: { maxDuration: 290_000 },
  ...(upstream && { upstream }),
});

export { relay as GET, relay as POST };
// Seconds: the host's limit.
export const maxDuration = 300;
