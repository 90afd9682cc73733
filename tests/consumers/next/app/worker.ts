import { play } from "./play";

addEventListener("message", ({ data }: MessageEvent<string>) => play(data, (text) => postMessage(text)));
