// Row 1: many small events in large chunks. Beside the readers stand the limits: what the bytes cost in any case.

import { answer, inChunks, run } from "../page/events.js";
import { eventsourceParser, fetchEventSourceReader, merelyInto, official, openai, ours } from "../page/readers.js";
import { limits } from "../page/limits.js";
import { times } from "../page/rounds.js";

export async function measure({ rounds, quick }) {
  const parts = run(quick ? 1000 : 100_000);
  const chunks = inChunks(parts, 64 << 10);
  const contenders = {
    ours: (await ours()).called,
    "eventsource-parser": eventsourceParser,
    "fetch-event-source": fetchEventSourceReader,
    openai,
    official,
    merely: merelyInto,
    ...limits(parts),
  };
  const equal = ["ours", "eventsource-parser", "fetch-event-source", "openai", "official"];
  return { events: await times({ contenders, fresh: () => answer(chunks), equal, rounds }) };
}
