// The answer that is read: a run with its screenshots as base64 (API reference, GET /v1/runs/{id}).

/** Bytes that do not compress, after a JPEG's signature, the same each time. */
function picture(size, seed) {
  const bytes = Buffer.alloc(size);
  let state = seed | 1;
  for (let at = 0; at + 4 <= size; at += 4) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    bytes.writeInt32LE(state, at);
  }
  bytes.set([0xff, 0xd8, 0xff, 0xe0]);
  return bytes;
}

/** 200 steps of 82 kB make 22 MB. */
export function body({ steps = 200, size = 82_000 } = {}) {
  const step = (_, index) => ({
    id: `evt_${index}`,
    timestamp: "2026-01-01T00:00:00.000Z",
    status: "COMPLETED",
    action: `Click “Next” on page ${index}`,
    screenshot: `data:image/jpeg;base64,${picture(size, index + 1).toString("base64")}`,
    html: null,
    duration: "1.2s",
  });
  const run = { run_id: "bench", status: "COMPLETED", steps: Array.from({ length: steps }, step), result: { ok: true } };
  return Buffer.from(JSON.stringify(run));
}
