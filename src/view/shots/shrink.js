// A picture in the size it is shown in. An <img> keeps a whole picture decoded, four bytes for each of its pixels: for a
// strip of screenshots that is hundreds of megabytes.

/** What has fewer bytes has few pixels too. */
const SMALL = 16384;

/** The picture, `width` pixels wide; as it is, where it is small or this browser cannot. */
export async function shrink(blob, width) {
  if (blob.size < SMALL) return blob;
  try {
    const bitmap = await createImageBitmap(blob, { resizeWidth: width, resizeQuality: "high" });
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    canvas.getContext("bitmaprenderer").transferFromImageBitmap(bitmap);
    return await canvas.convertToBlob({ type: blob.type, quality: 0.9 });
  } catch {
    return blob;
  }
}
