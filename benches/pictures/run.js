// Rows 5 and 6 of the measurements: time, in the page. Row 7, memory, is measured from outside: memory.mjs.

import { arrays, merely, ours, parsed } from "./contenders.js";

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];

function same(left, right) {
  return left.length === right.length && left.every((bytes, at) => bytes.length === right[at].length && bytes.every((byte, place) => byte === right[at][place]));
}

/** Medians in milliseconds, by name; the order turns each round. */
async function times(contenders, source, rounds) {
  const names = Object.keys(contenders);
  const taken = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < names.length; turn++) {
      const name = names[(round + turn) % names.length];
      const response = await source();
      const start = performance.now();
      await contenders[name](response);
      taken[name].push(performance.now() - start);
      // What the last one left behind is not the next one's to clear away.
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  return Object.fromEntries(names.map((name) => [name, median(taken[name])]));
}

/**
 * `env`: `body`, the address of the answer; `read(response)`, the SDK's reading of a run; `rounds`, at least 5.
 * Gives rows of `{ row, work, against, ratio, times }`; a ratio above 1 in row 5 means we are faster,
 * and in row 6 slower.
 */
export async function run({ body, read, rounds = 9 }) {
  const bytes = await (await fetch(body)).arrayBuffer();
  const memory = async () => new Response(bytes);
  const network = () => fetch(body, { cache: "no-store" });
  const contenders = { sdk: ours(read), arrays: arrays(read), parsed, merely };
  if (!same(await contenders.arrays(await memory()), await parsed(await memory()))) {
    throw new Error("The contenders differ in what they give.");
  }
  const fromMemory = await times(contenders, memory, rounds);
  const overNetwork = await times(contenders, network, rounds);
  return [
    {
      row: 5,
      work: "22 MB answer, 200 base64 screenshots to bytes, from memory",
      against: "json() + Uint8Array.fromBase64",
      ratio: fromMemory.parsed / fromMemory.sdk,
      times: fromMemory,
    },
    {
      row: 5,
      work: "the same, and bytes() of each",
      against: "json() + Uint8Array.fromBase64",
      ratio: fromMemory.parsed / fromMemory.arrays,
      times: fromMemory,
    },
    {
      row: 6,
      work: "22 MB answer, 200 base64 screenshots to bytes, over localhost",
      against: "merely reading the body",
      ratio: overNetwork.sdk / overNetwork.merely,
      times: overNetwork,
    },
  ];
}
