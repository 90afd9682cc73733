// Every state that a view can be in. `show` mounts it; `settled` is a selector that matches once it is reached.

import { mountLiveView, mountScreenshots } from "/pkg/index.js";
import { fakeRun, progressOf, step } from "./fake-run.js";

/** Addresses of live views; the test answers for this host. */
const LIVE = "https://viewer.example/live";
const SILENT = "https://viewer.example/silent";

const steps = [step(0), step(1), step(2)];
const progress = progressOf(steps);
const HELP = { helpMessage: "The account has no credit left. Add credit, then start the run again.", helpUrl: "https://docs.example/billing" };
const HTML = `data:image/jpeg;base64,${btoa("<!doctype html><script>hacked = 1</script>")}`;

const live = (state, source, options, extra = "") => ({
  show: (element) => mountLiveView(element, source(), options),
  settled: `[data-state="${state}"]${extra}`,
});
const ended = (kind, pictures, error) => () => fakeRun({ outcome: { kind, error, run: { steps: pictures } } });
const POSTER = " .tinyfish-poster[src]";

/** A strip, and then `act` in it. */
const strip = (source, settled, act) => ({
  async show(element) {
    mountScreenshots(element, source());
    await act?.(element);
  },
  settled,
});
const openLarge = (index) => (element) => element.querySelectorAll("li button")[index].click();

export const states = {
  "live view: waiting": live("waiting", () => fakeRun()),
  "live view: waiting, with progress": live("waiting", () => fakeRun({ progress })),
  "live view: loading": live("loading", () => fakeRun({ streamingUrl: SILENT, progress })),
  "live view: live": live("live", () => fakeRun({ streamingUrl: LIVE })),
  "live view: live, interactive": live("live", () => fakeRun({ streamingUrl: LIVE }), { interactive: true }),
  "live view: late, offers to reload": live("unavailable", () => fakeRun({ streamingUrl: SILENT }), { loadTimeout: 1 }),
  "live view: late, over a screenshot": live("unavailable", () => fakeRun({ streamingUrl: SILENT, progress }, steps), { loadTimeout: 1 }, POSTER),
  "live view: waiting for a place": {
    show(element) {
      const [first, second] = [element.appendChild(document.createElement("div")), element.appendChild(document.createElement("div"))];
      mountLiveView(first, fakeRun({ streamingUrl: SILENT }), { maxLive: 1 });
      mountLiveView(second, fakeRun({ streamingUrl: SILENT, progress }, steps), { maxLive: 1 });
    },
    settled: `[data-state="waiting"]${POSTER}`,
  },
  "live view: ended": live("ended", ended("completed", [])),
  "live view: ended, over a screenshot": live("ended", ended("completed", steps), {}, POSTER),
  "live view: cancelled": live("ended", ended("cancelled", steps), {}, POSTER),
  "live view: lost": live("unavailable", ended("lost", [], { message: "The connection was lost. Follow the run again with client.runs.watch(runId)." })),
  "live view: failed, with advice": live("failed", ended("failed", [], HELP)),
  "live view: failed, over a screenshot": live("failed", ended("failed", steps, HELP), {}, POSTER),
  "live view: refused": live("failed", () => "https://user@viewer.example/"),
  "screenshots: waiting": strip(() => fakeRun(), '[data-state="waiting"]'),
  "screenshots: none": strip(() => [], '[data-state="ended"]'),
  // It is tried again for some seconds.
  "screenshots: unavailable": strip(() => ({ ...fakeRun({ outcome: { kind: "lost" } }), read: () => Promise.reject(new Error("no")) }), '[data-state="unavailable"]'),
  "screenshots: with pictures": strip(() => steps, "li:last-child img[src]"),
  "screenshots: with placeholders": strip(() => [step(0, null), step(1, HTML), step(2, "https://agent.tinyfish.ai/runs/r/steps/s/screenshot")], "li:last-child .tinyfish-placeholder:not([hidden])"),
  "screenshots: scrolled away from the newest": strip(
    () => fakeRun({ progress }, Array.from({ length: 12 }, (_, index) => step(index))),
    ".tinyfish-newest:not([hidden])",
    async (element) => {
      while (!element.querySelector("li img[src]")) await frame();
      await frame();
      element.querySelector("ul").scrollLeft = 0;
    },
  ),
  "screenshots: large": strip(() => steps, "dialog[open] img[src]", openLarge(1)),
  "screenshots: large, with a placeholder": strip(() => [step(0, null), step(1)], "dialog[open] .tinyfish-placeholder:not([hidden])", openLarge(0)),
};

const frame = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
