// What is said of several rounds.

const sorted = (values) => values.toSorted((a, b) => a - b);

/** The middle one; of an even number, the mean of the two in the middle. */
export function median(values) {
  const ordered = sorted(values);
  const half = ordered.length >> 1;
  return ordered.length % 2 ? ordered[half] : (ordered[half - 1] + ordered[half]) / 2;
}

/** The ratio of the medians of `above` and `below`, and the least and the greatest ratio of one round. */
export function ratio(above, below) {
  const each = sorted(above.map((value, round) => value / below[round]));
  return { ratio: median(above) / median(below), least: each[0], greatest: each.at(-1) };
}

/** The exponent b of y = a x^b that fits best: 1 is linear. */
export function growth(points) {
  const logs = points.map(({ x, y }) => [Math.log(x), Math.log(y)]);
  const mean = (at) => logs.reduce((sum, log) => sum + log[at], 0) / logs.length;
  const [x, y] = [mean(0), mean(1)];
  const above = logs.reduce((sum, log) => sum + (log[0] - x) * (log[1] - y), 0);
  return above / logs.reduce((sum, log) => sum + (log[0] - x) ** 2, 0);
}
