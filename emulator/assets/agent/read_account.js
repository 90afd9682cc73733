(() => {
  const text = (selector) => document.querySelector(selector)?.textContent.trim() ?? null;
  return {
    member: text(".member"),
    points: Number(text(".points")),
    orders: [...document.querySelectorAll(".orders tbody tr")].map((row) => ({
      number: row.cells[0].textContent,
      date: row.cells[1].textContent,
      total: Number(row.cells[2].textContent.replace(/[^0-9.]/g, "")),
    })),
  };
})()
