// The custom elements in a real browser, over mounts that are stand-ins, and their import on a server.

import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { launch } from "../e2e/support/browser.mjs";

let browser;
let script;
let page;

before(async () => {
  const page = fileURLToPath(new URL("page.js", import.meta.url));
  const built = build({ entryPoints: [page], bundle: true, write: false, format: "esm", logLevel: "error" });
  [browser, script] = await Promise.all([launch(), built.then((result) => result.outputFiles[0].text)]);
});

after(() => browser?.close());

beforeEach(async (context) => {
  page = await browser.context.newPage();
  context.after(() => page.close());
});

/** Puts `markup` into a page, then loads the elements. */
async function open(markup = "") {
  await page.setContent(`<!doctype html><body>${markup}</body>`);
  await page.addScriptTag({ type: "module", content: script });
  await page.waitForFunction(() => "loadViews" in window);
}

test("importing on a server registers nothing and throws nothing", async () => {
  const { TinyfishLiveView, TinyfishScreenshots } = await import("../../npm/elements.js");
  assert.equal(typeof TinyfishLiveView, "function");
  assert.equal(typeof TinyfishScreenshots, "function");
});

test("on a server an element can be made and set, and does nothing", async () => {
  const { TinyfishLiveView, TinyfishScreenshots } = await import("../../npm/elements.js");
  const view = new TinyfishLiveView();
  Object.assign(view, { src: "https://stream.example/1", interactive: true, aspectRatio: "4 / 3", run: {}, options: {} });
  Object.assign(view, { src: null, aspectRatio: null });
  Object.assign(new TinyfishScreenshots(), { run: {}, client: {}, options: {} });
  await new Promise((resolve) => setTimeout(resolve));
  assert.deepEqual([view.src, view.interactive, view.aspectRatio, view.state], [null, false, null, null]);
});

test("an element in the markup waits for connect() and mounts with its attributes", async () => {
  await open('<tinyfish-live-view src="https://stream.example/1" interactive aspect-ratio="4 / 3"></tinyfish-live-view>');
  const seen = await page.evaluate(async () => {
    const early = mounts.length;
    await loadViews();
    await turn();
    const [{ kind, source, options, element }] = mounts;
    return { early, count: mounts.length, kind, source, options, inShadow: element.getRootNode() instanceof ShadowRoot };
  });
  assert.deepEqual(seen, {
    early: 0,
    count: 1,
    kind: "live",
    source: "https://stream.example/1",
    options: { interactive: true, aspectRatio: "4 / 3" },
    inShadow: true,
  });
});

test("properties set before the element is defined count, as do those set later", async () => {
  await page.setContent("<!doctype html><body><tinyfish-live-view></tinyfish-live-view><tinyfish-screenshots></tinyfish-screenshots>");
  await page.evaluate(() => {
    const [live, shots] = document.body.children;
    Object.assign(shots, { run: { run_id: "run-1" }, client: { runs: {} }, options: { follow: true } });
    Object.assign(live, { src: "https://stream.example/1", interactive: true, aspectRatio: "4 / 3" });
  });
  await page.addScriptTag({ type: "module", content: script });
  const seen = await page.evaluate(async () => {
    await loadViews();
    await turn();
    const [live, shots] = document.body.children;
    for (const change of [{ run: { run_id: "run-2" } }, { options: null }, { client: null }]) {
      Object.assign(shots, change);
      await turn();
    }
    for (const change of [{ src: "https://stream.example/2" }, { interactive: false }, { aspectRatio: null }]) {
      Object.assign(live, change);
      await turn();
    }
    return mounts.map(({ source, options }) => [source.run_id ?? source, options]);
  });
  assert.deepEqual(seen, [
    ["https://stream.example/1", { interactive: true, aspectRatio: "4 / 3" }],
    ["run-1", { follow: true, client: { runs: {} } }],
    ["run-2", { follow: true, client: { runs: {} } }],
    ["run-2", { client: { runs: {} } }],
    ["run-2", {}],
    ["https://stream.example/2", { interactive: true, aspectRatio: "4 / 3" }],
    ["https://stream.example/2", { interactive: false, aspectRatio: "4 / 3" }],
    ["https://stream.example/2", { interactive: false }],
  ]);
});

test("what is not set is null, and an element that shows nothing goes into another document and back", async () => {
  const errors = [];
  page.on("pageerror", (error) => errors.push(error.message));
  await open();
  const seen = await page.evaluate(async () => {
    const element = document.createElement("tinyfish-screenshots");
    Object.assign(element, { run: undefined, client: undefined, options: undefined });
    document.implementation.createHTMLDocument().adoptNode(element);
    document.body.append(element);
    await loadViews();
    await turn();
    return [element.run, element.client, element.options, element.state, mounts.length];
  });
  assert.deepEqual([seen, errors], [[null, null, null, null, 0], []]);
});

