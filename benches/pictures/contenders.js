// What a page can do with the answer. Each takes a Response and gives what it keeps of the screenshots.

function decode(text) {
  const base64 = text.slice(text.search(",") + 1);
  if (Uint8Array.fromBase64) {
    return Uint8Array.fromBase64(base64);
  }
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

/** The parser, then the browser's own decoder. */
export async function parsed(response) {
  const run = await response.json();
  return run.steps.map((step) => decode(step.screenshot));
}

/** The parser alone: the strings stay as they are. */
export async function strings(response) {
  return (await response.json()).steps.map((step) => step.screenshot);
}

/** The body and nothing else. */
export async function merely(response) {
  const reader = response.body.getReader();
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) {
      return size;
    }
    size += value.length;
  }
}

/**
 * The SDK: `read` gives the run from a Response, as `runs.get(id, { screenshots: "base64" })` does. The pictures are
 * bytes by then, in the SDK's memory.
 */
export const ours = (read) => async (response) => (await read(response)).steps.map((step) => step.screenshot);

/** The same, and each picture as an array of its own. */
export const arrays = (read) => async (response) => (await ours(read)(response)).map((screenshot) => screenshot.bytes());

/** The SDK's `read` for that, by the package's `connect`. */
export async function reader(connect) {
  let next;
  const client = await connect({ baseURL: "/bench", fetch: async () => next });
  return (response) => {
    next = response;
    return client.runs.get("bench", { screenshots: "base64" });
  };
}
