(() => {
  const text = (selector) => document.querySelector(selector)?.textContent.trim() ?? null;
  const rows = [...document.querySelectorAll(".facts tr")];
  return {
    name: text("h1"),
    price: Number(text(".price")?.replace(/[^0-9.]/g, "")),
    currency: "EUR",
    rating: Number(text(".stars")?.match(/[0-9.]+/)?.[0]),
    reviews: Number(text(".reviews")?.match(/[0-9]+/)?.[0]),
    description: text(".description"),
    facts: Object.fromEntries(rows.map((row) => [row.cells[0].textContent, row.cells[1].textContent])),
    url: location.href,
  };
})()
