// What no reader can undercut: moving the bytes, decoding them, parsing the values in them.

/** For the parts of a stream: contenders that do one of these things to all of it, ready in one piece. */
export function limits(parts) {
  const bytes = new TextEncoder().encode(parts.join(""));
  const target = new Uint8Array(bytes.length);
  const decoder = new TextDecoder();
  const ready = `[${parts.map((part) => part.slice("data: ".length).trimEnd())}]`;
  return {
    memcpy: () => target.set(bytes),
    TextDecoder: () => decoder.decode(bytes),
    "JSON.parse": () => JSON.parse(ready),
  };
}
