import { play } from "./play";

addEventListener("connect", (event) => {
  const [port] = (event as MessageEvent).ports;
  if (port) port.onmessage = ({ data }: MessageEvent<string>) => play(data, (text) => port.postMessage(text));
});
