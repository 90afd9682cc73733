/**
 * DOM building by API calls only. Data from a run reaches the page as text nodes and checked attributes,
 * so markup inside it stays text.
 */

/** Makes an element: `h("p", { class: "hint" }, "text", otherNode)`. `null` and `false` children are left out. */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "on") listen(element, value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...children.flat().filter((child) => child != null && child !== false));
  return element;
}

function listen(element, listeners) {
  for (const [type, listener] of Object.entries(listeners)) element.addEventListener(type, listener);
}

/** An icon of the page's sprite. Always beside text or inside a labelled control, so hidden from assistive technology. */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `#icon-${name}`);
  svg.append(use);
  return svg;
}

/** A link that opens elsewhere, or plain text when the address is not a web address. */
export function externalLink(address, text = address) {
  if (!isWebAddress(address)) return document.createTextNode(text);
  return h("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, text);
}

export function isWebAddress(text) {
  return /^https?:\/\//i.test(text) && URL.canParse(text);
}

const announcer = () => document.getElementById("announcer");

/** Says something once to assistive technology, without moving the focus. */
export function announce(text) {
  announcer().textContent = text;
}
