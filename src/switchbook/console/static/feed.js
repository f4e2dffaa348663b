// @ts-check
// What a page hears of the feed of changes: which sessions changed, in batches; and the light that says whether it does.
//
// A browser has six connections to a server, and a stream keeps one: with a stream for each, six tabs would starve every
// other page. So a shared worker holds one for all. Where there are no shared workers (some telephones), each page has its
// own, but only while it is to be seen. Positions are kept where the stream is; pages only hear ids and ask for what is
// there now, by the rights of their own reader, so nothing can be doubled, and a cut costs nothing.

import { Hub } from "./feed-hub.js";

/** What changed: sessions, or perhaps anything (`all`). @typedef {{ids: Set<string>, all: boolean}} Batch */

const GATHER_MS = 250;
// So many changes at once are as good as all: a page asks for everything rather than for each.
const MANY = 200;
// A form that was sent has the page on its way: for so long nothing else leads it elsewhere.
const LEAVING_MS = 5_000;

/** @type {Batch} */
let gathered = { ids: new Set(), all: false };
/** @type {((batch: Batch) => Promise<void>) | null} */
let listener = null;
let busy = false;
let sentAt = -LEAVING_MS;
addEventListener("submit", () => {
  sentAt = performance.now();
});

/** Hear of changes, batch by batch: the next comes once the last is dealt with, and while the page is to be seen.
 * @param {(batch: Batch) => Promise<void>} wanted */
export function onChanges(wanted) {
  listener = wanted;
  const own = typeof SharedWorker === "undefined";
  const port = own ? inThisPage() : inWorker();
  port.onmessage = ({ data }) => heard(data);
  let since = performance.timeOrigin;
  const hello = () => port.postMessage({ hello: since });
  const bye = () => {
    since = Date.now();
    port.postMessage({ bye: true });
  };
  addEventListener("pagehide", bye);
  addEventListener("pageshow", (event) => event.persisted && hello());
  document.addEventListener("visibilitychange", () => {
    if (own) document.hidden ? bye() : hello();
    void deliver();
  });
  if (!own || !document.hidden) hello();
}

function inWorker() {
  // One for each reader: a stream that was begun for somebody else hears what they may see, until the server looks again.
  const name = `switchbook-feed ${document.documentElement.dataset["reader"]}`;
  const worker = new SharedWorker(new URL("feed-worker.js", import.meta.url), { type: "module", name });
  worker.onerror = () => show({ state: "off", why: "this browser does not let the page listen" });
  worker.port.start();
  return worker.port;
}

function inThisPage() {
  const { port1, port2 } = new MessageChannel();
  new Hub().join(port1);
  return port2;
}

/** @param {import("./feed-stream.js").Told} told */
function heard(told) {
  if ("state" in told) {
    show(told);
    return;
  }
  if ("missed" in told) gathered.all = true;
  else for (const id of told.ids) gathered.ids.add(id);
  if (gathered.ids.size > MANY) gathered.all = true;
  void deliver();
}

async function deliver() {
  if (busy || document.hidden || !listener || (!gathered.all && gathered.ids.size === 0)) return;
  busy = true;
  await new Promise((done) => setTimeout(done, GATHER_MS));
  const batch = gathered;
  gathered = { ids: new Set(), all: false };
  const began = performance.now();
  try {
    await listener(batch);
  } catch {
    // The server could not say how things are now; it is asked again for all of that.
    gathered.all = true;
    await new Promise((done) => setTimeout(done, 2_000));
  }
  // A page that is slow to answer is asked less often, so that it gets at least half of the time for others.
  await new Promise((done) => setTimeout(done, performance.now() - began));
  busy = false;
  void deliver();
}

/** Ask the server for a part of this page as it is now. Goes to the login page where that is wanted.
 * @param {string} address @param {string} target the id of the element it is for
 * @returns {Promise<DocumentFragment>} what goes into it */
export async function part(address, target) {
  const answer = await fetch(address, { headers: { "hx-request": "true", "hx-target": target, "hx-current-url": location.href } });
  const elsewhere = answer.headers.get("hx-redirect");
  // Whoever signs out is led to the login page by that, not back to here from there.
  if (elsewhere && performance.now() - sentAt >= LEAVING_MS) location.assign(elsewhere);
  if (elsewhere || answer.status >= 500 || answer.status === 429) throw new Error(`no part: ${answer.status}`);
  const made = document.createElement("template");
  made.innerHTML = await answer.text();
  return made.content;
}

/** @param {import("./feed-stream.js").State} told */
function show(told) {
  const words = { live: "Live", waiting: "Reconnecting…", off: `Not live: ${told.why}` };
  for (const light of document.querySelectorAll("[data-light]")) {
    if (!(light instanceof HTMLElement) || light.textContent === words[told.state]) continue;
    light.dataset["light"] = told.state;
    light.textContent = words[told.state];
  }
}
