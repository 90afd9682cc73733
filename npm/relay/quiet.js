/**
 * Calls a function of the app and does not wait for it. What it throws, at once or later, goes to `failed`: a rejection that nobody
 * takes ends Node.
 *
 * @param {() => unknown} call
 * @param {(error: unknown) => void} [failed]
 */
export function quiet(call, failed = () => {}) {
  try {
    Promise.resolve(call()).catch(failed);
  } catch (error) {
    failed(error);
  }
}
