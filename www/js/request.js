/**
 * From the form to the params of a run. Only what the reader set is sent: absent fields leave the service's
 * defaults alone, and some fields are refused for accounts that are not enabled for them.
 */

/** Gives `{ request: { params, mode }, problems: [{ field, message }] }`. */
export function readRequest(form) {
  const data = new FormData(form);
  const schema = readSchema(data.get("output_schema"));
  const problems = [...checkTexts(form), ...(schema.problem ? [{ field: "output_schema", message: schema.problem }] : [])];
  const params = {
    url: data.get("url").trim(),
    goal: data.get("goal").trim(),
    browser_profile: data.get("browser_profile"),
    ...(data.has("strict") && { agent_config: { mode: "strict" } }),
    ...readVault(data),
    ...(data.get("country_code") && { proxy_config: { enabled: true, country_code: data.get("country_code") } }),
    ...(schema.value && { output_schema: schema.value }),
    ...readCapture(data),
  };
  return { request: { params, mode: data.get("mode") }, problems };
}

/** Parses the schema field. Its rules beyond "an object schema" are the service's to check. */
export function readSchema(text) {
  if (text.trim() === "") return {};
  let value;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { problem: `This is not valid JSON: ${error.message}` };
  }
  if (value === null || typeof value !== "object" || value.type !== "object") {
    return { problem: 'The schema must describe an object: {"type": "object", "properties": …}.' };
  }
  return { value };
}

function checkTexts(form) {
  const problems = [];
  const { url, goal } = form.elements;
  if (url.value.trim() === "") problems.push({ field: "url", message: "Enter the page the agent starts on." });
  else if (!url.validity.valid) problems.push({ field: "url", message: "Enter a whole address, with https:// in front." });
  if (goal.value.trim() === "") problems.push({ field: "goal", message: "Say what the agent should do." });
  return problems;
}

function readVault(data) {
  if (!data.has("use_vault")) return {};
  const ids = data.get("credential_item_ids").split(/[\s,]+/).filter(Boolean);
  return { use_vault: true, ...(ids.length > 0 && { credential_item_ids: ids }) };
}

function readCapture(data) {
  const wanted = data.getAll("capture");
  return wanted.length > 0 ? { capture_config: Object.fromEntries(wanted.map((name) => [name, true])) } : {};
}
