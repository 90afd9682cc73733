// What the tests of the views need from the page's side: a run that is told what to be, and pictures of one colour.

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