test("properties set in a row mount once, a run goes before an address", async () => {
  await open();
  const seen = await page.evaluate(async () => {
    await loadViews();
    const element = document.createElement("tinyfish-live-view");
    document.body.append(element);
    Object.assign(element, { src: "https://stream.example/1", run: { a: 1 }, interactive: true, options: { maxLive: 2 } });
    await turn();
    const [{ source, options }] = mounts;
    return { count: mounts.length, source, options, attributes: element.getAttributeNames() };
  });
  assert.deepEqual(seen, {
    count: 1,
    source: { a: 1 },
    options: { maxLive: 2, interactive: true },
    attributes: ["src", "interactive"],
  });
});

test("what changes before connect() is one view", async () => {
  await open("<tinyfish-screenshots></tinyfish-screenshots>");
  const sources = await page.evaluate(async () => {
    const element = document.querySelector("tinyfish-screenshots");
    for (const run of [{ a: 1 }, { a: 2 }]) {
      element.run = run;
      await turn();
    }
    await loadViews();
    await turn();
    return mounts.map(({ source }) => source);
  });
  assert.deepEqual(sources, [{ a: 2 }]);
});

test("properties set in a row that cannot be mounted are one error", async () => {
  const errors = [];
  page.on("pageerror", (error) => errors.push(error.message));
  await open();
  await page.evaluate(async () => {
    await loadViews();
    const element = document.createElement("tinyfish-screenshots");
    document.body.append(element);
    Object.assign(element, { client: { runs: {} }, run: "refused", options: { follow: true } });
    await turn();
  });
  assert.deepEqual(errors, ["refused"]);
});

test("another source mounts anew, null unmounts", async () => {
  await open();
  const seen = await page.evaluate(async () => {
    await loadViews();
    const element = document.createElement("tinyfish-live-view");
    document.body.append(element);
    const counts = [];
    for (const src of ["https://stream.example/1", "https://stream.example/2", null]) {
      element.src = src;
      await turn();
      counts.push([mounts.length, mounted()]);
    }
    return { counts, state: element.state };
  });
  assert.deepEqual(seen, { counts: [[1, 1], [2, 1], [2, 0]], state: null });
});

test("what is set again as it was keeps the view", async () => {
  await open();
  const seen = await page.evaluate(async () => {
    await loadViews();
    const counts = [];
    for (const name of ["tinyfish-live-view", "tinyfish-screenshots"]) {
      const element = document.createElement(name);
      document.body.append(element);
      const [run, client] = [{ run_id: "run-1" }, { runs: {} }];
      for (let time = 0; time < 3; time += 1) {
        element.run = run;
        element.client = client;
        element.options = { maxLive: 3, allowHosts: ["a.example", "b.example"], onStateChange: () => {} };
        element.setAttribute("src", "https://stream.example/1");
        element.setAttribute("interactive", "");
        await turn();
      }
      counts.push([mounts.length, mounted()]);
    }
    return counts;
  });
  assert.deepEqual(seen, [[1, 1], [2, 2]]);
});

test("each option that changes mounts anew, also in the object of before", async () => {
  await open('<tinyfish-live-view src="https://stream.example/1"></tinyfish-live-view>');
  const seen = await page.evaluate(async () => {
    await loadViews();
    const element = document.querySelector("tinyfish-live-view");
    const kept = {};
    const changes = [
      () => Object.assign(kept, { maxLive: 3 }),
      () => Object.assign(kept, { maxLive: 4 }),
      () => ({ maxLive: 4, title: "Shop" }),
      () => ({ maxLive: 4 }),
      () => ({ maxLive: 4, allowHosts: ["a.example"] }),
      () => ({ maxLive: 4, allowHosts: ["b.example"] }),
      () => null,
    ];
    const seen = [];
    for (const change of changes) {
      const options = change();
      element.options = options;
      await turn();
      seen.push([mounts.length, mounted(), element.options === options]);
    }
    return { seen, last: mounts.at(-1).options };
  });
  assert.deepEqual(seen.seen, [2, 3, 4, 5, 6, 7, 8].map((count) => [count, 1, true]));
  assert.deepEqual(seen.last, { interactive: false });
});

test("a callback among equal options is the newest one", async () => {
  await open("<tinyfish-screenshots></tinyfish-screenshots>");
  const seen = await page.evaluate(async () => {
    await loadViews();
    const element = document.querySelector("tinyfish-screenshots");
    element.run = { run_id: "run-1" };
    const told = [];
    for (const name of ["first", "second"]) {
      element.options = { onWarning: (warning) => told.push(`${name} ${warning}`) };
      await turn();
      mounts[0].options.onWarning("blurred");
    }
    element.options = null;
    await turn();
    mounts[0].options.onWarning("late");
    return { told, count: mounts.length };
  });
  assert.deepEqual(seen, { told: ["first blurred", "second blurred"], count: 2 });
});

