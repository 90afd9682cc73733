// What a visitor of a consumer sees.

const LIMIT = 15_000;
/** Each step has a picture. */
export const STEPS = 3;
const SCENARIO = `http://scenarios.test/complete?steps=${STEPS}&delay=20`;

/**
 * Opens a consumer, lets it run, and gives what the page said at the end, the pictures it shows and what it
 * complained of.
 *
 * @param place where the client lives: "page", "worker" or "shared-worker"
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
    await page.goto(`${site}/?${new URLSearchParams({ in: place, url: SCENARIO })}`);
    const said = await lastWords(page, problems);
    return { said, problems, pictures: await countPictures(page) };
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

/** A view may show the last picture a moment after the run's end. */
async function countPictures(page) {
  const view = page.locator("tinyfish-screenshots");
  if (!(await view.count())) return 0;
  await view.locator("img").nth(STEPS - 1).waitFor({ state: "attached", timeout: LIMIT });
  return view.locator("img").count();
}
