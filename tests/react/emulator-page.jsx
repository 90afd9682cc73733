// A page as an app writes it: the real package, React in StrictMode, runs through the relay.

import { Activity, StrictMode, useEffect, useState } from "react";
import { createRoot } from "react-dom/client";
import { connect } from "tinyfish-web";
import { LiveView, Screenshots, useRun } from "tinyfish-web/react";

function App({ url }) {
  const [client, setClient] = useState(null);
  useEffect(() => {
    connect({ baseURL: "/api/tinyfish" }).then((client) => setClient((first) => first ?? client));
  }, []);
  const { run, snapshot, outcome, error, cancel } = useRun(client, {
    url,
    goal: "List the products",
    capture_config: { screenshots: true },
  });
  const [state, setState] = useState("none");
  const [states, setStates] = useState("");
  const live = (next) => {
    setState(next);
    setStates((states) => `${states} ${next}`);
  };
  const data = { "data-run": snapshot?.runId, "data-outcome": outcome?.kind, "data-live": state, "data-states": states };
  return (
    <main {...data} data-error={error?.message} data-steps={snapshot?.progress.length}>
      <LiveView run={run} className="live" onStateChange={live} />
      <Screenshots run={run} className="shots" />
      <button onClick={() => cancel()}>Stop</button>
    </main>
  );
}

let root;
window.mount = (url) => {
  root = createRoot(document.body.appendChild(document.createElement("div")));
  show(url, "visible");
};
window.show = (url, mode) =>
  root.render(
    <StrictMode>
      <Activity mode={mode}>
        <App url={url} />
      </Activity>
    </StrictMode>,
  );
window.unmount = () => root.unmount();
