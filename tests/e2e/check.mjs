// One run, from the form to its outcome, through the page in a headless browser: `cargo xtask demo --check`.
//
//   node tests/e2e/check.mjs --url http://127.0.0.1:PORT --chromium /usr/bin/chromium

import { parseArgs } from "node:util";
import { launch } from "./support/browser.mjs";
import { isDecoded, paint } from "./support/pixels.mjs";

/** The sample run takes seconds; a real service may take minutes. */
const RUN_LIMIT = 10 * 60_000;
const PAGE_LIMIT = 30_000;

const { values: options } = parseArgs({ options: { url: { type: "string" }, chromium: { type: "string" } } });

/** Sends the form as it stands, prefilled, and gives the card of the run. */
async function startRun(page) {
  await page.goto(options.url, { timeout: PAGE_LIMIT });
  const button = page.locator("form#run-form button[type=submit]");
  // The button is enabled once the WebAssembly is ready.
  await button.click({ timeout: PAGE_LIMIT });
  const card = page.locator("article.run-card[data-run-id]:not([data-run-id=''])").first();
  await card.waitFor({ timeout: PAGE_LIMIT });
  return card;
}

const outcomeOf = (card) => card.getAttribute("data-outcome");

/** Looks at the live view until it has painted; it is taken down with the end of the run, so afterwards is too late. */
async function watchLiveView(page, card) {
  const frame = card.locator(".live-view iframe");
  let best = { colours: 0, spread: 0, painted: false };
  while (!best.painted && !(await outcomeOf(card))) {
    const picture = await frame.screenshot({ timeout: 2000 }).catch(() => null);
    if (picture) best = await paint(page, picture);
    else await page.waitForTimeout(50);
  }
  return best;
}

async function waitForOutcome(card) {
  await card.page().waitForFunction((element) => element.dataset.outcome, await card.elementHandle(), {
    timeout: RUN_LIMIT,
    polling: 100,
  });
  return outcomeOf(card);
}

/** Pictures load when scrolled to, so each is brought into view before it is judged. */
async function decodedScreenshots(card) {
  const images = card.locator(".screenshots img");
  await images.first().waitFor({ state: "attached", timeout: PAGE_LIMIT }).catch(() => {});
  let decoded = 0;
  const total = await images.count();
  for (let index = 0; index < total; index += 1) {
    const image = images.nth(index);
    await image.scrollIntoViewIfNeeded({ timeout: 5000 }).catch(() => {});
    if (await isDecoded(image)) decoded += 1;
  }
  return { decoded, total };
}

/** What the service itself says of the run, to hold the page against. */
async function readRun(runId) {
  const response = await fetch(`${options.url}/api/tinyfish/v1/runs/${encodeURIComponent(runId)}`);
  if (!response.ok) throw new Error(`reading the run gave ${response.status}`);
  return response.json();
}

async function check(page) {
  const problems = [];
  page.on("pageerror", (error) => problems.push(`the page threw: ${error.message}`));
  const card = await startRun(page);
  const runId = await card.getAttribute("data-run-id");
  console.log(`run          ${runId}`);
  const live = await watchLiveView(page, card);
  const kind = await waitForOutcome(card);
  const shots = await decodedScreenshots(card);
  const run = await readRun(runId);
  const steps = run.steps?.length ?? 0;
  console.log(`outcome      ${kind} (service: ${run.status})`);
  console.log(`steps        ${steps}`);
  console.log(`screenshots  ${shots.decoded} of ${shots.total} decoded`);
  console.log(`live view    ${live.painted ? "painted" : "did not paint"} (${live.colours} colours)`);
  if (kind !== "completed" || run.status !== "COMPLETED") problems.push("the run did not complete");
  if (steps === 0) problems.push("the run has no steps");
  if (shots.total < steps || shots.decoded !== shots.total) problems.push("not every step shows its screenshot");
  if (!live.painted) problems.push("the live view did not paint");
  return problems;
}

const { page, close } = await launch(options.chromium);
try {
  const problems = await check(page);
  problems.forEach((problem) => console.error(`wrong: ${problem}`));
  console.log(problems.length === 0 ? "all right" : "not right");
  process.exitCode = problems.length === 0 ? 0 : 1;
} catch (error) {
  console.error(`wrong: ${error.message}`);
  process.exitCode = 1;
} finally {
  await close();
}
