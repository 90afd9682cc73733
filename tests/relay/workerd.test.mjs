import { relaySuite } from "./suite/index.mjs";
import { startOnWorkerd } from "./support/hosts.mjs";

relaySuite("workerd", startOnWorkerd, { shares: false, noticesAtOnce: false });
