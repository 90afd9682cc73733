// A picture in the size it is shown in. An <img> keeps a whole picture decoded, four bytes for each of its pixels: for a
// strip of screenshots that is hundreds of megabytes.

/** What has fewer bytes has few pixels too. */
const SMALL = 16384;

/** Whether canvases give noise instead of what was drawn: privacy.resistFingerprinting of Firefox, and so Tor Browser. */
const isNoisy = () => new OffscreenCanvas(1, 1).getContext("2d").getImageData(0, 0, 1, 1).data.some(Boolean);

/** The picture, just large enough to cover this box; as it is, where it is no larger or this browser cannot. */
export async function shrink(blob, width, height) {
  if (blob.size < SMALL || !width) return blob;
  let whole;
  try {
    whole = await createImageBitmap(blob);
    const scale = Math.max(width / whole.width, height / whole.height);
    if (scale >= 1 || isNoisy()) return blob;
    const size = { resizeWidth: Math.ceil(whole.width * scale), resizeHeight: Math.ceil(whole.height * scale) };
    const bitmap = await createImageBitmap(whole, { ...size, resizeQuality: "high" });
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    canvas.getContext("bitmaprenderer").transferFromImageBitmap(bitmap);
    return await canvas.convertToBlob({ type: blob.type, quality: 0.9 });
  } catch {
    return blob;
  } finally {
    whole?.close();
  }
}
