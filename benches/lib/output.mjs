// What is written: the report in Markdown with its drawings, the same as JSON, the chart.

import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { NAMES } from "../table.mjs";
import { judge } from "./judge.mjs";
import { bars, curves } from "./plot.mjs";
import { everything, limits, table } from "./report.mjs";
import { growth } from "./stats.mjs";

/** Writes all of it into `directory`. */
export function write(directory, measured) {
  mkdirSync(directory, { recursive: true });
  const put = (name, text) => writeFileSync(join(directory, name), text);
  const { results } = measured;
  const lines = judge(results);
  const report = { directory, file: join(directory, "report.md"), table: table(lines), limits: limits(lines), words: words(measured) };
  put("report.json", JSON.stringify({ ...measured, lines: lines.map(({ taken, ...line }) => line) }, null, 2));
  put("chart.svg", chart(lines));
  const grown = growths(results);
  for (const { file, drawing } of grown) put(file, drawing);
  const sections = [
    "# Measurements",
    report.words,
    report.table,
    "![How many times as fast, or how many times less memory](chart.svg)",
    "## How far from the limits",
    "Each limit is one of the things that reading cannot do without, alone and with everything ready for it. In brackets: how many times longer we take.",
    report.limits,
    "## As the work grows",
    ...grown.map(({ title, file, exponents }) => `![${title}](${file})\n\n${title}: ${exponents}.`),
    "## Every contender",
    everything(results),
  ];
  put("report.md", `${sections.join("\n\n")}\n`);
  return report;
}

function words({ date, machine, browsers, rounds, peers, commit }) {
  const versions = Object.entries(browsers).map(([name, version]) => `${name} ${version}`);
  const packages = Object.entries(peers).map(([name, version]) => `${name} ${version}`);
  return `${date}, ${machine}; headless ${versions.join(", ")}; commit ${commit}. Medians of ${rounds} rounds in rotated order; the spread is that of single rounds. Against ${packages.join(", ")}. Command: \`cargo xtask bench\`.`;
}

/** The lines that compare with a peer; the less we need, the longer the bar. */
function chart(lines) {
  const compared = lines.filter(({ measure, row }) => measure !== "amount" && row <= 10);
  const groups = new Map();
  const plain = (text) => text.replaceAll("`", "");
  for (const { row, work, against, measure, value, browser } of compared) {
    const key = `${row} ${work} ${against}`;
    if (!groups.has(key)) groups.set(key, { label: plain(work), against: `against ${plain(NAMES[against] ?? against)}`, bars: [] });
    groups.get(key).bars.push({ browser, value: measure === "faster" ? value : 1 / Math.max(value, 1e-3) });
  }
  return bars("Times as fast, or times less memory", [...groups.values()]);
}

function growths(results) {
  const curvesByTitle = new Map();
  for (const [browser, rows] of Object.entries(results)) {
    for (const [title, curve] of Object.entries(rows.growth ?? {})) {
      if (!curvesByTitle.has(title)) curvesByTitle.set(title, { ...curve, lines: [] });
      curvesByTitle.get(title).lines.push({ browser, points: curve.points });
    }
  }
  return [...curvesByTitle].map(([title, curve], index) => {
    const exponents = curve.lines.map(({ browser, points }) => `${browser} ${shape(curve, points)}`).join(", ");
    return { title, file: `growth-${index + 1}.svg`, exponents, drawing: curves(title, curve, curve.lines) };
  });
}

/** In words: by which power of the work it grows, or by how much from the least to the most. */
function shape({ flat, y: unit }, points) {
  if (!flat) return `grows with the power ${growth(points).toFixed(2)} of the work`;
  return `${points[0].y.toFixed(0)} to ${points.at(-1).y.toFixed(0)} ${unit} as the work grows ${Math.round(points.at(-1).x / points[0].x)} times`;
}

const [BEGIN, END] = ["<!-- measurements -->", "<!-- /measurements -->"];

/** Puts the table into the README, between its two marks, and the chart beside the guides. */
export function publish(root, report) {
  cpSync(join(report.directory, "chart.svg"), join(root, "docs/measurements.svg"));
  const file = join(root, "README.md");
  const readme = readFileSync(file, "utf8");
  const [from, to] = [readme.indexOf(BEGIN), readme.indexOf(END)];
  if (from < 0 || to < from) throw new Error(`README.md has no ${BEGIN} … ${END}`);
  writeFileSync(file, `${readme.slice(0, from + BEGIN.length)}\n${report.words}\n\n${report.table}\n${readme.slice(to)}`);
}
