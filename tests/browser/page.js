// What the browser tests need of the page. One module for all: to a page that asks for more than four files at once, the
// server of wasm-bindgen's test runner may owe one of them for ever.

export class FakeRun {
  #state = {
    runId: "run", status: "RUNNING", connection: "streaming", goal: null, url: null, streamingUrl: null,
    progress: [], cancelRequested: false, startedAt: null, outcome: null,
  };
  #listeners = new Set();
  steps = [];
  reads = 0;
  reading = 0;
  mostReading = 0;
  fetched = [];
  hold = null;
  failing = false;
  pictures = new Map();

  snapshot() {
    return this.#state;
  }
  subscribe(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
  set(change) {
    this.#state = { ...this.#state, ...change };
    for (const listener of [...this.#listeners]) listener();
  }
  get listeners() {
    return this.#listeners.size;
  }
  /** Takes steps with their progress events, as a run that goes on. */
  grow(steps) {
    this.steps = [...this.steps, ...steps];
    this.set({ progress: this.steps.map((step) => ({ type: "PROGRESS", purpose: step.action })) });
  }
  async read() {
    this.reads += 1;
    this.reading += 1;
    this.mostReading = Math.max(this.mostReading, this.reading);
    await this.hold;
    this.reading -= 1;
    if (this.failing) throw new Error("no steps");
    return { run_id: "run", steps: [...this.steps] };
  }
  async screenshot(stepId) {
    this.fetched.push(stepId);
    const picture = this.pictures.get(stepId);
    if (!picture) throw new Error("forbidden");
    return picture;
  }
}

/** A picture of one colour as a `data:` address. */
export function picture(colour, type = "image/jpeg", width = 64, height = 40) {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext("2d");
  context.fillStyle = colour;
  context.fillRect(0, 0, width, height);
  return canvas.toDataURL(type, 1);
}

/** The same, asked for by its type first. */
export const encoded = (type, colour, width, height) => picture(colour, type, width, height);

export function bytes(dataUri) {
  return Uint8Array.from(atob(dataUri.split(",")[1]), (character) => character.charCodeAt(0));
}

/** The same picture with zeros behind it, which decoders pass over, up to this many bytes. */
export function swollen(dataUri, size) {
  const all = new Uint8Array(size);
  all.set(bytes(dataUri));
  let text = "";
  for (let at = 0; at < size; at += 24_576) text += btoa(String.fromCharCode(...all.subarray(at, at + 24_576)));
  return text;
}

/** Calls back while canvases give noise, as those of a browser that resists fingerprinting do. */
export async function withNoisyCanvases(work) {
  const all = OffscreenCanvasRenderingContext2D.prototype;
  const { getImageData } = all;
  all.getImageData = () => ({ data: [59, 84, 6, 182] });
  try {
    await work();
  } finally {
    all.getImageData = getImageData;
  }
}

/** A step's picture, of base64, that comes when `come` is called; there is one once somebody asks. */
export function promised(base64) {
  return {
    blob() {
      return new Promise((resolve) => {
        this.come = () => resolve(new Blob([bytes(`,${base64}`)]));
      });
    },
  };
}

/** The colour in the middle of an image, each channel rounded to a fifth: JPEG is not exact. */
export async function colour(image) {
  // WebKit's decode() may be done before there is anything to draw.
  for (let tries = 0; tries < 200; tries += 1) {
    await image.decode();
    const context = new OffscreenCanvas(1, 1).getContext("2d");
    context.drawImage(image, image.naturalWidth / 2, image.naturalHeight / 2, 1, 1, 0, 0, 1, 1);
    const [red, green, blue, opacity] = context.getImageData(0, 0, 1, 1).data;
    if (opacity === 255) return [red, green, blue].map((channel) => Math.round(channel / 51)).join(" ");
    await nextFrame();
  }
  return "nothing was drawn";
}

export function press(target, key) {
  target.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
}

export function swipe(target, from, to, pointerType = "touch") {
  const at = (type, clientX) =>
    target.dispatchEvent(new PointerEvent(type, { pointerType, isPrimary: true, clientX, clientY: 50, bubbles: true }));
  at("pointerdown", from);
  at("pointerup", to);
}

export function nextFrame() {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, 100);
    requestAnimationFrame(() => {
      clearTimeout(timer);
      setTimeout(resolve);
    });
  });
}

/** How many nodes hang on the page, shadow trees included. */
export function nodes() {
  return document.getElementsByTagName("*").length;
}

/** An object from JSON, with `undefined` for none. */
export function json(text) {
  return JSON.parse(text);
}

export function withoutBrowserDecoder(work) {
  const own = Uint8Array.fromBase64;
  delete Uint8Array.fromBase64;
  return work().finally(() => {
    if (own) Uint8Array.fromBase64 = own;
  });
}

/** Makes the page look hidden, or as it is again, and says so as the platform does. */
export function hidePage(hidden) {
  if (hidden) Object.defineProperty(document, "hidden", { value: true, configurable: true });
  else delete document.hidden;
  document.dispatchEvent(new Event("visibilitychange"));
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

const COMPLETED = JSON.stringify({ run_id: "r", status: "COMPLETED", result: 7, error: null, steps: [] });

const event = (type, more) => ({ type, run_id: "r", ...more, timestamp: "2026-01-01T00:00:00Z" });

/** What a run of `count` steps tells until its stream breaks off, or also its end. */
function told(count, ends) {
  const purpose = (index) => (index % 9 ? `Step ${index}` : `Schritt „${index}“ 東`);
  const steps = Array.from({ length: count }, (_, index) => event("PROGRESS", { purpose: purpose(index) }));
  const end = event("COMPLETE", { status: "COMPLETED", result: 8, error: null });
  return [event("STARTED"), ...steps, ...(ends ? [end] : [])];
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
      fetch: async (url) => new Response(/run-sse|screenshots/.test(url) ? stream : COMPLETED),
    };
  }

  /** Whether the events are those of the body, whatever reads of the run told after them. */
  isTold = (events) => JSON.stringify(events.slice(0, this.told.length)) === JSON.stringify(this.told);
}

/** Waits for a task of the page's, in which whatever was asked for has been begun. */
export const turn = () => new Promise((resolve) => setTimeout(resolve));
