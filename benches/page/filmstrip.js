// A filmstrip of many screenshots: the SDK's, and one of plain images of the same size.

import { connect, mountScreenshots } from "/pkg/index.js";

const frame = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));

let steps = [];
let strip;

/** Draws screenshots of a usual size, no two alike. */
export async function prepare({ count }) {
  await connect({ baseURL: "/nowhere" });
  document.body.style.margin = 0;
  const canvas = new OffscreenCanvas(1280, 800);
  const context = canvas.getContext("2d");
  for (let index = 0; index < count; index++) {
    paint(context, index);
    const blob = await canvas.convertToBlob({ type: "image/jpeg", quality: 0.8 });
    steps.push({ id: `step-${index}`, status: "COMPLETED", action: `Step ${index}`, screenshot: await dataUri(blob) });
  }
  return steps.reduce((sum, { screenshot }) => sum + screenshot.length, 0);
}

function paint(context, index) {
  context.fillStyle = `hsl(${index * 7} 40% 92%)`;
  context.fillRect(0, 0, 1280, 800);
  context.font = "16px sans-serif";
  for (let line = 0; line < 600; line++) {
    context.fillStyle = `hsl(${line * 31 + index} 60% 40%)`;
    context.fillText(`Offer ${index * 600 + line}`, (line % 12) * 106, 20 + 16 * Math.floor(line / 12));
  }
}

function dataUri(blob) {
  return new Promise((resolve) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result);
    reader.readAsDataURL(blob);
  });
}

const MOUNTS = {
  ours() {
    const element = document.body.appendChild(document.createElement("div"));
    mountScreenshots(element, steps);
    return element.querySelector(".tinyfish-strip");
  },
  images() {
    const element = document.body.appendChild(document.createElement("div"));
    element.style.cssText = "display: flex; gap: 12px; overflow-x: auto; padding: 4px 4px 12px";
    const images = steps.map(({ screenshot }) => {
      const image = new Image();
      image.src = screenshot;
      image.style.cssText = "flex: none; width: 208px; height: 130px; object-fit: cover";
      return image;
    });
    element.append(...images);
    return element;
  },
};

/** Milliseconds until every picture in view is painted. */
export async function mount(contender) {
  const start = performance.now();
  strip = MOUNTS[contender]();
  await painted();
  return performance.now() - start;
}

/** Goes through the strip to its end, as a reader would; gives how many pictures were seen on the way. */
export async function scroll() {
  const seen = new Set();
  for (let left = 0; left < strip.scrollWidth; left += strip.clientWidth / 2) {
    strip.scrollLeft = left;
    for (const image of await painted()) seen.add(Math.round((image.getBoundingClientRect().left + strip.scrollLeft) / 100));
  }
  return seen.size;
}

/** Waits until the places in view have their pictures, decoded and painted. */
async function painted() {
  for (;;) {
    const places = [...strip.children].filter(inView);
    const images = places.map((place) => (place.matches("img") ? place : place.querySelector("img")));
    if (places.length > 0 && images.every((image) => image?.complete && image.naturalWidth > 0)) {
      await Promise.all(images.map((image) => image.decode()));
      await frame();
      return images;
    }
    await frame();
  }
}

function inView(element) {
  const { left, right } = element.getBoundingClientRect();
  return right > 0 && left < innerWidth;
}
