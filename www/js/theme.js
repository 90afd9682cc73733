/** The colour theme: the system's unless the reader chose one, remembered in this browser. */

const KEY = "tinyfish-web.theme";
const NAMES = { system: "System theme", light: "Light theme", dark: "Dark theme" };
const ORDER = Object.keys(NAMES);

let theme = read();
apply();

/** Lets a button go through system, light and dark. */
export function wireThemeToggle(button) {
  const name = button.querySelector(".theme-name");
  name.textContent = NAMES[theme];
  button.addEventListener("click", () => {
    theme = ORDER[(ORDER.indexOf(theme) + 1) % ORDER.length];
    name.textContent = NAMES[theme];
    apply();
    write();
  });
}

function apply() {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

// Storage may be switched off; the choice then lasts as long as the page.
function read() {
  try {
    const stored = localStorage.getItem(KEY);
    return ORDER.includes(stored) ? stored : "system";
  } catch {
    return "system";
  }
}

function write() {
  try {
    localStorage.setItem(KEY, theme);
  } catch {}
}
