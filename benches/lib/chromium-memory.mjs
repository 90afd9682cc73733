// What a page of Chromium holds, in bytes. The process's own numbers come from /proc: Linux only.

import { readFileSync } from "node:fs";

/** The JavaScript heap, after a collection unless told otherwise; the process now and at its peak; `images`: decoded pictures. */
export async function memory(session, control, { collect = true, images = false } = {}) {
  if (collect) await session.send("HeapProfiler.collectGarbage");
  const { usedSize } = await session.send("Runtime.getHeapUsage");
  const { processInfo } = await control.send("SystemInfo.getProcessInfo");
  const renderers = processInfo.filter(({ type }) => type === "renderer").map(({ id }) => status(id));
  const largest = (what) => Math.max(...renderers.map((renderer) => renderer[what]));
  return { heap: usedSize, process: largest("VmRSS"), peak: largest("VmHWM"), images: images && (await pictures(control)) };
}

function status(id) {
  const text = readFileSync(`/proc/${id}/status`, "utf8");
  const field = (name) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(text)[1]) * 1024;
  return { id, VmRSS: field("VmRSS"), VmHWM: field("VmHWM") };
}

const DUMP = { includedCategories: ["disabled-by-default-memory-infra"], excludedCategories: ["*"], memoryDumpConfig: { triggers: [] } };

/** Decoded pictures lie in discardable memory, and nothing else of a page does. */
async function pictures(control) {
  const events = [];
  const collected = ({ value }) => events.push(...value);
  control.on("Tracing.dataCollected", collected);
  await control.send("Tracing.start", { traceConfig: DUMP });
  await control.send("Tracing.requestMemoryDump", { levelOfDetail: "light" });
  const complete = new Promise((resolve) => control.once("Tracing.tracingComplete", resolve));
  await control.send("Tracing.end");
  await complete;
  control.off("Tracing.dataCollected", collected);
  const sizes = events.map(({ args }) => args?.dumps?.allocators?.discardable?.attrs?.size?.value);
  return Math.max(0, ...sizes.filter(Boolean).map((size) => Number.parseInt(size, 16)));
}
