const STAND_IN = 0x2a; // "*"

/** @param {string} text @param {string} key */
export function withoutKey(text, key) {
  return text.replaceAll(key, "*".repeat(key.length));
}

/**
 * Hands a body on, chunk by chunk as it comes. Bytes stay as they are, except that the key is struck out wherever it
 * appears, by as many bytes: a service or a gateway may echo what it was sent. Only bytes that may be the beginning of
 * the key wait for the next chunk.
 *
 * @param {ReadableStream<Uint8Array>} body
 * @param {string} key
 * @param {(chunk: Uint8Array) => void | Promise<void>} [look] sees each chunk before the page does
 * @returns {ReadableStream<Uint8Array>}
 */
export function passOn(body, key, look) {
  const reader = body.getReader();
  const needle = new TextEncoder().encode(key);
  let held = new Uint8Array();
  return new ReadableStream(
    {
      async pull(controller) {
        for (;;) {
          const { done, value } = await reader.read();
          if (done) {
            if (held.length > 0) controller.enqueue(held);
            controller.close();
            return;
          }
          const chunk = joined(held, value);
          strike(chunk, needle);
          const end = chunk.length - begun(chunk, needle);
          held = chunk.slice(end);
          if (end === 0) continue;
          const ready = chunk.subarray(0, end);
          await look?.(ready);
          controller.enqueue(ready);
          return;
        }
      },
      cancel: (reason) => reader.cancel(reason),
    },
    // Nothing is read ahead of the page.
    { highWaterMark: 0 },
  );
}

/** @param {Uint8Array} first @param {Uint8Array} second */
function joined(first, second) {
  if (first.length === 0) return second;
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}

/** @param {Uint8Array} chunk @param {Uint8Array} needle */
function strike(chunk, needle) {
  // Keys have dashes and base64 has none, so a search for the dash passes over pictures at the speed of memory.
  const dash = Math.max(0, needle.indexOf(0x2d));
  const anchor = /** @type {number} */ (needle[dash]);
  for (let at = chunk.indexOf(anchor); at >= 0; at = chunk.indexOf(anchor, at + 1)) {
    const start = at - dash;
    if (start >= 0 && isAt(chunk, start, needle, needle.length)) chunk.fill(STAND_IN, start, start + needle.length);
  }
}

/** How many bytes at the end of the chunk may be the key's beginning. @param {Uint8Array} chunk @param {Uint8Array} needle */
function begun(chunk, needle) {
  for (let length = Math.min(chunk.length, needle.length - 1); length > 0; length--) {
    if (isAt(chunk, chunk.length - length, needle, length)) return length;
  }
  return 0;
}

/** @param {Uint8Array} chunk @param {number} start @param {Uint8Array} needle @param {number} length */
function isAt(chunk, start, needle, length) {
  for (let offset = 0; offset < length; offset++) {
    if (chunk[start + offset] !== needle[offset]) return false;
  }
  return true;
}
