import { connect } from "tinyfish-web/inline";
import { run } from "./run.js";

const status = document.createElement("output");
document.body.append(status);

const url = new URLSearchParams(location.search).get("url");
run(connect, url, (text) => (status.value = text));
