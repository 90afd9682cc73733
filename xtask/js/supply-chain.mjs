// Holds the dependencies to deny.toml, and asks whether a vulnerability is known in any of them.
//
//   node xtask/js/supply-chain.mjs
//
// Licences, bans and sources are in the lockfiles and always checked. Advisories are in databases elsewhere: where one cannot
// be reached, a line that begins with "notice: " says so and nothing fails.

import { spawnSync } from "node:child_process";

/** A database that answers at all does so by then, in milliseconds. */
const LIMIT = 120_000;

function run(program, ...parameters) {
  const { status, error, stdout = "", stderr = "" } = spawnSync(program, parameters, { encoding: "utf8", timeout: LIMIT });
  return { passed: status === 0, stdout: stdout ?? "", output: error ? `${program}: ${error.message}` : stdout + stderr };
}

/** `--locked`: what is checked is what is built. */
const denyIn = (manifest, ...parameters) =>
  run("cargo-deny", "--locked", "--workspace", "--manifest-path", manifest, "--config", "deny.toml", ...parameters);

/** Both workspaces: the project's, and that of the fuzz targets, which need another compiler. */
function cargoDeny(...parameters) {
  const results = ["Cargo.toml", "fuzz/Cargo.toml"].map((manifest) => denyIn(manifest, ...parameters));
  return results.find(({ passed }) => !passed) ?? results[0];
}

function rules() {
  const { passed, output } = cargoDeny("check", "--hide-inclusion-graph", "licenses", "bans", "sources");
  return passed ? "ok" : output;
}

function crateAdvisories() {
  if (!run("cargo-deny", "fetch", "db").passed) return null;
  const { passed, output } = cargoDeny("--offline", "check", "--hide-inclusion-graph", "advisories");
  return passed ? "ok" : output;
}

/** The published package has no dependencies; what else is installed runs on developers' machines only. */
function packageAdvisories() {
  const { passed, stdout, output } = run("npm", "audit", "--omit=dev", "--json");
  // A registry that does not answer leaves a report without this member.
  if (!stdout.includes('"auditReportVersion"')) return null;
  return passed ? "ok" : output;
}

const CHECKS = {
  "licences, bans and sources of crates": rules,
  "advisories of crates": crateAdvisories,
  "advisories of npm packages": packageAdvisories,
};

let passed = 0;
let failed = 0;
for (const [name, check] of Object.entries(CHECKS)) {
  const result = check();
  if (result === null) {
    console.log(`notice: ${name}: not checked, their database cannot be reached`);
  } else if (result === "ok") {
    passed += 1;
    console.log(`ok ${name}`);
  } else {
    failed += 1;
    console.log(`FAIL ${name}\n${result}`);
  }
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
