// The rows, in the order in which they are measured.

import * as memory from "./07-memory.mjs";
import * as filmstrip from "./08-filmstrip.mjs";
import * as size from "./09-size.mjs";
import * as ready from "./10-ready.mjs";
import * as manyRuns from "./11-many-runs.mjs";
import * as growth from "./growth.mjs";
import * as machine from "./12-machine.mjs";

const inPage = (row, module) => ({ row, name: module.replace(".js", ""), run: (bench) => bench.inPage(module) });

export const ROWS = [
  inPage(1, "01-small-events.js"),
  inPage(2, "02-small-chunks.js"),
  inPage(3, "03-event-a-chunk.js"),
  inPage(4, "04-long-line.js"),
  inPage(5, "05-pictures.js"),
  { row: 7, name: "07-memory", run: memory.run },
  { row: 8, name: "08-filmstrip", run: filmstrip.run },
  { row: 9, name: "09-size", run: size.run, native: true },
  { row: 10, name: "10-ready", run: ready.run },
  { row: 11, name: "11-many-runs", run: manyRuns.run },
  // The test itself is among the native ones already: a smoke run leaves it out.
  { row: 12, name: "12-machine", run: machine.run, native: true, slow: true },
  { row: "growth", name: "growth", run: growth.run },
];
