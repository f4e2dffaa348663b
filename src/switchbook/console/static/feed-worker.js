// @ts-check
// The shared worker that holds the one connection of all pages of this browser to the feed.

import { Hub } from "./feed-hub.js";

const hub = new Hub();

addEventListener("connect", (event) => {
  const port = event instanceof MessageEvent ? event.ports[0] : undefined;
  if (port) hub.join(port);
});
