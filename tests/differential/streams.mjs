// Random event streams, the same ones for the same seed.

// Mulberry32: a small generator with a 32-bit seed, so that a failing stream can be made again.
export function generator(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const below = (limit) => next() % limit;
  return { below, pick: (list) => list[below(list.length)] };
}

const LINE_ENDS = ["\n", "\n", "\n", "\r\n", "\r"];

const WORDS = ["", "a", "some text", "  spaces ", ":", "a:b", "é", "日本語", "𝄞", "[DONE]", "[1,2]", "7", "\u0000", "\uFEFF", "\u2028", "\t"];

const OBJECTS = ["{}", '{"type":"STARTED","run_id":"r"}', '{"a":{"b":["}"]}}', "{", '{"cut', "}"];

const FIELDS = ["data", "data", "data", "data", "event", "id", "retry", "", "unknown", "Data", "dat", "datas", "i", "ret"];

// A line without its end. Objects are left out where the two parsers differ on purpose.
function line(random, objects) {
  const name = random.pick(FIELDS);
  const value = objects && random.below(3) === 0 ? random.pick(OBJECTS) : random.pick(WORDS);
  switch (random.below(8)) {
    case 0:
      return name;
    case 1:
      return value;
    case 2:
      return `${name}:${value}`;
    default:
      return `${name}: ${value}`;
  }
}

// Bytes of a stream of up to 40 lines: mixed line ends, blank lines, sometimes a mark at the start, sometimes bytes
// that are no UTF-8, sometimes a last line without its end.
export function stream(random, { objects, ended }) {
  const parts = random.below(6) === 0 ? ["\uFEFF"] : [];
  const mixed = random.below(2) === 0;
  const usual = random.pick(LINE_ENDS);
  for (let lines = random.below(40); lines > 0; lines--) {
    const blank = random.below(3) === 0;
    parts.push(blank ? "" : line(random, objects), mixed ? random.pick(LINE_ENDS) : usual);
  }
  if (!ended && random.below(3) === 0) parts.push(line(random, objects));
  const bytes = Buffer.from(parts.join(""));
  if (bytes.length > 0 && random.below(8) === 0) bytes[random.below(bytes.length)] = 0x80 + random.below(0x80);
  return bytes;
}

// The bytes in chunks: whole, single bytes, or of random sizes with empty ones among them.
export function cut(random, bytes) {
  const most = random.pick([1, 3, 17, 100, bytes.length]);
  const chunks = [];
  for (let at = 0; at < bytes.length; ) {
    const size = most === 1 ? 1 : random.below(most + 1);
    chunks.push(bytes.subarray(at, at + size));
    at += size;
  }
  return chunks;
}
