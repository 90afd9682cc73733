[...document.querySelectorAll("[data-product]")].map((card) => {
  const text = (selector) => card.querySelector(selector)?.textContent.trim() ?? null;
  return {
    name: text(".name"),
    price: Number(text(".price")?.replace(/[^0-9.]/g, "")),
    currency: "EUR",
    rating: Number(text(".stars")?.match(/[0-9.]+/)?.[0]),
    reviews: Number(text(".reviews")?.match(/[0-9]+/)?.[0]),
    in_stock: !card.querySelector(".sold-out"),
    category: text(".category"),
    url: card.querySelector("a").href,
  };
})
