// Drawings in SVG whose colours follow the reader's light or dark page.

const STYLE = `<style>
  text { font: 12px system-ui, sans-serif; fill: #57606a } .strong { fill: #1f2328; font-weight: 600 }
  .line { fill: none; stroke: #8c959f } .ours { fill: #0969da } .firefox { fill: #bc4c00 } path.curve { fill: none; stroke-width: 2 }
  .curve.chromium { stroke: #0969da } .curve.firefox { stroke: #bc4c00; fill: none }
  @media (prefers-color-scheme: dark) {
    text { fill: #9198a1 } .strong { fill: #f0f6fc } .line { stroke: #656c76 }
    .ours { fill: #4493f8 } .firefox { fill: #f0883e } .curve.chromium { stroke: #4493f8 } .curve.firefox { stroke: #f0883e }
  }
</style>`;

const escape = (text) => String(text).replace(/[&<>]/g, (character) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[character]);
const text = (x, y, content, more = "") => `<text x="${x}" y="${y}" ${more}>${escape(content)}</text>`;

function svg(width, height, label, parts) {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escape(label)}">\n${STYLE}\n${parts.join("\n")}\n</svg>\n`;
}

/** Bars on a scale of doublings: `[{ label, against, bars: [{ browser, value }] }]`, times as fast; 1 is the peer itself. */
export function bars(title, groups) {
  const [left, width, top, row] = [390, 800, 46, 17];
  const most = Math.max(2, ...groups.flatMap(({ bars }) => bars.map(({ value }) => value)));
  const least = Math.min(1, ...groups.flatMap(({ bars }) => bars.map(({ value }) => value)));
  const scale = (value) => left + ((width - left - 60) * Math.log2(value / least)) / Math.log2(most / least);
  const parts = [text(8, 22, title, 'class="strong"')];
  let y = top;
  for (const { label, against, bars } of groups) {
    const end = scale(least) - 10;
    parts.push(text(end, y + 11, label, 'class="strong" text-anchor="end"'), text(end, y + 27, against, 'text-anchor="end"'));
    for (const { browser, value } of bars) {
      const [from, to] = [scale(Math.min(1, value)), scale(Math.max(1, value))];
      parts.push(`<rect class="${browser === "firefox" ? "firefox" : "ours"}" x="${from.toFixed(1)}" y="${y}" width="${Math.max(1, to - from).toFixed(1)}" height="${row - 4}" rx="2"><title>${browser}</title></rect>`);
      parts.push(text((to + 5).toFixed(1), y + row - 6, `${value.toFixed(value < 10 ? 1 : 0)}×`));
      y += row;
    }
    y += 9;
  }
  parts.push(`<path class="line" d="M${scale(1).toFixed(1)} ${top - 6}V${y}"/>`, text(scale(1).toFixed(1), top - 11, "1×", 'text-anchor="middle"'));
  parts.push(`<rect class="ours" x="8" y="${y + 4}" width="11" height="11" rx="2"/>`, text(24, y + 14, "Chromium"));
  parts.push(`<rect class="firefox" x="100" y="${y + 4}" width="11" height="11" rx="2"/>`, text(116, y + 14, "Firefox"));
  return svg(width, y + 24, title, parts);
}

/** Curves from zero: `[{ browser, points: [{ x, y }] }]`. */
export function curves(title, { x: unitX, y: unitY }, lines) {
  const [width, height, left, bottom] = [360, 220, 64, 184];
  const points = lines.flatMap((line) => line.points);
  const most = (axis) => Math.max(...points.map((point) => point[axis]), 1);
  const place = ({ x, y }) => `${(left + (x / most("x")) * (width - left - 20)).toFixed(1)} ${(bottom - (y / most("y")) * (bottom - 44)).toFixed(1)}`;
  const parts = [text(8, 22, title, 'class="strong"'), `<path class="line" d="M${left} 40V${bottom}H${width - 12}"/>`];
  for (const { browser, points } of lines) parts.push(`<path class="curve ${browser}" d="M${points.map(place).join("L")}"/>`);
  parts.push(text(left - 6, 52, short(most("y"), unitY), 'text-anchor="end"'), text(width - 20, bottom + 18, short(most("x"), unitX), 'text-anchor="end"'), text(left, bottom + 18, "0"));
  return svg(width, height, title, parts);
}

function short(value, unit) {
  if (unit !== "bytes") return `${Math.round(value)} ${unit}`;
  return value < 1e6 ? `${Math.round(value / 1e3)} kB` : `${Math.round(value / 1e6)} MB`;
}
