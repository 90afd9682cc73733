// The event streams that are read: those of a run (API reference, POST /v1/automation/run-sse).

const RUN = "f2f7a1de-60a4-4a4b-9b3a-0d0f2f7a1de6";
const TIME = "2026-01-01T00:00:00.000Z";
const encoder = new TextEncoder();

/** What a step is for: of a hundred, two hold escapes and two are not ASCII. */
function purpose(index) {
  switch (index % 50) {
    case 7:
      return `Read the heading "Offers"\n\tof page ${index}`;
    case 31:
      return `Öffne „Angebote“ – 東京 ${index}`;
    default:
      return `Click the next button on result page ${index}`;
  }
}

const frame = (event) => `data: ${JSON.stringify(event)}\n\n`;

/** A whole run with `count` events of progress, as text. */
export function run(count, result = { ok: true }) {
  const parts = [frame({ type: "STARTED", run_id: RUN, timestamp: TIME })];
  for (let index = 0; index < count; index++) {
    parts.push(frame({ type: "PROGRESS", run_id: RUN, purpose: purpose(index), timestamp: TIME }));
  }
  parts.push(frame({ type: "COMPLETE", run_id: RUN, status: "COMPLETED", timestamp: TIME, result, error: null }));
  return parts;
}

/** The parts of a stream as chunks, one for each. */
export const eachAlone = (parts) => parts.map((part) => encoder.encode(part));

/** The parts of a stream as chunks of `size` bytes. */
export function inChunks(parts, size) {
  const bytes = encoder.encode(parts.join(""));
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) => bytes.slice(index * size, (index + 1) * size));
}

/**
 * An answer whose chunks are there already: what is measured is the reading, not the waiting. Its body is a stream of
 * bytes, as that of a `fetch` is.
 */
export function answer(chunks) {
  const body = new ReadableStream({
    type: "bytes",
    start(controller) {
      // Copies: such a stream takes each chunk's buffer away.
      for (const chunk of chunks) controller.enqueue(chunk.slice());
      controller.close();
    },
  });
  return new Response(body, { headers: { "content-type": "text/event-stream" } });
}
