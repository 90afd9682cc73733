// Every test of the relay over HTTP, for each place where it runs.

import { after, before, describe } from "node:test";

import { clientOf } from "../support/client.mjs";
import { startService } from "../support/service.mjs";
import { authorizeTests } from "./authorize.mjs";
import { createdTests } from "./created.mjs";
import { eventTests } from "./events.mjs";
import { failureTests } from "./failures.mjs";
import { headerTests } from "./headers.mjs";
import { keyTests } from "./key.mjs";
import { limitTests } from "./limits.mjs";
import { originTests } from "./origin.mjs";
import { routeTests } from "./routes.mjs";
import { streamTests } from "./stream.mjs";

/**
 * @param {string} place
 * @param {(upstream: string) => Promise<{ url: string, stop(): Promise<void> }>} start
 * @param {{ shares: boolean, noticesAtOnce: boolean }} traits whether watchers of a run share its reads here, and whether the
 *   relay learns that a page has left before it writes to it again
 */
export function relaySuite(place, start, traits) {
  describe(`the relay on ${place}`, () => {
    const world = {
      ...traits,
      service: null,
      host: null,
      relay: (name) => clientOf(`${world.host.url}/${name}`),
      seen: async () => (await fetch(`${world.host.url}/seen`)).json(),
    };
    before(async () => {
      world.service = await startService();
      world.host = await start(world.service.url);
    });
    after(async () => {
      await world.host?.stop();
      await world.service?.stop();
    });
    for (const tests of [
      routeTests, headerTests, keyTests, limitTests, originTests, authorizeTests, createdTests, streamTests, eventTests, failureTests,
    ]) tests(world);
  });
}
