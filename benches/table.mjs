// The table: what is measured against what, how far it must reach (floor) and how far we want it to reach (goal).
//
// `measure` says what the figure is: `faster`, how many times longer the peer takes; `share`, what part of the peer's
// we need; `amount`, ours alone, in `unit`. A bound is one number, or one for each browser.

const faster = (floor, goal) => ({ measure: "faster", floor, goal });
const share = (floor, goal) => ({ measure: "share", floor, goal });
const amount = (unit, floor, goal) => ({ measure: "amount", unit, floor, goal });
const each = (chromium, firefox) => ({ chromium, firefox });

const ESP = "eventsource-parser";
const TF = "official";

const line = (row, work, source, against, bounds) => ({ row, work, source, against, ours: "ours", ...bounds });

export const TABLE = [
  line(1, "100k small events, 64 KB chunks, objects out", ["01-small-events", "events"], ESP, faster(each(2, 1.5), each(3.5, 3))),
  line(2, "small events in 1-byte chunks", ["02-small-chunks", "1 byte"], ESP, faster(6, 8)),
  line(2, "small events in 100-byte chunks", ["02-small-chunks", "100 bytes"], ESP, faster(1.5, 2)),
  line(3, "one event a chunk, `for await`", ["03-event-a-chunk", "events"], TF, faster(3, 4)),
  line(3, "one event a chunk, `for await`", ["03-event-a-chunk", "events"], ESP, faster(1, 1.2)),
  line(4, "one 5 MB line in 16 KB chunks", ["04-long-line", "line"], ESP, faster(1, undefined)),
  line(5, "22 MB, 200 screenshots to bytes, from memory", ["05-pictures", "from memory"], "parsed", faster(each(2.5, 6), each(3.5, 10))),
  line(6, "the same over localhost", ["05-pictures", "over localhost"], "merely", share(1.3, 1.1)),
  line(7, "the same: memory of the page's process at its peak", ["07-memory", "peak"], "strings", share(0.8, 0.6)),
  line(7, "the same: JavaScript heap", ["07-memory", "heap"], "strings", share(0.2, 0.1)),
  line(8, "filmstrip of 200: first screenful painted", ["08-filmstrip", "paint"], "images", share(0.4, 0.25)),
  line(8, "filmstrip of 200: decoded pictures once painted", ["08-filmstrip", "mounted"], "images", share(0.3, 0.15)),
  line(8, "filmstrip of 200: the same once scrolled through", ["08-filmstrip", "scrolled"], "images", share(0.3, 0.15)),
  line(9, "the `.` entry: JavaScript and WebAssembly", ["09-size", "both"], TF, amount("kB", 40_000, 28_000)),
  line(9, "the `.` entry: JavaScript of it", ["09-size", "script"], undefined, amount("kB", 7_000, undefined)),
  line(10, "import to a ready client, nothing cached", ["10-ready", "ready"], TF, share(0.4, 0.2)),
  line(11, "100 runs, 20 events a second each: longest task", ["11-many-runs", "task"], undefined, amount("ms", 50, 16)),
  line(11, "the same: heap 10 s later, of heartbeats", ["11-many-runs", "heap"], "early", share(1.1, 1.02)),
  line(12, "run machine, native: every cut and fault", ["12-machine", "cuts"], undefined, amount("ms", undefined, 5000)),
];

/** What the contenders are called in the table. */
export const NAMES = {
  official: "@tiny-fish/sdk",
  "fetch-event-source": "@microsoft/fetch-event-source",
  parsed: "`json()` and `Uint8Array.fromBase64`",
  merely: "merely reading the body",
  strings: "`json()` keeping the strings",
  images: "200 `<img src=\"data:…\">` at once",
  early: "its heap before",
};

/** A bound for one browser. */
export const boundFor = (bound, browser) => (typeof bound === "object" ? bound[browser] : bound);
