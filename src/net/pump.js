// The read loop of a stream. In JavaScript, since a promise for each chunk costs several times more from WebAssembly.

/** Bytes that are gathered at most, and how large a chunk is that is taken as it is. */
const ROOM = 16384;
const LARGE = 4096;

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

/** Gives every chunk to `take`, until the stream ends. Small ones that have arrived already are given as one. */
export async function pump(reader, take) {
  const room = new Uint8Array(ROOM);
  let used = 0;

  function flush() {
    const bytes = room.subarray(0, used);
    used = 0;
    if (bytes.length) take(bytes);
  }

  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      // By its shape, not its class: a caller's fetch may bring chunks of another realm.
      if (value?.BYTES_PER_ELEMENT !== 1) continue;
      if (value.length > LARGE) {
        flush();
        take(value);
        continue;
      }
      if (used + value.length > ROOM) {
        flush();
        // Whoever iterates over the events catches up, and the page gets its turn.
        await new Promise(soon);
      }
      if (!used) soon(flush);
      room.set(value, used);
      used += value.length;
    }
  } finally {
    flush();
  }
}
