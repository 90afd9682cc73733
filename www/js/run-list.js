/** The runs on this page: starting them, following them again after a reload, each in a card of its own. */
import { announce } from "./dom.js";
import { plural } from "./format.js";
import { queueError } from "./refusal.js";
import { RunCard } from "./run-card.js";
import { forgetRun, rememberedRuns, rememberRun } from "./session.js";

/** Two clicks within so many milliseconds are one double click. */
const DOUBLE_CLICK = 700;

/** `onChange` is called whenever a run began or came to its end. */
export function createRunList(client, { onChange }) {
  const host = document.getElementById("runs");
  const cards = [];
  const isRepeat = repeatDetector();

  /** Creates a run and shows it in a card. Input errors go to the form if they are about what it holds, all others stay in the card. */
  async function start(request, form) {
    if (isRepeat(request)) return;
    const card = addCard({ request, onAgain: () => start(request, form) });
    card.heading.focus();
    announce("Starting a run.");
    try {
      card.follow(await createRun(client, request));
    } catch (error) {
      if (!cards.includes(card)) return;
      if (form.showError(error, request)) removeCard(card, { focus: false });
      else card.refuse(error);
    }
  }

  /** Follows a run that exists already, whoever started it. */
  function follow(id) {
    const known = cards.find((card) => card.runId === id && !card.settled);
    const card = known ?? addCard({ runId: id });
    if (!known) watch(card, id);
    card.heading.focus();
  }

  async function watch(card, id) {
    try {
      card.follow(await client.runs.watch(id));
    } catch (error) {
      card.refuse(error);
      if (error.code === "not_found") forgetRun(id);
    }
  }

  function addCard(options) {
    const card = new RunCard({
      ...options,
      client,
      onIdentified: (id) => (rememberRun(id), onChange()),
      onSettled: () => (refresh(), onChange()),
      onFollow: (id) => (removeCard(card), follow(id)),
      onClose: () => removeCard(card),
    });
    cards.unshift(card);
    host.prepend(card.element);
    refresh();
    return card;
  }

  function removeCard(card, { focus = true } = {}) {
    const place = cards.indexOf(card);
    if (place < 0) return;
    cards.splice(place, 1);
    card.close();
    // A run that was lost and is followed again may have two cards.
    if (!cards.some(({ runId }) => runId === card.runId)) forgetRun(card.runId);
    const neighbour = cards[place] ?? cards[place - 1];
    if (focus) (neighbour?.heading ?? document.getElementById("runs-heading")).focus();
    refresh();
  }

  function refresh() {
    const going = cards.filter((card) => !card.settled).length;
    document.getElementById("runs-empty").hidden = cards.length > 0;
    document.getElementById("runs-count").textContent = cards.length > 0 ? `${plural(cards.length, "run")}, ${going} under way` : "";
    document.title = `${going > 0 ? `(${going}) ` : ""}Runs · tinyfish-web`;
  }

  return {
    start,
    follow,
    /** After a reload the ids are enough to see the runs again. */
    resume() {
      for (const id of rememberedRuns()) watch(addCard({ runId: id }), id);
    },
  };
}

/** Tells a request that comes once more within a double click: it would bill a second run. */
function repeatDetector() {
  let last = null;
  let until = 0;
  return (request) => {
    const text = JSON.stringify(request);
    if (text === last && performance.now() < until) return true;
    last = text;
    until = performance.now() + DOUBLE_CLICK;
    return false;
  };
}

/** Streaming listens from the first event; queueing returns at once, and the run is followed by its id. */
async function createRun(client, { params, mode }) {
  if (mode !== "queue") return client.agent.stream(params);
  const { run_id, error } = await client.agent.queue(params);
  if (!run_id) throw queueError(error);
  return client.runs.watch(run_id);
}
