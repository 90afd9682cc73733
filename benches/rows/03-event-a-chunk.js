// Row 3: each event in a chunk of its own, as a live run sends them, gone through with `for await`.

import { answer, eachAlone, run } from "../page/events.js";
import { eventsourceParser, merelyInto, official, openai, ours } from "../page/readers.js";
import { times } from "../page/rounds.js";

export async function measure({ rounds, quick }) {
  const chunks = eachAlone(run(quick ? 500 : 20_000));
  const { called, iterated } = await ours();
  const contenders = { ours: iterated, "ours by callback": called, "eventsource-parser": eventsourceParser, openai, official, merely: merelyInto };
  const equal = ["ours", "ours by callback", "eventsource-parser", "openai", "official"];
  return { events: await times({ contenders, fresh: () => answer(chunks), equal, rounds }) };
}
