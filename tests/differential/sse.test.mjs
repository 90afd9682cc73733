// The event stream parser against eventsource-parser: thousands of random streams, each in random chunks.
//
// Where the two differ on purpose, the streams or the expectation say so:
//
// - The forgiving parser separates JSON objects whose blank lines were dropped, and gives a last event that has no
//   blank line. The strict one does neither and is compared on everything.
// - A `retry` above 2^32 - 1 is ignored here; there any number of digits counts. No stream has one.
// - The characters "ï»¿", a byte order mark decoded as Latin-1, are taken off there. No stream begins with them.
// - There an event carries the `id` of its own block only. The last id is kept by `onId`, as the standard has it.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { createParser } from "eventsource-parser";
import { cut, generator, stream } from "./streams.mjs";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const STREAMS = 4000;

test("the strict parser gives the frames that eventsource-parser gives", () => compare({ mode: "strict", objects: true, ended: false }));

test("the forgiving parser adds only a last event without its blank line", () =>
  compare({ mode: "forgiving", objects: false, ended: true }));

async function compare(kind) {
  const cases = Array.from({ length: STREAMS }, (_, seed) => {
    const random = generator(seed);
    const bytes = stream(random, kind);
    return { seed, bytes, chunks: cut(random, bytes) };
  });
  const answers = await ours(kind.mode, cases.map(({ chunks }) => chunks));
  let frames = 0;
  for (const [index, { seed, bytes, chunks }] of cases.entries()) {
    const expected = theirs(kind.mode === "strict" ? chunks : [...chunks, Buffer.from("\n\n")]);
    assert.deepEqual(answers[index], expected, `seed ${seed}: ${JSON.stringify(bytes.toString("latin1"))}`);
    frames += expected.frames.length;
  }
  assert.ok(frames > STREAMS, "the streams hold too few events to compare anything");
}

function theirs(chunks) {
  const result = { frames: [], retry: null };
  let last = "";
  const parser = createParser({
    onId: (id) => (last = id),
    onRetry: (retry) => (result.retry = retry),
    onEvent: ({ data, event }) => result.frames.push([data, event ?? "", last]),
  });
  // The parser itself takes the byte order mark off.
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  for (const chunk of chunks) parser.feed(decoder.decode(chunk, { stream: true }));
  return result;
}

async function ours(mode, streams) {
  const arguments_ = ["run", "--quiet", "--example", "sse_frames", "--", mode];
  const child = spawn("cargo", arguments_, { cwd: ROOT, stdio: ["pipe", "pipe", "inherit"] });
  const exited = once(child, "exit");
  child.stdin.end(Buffer.concat(streams.flatMap((chunks) => [number(chunks.length), ...chunks.flatMap((chunk) => [number(chunk.length), chunk])])));
  const answers = [];
  for await (const line of createInterface({ input: child.stdout })) answers.push(JSON.parse(line));
  assert.deepEqual(await exited, [0, null]);
  assert.equal(answers.length, streams.length);
  return answers;
}

function number(value) {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
