/** Puts the parts of the dashboard together. */
import { connect } from "/pkg/index.js";
import { loadDemo, showDemo } from "./demo.js";
import { createForm } from "./form.js";
import { createHistory } from "./history.js";
import { createRunList } from "./run-list.js";
import { createRunDialog } from "./run-dialog.js";

export async function startDashboard() {
  const [client, demo] = await Promise.all([
    // The relay on this page's own server adds the key, so there is none here.
    connect({ baseURL: "/api/tinyfish", onWarning: ({ code, message }) => console.info(`${code}: ${message}`) }),
    loadDemo(),
  ]);

  const runs = createRunList(client, { onChange: () => history.refresh() });
  const dialog = createRunDialog(client, {
    onFollow: (id) => runs.follow(id),
    onFocusLost: (id) => history.focus(id),
  });
  const history = createHistory(client, { onOpen: (id) => dialog.open(id) });
  const form = createForm({ onSubmit: (request) => runs.start(request, form) });

  showDemo(demo, form);
  form.enable();
  runs.resume();
  history.refresh();
}
