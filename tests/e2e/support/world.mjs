// What the end-to-end tests of one file share: the servers, and a Chromium.

import { after, before } from "node:test";
import { startServices } from "../../support/services.mjs";
import { launch } from "./browser.mjs";

/** Starts both before the file's tests and ends them after; gives the object that holds `services` and `browser`. */
export function useWorld() {
  const world = {};
  before(async () => {
    world.services = await startServices();
    world.browser = await launch();
  });
  after(async () => {
    await world.browser?.close();
    await world.services?.stop();
  });
  return world;
}
