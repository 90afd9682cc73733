// What the tests need of the page.

/** A picture of one colour as a `data:` URI, encoded by the browser. */
export function picture(type, colour, width, height) {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext("2d");
  context.fillStyle = colour;
  context.fillRect(0, 0, width, height);
  return canvas.toDataURL(type, 0.95);
}

/** The browser's own decoding of base64, or null where it refuses. */
export function decoded(text) {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return null;
  }
}

/** A stream of bytes where the engine has them: WebKit has none, and its bodies are plain streams. */
function streamOf(bytes, source) {
  if (!bytes) return new ReadableStream(source);
  try {
    return new ReadableStream({ ...source, type: "bytes" });
  } catch {
    return new ReadableStream(source);
  }
}

/** A body in chunks of the lengths given, over and over; `fault` ends it early with an error. */
export class Source {
  sent = 0;
  cancelled = false;

  constructor(text, lengths, bytes, fault) {
    const body = new TextEncoder().encode(text);
    let turn = 0;
    this.stream = streamOf(bytes, {
      pull: (controller) => {
        if (this.sent === body.length) {
          if (fault) {
            controller.error(fault);
          } else {
            controller.close();
            controller.byobRequest?.respond(0);
          }
          return;
        }
        const end = this.sent + lengths[turn++ % lengths.length];
        // A copy: a stream of bytes takes the chunk's buffer away.
        controller.enqueue(body.slice(this.sent, end));
        this.sent = Math.min(end, body.length);
      },
      cancel: () => {
        this.cancelled = true;
      },
    });
  }
}

/** A body whose one chunk is made by `make` of the text's bytes. */
const single = (text, make) =>
  new ReadableStream({
    start(controller) {
      controller.enqueue(make(new TextEncoder().encode(text)));
      controller.close();
    },
  });

/** Bytes whose class is another realm's: a view into the middle of a buffer of a frame. */
export function foreign(text) {
  const frame = document.createElement("iframe");
  document.body.append(frame);
  const { Uint8Array } = frame.contentWindow;
  return single(text, (bytes) => {
    const buffer = new Uint8Array(bytes.length + 7).buffer;
    const view = new Uint8Array(buffer, 3, bytes.length);
    view.set(bytes);
    return view;
  });
}

/** Text where bytes should be. */
export function wordy(text) {
  return single(text, () => text);
}

/** The size an <img> shows at this address, as "width×height", or "none" when it does not load. */
export async function shown(address) {
  const image = new Image();
  image.src = address;
  try {
    await image.decode();
    return `${image.naturalWidth}×${image.naturalHeight}`;
  } catch {
    return "none";
  }
}

/** Whether there is something at this address; an image may still come from a cache. */
export function reachable(address) {
  return fetch(address).then(
    () => true,
    () => false,
  );
}

/** A canvas, and the colour of its middle. */
export function canvas() {
  return document.createElement("canvas");
}

export function middle(canvas) {
  const context = canvas.getContext("2d");
  return [...context.getImageData(canvas.width >> 1, canvas.height >> 1, 1, 1).data].join();
}

/** A canvas whose context is not a 2D one. */
export function occupied() {
  const canvas = document.createElement("canvas");
  canvas.getContext("bitmaprenderer");
  return canvas;
}

/** Counts the blob addresses made and not revoked from now on; `stop` gives the count back. */
export class AddressCount {
  alive = new Set();

  constructor() {
    const { createObjectURL, revokeObjectURL } = URL;
    URL.createObjectURL = (blob) => {
      const address = createObjectURL.call(URL, blob);
      this.alive.add(address);
      return address;
    };
    URL.revokeObjectURL = (address) => {
      this.alive.delete(address);
      revokeObjectURL.call(URL, address);
    };
    this.stop = () => Object.assign(URL, { createObjectURL, revokeObjectURL });
  }

  get count() {
    return this.alive.size;
  }
}

export const stringify = (value) => JSON.stringify(value);
export const asText = (value) => `${value}`;
export const dispose = (value) => value[Symbol.dispose]();
export const hasDispose = () => "dispose" in Symbol;
