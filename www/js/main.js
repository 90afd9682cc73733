/**
 * Starts the dashboard. The application is imported here rather than in the page, so that a package that cannot be
 * loaded (not built, wrong MIME type, blocked WebAssembly) is explained instead of leaving a dead form.
 */
import { h } from "./dom.js";
import { wireThemeToggle } from "./theme.js";

wireThemeToggle(document.getElementById("theme-toggle"));

try {
  const { startDashboard } = await import("./app.js");
  await startDashboard();
  document.documentElement.dataset.ready = "";
} catch (error) {
  const fatal = document.getElementById("fatal");
  fatal.replaceChildren(h("strong", {}, "The dashboard could not start."), h("span", {}, error?.message ?? String(error)));
  fatal.hidden = false;
}
