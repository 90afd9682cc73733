// The Markdown report.

import { NAMES } from "../table.mjs";
import { median } from "./stats.mjs";

const name = (contender) => NAMES[contender] ?? contender;
const cells = (...values) => `| ${values.join(" | ")} |`;

const FORMATS = {
  kB: (value) => `${(value / 1000).toFixed(1)} kB`,
  ms: (value) => `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`,
  faster: (value) => `${value < 10 ? value.toFixed(2) : Math.round(value)}× as fast`,
  share: (value) => `${value.toFixed(value < 0.1 ? 3 : 2)}×`,
};

/** A figure in the unit of its line. */
export function format({ measure, unit }, value) {
  return value === undefined ? "–" : FORMATS[unit ?? measure](value);
}

const SIGNS = { "below the floor": "✗", "above the floor": "floor ✓", "reaches the goal": "goal ✓" };

/** The table itself. */
export function table(lines) {
  return [
    cells("#", "work", "against", "browser", "figure", "spread", "at most", "floor", "goal", ""),
    cells("--:", "---", "---", "---", "--:", "---", "--:", "--:", "--:", "---"),
    ...lines.map((line) => {
      const shown = (value) => format(line, value);
      const spread = line.rounds > 1 ? `${shown(line.least)} to ${shown(line.greatest)}` : "";
      return cells(line.row, line.work, line.against ? name(line.against) : "–", line.browser, shown(line.value), spread, shown(line.reachable), shown(line.floor), shown(line.goal), SIGNS[line.verdict]);
    }),
  ].join("\n");
}

const LIMITS = ["merely", "memcpy", "TextDecoder", "JSON.parse"];

/** How far we are from what no reader can undercut. */
export function limits(lines) {
  const rows = lines
    .filter(({ row, taken, against }) => row <= 6 && against !== "official" && taken.merely)
    .map((line) => {
      const own = median(line.taken[line.ours]);
      const times = LIMITS.map((limit) => (line.taken[limit] ? `${median(line.taken[limit]).toFixed(1)} ms (${(own / median(line.taken[limit])).toFixed(1)}×)` : ""));
      return cells(line.row, line.work, line.browser, `${own.toFixed(1)} ms`, ...times);
    });
  return [cells("#", "work", "browser", "ours", ...LIMITS.map(name)), cells("--:", "---", "---", "--:", "--:", "--:", "--:", "--:"), ...rows].join("\n");
}

/** Every contender's median, for those who want to know. */
export function everything(results) {
  const rows = Object.entries(results).flatMap(([browser, rows]) =>
    Object.entries(rows).flatMap(([row, parts]) =>
      Object.entries(parts).flatMap(([part, taken]) =>
        Object.entries(taken)
          .filter(([, values]) => Array.isArray(values) && typeof values[0] === "number")
          .map(([contender, values]) => cells(row, part, browser, name(contender), Number(median(values).toPrecision(4)), values.length)),
      ),
    ),
  );
  return [cells("row", "part", "browser", "who", "median (ms or bytes)", "rounds"), cells("---", "---", "---", "---", "--:", "--:"), ...rows].join("\n");
}
