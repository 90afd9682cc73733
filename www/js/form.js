/** The form that starts a run: filling it, checking it, and showing what is wrong with it. */
import { readRequest, readSchema } from "./request.js";

const TYPING_PAUSE = 700;
const OPTION_NAMES = {
  strict: "strict mode",
  use_vault: "vault",
  country_code: "proxy",
  output_schema: "schema",
  capture: "capture",
};

/** Wires `form#run-form`. `onSubmit` gets `{ params, mode }` once every field is in order. */
export function createForm({ onSubmit }) {
  const form = document.getElementById("run-form");
  const fields = form.elements;

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearProblems(form);
    const { request, problems } = readRequest(form);
    if (problems.length === 0) onSubmit(request);
    else showProblems(form, problems);
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
  form.addEventListener("input", (event) => {
    clearProblem(form, event.target.name);
    refreshOptions(form);
  });
  // Not on `change`: that comes with the click on the button below, and a message would move it away from the pointer.
  let typing;
  fields.output_schema.addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(() => checkSchema(form), TYPING_PAUSE);
  });
  refreshOptions(form);

  return {
    enable() {
      form.querySelector("[type=submit]").disabled = false;
    },
    /** Whether it says nothing of a run yet. */
    isBlank() {
      return fields.url.value === "" && fields.goal.value === "";
    },
    /** Puts the values of a sample into the form; what the sample does not name goes back to its default. */
    fill(values) {
      form.reset();
      clearProblems(form);
      fields.url.value = values.url;
      fields.goal.value = values.goal;
      fields.strict.checked = values.strict ?? false;
      fields.use_vault.checked = values.useVault ?? false;
      fields.credential_item_ids.value = (values.credentials ?? []).join(", ");
      fields.output_schema.value = values.schema ? JSON.stringify(values.schema, null, 2) : "";
      refreshOptions(form);
    },
    /** Tells when the reader changes something by hand. */
    onEdit(listener) {
      form.addEventListener("input", listener);
    },
    /** Shows an input error the SDK or the service found. Says whether it belonged to the form as it is now. */
    showError(error, request) {
      if (error?.code !== "invalid_input" || !holds(form, request)) return false;
      showProblems(form, [{ field: fieldName(form, error.field), message: error.message }]);
      return true;
    },
  };
}

/** By the time the service has answered, the reader may be at the next run. */
function holds(form, request) {
  return JSON.stringify(readRequest(form).request) === JSON.stringify(request);
}

function checkSchema(form) {
  const { problem } = readSchema(form.elements.output_schema.value);
  if (problem) showProblem(form, { field: "output_schema", message: problem });
}

/** A wire path such as `output_schema.properties.price` belongs to the form field of its first part. */
function fieldName(form, path) {
  const name = String(path ?? "").split(/[.[]/)[0];
  return form.querySelector(`#${CSS.escape(name)}-problem`) ? name : null;
}

function refreshOptions(form) {
  document.getElementById("vault-fields").hidden = !form.elements.use_vault.checked;
  const data = new FormData(form);
  const used = Object.keys(OPTION_NAMES).filter((name) => data.getAll(name).some((value) => value !== ""));
  document.getElementById("options-set").textContent = used.map((name) => OPTION_NAMES[name]).join(", ");
}

function showProblems(form, problems) {
  for (const problem of problems) showProblem(form, problem);
  const first = form.elements[problems[0].field];
  first?.closest("details")?.setAttribute("open", "");
  (first ?? form.querySelector("[type=submit]")).focus();
}

function showProblem(form, { field, message }) {
  const place = document.getElementById(`${field ?? "form"}-problem`);
  place.textContent = message;
  place.hidden = false;
  form.elements[field]?.setAttribute("aria-invalid", "true");
}

function clearProblem(form, field) {
  const place = document.getElementById(`${field}-problem`);
  if (place) place.hidden = true;
  form.querySelector(`[name="${CSS.escape(field)}"]`)?.removeAttribute("aria-invalid");
}

function clearProblems(form) {
  for (const place of form.querySelectorAll(".problem")) place.hidden = true;
  for (const field of form.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
}
