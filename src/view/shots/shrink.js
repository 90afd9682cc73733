// A picture in the size it is shown in. An <img> keeps a whole picture decoded, four bytes for each of its pixels: for a
// strip of screenshots that is hundreds of megabytes.

/** What has fewer bytes has few pixels too. */
const SMALL = 16384;

/** Whether canvases give noise instead of what was drawn: privacy.resistFingerprinting of Firefox, and so Tor Browser. */
const isNoisy = () => new OffscreenCanvas(1, 1).getContext("2d").getImageData(0, 0, 1, 1).data.some(Boolean);

/** By half at a time: to scale by more at once Chromium makes smaller copies of the whole, and keeps them. */
async function scaled(bitmap, width, height) {
  const [resizeWidth, resizeHeight] = [Math.max(width, bitmap.width >> 1), Math.max(height, bitmap.height >> 1)];
  const next = await createImageBitmap(bitmap, { resizeWidth, resizeHeight, resizeQuality: "low" });
  bitmap.close();
  return resizeWidth > width || resizeHeight > height ? scaled(next, width, height) : next;
}

/** The picture, just large enough to cover this box; as it is, where it is no larger or this browser cannot. */
export async function shrink(blob, width, height) {
  if (blob.size < SMALL || !width) return blob;
  let whole;
  try {
    whole = await createImageBitmap(blob);
    const scale = Math.max(width / whole.width, height / whole.height);
    if (scale >= 1 || isNoisy()) return blob;
    const bitmap = await scaled(whole, Math.ceil(whole.width * scale), Math.ceil(whole.height * scale));
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    canvas.getContext("bitmaprenderer").transferFromImageBitmap(bitmap);
    return await canvas.convertToBlob({ type: blob.type, quality: 0.9 });
  } catch {
    return blob;
  } finally {
    whole?.close();
  }
}
