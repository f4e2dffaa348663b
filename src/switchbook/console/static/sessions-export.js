// @ts-check
// Export of what is listed: the API's own stream goes into a file, its rows are counted on the way.

import { say } from "./console.js";

/** So much is held before it is handed to the browser, which keeps large pieces out of memory. */
const PIECE = 8_000_000;

/** @type {AbortController | null} */
let running = null;

/** @returns {HTMLFormElement | null} */
function form() {
  const found = document.getElementById("export-form");
  return found instanceof HTMLFormElement ? found : null;
}

/** Counts the rows of a stream: lines, but in CSV none inside quotes and not the one of names. */
export class RowCounter {
  /** @param {boolean} quotes Whether a line may go on inside quotes, as in CSV. */
  constructor(quotes) {
    this.quotes = quotes;
    this.inside = false;
    this.lines = 0;
    this.open = false;
  }

  /** @param {Uint8Array} bytes */
  take(bytes) {
    for (const byte of bytes) {
      if (byte === 0x22 && this.quotes) this.inside = !this.inside;
      else if (byte === 0x0a && !this.inside) this.lines += 1;
    }
    if (bytes.length > 0) this.open = bytes[bytes.length - 1] !== 0x0a;
  }

  get rows() {
    return Math.max(0, this.lines + (this.open ? 1 : 0) - (this.quotes ? 1 : 0));
  }
}

/**
 * Where the bytes go: a file that the reader chose, or one that the browser saves in the end.
 * @typedef {{ write(bytes: Uint8Array<ArrayBuffer>): Promise<void>, finish(): Promise<void>, drop(): Promise<void> }} Sink
 */

/** A file where the browser lets one be written as it comes; null where the reader chose none. @param {string} name @returns {Promise<Sink | null>} */
async function sinkFor(name) {
  const choose = /** @type {{ showSaveFilePicker?: (how: object) => Promise<{ createWritable(): Promise<FileSystemWritableFileStream> }> }} */ (window).showSaveFilePicker;
  if (!choose) return collected(name);
  try {
    const stream = await (await choose({ suggestedName: name })).createWritable();
    return { write: (bytes) => stream.write(bytes), finish: () => stream.close(), drop: () => stream.abort() };
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") return null;
    return collected(name);
  }
}

/** @param {string} name @returns {Sink} */
function collected(name) {
  /** @type {Blob[]} */
  const pieces = [];
  /** @type {Uint8Array<ArrayBuffer>[]} */
  let held = [];
  let size = 0;
  const keep = () => {
    pieces.push(new Blob(held));
    held = [];
    size = 0;
  };
  return {
    async write(bytes) {
      held.push(bytes);
      size += bytes.length;
      if (size >= PIECE) keep();
    },
    async finish() {
      keep();
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob(pieces));
      link.download = name;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    },
    async drop() {
      held = [];
      pieces.length = 0;
    },
  };
}

/** @param {number} rows */
function written(rows) {
  return `${rows.toLocaleString("en").replaceAll(",", "\u202f")} ${rows === 1 ? "row" : "rows"}`;
}

/** How many rows there will be, once the page has counted them; until then 0. */
function expected() {
  return Number(document.querySelector("[data-total]")?.getAttribute("data-total") ?? 0);
}

/** Show how far it is. @param {number} rows */
function show(rows) {
  const total = expected();
  const bar = document.getElementById("export-progress");
  if (bar instanceof HTMLProgressElement) {
    bar.hidden = false;
    if (total > 0) bar.value = Math.min(1, rows / total);
    else bar.removeAttribute("value");
  }
  tell(total > 0 ? `${written(rows)} of ${total.toLocaleString("en").replaceAll(",", "\u202f")}` : written(rows));
}

/** @param {string} text */
function tell(text) {
  const told = document.getElementById("export-told");
  if (told) told.textContent = text;
}

/** While it runs it can be stopped, and not begun again. @param {AbortController | null} control */
function setRunning(control) {
  running = control;
  for (const button of form()?.querySelectorAll("button") ?? []) {
    if (button.matches("[data-export-stop]")) button.hidden = control === null;
    else button.disabled = control !== null;
  }
}

/** @param {HTMLFormElement} asked */
async function run(asked) {
  const chosen = new FormData(asked);
  const kind = String(chosen.get("form"));
  const address = asked.getAttribute(`data-${kind}-${String(chosen.get("which"))}`);
  const sink = address ? await sinkFor(`sessions-${new Date().toISOString().slice(0, 10)}.${kind}`) : null;
  if (!address || !sink) return;
  const control = new AbortController();
  const rows = new RowCounter(kind === "csv");
  setRunning(control);
  try {
    await stream(address, sink, rows, control.signal);
    await sink.finish();
    tell(`Done: ${written(rows.rows)} are in the file.`);
    say(`Exported ${written(rows.rows)}.`);
  } catch (error) {
    await sink.drop().catch(() => undefined);
    const why = control.signal.aborted ? "Stopped" : error instanceof Refused ? error.message : "The connection broke off";
    tell(`${why} after ${written(rows.rows)}. No file was kept.`);
  } finally {
    setRunning(null);
  }
}

/** The server's answer is no export. */
class Refused extends Error {}

/** @param {string} address @param {Sink} sink @param {RowCounter} rows @param {AbortSignal} signal */
async function stream(address, sink, rows, signal) {
  show(0);
  const answer = await fetch(address, { signal });
  if (!answer.ok || !answer.body) throw new Refused(`The server refused it (${answer.status})`);
  const reader = answer.body.getReader();
  let shown = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    await sink.write(part.value);
    rows.take(part.value);
    if (performance.now() - shown > 100) show(rows.rows);
    if (performance.now() - shown > 100) shown = performance.now();
  }
  show(rows.rows);
}

document.addEventListener("submit", (event) => {
  const asked = form();
  if (event.target !== asked || !asked) return;
  event.preventDefault();
  void run(asked);
});
document.addEventListener("click", (event) => {
  if (event.target instanceof Element && event.target.closest("[data-export-stop]")) running?.abort();
});
document.getElementById("export")?.addEventListener("cancel", (event) => {
  if (running) event.preventDefault();
});
addEventListener("beforeunload", (event) => {
  if (running) event.preventDefault();
});
