/** The emulator's samples: each shows one thing a page has to cope with. */

const PRODUCTS_SCHEMA = {
  type: "object",
  properties: {
    products: {
      type: "array",
      items: {
        type: "object",
        properties: {
          name: { type: "string" },
          price: { type: "number" },
          rating: { type: "number" },
          in_stock: { type: "boolean" },
          url: { type: "string" },
        },
        required: ["name", "price"],
      },
    },
  },
  required: ["products"],
};

/** The address of a run that fails as an account without credit does. */
function failure() {
  const address = new URL("http://scenarios.test/fail?category=BILLING_FAILURE&code=INSUFFICIENT_CREDITS&delay=700");
  address.searchParams.set("message", "The account has no credit left.");
  address.searchParams.set("help_message", "Add credit to the account, then start the run again.");
  address.searchParams.set("help_url", "https://agent.tinyfish.ai/billing");
  return address.href;
}

/** Form values for each sample, made from what `/demo.json` says. Samples whose pages are missing are left out. */
export function samples({ shop, credentials = [] }) {
  const page = (path) => (shop ? new URL(path, shop).href : null);
  return [
    {
      id: "complete",
      label: "Product list",
      values: { url: page("/"), goal: "List every product in the shop with its price and rating.", schema: PRODUCTS_SCHEMA },
    },
    {
      id: "strict",
      label: "Strict mode",
      values: { url: page("/"), goal: "List the products. Stop as soon as something unexpected covers the page.", strict: true },
    },
    {
      id: "vault",
      label: "Vault log-in",
      values: { url: page("/login"), goal: "Log in and read my account.", useVault: true, credentials: credentials.slice(0, 1) },
    },
    {
      id: "fail",
      label: "Failing run",
      values: { url: failure(), goal: "Fail after some steps, and say what to do about it." },
    },
    {
      id: "never",
      label: "Endless run",
      values: { url: "http://scenarios.test/never?steps=8&delay=900", goal: "Keep going until somebody presses Cancel." },
    },
  ].filter((sample) => sample.values.url !== null);
}
