// Whether a picture shows something.

/**
 * Decodes a PNG in the browser and counts its colours. An empty frame, a plain background and a line of text on one have few;
 * a page that was really drawn has many, and a good part of it is not the background.
 */
export async function paint(page, png) {
  const { colours, spread } = await page.evaluate(measure, png.toString("base64"));
  return { colours, spread, painted: colours >= 32 && spread >= 0.02 };
}

/** Runs in the page. `spread`: the part of the pixels that does not have the most frequent colour. */
async function measure(base64) {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
  const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d");
  context.drawImage(bitmap, 0, 0);
  const pixels = new Uint32Array(context.getImageData(0, 0, bitmap.width, bitmap.height).data.buffer);
  const counts = new Map();
  for (const pixel of pixels) counts.set(pixel, (counts.get(pixel) ?? 0) + 1);
  return { colours: counts.size, spread: 1 - Math.max(...counts.values()) / pixels.length };
}

/** Waits until an `<img>` has loaded, which it may do only when scrolled to; then the browser must be able to draw it. */
export async function isDecoded(image, timeout = 10_000) {
  const loaded = (img) => img.complete && img.naturalWidth > 0;
  try {
    await image.page().waitForFunction(loaded, await image.elementHandle(), { timeout });
    return await image.evaluate((img) => img.decode().then(() => true));
  } catch {
    return false;
  }
}
