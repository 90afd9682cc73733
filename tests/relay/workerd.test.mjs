import { test } from "node:test";

import { relaySuite } from "./suite/index.mjs";
import { startOnWorkerd, workerd } from "./support/hosts.mjs";

if (workerd) relaySuite("workerd", startOnWorkerd, { shares: false, noticesAtOnce: false });
else test("the relay on workerd", { skip: "workerd is not installed on this machine" });
