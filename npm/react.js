"use client";

import { createElement, useCallback, useEffect, useRef, useState, useSyncExternalStore } from "react";
import { IDLE, RunStore, keyOf } from "./react-run.js";
import { mountLiveView, mountScreenshots, whenLoaded } from "./surface.js";

/** Follows one run for as long as the component is mounted. */
export function useRun(client, what, options) {
  const [store] = useState(() => new RunStore());
  const target = client ?? null;
  const key = keyOf(what);

  useEffect(() => store.setOptions(options));
  useEffect(() => {
    store.follow(target, key, what);
    return () => store.letGo();
    // `what` is compared by its content, in `key`: an inline object does not start a run at each render.
  }, [store, target, key]);

  const state = useSyncExternalStore(store.subscribe, store.look, () => IDLE);
  const cancel = useCallback(() => store.cancel(), [store]);
  // Between a render with other params and the effect that follows them, the store still has the run of before.
  return { ...(store.follows(target, key) ? state : IDLE), cancel };
}

/** A function that stays the same and calls the newest `callback`. */
function useLatest(callback) {
  const latest = useRef(callback);
  useEffect(() => {
    latest.current = callback;
  });
  return useCallback((argument) => latest.current?.(argument), []);
}

/** An element that a view is mounted in, again whenever one of `settings` changes. */
function useView(mount, source, settings) {
  const element = useRef(null);
  const [, update] = useState(null);
  useEffect(() => {
    if (source == null) return undefined;
    let view = null;
    const forget = whenLoaded(() => {
      try {
        view = mount(element.current, source);
      } catch (error) {
        // Thrown while React renders, it reaches the error boundary, also when it comes long after the effect.
        update(() => {
          throw error;
        });
      }
    });
    return () => {
      forget();
      // Not at once: where the effect runs anew, its view replaces this one, and takes over the frame of the same run.
      queueMicrotask(() => view?.unmount());
    };
  }, [source, ...settings]);
  return element;
}

/** `mountLiveView` as a component. */
export function LiveView(props) {
  const { run, src, interactive, aspectRatio, allowHosts, maxLive, title, loadTimeout, onStateChange, ...rest } = props;
  const stateChanged = useLatest(onStateChange);
  const options = { interactive, aspectRatio, allowHosts, maxLive, title, loadTimeout, onStateChange: stateChanged };
  const mount = (element, source) => mountLiveView(element, source, options);
  const settings = [interactive, aspectRatio, allowHosts?.join(), maxLive, title, loadTimeout];
  return createElement("div", { ...rest, ref: useView(mount, run ?? src, settings) });
}

/** `mountScreenshots` as a component. */
export function Screenshots(props) {
  const { run, steps, client, follow, onWarning, ...rest } = props;
  const warned = useLatest(onWarning);
  const mount = (element, source) => mountScreenshots(element, source, { client, follow, onWarning: warned });
  return createElement("div", { ...rest, ref: useView(mount, run ?? steps, [client, follow]) });
}
