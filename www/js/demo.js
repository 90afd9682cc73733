/** What stands behind the relay: the live service, or the emulator with its sample shop. */
import { h } from "./dom.js";
import { samples } from "./samples.js";

/** Asks this page's server. Without an answer the page works as it does with the live service. */
export async function loadDemo() {
  try {
    const response = await fetch("/demo.json", { signal: AbortSignal.timeout(5000) });
    return response.ok ? await response.json() : { live: true, shop: null };
  } catch {
    return { live: true, shop: null };
  }
}

export function showDemo(demo, form) {
  const badge = document.getElementById("service-badge");
  badge.textContent = demo.live ? "Live service" : "Emulator";
  badge.dataset.kind = demo.live ? "live" : "emulator";
  badge.hidden = false;
  if (demo.live) return;

  document.getElementById("emulator-banner").hidden = false;
  showCredentials(demo.credentials ?? []);
  showSamples(samples(demo), form);
}

function showCredentials(credentials) {
  const options = credentials.map((id) => h("option", { value: id }));
  document.getElementById("credentials").replaceChildren(...options);
}

function showSamples(list, form) {
  const host = document.getElementById("samples");
  const buttons = list.map((sample) =>
    h("button", { type: "button", class: "preset", "data-sample": sample.id, on: { click: () => choose(sample) } }, sample.label),
  );
  host.querySelector(".presets").replaceChildren(...buttons);
  host.hidden = list.length === 0;
  form.onEdit(() => press(null));
  // The reader may have begun to type before the page was ready.
  if (list.length > 0 && form.isBlank()) choose(list[0]);

  function choose(sample) {
    form.fill(sample.values);
    press(sample.id);
  }
  function press(id) {
    for (const button of buttons) button.setAttribute("aria-pressed", String(button.dataset.sample === id));
  }
}
