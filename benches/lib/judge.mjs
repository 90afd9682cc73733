// From the rounds to the lines of the table.

import { TABLE, boundFor } from "../table.mjs";
import { median, ratio } from "./stats.mjs";

/** The lines for which there are results, each with its figure and what it says of the bounds. */
export function judge(results) {
  const judged = Object.entries(results).flatMap(([browser, rows]) => TABLE.map((line) => judgeLine(line, browser, rows)));
  return judged.filter(Boolean).sort((left, right) => left.row - right.row);
}

function judgeLine(line, browser, rows) {
  const [row, part] = line.source;
  const taken = rows[row]?.[part];
  if (!taken) return null;
  const figure = figureOf(line, taken);
  const [floor, goal] = [line.floor, line.goal].map((bound) => boundFor(bound, browser));
  const reaches = (bound) => bound === undefined || (line.measure === "faster" ? figure.value >= bound : figure.value <= bound);
  const verdict = !reaches(floor) ? "below the floor" : reaches(goal) ? "reaches the goal" : "above the floor";
  return { ...line, browser, floor, goal, ...figure, reachable: reachable(line, taken), rounds: taken[line.ours].length, verdict, taken };
}

/** The most that any reader of the same chunks could reach: reading them and doing nothing with them. */
function reachable({ measure, against }, taken) {
  if (measure !== "faster" || !taken.merely) return undefined;
  return median(taken[against]) / median(taken.merely);
}

function figureOf({ measure, ours, against }, taken) {
  const own = taken[ours];
  if (measure === "amount") return { value: median(own), least: Math.min(...own), greatest: Math.max(...own) };
  const peer = taken[against];
  const { ratio: value, least, greatest } = measure === "faster" ? ratio(peer, own) : ratio(own, peer);
  return { value, least, greatest };
}
