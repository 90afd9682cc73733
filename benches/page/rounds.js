// Times contenders against each other, in the page.

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** What the last one left behind is not the next one's to clear away. */
async function settle() {
  globalThis.gc?.();
  await globalThis.TestUtils?.gc();
  await pause(100);
}

/**
 * `contenders`: by name, each takes what `fresh()` made for it before the clock started, and gives its result.
 * Every contender named in `equal` has to give what the first one gives; all run once before anything is timed.
 * Gives milliseconds, by name, a list with one entry for each round; the order turns from round to round.
 */
export async function times({ contenders, fresh = () => undefined, equal = [], rounds }) {
  await compare({ contenders, fresh, equal });
  const names = Object.keys(contenders);
  const taken = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < names.length; turn++) {
      const name = names[(round + turn) % names.length];
      const given = await fresh();
      await settle();
      const start = performance.now();
      await contenders[name](given);
      taken[name].push(performance.now() - start);
    }
  }
  return taken;
}

async function compare({ contenders, fresh, equal }) {
  let expected;
  for (const name of Object.keys(contenders)) {
    const result = await contenders[name](await fresh());
    if (!equal.includes(name)) continue;
    expected ??= { name, result };
    const difference = differ(expected.result, result);
    if (difference) throw new Error(`${name} does not give what ${expected.name} gives: at ${difference}`);
  }
}

/** Where two results differ, as a path; nothing where they do not. The order of an object's members is free. */
export function differ(left, right, path = "result") {
  if (Object.is(left, right)) return null;
  const both = typeof left === "object" && typeof right === "object" && left && right;
  if (!both) return `${path}: ${String(left).slice(0, 80)} and ${String(right).slice(0, 80)}`;
  const keys = Object.keys(left);
  if (keys.length !== Object.keys(right).length) return `${path}: ${keys.length} and ${Object.keys(right).length} members`;
  for (const key of keys) {
    const difference = differ(left[key], right[key], `${path}.${key}`);
    if (difference) return difference;
  }
  return null;
}
