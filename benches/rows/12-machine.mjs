// Row 12: the run machine, native: every byte cut of the recorded streams with every kind of fault. The test that
// judges each of them is the measurement.

import { execFile } from "node:child_process";
import { promisify } from "node:util";

const ROOT = new URL("../..", import.meta.url).pathname;
const TEST = "native::machine::corpus::every_cut_of_every_stream_settles_once_with_the_truth";

export async function run({ rounds }) {
  const seconds = [];
  for (let round = 0; round < rounds; round++) {
    const { stdout } = await promisify(execFile)("cargo", ["test", "--release", "--quiet", "--package", "tinyfish-web", "--test", "native", "--", "--exact", TEST], { cwd: ROOT });
    const [, passed, taken] = /ok\. (\d+) passed.* finished in ([\d.]+)s/.exec(stdout);
    if (passed !== "1") throw new Error(`${TEST} is not there`);
    seconds.push(Number(taken) * 1000);
  }
  return { cuts: { ours: seconds } };
}
