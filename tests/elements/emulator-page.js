// The elements as a page uses them: the real package, runs through the relay.

import { connect } from "tinyfish-web";
import "tinyfish-web/elements";

window.begin = async (url) => {
  const client = await connect({ baseURL: "/api/tinyfish" });
  return client.agent.stream({ url, goal: "List the products", capture_config: { screenshots: true } });
};

window.add = (name, run) => {
  const element = document.createElement(name);
  element.dataset.states = "";
  element.addEventListener("statechange", (event) => (element.dataset.states += ` ${event.detail.state}`));
  element.run = run;
  return document.body.appendChild(element);
};
