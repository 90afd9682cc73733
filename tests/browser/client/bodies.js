// Bodies of a caller's fetch, of every make.

const READ = JSON.stringify({ run_id: "r", status: "COMPLETED", result: 7, error: null, steps: [] });

const event = (type, more) => ({ type, run_id: "r", ...more, timestamp: "2026-01-01T00:00:00Z" });

/** What a run of `count` steps tells until its stream breaks off, or also its end. */
function told(count, ends) {
  const purpose = (index) => (index % 9 ? `Step ${index}` : `Schritt „${index}“ 東`);
  const steps = Array.from({ length: count }, (_, index) => event("PROGRESS", { purpose: purpose(index) }));
  const end = event("COMPLETE", { status: "COMPLETED", result: 8, error: null });
  return [event("STARTED"), ...steps, ...(ends ? [end] : [])];
}

/** WebKit has no streams of bytes; its bodies are plain ones. */
function streamOf(bytes, source) {
  if (!bytes) return new ReadableStream(source);
  try {
    return new ReadableStream({ ...source, type: "bytes" });
  } catch {
    return new ReadableStream(source);
  }
}

/**
 * A service whose body takes no notice of a signal. `made`: "queued", where all is there at once, or "pulled", where it
 * comes chunk by chunk as it is asked for; "hanging", where nothing follows it; "ending", where also the end is told.
 * None answers the read that waits when it closes. `chunks`: the lengths, over and over.
 */
export class Body {
  cancelled = false;

  constructor(made, bytes, chunks, count) {
    this.told = told(count, made === "ending");
    const text = this.told.map((each) => `data: ${JSON.stringify(each)}\n\n`).join("");
    const body = new TextEncoder().encode(text);
    let [sent, turn] = [0, 0];
    const next = (controller) => {
      const from = sent;
      sent += chunks[turn++ % chunks.length];
      controller.enqueue(body.slice(from, sent));
      return sent < body.length;
    };
    const start = (controller) => {
      if (made === "pulled") return;
      while (next(controller));
      if (made === "queued") controller.close();
    };
    const pull = (controller) => {
      if (made === "pulled" && !(sent < body.length && next(controller))) controller.close();
    };
    const cancel = () => {
      this.cancelled = true;
    };
    const stream = streamOf(bytes, { start, pull, cancel });
    this.options = {
      fetch: async (url) => new Response(/run-sse|screenshots/.test(url) ? stream : READ),
    };
  }

  /** Whether the events are those of the body, whatever reads of the run told after them. */
  isTold = (events) => JSON.stringify(events.slice(0, this.told.length)) === JSON.stringify(this.told);
}

/** Waits for a task of the page's, in which whatever was asked for has been begun. */
export const turn = () => new Promise((resolve) => setTimeout(resolve));
