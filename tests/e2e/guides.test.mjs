// The code of the guides, run as it stands: against the emulator, in a page or in Node. Only the addresses of sites are changed.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { after, before, describe, test } from "node:test";
import { GUIDES, allBlocksOf } from "../support/guides.mjs";
import { openPackagePage } from "../support/package-page.mjs";
import { requestsWith } from "../support/requests.mjs";
import { EMULATOR_KEY } from "../support/services.mjs";
import { makeProject } from "./support/project.mjs";
import { useWorld } from "./support/world.mjs";

const world = useWorld();

const project = makeProject();
after(() => project.remove());

/** Every site that a guide names is a scenario here, and every run a finished one. */
const SITE = /https:\/\/(example\.com|(one|two|three)\.example)(\/shop)?/g;
let finished;

async function finishRun() {
  const headers = { "X-API-Key": EMULATOR_KEY, "Content-Type": "application/json" };
  const body = JSON.stringify({ url: "http://scenarios.test/complete?steps=2&delay=0", goal: "Be read", capture_config: { screenshots: true } });
  const { run_id } = await (await fetch(`${world.services.emulator}/v1/automation/run`, { method: "POST", headers, body })).json();
  return (await fetch(`${world.services.emulator}/v1/runs/${run_id}`, { headers })).json();
}

const onScenarios = (code, query) =>
  code
    .replaceAll(SITE, `http://scenarios.test/complete?${query}`)
    .replaceAll("http://127.0.0.1:4747", world.services.emulator)
    .replaceAll("the-run-id", finished.run_id)
    .replaceAll("the-step-id", finished.steps[0].id);

/** What the code of a guide has from an earlier block. */
const surroundings = () => `
  import { connect } from "tinyfish-web";
  document.body.innerHTML = '<div id="live"></div><div id="steps"></div><button id="stop"></button><pre id="result"></pre>';
  sessionStorage.setItem("run", ${JSON.stringify(finished.run_id)});
  const client = await connect({ baseURL: "/api/tinyfish" });
  const params = { url: "http://scenarios.test/complete?steps=2&delay=30", goal: "List the products" };
  const run = await client.agent.stream({ ...params, capture_config: { screenshots: true } });
  Object.assign(globalThis, { client, params, run, element: document.body.appendChild(document.createElement("div")) });
`;

/** Opens a page with this code and lets it run to its end; fails for any error on the way. Gives the page and what its console said. */
async function run(code, loader = "ts") {
  const { context } = world.browser;
  const [said, errors] = [[], []];
  const listeners = { console: (message) => said.push(message.text()), weberror: (error) => errors.push(String(error.error())) };
  for (const [event, listener] of Object.entries(listeners)) context.on(event, listener);
  const script = await project.bundle(surroundings(), `${code}\nglobalThis.done = true;`, loader);
  const page = await openPackagePage(context, world.services.dashboard, script);
  await page.waitForFunction(() => globalThis.done, undefined, { timeout: 20_000 }).catch((error) => errors.push(String(error)));
  for (const [event, listener] of Object.entries(listeners)) context.off(event, listener);
  assert.deepEqual(errors, []);
  return { page, said };
}

/** The one block of a guide that has this in it. */
function blockWith(guide, text) {
  const [block, ...more] = allBlocksOf(GUIDES.find((file) => file.endsWith(guide))).filter(({ code }) => code.includes(text));
  assert.ok(block && more.length === 0, `${guide}: ${text}`);
  return block.code;
}

