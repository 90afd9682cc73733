const RUN_ID = /"run_?[iI]d"\s*:\s*"([A-Za-z0-9_-]{1,200})"/;
/** `STARTED` comes first; a stream that has not named its run by then will not. */
const LOOKED_THROUGH = 65_536;

/**
 * Looks for the first run id in a stream and does not change it.
 *
 * @param {(id: string) => void | Promise<void>} found
 * @returns {(chunk: Uint8Array) => void | Promise<void>}
 */
export function idFinder(found) {
  const decoder = new TextDecoder();
  let text = "";
  let over = false;
  return (chunk) => {
    if (over) return;
    text += decoder.decode(chunk, { stream: true });
    const id = RUN_ID.exec(text)?.[1];
    over = id !== undefined || text.length > LOOKED_THROUGH;
    if (over) text = "";
    return id === undefined ? undefined : found(id);
  };
}

/** The ids in the answer of a creating call. @param {string} text @returns {string[]} */
export function idsIn(text) {
  try {
    const body = JSON.parse(text);
    const ids = Array.isArray(body?.run_ids) ? body.run_ids : [body?.run_id ?? body?.runId];
    return ids.filter((/** @type {unknown} */ id) => typeof id === "string");
  } catch {
    return [];
  }
}
