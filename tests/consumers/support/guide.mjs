// The policy that docs/bundlers-and-csp.md tells people to send.

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

const TEXT = readFileSync(new URL("../../../docs/bundlers-and-csp.md", import.meta.url), "utf8");

/** The guide's Content-Security-Policy. An inline script of `html`, such as an import map, is allowed by its hash. */
export function policy(html = "") {
  const [, policy] = /^```text\n(script-src .*)\n```$/m.exec(TEXT);
  const hashes = [...html.matchAll(/<script[^>]*>([^<]+)<\/script>/g)].map(([, script]) => ` '${hash(script)}'`);
  return policy.replace("script-src 'self'", `$&${hashes.join("")}`);
}

const hash = (script) => `sha256-${createHash("sha256").update(script).digest("base64")}`;