/** What is no code for a page: servers and settings, and what is run in Node below. */
const ELSEWHERE = /tinyfish-web\/(relay|inline)"|"node:|RateStore|addEventListener\("message"|emulator\/requests/;

describe("in a page", () => {
  before(async () => {
    finished = await finishRun();
  });

  for (const file of GUIDES.filter((file) => !file.endsWith("relay.md"))) {
    for (const { name, code } of allBlocksOf(file).filter(({ language, code }) => language === "ts" && !ELSEWHERE.test(code))) {
      test(name, async () => {
        const { page } = await run(onScenarios(code, "steps=2&delay=30"));
        await page.close();
      });
    }
  }

  test("the README's example tells what the agent does and how it ended, and shows its pictures", async () => {
    const { page, said } = await run(onScenarios(blockWith("README.md", "for await"), "steps=3&delay=50"));
    assert.equal(said.length, 4);
    assert.match(said[3], /^completed /);
    await page.locator("#steps img").nth(2).waitFor();
    await page.close();
  });

  test("the first run's page shows the result", async () => {
    const { page } = await run(onScenarios(blockWith("first-run.md", "parseResult"), "steps=2&delay=50"));
    assert.equal(typeof JSON.parse(await page.locator("#result").textContent()), "object");
    await page.locator("#steps img").nth(1).waitFor();
    await page.close();
  });

  test("a reload in the middle follows the same run, and forgets it at its end", async () => {
    const tag = crypto.randomUUID();
    const address = `params.url = "http://scenarios.test/complete?steps=8&delay=200&tag=${tag}";`;
    const code = `${address}\n${blockWith("following.md", "startOrResume")}\nglobalThis.done = true;`;
    const script = await project.bundle(surroundings(), code, "ts");
    const page = await openPackagePage(world.browser.context, world.services.dashboard, script);
    await page.waitForFunction(() => sessionStorage.getItem("tinyfish-run"));
    await page.reload();
    await page.waitForFunction(() => globalThis.done);
    assert.equal(await page.evaluate(() => sessionStorage.getItem("tinyfish-run")), null);
    const created = (await requestsWith(world.services.emulator, tag)).filter(({ method, path }) => method === "POST" && path.endsWith("/run-sse"));
    assert.equal(created.length, 1);
    await page.close();
  });

  test("a stored id of no run is forgotten, and another run started", async () => {
    const gone = 'sessionStorage.setItem("tinyfish-run", "no-such-run");';
    const { page } = await run(gone + blockWith("following.md", "startOrResume"));
    assert.equal(await page.evaluate(() => sessionStorage.getItem("tinyfish-run")), null);
    await page.close();
  });

  test("in React a stored id of no run is told and forgotten", async () => {
    const shown = `
      import { createRoot } from "react-dom/client";
      sessionStorage.setItem("tinyfish-run", "no-such-run");
      createRoot(element).render(<Resuming client={client} params={params} />);
    `;
    const { page } = await run(blockWith("react.md", "Resuming") + shown, "tsx");
    await page.getByRole("alert").waitFor();
    await page.waitForFunction(() => sessionStorage.getItem("tinyfish-run") === null);
    await page.close();
  });

  test("the React example follows its run to the end", async () => {
    const code = onScenarios(blockWith("react.md", "Shopper"), "steps=2&delay=50");
    const shown = `
      import { createRoot } from "react-dom/client";
      createRoot(element).render(<Shopper url="http://scenarios.test/complete?steps=2&delay=50" />);
    `;
    const { page } = await run(code + shown, "tsx");
    await page.getByText("completed", { exact: true }).waitFor();
    await page.locator("section img").nth(1).waitFor();
    await page.close();
  });
});

describe("in Node", () => {
  test("the test with a fetch of one's own passes", async () => {
    assert.match(await project.run(blockWith("testing.md", 'from "node:test"'), "--test"), /^# pass 1$/m);
  });

  test("what was sent can be proven", async () => {
    const connected = `
      import { connect } from "tinyfish-web/inline";
      const client = await connect({ baseURL: "${world.services.emulator}", apiKey: "${EMULATOR_KEY}" });
    `;
    const code = blockWith("testing.md", "emulator/requests").replaceAll("http://127.0.0.1:4747", world.services.emulator);
    assert.equal(await project.run(connected + code), "1\n");
  });

  test("the client finds the WebAssembly's bytes", async () => {
    assert.equal(await project.run(`${blockWith("bundlers-and-csp.md", "createRequire")}\nconsole.log(client.baseURL);`), "https://app.example.com/api/tinyfish\n");
  });
});

const hasCurl = spawnSync("curl", ["--version"]).status === 0;

test("the emulator answers the request that its guide makes", { skip: !hasCurl && "there is no curl" }, () => {
  const [, command] = /^(curl [^]*)/m.exec(blockWith("emulator.md", "curl"));
  const { status, stdout } = spawnSync("sh", ["-c", command.replace("http://127.0.0.1:4747", world.services.emulator)], { encoding: "utf8", timeout: 30_000 });
  assert.equal(status, 0);
  assert.match(stdout, /"type":"STARTED"[^]*"type":"COMPLETE"/);
});
