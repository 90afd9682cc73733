// Reading a body to its end. In JavaScript, since a promise for each chunk costs several times more from WebAssembly.

// The room for bytes that arrive together, at first and at most.
const LEAST = 4096;
const MOST = 524288;
/** What is given at once: larger than most pictures, so that few are cut, and small enough for the processor's cache. */
const PIECE = 262144;

const due = [];
let channel;

/** Calls back in a task of its own. Not a timer: those wait a second where the page is hidden. */
function soon(callback) {
  if (!channel) {
    channel = new MessageChannel();
    channel.port1.onmessage = () => due.splice(0).forEach((each) => each());
    // Node would not end as long as the port is open.
    channel.port1.unref?.();
  }
  if (due.push(callback) < 2) channel.port2.postMessage(0);
}

/** By its shape, not its class: a caller's fetch may bring chunks of another realm. */
function bytesOf(chunk) {
  if (ArrayBuffer.isView(chunk)) return new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  throw new TypeError("This body is not made of bytes.");
}

/** Room that was too small is replaced by twice as much. */
const larger = (room) => (room.length < MOST ? new Uint8Array(2 * room.length) : room);

/** A stream of bytes, which the body of a fetch is, puts all that has arrived into the room that is lent to it. */
function lend(reader, give) {
  async function read() {
    let room = new Uint8Array(LEAST);
    for (;;) {
      const { done, value } = await reader.read(room);
      if (done) return;
      give(value);
      room = new Uint8Array(value.buffer);
      if (value.length === room.length) room = larger(room);
    }
  }
  // A stream can be closed without an answer to the read that waits. The last one answered has been taken by then.
  return Promise.race([read(), reader.closed.then(() => new Promise(soon))]);
}

/** Any other stream gives its chunks one by one: small ones that have arrived already are given as one. */
async function gather(reader, give) {
  let room = new Uint8Array(LEAST);
  let used = 0;
  const flush = () => {
    if (used) give(room.subarray(0, used));
    used = 0;
  };
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const bytes = bytesOf(value);
      if (bytes.length > LEAST) {
        flush();
        give(bytes);
        continue;
      }
      if (used + bytes.length > room.length) {
        flush();
        // Whoever iterates over the events catches up, and the page gets its turn.
        await new Promise(soon);
        room = larger(room);
      }
      if (!used) soon(flush);
      room.set(bytes, used);
      used += bytes.length;
    }
  } finally {
    flush();
  }
}

/** Takes a stream. `pour` gives its bytes to `take`, whose they are for the length of the call; `cancel` ends that. */
export function open(body) {
  let [reader, read, over] = [];
  try {
    reader = body.getReader({ mode: "byob" });
    read = lend;
  } catch {
    reader = body.getReader();
    read = gather;
  }
  return {
    pour: (take) =>
      read(reader, (bytes) => {
        for (let from = 0; from < bytes.length && !over; from += PIECE) take(bytes.subarray(from, from + PIECE));
      }),
    cancel() {
      over = true;
      reader.cancel().catch(() => {});
    },
  };
}
