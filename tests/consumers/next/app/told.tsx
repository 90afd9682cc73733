"use client";

import { useEffect, useState } from "react";

/** Shows what a worker tells. */
export function Told({ url, start }: { url: string; start: () => Worker | MessagePort }) {
  const [text, setText] = useState("");
  useEffect(() => {
    const worker = start();
    worker.onmessage = ({ data }: MessageEvent<string>) => setText(data);
    worker.postMessage(url);
    return () => ("terminate" in worker ? worker.terminate() : worker.close());
  }, [url, start]);
  return <output>{text}</output>;
}
