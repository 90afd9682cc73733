// Row 2: small events in small chunks, and that four times as many take four times as long.

import { answer, inChunks, run } from "../page/events.js";
import { eventsourceParser, merely, ours } from "../page/readers.js";
import { times } from "../page/rounds.js";

const CASES = { "1 byte": [1, 1000], "1 byte, four times as many": [1, 4000], "100 bytes": [100, 20_000], "100 bytes, four times as many": [100, 80_000] };

export async function measure({ rounds, quick }) {
  const contenders = { ours: (await ours()).called, "eventsource-parser": eventsourceParser, merely };
  const equal = ["ours", "eventsource-parser"];
  const taken = {};
  for (const [name, [size, events]] of Object.entries(CASES)) {
    const chunks = inChunks(run(quick ? events / 100 : events), size);
    taken[name] = await times({ contenders, fresh: () => answer(chunks), equal, rounds });
  }
  return taken;
}
