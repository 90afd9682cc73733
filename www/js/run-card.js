/** One run: its status, what it does, how it ended, and the buttons that act on it. */
import { startClock } from "./elapsed.js";
import { hostOf, statusName } from "./format.js";
import { OUTCOME_NAMES, showOutcome } from "./outcome.js";
import { refusal } from "./refusal.js";
import { RunWatch } from "./run-watch.js";

const CONNECTIONS = { connecting: "Connecting", streaming: "Live", polling: "Checking regularly", closed: "" };

export class RunCard {
  /** The `<article>`, ready to be put into the page. */
  element;
  runId;
  settled = false;
  #options;
  #run = null;
  #followedSince = null;
  #watch;
  #stopClock;
  #unsubscribe = () => {};

  /** `request` is absent for a run that was not started from this page; then `runId` says which one it is. */
  constructor(options) {
    this.#options = options;
    this.runId = options.runId ?? null;
    this.element = document.getElementById("run-card-template").content.firstElementChild.cloneNode(true);
    this.#watch = new RunWatch(this.element, options.client);
    this.#stopClock = startClock(this.#field("elapsed"), () => this.#run?.snapshot().startedAt ?? this.#followedSince);
    this.#describe(options.request?.params ?? { goal: "Run", url: null });
    this.#onClick("cancel", () => this.#cancel());
    this.#onClick("close", () => options.onClose());
    this.#onClick("again", () => options.onAgain());
  }

  get heading() {
    return this.#field("goal");
  }

  /** Shows a `RunStream` from now to its end. */
  follow(run) {
    this.#run = run;
    if (!this.element.isConnected) return run.close();
    this.#followedSince = Date.now();
    this.#watch.mount(run);
    this.#unsubscribe = run.subscribe(() => this.#render(run.snapshot()));
    this.#button("cancel").hidden = false;
    this.#render(run.snapshot());
    run.finished.then((outcome) => this.#settle(outcome));
  }

  /** Shows why there is no run to follow. The error may name one all the same, which was made and could not be read. */
  refuse(error) {
    if (!this.element.isConnected) return;
    this.#identify(error.runId);
    this.#settle(refusal(error, this.runId));
  }

  /** Takes the card away. The run itself goes on: closing is not cancelling. */
  close() {
    this.#unsubscribe();
    this.#stopClock();
    this.#watch.unmount();
    this.element.remove();
    this.#run?.close();
  }

  #render(snapshot) {
    this.#identify(snapshot.runId);
    this.#describe(snapshot);
    this.element.dataset.status = snapshot.status ?? "";
    const cancelling = snapshot.cancelRequested && !snapshot.outcome;
    // A run that the service never named has settled without a status.
    const known = snapshot.status ?? OUTCOME_NAMES[snapshot.outcome?.kind];
    this.#field("status").textContent = cancelling ? "Cancelling" : statusName(known);
    this.#field("connection").textContent = CONNECTIONS[snapshot.connection] ?? "";
    this.#watch.render(snapshot);
  }

  async #settle(outcome) {
    if (!this.element.isConnected) return;
    this.settled = true;
    this.element.dataset.outcome = outcome.kind;
    if (this.#run) this.#render(this.#run.snapshot());
    else this.#showUnfollowed(outcome.kind);
    this.#stopClock(outcome.run);
    this.#settleButtons();
    const { onFollow, onSettled } = this.#options;
    showOutcome(this.#field("outcome"), outcome, { onFollow });
    this.#watch.announce(`${OUTCOME_NAMES[outcome.kind] ?? outcome.kind}: ${this.heading.textContent}`);
    onSettled();
  }

  /** There never was a run to watch. */
  #showUnfollowed(kind) {
    this.#field("status").textContent = OUTCOME_NAMES[kind];
    this.element.querySelector(".watch").hidden = true;
  }

  async #cancel() {
    const button = this.#button("cancel");
    if (button.getAttribute("aria-disabled") === "true") return;
    // `disabled` would drop the keyboard focus to the top of the page.
    button.setAttribute("aria-disabled", "true");
    button.textContent = "Cancelling…";
    this.#field("cancel-problem").textContent = "";
    try {
      await this.#run.cancel();
    } catch (error) {
      // The run ended by itself meanwhile: there is nothing left to cancel.
      if (this.settled) return;
      button.removeAttribute("aria-disabled");
      button.textContent = "Cancel";
      this.#watch.announce(error.message);
      this.#field("cancel-problem").textContent = error.message;
    }
  }

  #settleButtons() {
    const cancel = this.#button("cancel");
    if (document.activeElement === cancel) this.heading.focus();
    cancel.hidden = true;
    this.#button("again").hidden = this.#options.onAgain === undefined;
    this.#field("cancel-problem").textContent = "";
  }

  #identify(runId) {
    if (!runId || this.element.dataset.runId === runId) return;
    this.runId = runId;
    this.element.dataset.runId = runId;
    this.#field("run-id").textContent = runId;
    this.#options.onIdentified(runId);
  }

  #describe({ goal, url }) {
    if (goal) this.heading.textContent = goal;
    if (url) this.#field("target").textContent = hostOf(url);
    this.#button("close").setAttribute("aria-label", `Close run: ${this.heading.textContent}`);
  }

  #field(name) {
    return this.element.querySelector(`[data-field="${name}"]`);
  }

  #button(action) {
    return this.element.querySelector(`[data-action="${action}"]`);
  }

  #onClick(action, listener) {
    this.#button(action).addEventListener("click", listener);
  }
}
