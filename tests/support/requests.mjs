// What the emulator received, for tests that prove what was sent.

/** The requests about runs whose address carries this `tag`. */
export async function requestsWith(emulator, tag) {
  const { requests } = await (await fetch(`${emulator}/emulator/requests?tag=${tag}`)).json();
  return requests;
}

/** Asks again until `wanted` holds for what `ask` gives; fails after a limit that only a broken test reaches. */
export async function until(ask, wanted, limit = 20_000) {
  const end = Date.now() + limit;
  for (;;) {
    const answer = await ask();
    if (wanted(answer)) return answer;
    if (Date.now() > end) throw new Error(`It did not come: ${JSON.stringify(answer)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
