// Row 2: small events in small chunks. That the time is linear in the bytes is shown by growth.mjs.

import { answer, inChunks, run } from "../page/events.js";
import { eventsourceParser, merelyInto, ours } from "../page/readers.js";
import { times } from "../page/rounds.js";

const CASES = { "1 byte": [1, 1000], "100 bytes": [100, 20_000] };

export async function measure({ rounds, quick }) {
  const contenders = { ours: (await ours()).called, "eventsource-parser": eventsourceParser, merely: merelyInto };
  const equal = ["ours", "eventsource-parser"];
  const taken = {};
  for (const [name, [size, events]] of Object.entries(CASES)) {
    const chunks = inChunks(run(quick ? events / 100 : events), size);
    taken[name] = await times({ contenders, fresh: () => answer(chunks), equal, rounds });
  }
  return taken;
}
