/** Any JSON value as DOM: lists of flat objects as tables, everything else as a tree that opens level by level. */
import { externalLink, h } from "./dom.js";
import { plural } from "./format.js";

// A large result is rendered in parts, so that a few thousand rows do not freeze the page.
const PART = 100;
const LONG_TEXT = 2000;

export function valueView(value) {
  if (isTable(value)) return table(value);
  if (isContainer(value)) return tree(value);
  return scalar(value);
}

function isContainer(value) {
  return value !== null && typeof value === "object";
}

/** A list of objects that hold no further lists or objects. */
function isTable(value) {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((row) => isContainer(row) && !Array.isArray(row) && !Object.values(row).some(isContainer))
  );
}

function table(rows) {
  const columns = [...new Set(rows.flatMap(Object.keys))];
  const numeric = new Set(columns.filter((column) => rows.every((row) => typeof row[column] === "number")));
  const body = h("tbody");
  appendInParts(body, rows, (row) => h("tr", {}, columns.map((column) => cell(row[column], numeric.has(column)))), (more) =>
    h("tr", {}, h("td", { colspan: columns.length }, more)),
  );
  const caption = plural(rows.length, "row");
  // A scrolling region takes the focus, so that the keyboard can scroll it.
  return h("div", { class: "table-scroll", role: "region", "aria-label": `Table, ${caption}`, tabindex: "0" },
    h("table", { class: "data-table" },
      h("caption", {}, caption),
      h("thead", {}, h("tr", {}, columns.map((column) => h("th", { scope: "col", class: numeric.has(column) && "number" }, column)))),
      body,
    ),
  );
}

function cell(value, numeric) {
  return h("td", { class: numeric && "number" }, value === undefined ? null : scalar(value));
}

function tree(value) {
  const list = h("div", { class: "tree", role: "list" });
  const entries = Object.entries(value);
  if (entries.length === 0) return h("p", { class: "tree-value", "data-type": "null" }, Array.isArray(value) ? "Empty list" : "Empty object");
  appendInParts(list, entries, ([key, child]) => treeItem(key, child), (more) => h("div", { role: "listitem" }, more));
  return list;
}

function treeItem(key, value) {
  if (isContainer(value)) return h("div", { role: "listitem" }, branch(key, value));
  return h("div", { class: "tree-row", role: "listitem" }, h("span", { class: "tree-key" }, key), scalar(value));
}

/** Children are made when the branch is opened for the first time; short ones open by themselves. */
function branch(key, value) {
  const size = Array.isArray(value) ? plural(value.length, "item") : plural(Object.keys(value).length, "field");
  const details = h("details", {}, h("summary", {}, h("span", { class: "tree-key" }, key), h("span", { class: "size" }, size)));
  details.addEventListener("toggle", () => details.append(valueView(value)), { once: true });
  details.open = isTable(value) || Object.keys(value).length <= 12;
  return details;
}

function scalar(value) {
  const type = value === null ? "null" : typeof value;
  const text = String(value);
  const view = h("span", { class: "tree-value", "data-type": type });
  if (type !== "string") view.append(text);
  else if (text.length > LONG_TEXT) view.append(text.slice(0, LONG_TEXT), "… ", showAllButton(view, text));
  else view.append(externalLink(text));
  return view;
}

function showAllButton(view, text) {
  const label = `Show all ${text.length.toLocaleString()} characters`;
  return h("button", { type: "button", class: "button small", on: { click: () => view.replaceChildren(text) } }, label);
}

/** Appends the first entries and, if there are more, a button that goes on. `wrap` puts the button into the list. */
function appendInParts(parent, entries, render, wrap) {
  parent.append(...entries.slice(0, PART).map(render));
  const rest = entries.slice(PART);
  if (rest.length === 0) return;
  const button = h("button", { type: "button", class: "button small" }, `Show more (${rest.length.toLocaleString()} left)`);
  const holder = wrap(button);
  button.addEventListener("click", () => {
    holder.remove();
    appendInParts(parent, rest, render, wrap);
  });
  parent.append(holder);
}
