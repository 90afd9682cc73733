import "tinyfish-web/elements";
import { connect } from "tinyfish-web";
import { run } from "./run.js";

const status = document.createElement("output");
const show = (text) => (status.value = text);

/** Where the client may live: on the page, or in a worker that tells the page what to show. */
const places = {
  page: () => {
    const pictures = document.createElement("tinyfish-screenshots");
    document.body.append(pictures);
    run(connect, url, show, (run) => (pictures.run = run));
  },
  worker: () => {
    const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
    worker.addEventListener("message", ({ data }) => show(data));
    worker.postMessage(url);
  },
  "shared-worker": () => {
    const { port } = new SharedWorker(new URL("./shared-worker.js", import.meta.url), { type: "module" });
    port.addEventListener("message", ({ data }) => show(data));
    port.start();
    port.postMessage(url);
  },
};

document.body.append(status);
const query = new URLSearchParams(location.search);
const url = query.get("url");
places[query.get("in")]();
