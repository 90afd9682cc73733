// What docs/bundlers-and-csp.md tells people to do.

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

const TEXT = readFileSync(new URL("../../../docs/bundlers-and-csp.md", import.meta.url), "utf8");

/** Whether the guide shows this, whatever the indentation. */
export function shows(text) {
  return normal(TEXT).includes(normal(text));
}

const normal = (text) => text.replace(/\s+/g, " ").trim();

/** The guide's Content-Security-Policy. An inline script of `html`, such as an import map, is allowed by its hash. */
export function policy(html = "") {
  const [, policy] = /^```text\n(script-src .*)\n```$/m.exec(TEXT);
  const hashes = [...html.matchAll(/<script[^>]*>([^<]+)<\/script>/g)].map(([, script]) => ` '${hash(script)}'`);
  return policy.replace("script-src 'self'", `$&${hashes.join("")}`);
}

const hash = (script) => `sha256-${createHash("sha256").update(script).digest("base64")}`;
