// <tinyfish-live-view> and <tinyfish-screenshots>: the views as custom elements, registered where there are custom elements.

import { mountLiveView, mountScreenshots, whenLoaded } from "./surface.js";

/** On a server there is no HTMLElement; the classes are made all the same, and do nothing. */
class Nothing {
  getAttribute() {
    return null;
  }
  hasAttribute() {
    return false;
  }
  setAttribute() {}
  removeAttribute() {}
  toggleAttribute() {}
}

const Base = globalThis.HTMLElement ?? Nothing;

/** An element that shows a view while it is in a document. */
class View extends Base {
  /** What may be set before the element is defined. */
  static properties = ["run", "client", "options"];

  #run = null;
  #client = null;
  #options = null;
  #compared = {};
  #host = null;
  #forget = null;
  #view = null;
  #told = null;
  #planned = false;
  #stale = false;

  connectedCallback() {
    this.#adoptEarlyProperties();
    this.#plan();
  }

  /** A plain move disconnects and connects in one go: the view is kept unless the element stays away. */
  disconnectedCallback() {
    this.#plan();
  }

  /** With this, `moveBefore` moves the element and its frame as they are. */
  connectedMoveCallback() {}

  /** Another document takes no sheets of the one before, neither the host's nor the view's. */
  adoptedCallback() {
    if (this.#host) styleHost(this);
    this.renew();
  }

  attributeChangedCallback(name, before, now) {
    if (before !== now) this.renew();
  }

  get run() {
    return this.#run;
  }

  set run(run) {
    if (this.#run === (run ?? null)) return;
    this.#run = run ?? null;
    this.renew();
  }

  get client() {
    return this.#client;
  }

  set client(client) {
    if (this.#client === (client ?? null)) return;
    this.#client = client ?? null;
    this.renew();
  }

  get options() {
    return this.#options;
  }

  /** An object written in a template is another one at each render, so options are compared by what is in them. */
  set options(options) {
    const before = this.#compared;
    this.#options = options ?? null;
    // A copy, since the object may be changed in place and given again.
    this.#compared = { ...options };
    if (!areAlike(before, this.#compared)) this.renew();
  }

  /** The view's state, or null while nothing is mounted. */
  get state() {
    return this.#view?.state ?? null;
  }

  /** Mounts anew, with what is set now. */
  renew() {
    this.#stale = true;
    this.#plan();
  }

  /** Properties that were set before the element was defined hide the accessors of its class. */
  #adoptEarlyProperties() {
    for (const name of this.constructor.properties) {
      if (!Object.hasOwn(this, name)) continue;
      const value = this[name];
      delete this[name];
      this[name] = value;
    }
  }

  /** Several changes in a row are one. */
  #plan() {
    if (this.#planned) return;
    this.#planned = true;
    queueMicrotask(() => {
      this.#planned = false;
      this.#bringUpToDate();
    });
  }

  #bringUpToDate() {
    const wanted = this.isConnected && this.source != null;
    if (!wanted) {
      this.#unmount();
    } else if (this.#stale || !this.#forget) {
      this.#forget?.();
      this.#forget = whenLoaded(() => this.#mount());
    }
    this.#stale = false;
  }

  #mount() {
    this.#host ??= makeHost(this);
    const before = this.#view;
    this.#view = null;
    try {
      // In place of the view before it, whose frame goes on if the run is the same.
      this.#view = this.mount(this.#host, this.#settings());
    } finally {
      before?.unmount();
    }
    this.#view.subscribe(() => this.#tell());
    this.#tell();
  }

  /** The options, with callbacks that call the newest ones: another callback mounts nothing anew. */
  #settings() {
    const settings = { ...this.#options };
    for (const [name, value] of Object.entries(settings)) {
      if (isFunction(value)) settings[name] = (...told) => this.#options?.[name]?.(...told);
    }
    return settings;
  }

  #unmount() {
    this.#forget?.();
    this.#view?.unmount();
    this.#forget = this.#view = this.#told = null;
  }

  #tell() {
    const { state } = this;
    if (state === null || state === this.#told) return;
    this.#told = state;
    this.dispatchEvent(new CustomEvent("statechange", { detail: { state } }));
  }
}

/** Whether a view with the one options is as good as a view with the others. */
function areAlike(one, other) {
  return Object.keys({ ...one, ...other }).every((name) => isAlike(one[name], other[name]));
}

function isAlike(one, other) {
  if (Array.isArray(one) && Array.isArray(other)) return one.length === other.length && areAlike(one, other);
  return Object.is(one, other) || (isFunction(one) && isFunction(other));
}

function isFunction(value) {
  return typeof value === "function";
}

/** The element a view is mounted in. */
function makeHost(element) {
  const root = element.attachShadow({ mode: "open" });
  styleHost(element);
  return root.appendChild(element.ownerDocument.createElement("div"));
}

/** A constructed sheet holds under a Content-Security-Policy that forbids inline styles. */
function styleHost(element) {
  const { defaultView } = element.ownerDocument;
  // A document without a window, such as that of a template's content, shows nothing.
  if (!defaultView) return;
  const sheet = new defaultView.CSSStyleSheet();
  sheet.replaceSync(":host { display: block } :host([hidden]) { display: none }");
  element.shadowRoot.adoptedStyleSheets = [sheet];
}

export class TinyfishLiveView extends View {
  static observedAttributes = ["src", "interactive", "aspect-ratio"];
  static properties = [...View.properties, "src", "interactive", "aspectRatio"];

  get source() {
    return this.run ?? this.src;
  }

  get src() {
    return this.getAttribute("src");
  }

  set src(address) {
    setText(this, "src", address);
  }

  get interactive() {
    return this.hasAttribute("interactive");
  }

  set interactive(value) {
    this.toggleAttribute("interactive", Boolean(value));
  }

  get aspectRatio() {
    return this.getAttribute("aspect-ratio");
  }

  set aspectRatio(ratio) {
    setText(this, "aspect-ratio", ratio);
  }

  mount(host, settings) {
    const { interactive, aspectRatio } = this;
    return mountLiveView(host, this.source, { ...settings, interactive, ...(aspectRatio && { aspectRatio }) });
  }
}

export class TinyfishScreenshots extends View {
  get source() {
    return this.run;
  }

  mount(host, settings) {
    return mountScreenshots(host, this.source, { ...settings, ...(this.client && { client: this.client }) });
  }
}

function setText(element, name, value) {
  if (value == null) element.removeAttribute(name);
  else element.setAttribute(name, value);
}

function define(name, constructor) {
  const registry = globalThis.customElements;
  // Another copy of this package may have been first.
  if (registry && !registry.get(name)) registry.define(name, constructor);
}

define("tinyfish-live-view", TinyfishLiveView);
define("tinyfish-screenshots", TinyfishScreenshots);
