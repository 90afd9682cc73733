// Rows 5 and 6: a run with 200 screenshots as base64, to bytes: from memory, and over localhost.

import { ours, parsed } from "../page/pictures.js";
import { merely } from "../page/readers.js";
import { times } from "../page/rounds.js";

export async function measure({ rounds, quick }) {
  const address = quick ? "/answer?steps=10" : "/answer";
  const bytes = await (await fetch(address)).arrayBuffer();
  const { read, arrays } = await ours();
  const contenders = { "ours, and an array of each": arrays, parsed, ours: read, merely };
  const equal = ["ours, and an array of each", "parsed"];
  return {
    "from memory": await times({ contenders, fresh: () => new Response(bytes), equal, rounds }),
    "over localhost": await times({ contenders: asking(contenders, address), equal, rounds }),
  };
}

/** The same, each with a request of its own: an answer that was asked for beforehand has arrived by the time it is read. */
function asking(contenders, address) {
  const answer = () => fetch(address, { cache: "no-store" });
  const asks = ([name, contender]) => [name, async () => contender(await answer())];
  return Object.fromEntries(Object.entries(contenders).map(asks));
}
