import { Refusal } from "./refusal.js";

/**
 * Reads the body as a JSON object. Bytes are counted as they come: `Content-Length` may be missing or wrong.
 *
 * @param {Request} request
 * @param {number} limit in bytes
 * @returns {Promise<Record<string, unknown>>}
 */
export async function readObject(request, limit) {
  // Anything else could be sent by a form of another site without a preflight.
  if (!/^application\/json\s*(;|$)/i.test(request.headers.get("content-type") ?? "")) {
    throw new Refusal(415, "INVALID_INPUT", "The body must be JSON, with Content-Type: application/json.");
  }
  const text = await readText(request, limit);
  const value = parse(text);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new Refusal(400, "INVALID_INPUT", "The body must be a JSON object.");
  }
  return /** @type {Record<string, unknown>} */ (value);
}

/** @param {Request} request @param {number} limit */
async function readText(request, limit) {
  const tooLarge = () => new Refusal(413, "INVALID_INPUT", `The body is larger than ${limit} bytes.`);
  if (Number(request.headers.get("content-length")) > limit) throw tooLarge();
  if (!request.body) return "";
  const reader = request.body.getReader();
  const decoder = new TextDecoder();
  let text = "";
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read().catch(() => {
      throw new Refusal(400, "INVALID_INPUT", "The body broke off.");
    });
    if (done) return text + decoder.decode();
    size += value.byteLength;
    if (size > limit) {
      // Not awaited: a client that goes on sending must not hold the answer back.
      reader.cancel().catch(() => {});
      throw tooLarge();
    }
    text += decoder.decode(value, { stream: true });
  }
}

/** @param {string} text @returns {unknown} */
function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal(400, "INVALID_INPUT", "The body is not valid JSON.");
  }
}
