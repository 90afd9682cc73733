// What a visitor of a consumer sees.

import assert from "node:assert/strict";

/** Where the client may live. */
export const PLACES = ["page", "worker", "shared-worker"];
const LIMIT = 30_000;
/** Development servers build the page when it is asked for. */
const OPEN_LIMIT = 180_000;
/** Each step has a picture. */
const STEPS = 3;
const SCENARIO = `http://scenarios.test/complete?steps=${STEPS}&delay=20`;

/**
 * Opens a consumer, lets it run, and gives what the page said at the end, how many pictures it shows (none
 * where the client lives in a worker), and what it complained of.
 *
 * @param place one of PLACES
 */
export async function visit(context, site, place = "page") {
  const problems = [];
  const page = await context.newPage();
  page.on("console", (message) => {
    const { url } = message.location();
    // Browsers ask for this icon whatever the page says.
    if (message.type() === "error" && !url.endsWith("/favicon.ico")) problems.push(`${message.text()} ${url}`);
  });
  page.on("pageerror", (error) => problems.push(error.stack ?? error.message));
  try {
    await page.goto(`${site}/?${new URLSearchParams({ in: place, url: SCENARIO })}`, { timeout: OPEN_LIMIT });
    const said = await lastWords(page, problems);
    const pictures = place === "page" && said.startsWith("completed") ? await countPictures(page) : 0;
    return { said, pictures, problems };
  } finally {
    await page.close();
  }
}

/** The text of the page once it is no longer about a run that goes on. */
async function lastWords(page, problems) {
  const output = page.locator("output", { hasText: /after|error/i });
  try {
    return await output.innerText({ timeout: LIMIT });
  } catch (error) {
    const shown = await page.locator("body").innerText();
    throw new Error(`The page did not come to an end, it shows "${shown}". ${problems.join("\n")}`, { cause: error });
  }
}

/** Waits for the last step's picture, which may come a moment after the run's end, and counts all. */
async function countPictures(page) {
  const pictures = page.locator("img");
  await pictures.nth(STEPS - 1).waitFor({ state: "attached", timeout: LIMIT });
  return pictures.count();
}

/** What every consumer has to come to. */
export function assertCompleted({ said, pictures, problems }, place = "page") {
  assert.deepEqual(problems, []);
  assert.equal(said, `completed after ${STEPS} steps`);
  assert.equal(pictures, place === "page" ? STEPS : 0);
}
