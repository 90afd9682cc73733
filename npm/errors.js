/** Own enumerable properties, in the order in which a console shows them. */
const FIELDS = [
  "code",
  "status",
  "runId",
  "retryable",
  "retryAfter",
  "category",
  "helpUrl",
  "helpMessage",
  "serviceCode",
  "details",
  "field",
];

const NAME = "TinyFishError";

/** Every error of this package. Its declaration in errors.d.ts documents each field. */
export class TinyFishError extends Error {
  constructor(fields) {
    super(fields.message, fields.cause == null ? undefined : { cause: fields.cause });
    for (const field of FIELDS) {
      if (fields[field] != null) this[field] = fields[field];
    }
    this.retryable ??= false;
  }

  /** Leaves out `cause` and `stack`: a cause may be anything, a request with its headers for instance. */
  toJSON() {
    return { name: NAME, message: this.message, ...this };
  }
}

// On the prototype and not enumerable, as for the errors of the language, and kept when a minifier renames the class.
Object.defineProperty(TinyFishError.prototype, "name", { value: NAME, writable: true, configurable: true });

/** Holds for errors of another copy of this package too, where `instanceof` does not. */
export function isTinyFishError(error) {
  return typeof error === "object" && error !== null && error.name === NAME && typeof error.code === "string";
}
