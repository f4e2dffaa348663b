// @ts-check
// Listens to the feed of changes (`/sessions/changes` as server-sent events), through whatever cuts it off.
//
// It reads the stream itself, where the browser's own EventSource would hide what has to be known: why the server refuses,
// and that a connection which looks open has died. The server says something every 15 seconds at the most.

/**
 * What is told: how it stands; which sessions changed; or that changes may have been missed, and all is to be asked anew.
 * @typedef {{state: "live" | "waiting" | "off", why: string}} State
 * @typedef {State | {ids: string[]} | {missed: true}} Told
 */

const FEED = "/sessions/changes";
const SILENCE_MS = 40_000;
const LOOK_MS = 5_000;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;
const PATIENCE_MS = 30_000;

export class Stream {
  /** The position up to which everything was told; empty: from now on. */
  #position = "";
  #failures = 0;
  #failingSince = 0;
  /** The stream under way, to cut it off. @type {AbortController | null} */
  #open = null;
  /** @type {(told: Told) => void} */
  #tell;

  /** @param {(told: Told) => void} tell */
  constructor(tell) {
    this.#tell = tell;
  }

  /** Listen from where it was left, until stopped. */
  start() {
    if (this.#open) return;
    this.#open = new AbortController();
    void this.#run(this.#open.signal);
  }

  /** Stop listening, and keep the position. */
  stop() {
    this.#open?.abort();
    this.#open = null;
  }

  /** @param {AbortSignal} stopped */
  async #run(stopped) {
    while (!stopped.aborted) {
      /** @type {State} */
      let state = { state: "waiting", why: "" };
      try {
        state = await this.#listen(stopped);
      } catch {
        // Cut off, or never reached: told below, tried again.
      }
      if (stopped.aborted) return;
      this.#failingSince ||= Date.now();
      if (state.state === "waiting" && Date.now() - this.#failingSince > PATIENCE_MS) {
        state = { state: "off", why: "the server does not answer" };
      }
      this.#tell(state);
      await pause(Math.min(FIRST_WAIT_MS * 2 ** this.#failures, LONGEST_WAIT_MS) * (0.5 + Math.random()), stopped);
      this.#failures += 1;
    }
  }

  /** Listen once; how it stands when that is over. @param {AbortSignal} stopped @returns {Promise<State>} */
  async #listen(stopped) {
    const cut = new AbortController();
    const cutOff = () => cut.abort();
    stopped.addEventListener("abort", cutOff);
    let heard = Date.now();
    // By the clock on the wall: it goes on while the machine sleeps, so that waking up is noticed at once.
    const watch = setInterval(() => Date.now() - heard > SILENCE_MS && cutOff(), LOOK_MS);
    try {
      /** @type {Record<string, string>} */
      const headers = { accept: "text/event-stream", "x-requested-with": "XMLHttpRequest" };
      if (this.#position) headers["last-event-id"] = this.#position;
      const answer = await fetch(FEED, { headers, cache: "no-store", signal: cut.signal });
      if (answer.status === 410) this.#forget();
      if (answer.status === 401) return { state: "off", why: "you are signed out" };
      if (answer.status === 403) return { state: "off", why: "you may not see changes" };
      if (!answer.ok || !answer.body) return { state: "waiting", why: "" };
      this.#begun();
      const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
      let rest = "";
      for (let part = await reader.read(); !part.done; part = await reader.read()) {
        heard = Date.now();
        const blocks = (rest + part.value).split("\n\n");
        rest = blocks.pop() ?? "";
        this.#take(blocks);
      }
      return { state: "waiting", why: "" };
    } finally {
      clearInterval(watch);
      stopped.removeEventListener("abort", cutOff);
    }
  }

  #begun() {
    this.#failures = 0;
    this.#failingSince = 0;
    this.#tell({ state: "live", why: "" });
    // A stream without a position begins now: what came before this moment nobody has told.
    if (!this.#position) this.#tell({ missed: true });
  }

  #forget() {
    this.#position = "";
  }

  /** Take whole events in. The position moves after them, and with all of them. @param {string[]} blocks */
  #take(blocks) {
    /** @type {Set<string>} */
    const ids = new Set();
    let position = this.#position;
    let expired = false;
    for (const block of blocks) {
      const event = read(block);
      if (event["id"]) position = event["id"];
      if (event["event"] === "expired") expired = true;
      else if (event["data"]) for (const id of concerned(event["data"])) ids.add(id);
    }
    if (ids.size) this.#tell({ ids: Array.from(ids) });
    this.#position = position;
    if (expired) this.#forget();
  }
}

/** The fields of one event. @param {string} block @returns {Record<string, string>} */
function read(block) {
  const fields = block.split("\n").map((line) => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon), line.slice(colon + 1).trimStart()];
  });
  return Object.fromEntries(fields);
}

/** The sessions that a change is about. @param {string} data @returns {string[]} */
function concerned(data) {
  const change = JSON.parse(data);
  return [change.sessionId, change.into].filter((id) => typeof id === "string");
}

/** Wait so many milliseconds, or until it is stopped. @param {number} milliseconds @param {AbortSignal} stopped */
function pause(milliseconds, stopped) {
  return new Promise((done) => {
    const timer = setTimeout(done, milliseconds);
    stopped.addEventListener("abort", () => {
      clearTimeout(timer);
      done(undefined);
    }, { once: true });
  });
}
