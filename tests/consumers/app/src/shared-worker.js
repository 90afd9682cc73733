import { connect } from "tinyfish-web";
import { run } from "./run.js";

addEventListener("connect", ({ ports: [port] }) => {
  port.addEventListener("message", ({ data }) => run(connect, data, (text) => port.postMessage(text)));
  port.start();
});
