// The page of the views' tests: the built package, with runs that do what a test says.

import { connect, mountLiveView, mountScreenshots } from "/pkg/index.js";
import { fakeRun, picture, progressOf, step } from "./fake-run.js";
import { left, rounds, watchLoading } from "./rounds.js";
import { states } from "./states.js";

const main = document.body.appendChild(document.createElement("main"));
main.append(Object.assign(document.createElement("h1"), { textContent: "Views" }));
document.body.style = "margin: 0; padding: 8px; background: Canvas; color: CanvasText; color-scheme: light dark; font-family: sans-serif";

/** A place for a view. */
const place = () => main.appendChild(document.createElement("div"));

/** Shows a state by itself, and gives the selector that matches once it is reached. */
async function show(name) {
  const element = place();
  element.dataset.place = "";
  await states[name].show(element);
  return `[data-place] ${states[name].settled}`;
}

watchLoading();
const client = await connect({ baseURL: "/api/tinyfish" });
Object.assign(window, { client, fakeRun, left, mountLiveView, mountScreenshots, picture, place, progressOf, rounds, show, step });
window.states = Object.keys(states);
