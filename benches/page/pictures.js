// Ways to read a run with its screenshots as base64. Each takes a Response and gives what it keeps of them.

import { connect } from "/pkg/index.js";

function decode(text) {
  const base64 = text.slice(text.search(",") + 1);
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(base64);
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

/** The SDK under test: the pictures are bytes by then, in its memory; `arrays` has an array of each besides. */
export async function ours() {
  let next;
  const client = await connect({ baseURL: "/nowhere", fetch: async () => next });
  const read = async (response) => {
    next = response;
    return (await client.runs.get("bench", { screenshots: "base64" })).steps.map((step) => step.screenshot);
  };
  const arrays = async (response) => (await read(response)).map((screenshot) => screenshot.bytes());
  return { read, arrays };
}
