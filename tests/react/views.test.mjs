// <LiveView> and <Screenshots> in React 19 and a real browser, over mounts that are stand-ins.

import assert from "node:assert/strict";
import { test } from "node:test";
import { usePage } from "./open-page.mjs";

const inPage = usePage();

test("a view before connect() waits for the WebAssembly", async () => {
  const seen = await inPage(async () => {
    render(h(LiveView, { src: "https://stream.example/1", className: "tile" }));
    await settle();
    const mounts = await loadViews();
    const live = mounts.filter((mount) => !mount.unmounted);
    return { count: live.length, source: live[0].source, tile: live[0].element.className };
  });
  assert.deepEqual(seen, { count: 1, source: "https://stream.example/1", tile: "tile" });
});

test("a view that left before connect() is never mounted", async () => {
  const count = await inPage(async () => {
    render(h(LiveView, { src: "https://stream.example/1" }));
    await settle();
    render(null);
    await settle();
    return (await loadViews()).length;
  });
  assert.equal(count, 0);
});

for (const when of ["before", "after"]) {
  test(`a view that cannot be mounted, rendered ${when} connect(), fails its part of the page alone`, async () => {
    const seen = await inPage(async (when) => {
      let mounts = when === "after" ? await loadViews() : null;
      render([h(Boundary, { key: 1 }, h(LiveView, { src: "refused" })), h(LiveView, { key: 2, src: "https://stream.example/1" })]);
      await settle();
      mounts ??= await loadViews();
      await settle();
      const sources = mounts.filter((mount) => !mount.unmounted).map((mount) => mount.source);
      return { caught: [...new Set(caught)], shown: document.body.textContent, sources };
    }, when);
    assert.deepEqual(seen, { caught: ["refused"], shown: "failed", sources: ["https://stream.example/1"] });
  });
}

test("StrictMode leaves one view mounted, and unmounting none", async () => {
  const seen = await inPage(async () => {
    const mounts = await loadViews();
    const mounted = () => mounts.filter((mount) => !mount.unmounted).length;
    render(h(Screenshots, { run: { run_id: "run-1", steps: [] } }));
    await settle();
    const shown = mounted();
    render(null);
    await settle();
    return [shown, mounted()];
  });
  assert.deepEqual(seen, [1, 0]);
});

const OPTIONS = { interactive: true, aspectRatio: "1 / 1", allowHosts: ["stream.example"], maxLive: 2, title: "Shop", loadTimeout: 9 };

test("options reach the mount, everything else the div, and a rerender mounts nothing anew", async () => {
  const seen = await inPage(async (given) => {
    const mounts = await loadViews();
    const states = [];
    const show = (mark) =>
      render(
        h(LiveView, {
          src: "https://stream.example/1",
          ...given,
          id: "live",
          onStateChange: (state) => states.push(`${mark}: ${state}`),
        }),
      );
    show("first");
    await settle();
    const count = mounts.length;
    show("second");
    await settle();
    const { onStateChange, ...options } = mounts.at(-1).options;
    onStateChange("live");
    return { options, states, again: mounts.length - count, div: document.querySelector("#live").getAttributeNames() };
  }, OPTIONS);
  assert.deepEqual(seen, {
    options: OPTIONS,
    states: ["second: live"],
    again: 0,
    div: ["id"],
  });
});

test("what changes mounts in place of the view before it, which is gone then", async () => {
  const seen = await inPage(async () => {
    const mounts = await loadViews();
    for (const interactive of [false, true]) {
      render(h(LiveView, { src: "https://stream.example/1", interactive }));
      await settle();
    }
    const replaced = mounts.map((mount) => mount.replaces);
    const mounted = () => mounts.filter((mount) => !mount.unmounted).length;
    const before = mounted();
    render(null);
    await settle();
    return [replaced, before, mounted()];
  });
  // StrictMode mounts the first twice.
  assert.deepEqual(seen, [[false, true, true], 1, 0]);
});

test("another source mounts anew in the same element", async () => {
  const seen = await inPage(async () => {
    const mounts = await loadViews();
    for (const src of ["https://stream.example/1", "https://stream.example/2"]) {
      render(h(LiveView, { src }));
      await settle();
    }
    const live = mounts.filter((mount) => !mount.unmounted);
    return [live.length, live[0].source, new Set(mounts.map((mount) => mount.element)).size];
  });
  assert.deepEqual(seen, [1, "https://stream.example/2", 1]);
});
