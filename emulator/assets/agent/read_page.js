(() => {
  const text = (node) => node.textContent.replace(/\s+/g, " ").trim().slice(0, 300);
  const headings = [...document.querySelectorAll("h1, h2, h3")]
    .map((node) => ({ level: Number(node.tagName[1]), text: text(node) }))
    .filter((heading) => heading.text);
  const links = [...document.querySelectorAll("a[href]")]
    .filter((node) => node.protocol === "http:" || node.protocol === "https:")
    .map((node) => ({ text: text(node), url: node.href }));
  return {
    url: location.href,
    title: document.title,
    description: document.querySelector("meta[name=description]")?.content ?? null,
    language: document.documentElement.lang || null,
    headings: headings.slice(0, 60),
    links: links.slice(0, 60),
  };
})()
