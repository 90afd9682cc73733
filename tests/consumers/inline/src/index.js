import "tinyfish-web/elements";
import { connect } from "tinyfish-web/inline";
import { run } from "./run.js";

const status = document.createElement("output");
const pictures = document.createElement("tinyfish-screenshots");
document.body.append(status, pictures);

const url = new URLSearchParams(location.search).get("url");
const show = (text) => (status.value = text);
run(connect, url, show, (run) => (pictures.run = run));
