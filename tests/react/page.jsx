// The page of the tests of tinyfish-web/react: it renders what a test asks for and remembers what the hook told.

import { Activity, Component, StrictMode, createElement } from "react";
import { flushSync } from "react-dom";
import { createRoot } from "react-dom/client";
import { LiveView, Screenshots, useRun } from "tinyfish-web/react";
import { connectWith } from "tinyfish-web/surface";
import { fakeClient } from "./fake-client.js";

const told = [];
const progress = [];
/** Errors that a boundary caught. */
const caught = [];
const onCaughtError = (error) => caught.push(error.message);
const root = createRoot(document.body.appendChild(document.createElement("div")), { onCaughtError });

function Follower({ client, what, options, mark }) {
  const result = useRun(client, what, { ...options, onProgress: (event) => progress.push(`${mark}: ${event.purpose}`) });
  told.push(result);
  return <output>{result.outcome?.kind ?? result.snapshot?.status ?? "nothing"}</output>;
}

/** Shows that a part of the page failed in place of it. */
class Boundary extends Component {
  state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  render() {
    return this.state.failed ? <p>failed</p> : this.props.children;
  }
}

const render = (element) => flushSync(() => root.render(<StrictMode>{element}</StrictMode>));

/** A turn of the event loop and the promises in it, after which deferred closes have happened. */
const settle = () => new Promise((resolve) => setTimeout(resolve, 5));

/** Shows a component that follows a run, hides it, waits for what happens meanwhile, and shows it again. */
async function hideAndShow(client, options, meanwhile = () => {}) {
  const follower = <Follower client={client} what={{ url: "https://a.example", goal: "x" }} options={options} />;
  for (const mode of ["visible", "hidden", "visible"]) {
    render(<Activity mode={mode}>{follower}</Activity>);
    await settle();
    if (mode === "hidden") await meanwhile();
  }
}

/** Loads a stand-in for the WebAssembly that remembers what was mounted, and refuses the source "refused". */
async function loadViews() {
  const mounts = [];
  const mount = (kind) => (element, source, options) => {
    if (source === "refused") throw new Error(source);
    const replaces = mounts.some((other) => other.element === element && !other.unmounted);
    const entry = { kind, element, source, options, replaces, unmounted: 0 };
    mounts.push(entry);
    return { state: "waiting", subscribe: () => () => {}, unmount: () => (entry.unmounted += 1) };
  };
  const glue = {
    init: async () => {},
    setErrorClass() {},
    newClient: () => ({}),
    mountLiveView: mount("live"),
    mountScreenshots: mount("screenshots"),
  };
  await connectWith(glue)({});
  return mounts;
}

const last = () => told.at(-1);

Object.assign(window, { Activity, Boundary, Follower, LiveView, Screenshots });
Object.assign(window, { caught, fakeClient, h: createElement, hideAndShow, last, loadViews, progress, render, root, settle, told });
