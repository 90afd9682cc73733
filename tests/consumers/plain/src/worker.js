// Import maps do not reach workers.
import { connect } from "/vendor/tinyfish-web/index.js";
import { run } from "./run.js";

addEventListener("message", ({ data }) => run(connect, data, (text) => postMessage(text)));
