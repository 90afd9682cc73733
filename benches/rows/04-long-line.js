// Row 4: one event that is megabytes long, as a large result is.

import { answer, inChunks, run } from "../page/events.js";
import { eventsourceParser, fetchEventSourceReader, merelyInto, official, openai, ours } from "../page/readers.js";
import { limits } from "../page/limits.js";
import { times } from "../page/rounds.js";

/** The slow ones take seconds for 5 MB: once is enough to see that. */
const SLOW = { "fetch-event-source": fetchEventSourceReader, openai };

export async function measure({ rounds, quick }) {
  const item = (_, index) => ({ name: `Offer ${index}`, price: index / 4, link: `https://example.com/offers/${index}`, text: "x".repeat(300) });
  const parts = run(0, { items: Array.from({ length: quick ? 100 : 13_000 }, item) });
  const chunks = inChunks(parts, 16 << 10);
  const fresh = () => answer(chunks);
  const contenders = { ours: (await ours()).called, "eventsource-parser": eventsourceParser, official, merely: merelyInto, ...limits(parts) };
  const fast = await times({ contenders, fresh, equal: ["ours", "eventsource-parser", "official"], rounds });
  const slow = await times({ contenders: SLOW, fresh, equal: Object.keys(SLOW), rounds: 1 });
  return { line: { ...fast, ...slow } };
}
