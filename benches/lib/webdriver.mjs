// The few WebDriver commands (W3C) that are needed, over fetch: a client library would bring a hundred times more.

/** One WebDriver session at `driver`, the driver's address. */
export async function startSession(driver, capabilities) {
  const { sessionId, capabilities: given } = await command(driver, "POST", "/session", { capabilities: { alwaysMatch: capabilities } });
  const send = (method, path, body) => command(driver, method, `/session/${sessionId}${path}`, body);
  return {
    version: given.browserVersion,
    processId: given["moz:processID"],
    go: (url) => send("POST", "/url", { url }),
    /** Runs the body of a function in the page; its last argument is the callback that ends it. */
    execute: (script, ...args) => send("POST", "/execute/async", { script, args }),
    timeouts: (limits) => send("POST", "/timeouts", limits),
    /** Firefox: whether scripts run in the page (`content`) or in the browser itself (`chrome`). */
    context: (context) => send("POST", "/moz/context", { context }),
    end: () => send("DELETE", ""),
  };
}

async function command(driver, method, path, body) {
  const response = await fetch(driver + path, {
    method,
    headers: { "content-type": "application/json" },
    body: method === "POST" ? JSON.stringify(body ?? {}) : undefined,
  });
  const { value } = await response.json();
  if (!response.ok) throw new Error(`${method} ${path}: ${value.error}: ${value.message}`);
  return value;
}
