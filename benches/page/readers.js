// Ways to read a run's event stream in a page. Each takes the answer and gives the events as plain objects.

import { createParser } from "/peers/eventsource-parser.js";
import { fetchEventSource } from "/peers/fetch-event-source.js";
import { Stream } from "/peers/openai.js";
import { TinyFish } from "/peers/sdk.js";
import { connect } from "/pkg/index.js";

const PARAMS = { url: "https://example.com", goal: "Read" };
const READ = JSON.stringify({ run_id: "r", status: "COMPLETED", result: { ok: true }, error: null, steps: [] });

/** The SDK under test, over answers that are given to it: by callback, and by `for await`. */
export async function ours() {
  let next;
  const fetch = async (url) => (url.endsWith("/run-sse") ? next : new Response(READ));
  const client = await connect({ baseURL: "/nowhere", fetch, maxLineBytes: 64 << 20 });
  const start = (answer, options) => {
    next = answer;
    return client.agent.stream(PARAMS, options);
  };
  return {
    /** Until the last event: the read of the run after it is a request of its own, which nobody else makes. */
    called(answer) {
      const events = [];
      return new Promise((resolve, reject) => {
        const onEvent = (event) => events.push(event);
        start(answer, { onEvent, onComplete: () => resolve(events) }).catch(reject);
      });
    },
    async iterated(answer) {
      const events = [];
      for await (const event of await start(answer)) events.push(event);
      return events;
    },
  };
}

/** eventsource-parser, as its documentation shows: a decoder in front, a callback behind. */
export async function eventsourceParser(answer) {
  const events = [];
  const parser = createParser({ onEvent: ({ data }) => events.push(JSON.parse(data)) });
  const decoder = new TextDecoder();
  const reader = answer.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return events;
    parser.feed(decoder.decode(value, { stream: true }));
  }
}

export async function fetchEventSourceReader(answer) {
  const events = [];
  await fetchEventSource("/nowhere", {
    fetch: async () => answer,
    openWhenHidden: true,
    onmessage: ({ data }) => events.push(JSON.parse(data)),
    onerror: (error) => {
      throw error;
    },
  });
  return events;
}

export async function openai(answer) {
  const events = [];
  for await (const event of Stream.fromSSEResponse(answer, new AbortController())) events.push(event);
  return events;
}

/** The official SDK. It has no option for `fetch`, so it gets the answer from the page's. */
export async function official(answer) {
  const events = [];
  const { fetch } = globalThis;
  globalThis.fetch = async () => answer;
  try {
    const client = new TinyFish({ apiKey: "sk-tinyfish-bench" });
    for await (const event of await client.agent.stream(PARAMS)) events.push(event);
  } finally {
    globalThis.fetch = fetch;
  }
  return events;
}

/** No reader at all: the chunks, and nothing done with them. */
export async function merely(answer) {
  const reader = answer.body.getReader();
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return size;
    size += value.length;
  }
}

/** The same as fast as can be: into one buffer, which chunks that have arrived share. */
export async function merelyInto(answer) {
  const reader = answer.body.getReader({ mode: "byob" });
  let view = new Uint8Array(65536);
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read(view);
    if (done) return size;
    size += value.length;
    view = new Uint8Array(value.buffer);
  }
}
