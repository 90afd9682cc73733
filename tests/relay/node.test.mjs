import { relaySuite } from "./suite/index.mjs";
import { startOnNode } from "./support/hosts.mjs";

relaySuite("Node", startOnNode, { shares: true, noticesAtOnce: true });
