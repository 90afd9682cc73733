import { createRelay } from "tinyfish-web/relay";

const upstream = process.env.TINYFISH_UPSTREAM;
const relay = createRelay({
  apiKey: () => process.env.TINYFISH_API_KEY,
  ...(upstream && { upstream }),
});

export { relay as GET, relay as POST };
export const dynamic = "force-dynamic";
// Seconds. See "Following a run, and hosts with a time limit".
export const maxDuration = 300;
