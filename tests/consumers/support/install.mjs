// Consumers in a temporary directory, with the package installed from its tarball as anybody would install it.

import { rmSync } from "node:fs";
import { cp, mkdtemp, readFile, readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { run } from "./processes.mjs";

const HERE = fileURLToPath(new URL("..", import.meta.url));
const SHARED_APP = join(HERE, "app");
/** Those whose framework asks for other sources. */
const OWN_APP = ["next"];
const BUILT_TO = fileURLToPath(new URL("../../../target/package", import.meta.url));
const LIMIT = 300_000;

/**
 * Gives `{ directory, packageDirectory }`; each of `names` is a folder of `directory`, which this process removes when it
 * ends. Their tools are in one `node_modules`, at the versions of the lockfile. The tarball is that of TINYFISH_TARBALL, else
 * the last build's.
 */
export async function install(names) {
  const directory = await mkdtemp(join(tmpdir(), "tinyfish-consumers-"));
  process.once("exit", () => rmSync(directory, { recursive: true, force: true, maxRetries: 5 }));
  await copy(names, directory);
  const workspaces = names.map((name) => `--workspace=${name}`);
  const settings = ["--prefer-offline", "--ignore-scripts", "--loglevel=error"];
  await run("npm", ["install", "./tinyfish-web.tgz", ...workspaces, ...settings], { cwd: directory, limit: LIMIT });
  return { directory, packageDirectory: join(directory, "node_modules/tinyfish-web") };
}

async function copy(names, directory) {
  for (const file of [".npmrc", "package.json", "package-lock.json"]) await cp(join(HERE, file), join(directory, file));
  await cp(await tarball(), join(directory, "tinyfish-web.tgz"));
  const { workspaces } = JSON.parse(await readFile(join(HERE, "package.json"), "utf8"));
  for (const name of workspaces) {
    // npm wants to see all of them. An app's own files come last: they replace those of the shared app.
    if (names.includes(name) && !OWN_APP.includes(name)) await cp(SHARED_APP, join(directory, name), { recursive: true });
    await cp(join(HERE, name), join(directory, name), { recursive: true });
  }
}

async function tarball() {
  if (process.env.TINYFISH_TARBALL) return process.env.TINYFISH_TARBALL;
  const built = (await readdir(BUILT_TO).catch(() => [])).filter((name) => name.endsWith(".tgz"));
  if (built.length !== 1) throw new Error(`${BUILT_TO} holds ${built.length} tarballs. Build one: cargo xtask build`);
  return join(BUILT_TO, built[0]);
}
