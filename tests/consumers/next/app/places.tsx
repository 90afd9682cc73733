"use client";

import { Run } from "./run";
import { Told } from "./told";

const startWorker = () => new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
const startSharedWorker = () => new SharedWorker(new URL("./shared-worker.ts", import.meta.url), { type: "module" }).port;

/** Where the client may live: on the page, or in a worker that tells the page what to show. */
export function Place({ name, url }: { name: string; url: string }) {
  if (name === "worker") return <Told url={url} start={startWorker} />;
  if (name === "shared-worker") return <Told url={url} start={startSharedWorker} />;
  return <Run url={url} />;
}
