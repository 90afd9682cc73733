/** Watching one run: live view, screenshots and the progress lines. */
import { mountLiveView, mountScreenshots } from "/pkg/index.js";
import { h } from "./dom.js";
import { clock } from "./format.js";

// Progress may come every second; a screen reader gets the newest line in these pauses instead of all of them.
const ANNOUNCEMENT_PAUSE = 8000;

export class RunWatch {
  #card;
  #client;
  #mounts = [];
  #shown = 0;
  #announcedAt = -Infinity;

  constructor(card, client) {
    this.#card = card;
    this.#client = client;
  }

  mount(run) {
    this.#mounts = [
      mountLiveView(this.#card.querySelector(".live-view"), run),
      mountScreenshots(this.#card.querySelector(".screenshots"), run, { client: this.#client }),
    ];
  }

  unmount() {
    for (const mount of this.#mounts.splice(0)) mount.unmount();
  }

  /** Adds the progress that is new in this snapshot. */
  render({ progress, startedAt, outcome }) {
    if (outcome) this.#field("progress-empty").textContent = "No steps.";
    const list = this.#field("progress");
    const fresh = progress.slice(this.#shown);
    if (fresh.length === 0) return;
    const followsEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 24;
    list.append(...fresh.map((event) => progressLine(event, startedAt)));
    if (followsEnd) list.scrollTop = list.scrollHeight;
    this.#shown = progress.length;
    this.#field("progress-empty").hidden = true;
    this.#announceProgress(fresh.at(-1).purpose);
  }

  announce(text) {
    this.#announcedAt = performance.now();
    this.#field("announcement").textContent = text;
  }

  #announceProgress(text) {
    if (performance.now() - this.#announcedAt > ANNOUNCEMENT_PAUSE) this.announce(text);
  }

  #field(name) {
    return this.#card.querySelector(`[data-field="${name}"]`);
  }
}

function progressLine(event, startedAt) {
  const time = Date.parse(event.timestamp ?? "");
  const offset = startedAt && !Number.isNaN(time) ? clock(time - startedAt) : "";
  return h("li", {},
    h("time", {}, offset),
    h("span", {}, event.purpose, event.tinyfish_api && h("span", { class: "tool" }, event.tinyfish_api)),
  );
}
