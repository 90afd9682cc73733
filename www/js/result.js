/** The result of a run, with a copy button and what the output schema says about it. */
import { announce, h, icon } from "./dom.js";
import { plural } from "./format.js";
import { valueView } from "./value-view.js";

export function resultSection(result, validation) {
  return h("section", { class: "result" },
    h("div", { class: "result-head" }, h("h4", {}, "Result"), verdict(validation), copyButton(result)),
    validation && !validation.valid && verdictErrors(validation.errors ?? []),
    valueView(result),
  );
}

function verdict(validation) {
  if (!validation) return null;
  const { valid, re_prompt_attempts: attempts } = validation;
  const text = valid ? "Matches the schema" : "Does not match the schema";
  return h("p", { class: "verdict", "data-valid": String(valid) },
    icon(valid ? "check" : "alert"),
    attempts > 0 ? `${text} (${plural(attempts, "correction")} asked for)` : text,
  );
}

function verdictErrors(errors) {
  return h("ul", { class: "verdict-errors" }, errors.map(({ path, message }) => h("li", {}, h("code", {}, path), ` ${message}`)));
}

function copyButton(result) {
  const label = h("span", {}, "Copy JSON");
  const button = h("button", { type: "button", class: "button small", "data-action": "copy", on: { click: copy } }, icon("copy"), label);
  return button;

  async function copy() {
    const text = typeof result === "string" ? result : JSON.stringify(result, null, 2);
    try {
      await navigator.clipboard.writeText(text);
      label.textContent = "Copied";
      announce("Result copied.");
    } catch {
      label.textContent = "Copying was refused";
      announce("The browser refused to copy.");
    }
    setTimeout(() => (label.textContent = "Copy JSON"), 2000);
  }
}
