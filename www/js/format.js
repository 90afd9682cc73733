/** Numbers and times as people read them. */

const STATUS_NAMES = {
  PENDING: "Queued",
  RUNNING: "Running",
  COMPLETED: "Completed",
  FAILED: "Failed",
  CANCELLED: "Cancelled",
};

/** A status in words. Statuses not known today are shown as they came. */
export function statusName(status) {
  if (status == null) return "Starting";
  return STATUS_NAMES[status] ?? status;
}

/** Milliseconds as `m:ss`, from an hour on `h:mm:ss`. */
export function clock(milliseconds) {
  const total = Math.max(0, Math.floor(milliseconds / 1000));
  const parts = [Math.floor(total / 60) % 60, total % 60];
  if (total >= 3600) parts.unshift(Math.floor(total / 3600));
  return parts.map((part, index) => (index === 0 ? String(part) : String(part).padStart(2, "0"))).join(":");
}

const dateTime = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });

/** An ISO time in the reader's locale and zone; empty when absent. */
export function when(iso) {
  const time = Date.parse(iso ?? "");
  return Number.isNaN(time) ? "" : dateTime.format(time);
}

/** How long a run took, from its own times; empty while it goes on. */
export function took(run) {
  const from = Date.parse(run.started_at ?? run.created_at ?? "");
  const to = Date.parse(run.finished_at ?? "");
  return Number.isNaN(from) || Number.isNaN(to) ? "" : clock(to - from);
}

export function plural(count, one, many = `${one}s`) {
  return `${count} ${count === 1 ? one : many}`;
}

/** The host of an address, for places where the whole address is too long. */
export function hostOf(address) {
  return address && URL.canParse(address) ? new URL(address).host : "";
}
