// Bundles a test page with React as it is in development, where StrictMode mounts everything twice.

import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));

/** The text of a script. `from` is the directory that holds the package's modules. */
export async function bundle(entry, from = path("../../npm")) {
  const module = (name) => join(from, `${name}.js`);
  const result = await build({
    entryPoints: [path(entry)],
    bundle: true,
    write: false,
    format: "esm",
    target: "es2022",
    jsx: "automatic",
    jsxDev: true,
    define: { "process.env.NODE_ENV": '"development"' },
    alias: {
      "tinyfish-web/react": module("react"),
      "tinyfish-web/surface": module("surface"),
      "tinyfish-web": module("index"),
    },
    logLevel: "error",
  });
  return result.outputFiles[0].text;
}
