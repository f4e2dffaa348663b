// @ts-check
// One stream for many pages: hands on what the feed tells, and knows what a page that comes now has missed.

import { Stream } from "./feed-stream.js";

/** @typedef {import("./feed-stream.js").State} State */

// A page says hello within seconds of being asked for. The allowance is for a clock that was set in between.
const KEPT_MS = 120_000;
const ALLOWANCE_MS = 2_000;

export class Hub {
  /** Those who listen. @type {Set<MessagePort>} */
  #ports = new Set();
  /** What changed lately, and when that was heard. @type {{at: number, ids: string[]}[]} */
  #recent = [];
  /** Since when no change has been missed; 0: nothing is known yet. */
  #wholeSince = 0;
  /** @type {State} */
  #state = { state: "waiting", why: "" };
  #stream = new Stream((told) => this.#heard(told));

  /** Let a page take part. It says `{hello: when}`, when it was asked for, and `{bye: true}`. @param {MessagePort} port */
  join(port) {
    port.onmessage = ({ data }) => ("hello" in data ? this.#welcome(port, data.hello) : this.#leave(port));
  }

  /** @param {MessagePort} port @param {number} since */
  #welcome(port, since) {
    this.#ports.add(port);
    port.postMessage(this.#state);
    this.#catchUp(port, since);
    this.#stream.start();
  }

  /** @param {MessagePort} port */
  #leave(port) {
    this.#ports.delete(port);
    if (this.#ports.size === 0) this.#stream.stop();
  }

  /** Tell what was heard since a page was asked for, or that nobody knows. Before the stream stands there is no need:
   * it begins by telling that all may have been missed.
   * @param {MessagePort} port @param {number} since */
  #catchUp(port, since) {
    if (!this.#wholeSince) return;
    const from = since - ALLOWANCE_MS;
    if (from < this.#wholeSince || from < Date.now() - KEPT_MS) port.postMessage({ missed: true });
    else port.postMessage({ ids: this.#recent.filter((each) => each.at >= from).flatMap((each) => each.ids) });
  }

  /** @param {import("./feed-stream.js").Told} told */
  #heard(told) {
    if ("state" in told) this.#state = told;
    if ("ids" in told) this.#keep(told.ids);
    if ("missed" in told) {
      this.#recent = [];
      this.#wholeSince = Date.now();
    }
    for (const port of this.#ports) port.postMessage(told);
  }

  /** @param {string[]} ids */
  #keep(ids) {
    const now = Date.now();
    this.#recent = this.#recent.filter((each) => each.at >= now - KEPT_MS);
    this.#recent.push({ at: now, ids });
  }
}
