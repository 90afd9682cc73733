// What a page holds once all garbage is collected, by Chromium's developer tools.

/** Kinds of nodes in a heap snapshot that a page's own code makes; the rest is the engine's: compiled code, measurements. */
const OWN = new Set(["object", "closure", "array", "string", "concatenated string", "sliced string", "regexp", "symbol", "bigint"]);

/** Gives functions that count nodes, listeners, documents and frames, and objects of JavaScript. */
export async function openDevtools(page) {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Performance.enable");
  return {
    async collect() {
      // What a finalizer lets go of is found by the next collection. Finalizers run in a task of their own.
      for (let times = 0; times < 3; times += 1) {
        await devtools.send("HeapProfiler.collectGarbage");
        await page.evaluate(() => new Promise((resolve) => setTimeout(resolve)));
      }
    },
    async counts() {
      const { metrics } = await devtools.send("Performance.getMetrics");
      const { Nodes, JSEventListeners, Documents, Frames } = Object.fromEntries(metrics.map(({ name, value }) => [name, value]));
      return { nodes: Nodes, events: JSEventListeners, documents: Documents, frames: Frames };
    },
    objects: () => objects(devtools),
  };
}

async function objects(devtools) {
  const chunks = [];
  const keep = ({ chunk }) => chunks.push(chunk);
  devtools.on("HeapProfiler.addHeapSnapshotChunk", keep);
  await devtools.send("HeapProfiler.takeHeapSnapshot");
  devtools.off("HeapProfiler.addHeapSnapshotChunk", keep);
  const { snapshot, nodes } = JSON.parse(chunks.join(""));
  const [kinds] = snapshot.meta.node_types;
  let count = 0;
  for (let at = 0; at < nodes.length; at += snapshot.meta.node_fields.length) if (OWN.has(kinds[nodes[at]])) count += 1;
  return count;
}