test("what changes mounts in place of the view before it, which is gone then, also where the new one cannot be mounted", async () => {
  await open('<tinyfish-live-view src="https://stream.example/1"></tinyfish-live-view>');
  const seen = await page.evaluate(async () => {
    await loadViews();
    await turn();
    const element = document.querySelector("tinyfish-live-view");
    element.interactive = true;
    await turn();
    const replaced = [mounts.map(({ replaces }) => replaces), mounted()];
    addEventListener("error", (event) => event.preventDefault());
    element.src = "refused";
    await turn();
    return [...replaced, mounted(), element.state];
  });
  assert.deepEqual(seen, [[false, true], 1, 0, null]);
});

test("leaving the document unmounts, coming back mounts", async () => {
  await open('<tinyfish-live-view src="https://stream.example/1"></tinyfish-live-view>');
  const counts = await page.evaluate(async () => {
    await loadViews();
    await turn();
    const element = document.querySelector("tinyfish-live-view");
    element.remove();
    await turn();
    const away = mounted();
    document.body.append(element);
    await turn();
    return [away, mounted(), mounts.length];
  });
  assert.deepEqual(counts, [0, 1, 2]);
});

test("leaving before connect() mounts nothing later", async () => {
  await open('<tinyfish-live-view src="https://stream.example/1"></tinyfish-live-view>');
  const count = await page.evaluate(async () => {
    await turn();
    document.querySelector("tinyfish-live-view").remove();
    await turn();
    await loadViews();
    return mounts.length;
  });
  assert.equal(count, 0);
});

test("a view that cannot be mounted holds up neither connect() nor the others, and its error is told", async () => {
  await open('<tinyfish-live-view src="refused"></tinyfish-live-view><tinyfish-live-view src="https://stream.example/1"></tinyfish-live-view>');
  const errors = [];
  page.on("pageerror", (error) => errors.push(error.message));
  const sources = await page.evaluate(async () => {
    await turn();
    await loadViews();
    return mounts.map(({ source }) => source);
  });
  assert.deepEqual(sources, ["https://stream.example/1"]);
  assert.deepEqual(errors, ["refused"]);
});

for (const way of ["append", "moveBefore"]) {
  test(`moving in the document with ${way} keeps the view`, async () => {
    await open('<tinyfish-live-view src="https://stream.example/1"></tinyfish-live-view><section></section>');
    const counts = await page.evaluate(async (way) => {
      await loadViews();
      await turn();
      const element = document.querySelector("tinyfish-live-view");
      document.querySelector("section")[way](element, null);
      await turn();
      return [mounts.length, mounted(), element.parentNode.localName];
    }, way);
    assert.deepEqual(counts, [1, 1, "section"]);
  });
}

test("in another document and back, the element is styled and shows a view that was mounted there", async () => {
  await open('<tinyfish-live-view src="https://stream.example/1"></tinyfish-live-view><iframe></iframe><template></template>');
  const seen = await page.evaluate(async () => {
    await loadViews();
    await turn();
    const element = document.querySelector("tinyfish-live-view");
    const seen = [];
    for (const page of [document.querySelector("iframe").contentDocument, document]) {
      // The document of a template's content has no window.
      document.querySelector("template").content.append(element);
      page.body.append(element);
      await turn();
      const { display } = element.ownerDocument.defaultView.getComputedStyle(element);
      seen.push([element.ownerDocument === page, display, mounts.length, mounted(), mounts.at(-1).element.isConnected]);
    }
    return seen;
  });
  assert.deepEqual(seen, [[true, "block", 2, 1, true], [true, "block", 3, 1, true]]);
});

test("states are told once each", async () => {
  await open('<tinyfish-live-view src="https://stream.example/1"></tinyfish-live-view>');
  const seen = await page.evaluate(async () => {
    const element = document.querySelector("tinyfish-live-view");
    const told = [];
    element.addEventListener("statechange", (event) => told.push(event.detail.state));
    await loadViews();
    await turn();
    mounts[0].set("loading");
    mounts[0].set("loading");
    mounts[0].set("live");
    return { told, state: element.state };
  });
  assert.deepEqual(seen, { told: ["waiting", "loading", "live"], state: "live" });
});

test("an element is a block that can be hidden, under a policy without inline styles", async () => {
  await page.setContent(
    `<!doctype html><meta http-equiv="content-security-policy" content="style-src 'none'">` +
      `<body><tinyfish-live-view src="https://stream.example/1"></tinyfish-live-view></body>`,
  );
  await page.addScriptTag({ type: "module", content: script });
  const seen = await page.evaluate(async () => {
    await loadViews();
    await turn();
    const element = document.querySelector("tinyfish-live-view");
    const shown = getComputedStyle(element).display;
    element.hidden = true;
    return [shown, getComputedStyle(element).display];
  });
  assert.deepEqual(seen, ["block", "none"]);
});
