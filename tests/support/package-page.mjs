// A page of the dashboard's origin, where package and relay are, with a script of a test's own.

/**
 * Opens it. The script is served beside the package, so that what it bundles finds the WebAssembly there.
 *
 * @param headers what the page is served with, besides its type
 */
export async function openPackagePage(context, dashboard, script, headers = {}) {
  // Chromium takes a page that a test answers for to be from afar, which must ask before it frames what is on this machine.
  await context.grantPermissions(["local-network-access"]);
  const page = await context.newPage();
  await page.route("**/pkg/test-page.js", (route) => route.fulfill({ contentType: "text/javascript", body: script }));
  const html = '<!doctype html><html lang="en"><title>Test</title><body><script type="module" src="/pkg/test-page.js"></script>';
  await page.route("**/test-page", (route) => route.fulfill({ headers: { ...headers, "content-type": "text/html" }, body: html }));
  await page.goto(`${dashboard}/test-page`);
  return page;
}
