// A clock that stands still until everything that can happen has happened, and then goes to the next timer.

const { setImmediate } = globalThis;

/** How many turns of the event loop without news count as quiet. */
const QUIET = 4;

let current;

export class Clock {
  #timers = new Map();
  #next = 1;
  #news = 0;

  /** How far the clock on the wall is off, which timers do not see. */
  skew = 0;

  constructor(now) {
    this.now = now;
  }

  /** Takes the place of the platform's timers and time, and of the clock before it, for this whole process. */
  install() {
    current = this;
    globalThis.setTimeout = (callback, ms) => current.set(callback, ms);
    globalThis.clearTimeout = (id) => current.clear(id);
    Date.now = () => current.now + current.skew;
    // The package makes one and keeps it.
    globalThis.MessageChannel = class {
      port1 = {};
      port2 = { postMessage: () => current.soon(() => this.port1.onmessage()) };
    };
  }

  set(callback, ms = 0) {
    this.touch();
    this.#timers.set(this.#next, { at: this.now + Math.max(0, ms), callback });
    return this.#next++;
  }

  clear(id) {
    this.#timers.delete(id);
  }

  /** Something happened: it is not quiet. */
  touch() {
    this.#news++;
  }

  soon(callback) {
    this.touch();
    setImmediate(() => {
      this.touch();
      callback();
    });
  }

  /** Resolves after this many milliseconds. */
  pause(ms) {
    return new Promise((resolve) => this.set(resolve, ms));
  }

  get timers() {
    return this.#timers.size;
  }

  async quiet() {
    for (let turns = 0, seen = this.#news; turns < QUIET; turns++) {
      await new Promise(setImmediate);
      if (seen === this.#news) continue;
      seen = this.#news;
      turns = -1;
    }
  }

  /** Goes on until `until`, or until `done` says so; false if neither came since no timer is left. */
  async run(until, done = () => false) {
    for (;;) {
      await this.quiet();
      if (done()) return true;
      let first;
      for (const [id, timer] of this.#timers) if (!first || timer.at < first[1].at) first = [id, timer];
      if (!first || first[1].at > until) {
        this.now = Math.max(this.now, until);
        return Boolean(first);
      }
      this.#timers.delete(first[0]);
      this.now = Math.max(this.now, first[1].at);
      first[1].callback();
    }
  }
}
