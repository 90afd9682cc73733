const JSON_HEADERS = { "content-type": "application/json", "cache-control": "no-store" };

/** Thrown where a request goes no further; becomes the documented error envelope (API reference: Error codes). */
export class Refusal extends Error {
  /**
   * @param {number} status
   * @param {string} code
   * @param {string} message shown to the page: never a key, never an address of the service
   * @param {Record<string, string>} [headers]
   */
  constructor(status, code, message, headers = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }

  toResponse() {
    const body = { error: { code: this.code, message: this.message } };
    return json(body, this.status, this.headers);
  }
}

/**
 * @param {unknown} body
 * @param {number} [status]
 * @param {Record<string, string>} [headers]
 */
export function json(body, status = 200, headers = {}) {
  return new Response(JSON.stringify(body), { status, headers: { ...JSON_HEADERS, ...headers } });
}
