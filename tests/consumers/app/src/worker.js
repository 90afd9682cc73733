import { connect } from "tinyfish-web";
import { run } from "./run.js";

addEventListener("message", ({ data }) => run(connect, data, (text) => postMessage(text)));
