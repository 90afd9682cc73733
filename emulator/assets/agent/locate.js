(selector) => {
  const element = document.querySelector(selector);
  if (!element) return null;
  element.scrollIntoView({ block: "center", behavior: "instant" });
  const box = element.getBoundingClientRect();
  const x = box.left + box.width / 2;
  const y = box.top + box.height / 2;
  const top = document.elementFromPoint(x, y);
  const free = top && (element.contains(top) || top.contains(element));
  if (free) return { x, y, covered_by: null };
  const cover = top?.closest("[role=dialog], dialog") ?? document.querySelector("[role=dialog], dialog[open]") ?? top;
  const title = cover?.querySelector("h1, h2, h3")?.textContent ?? cover?.textContent ?? "";
  return { x, y, covered_by: title.trim().slice(0, 80) };
};
