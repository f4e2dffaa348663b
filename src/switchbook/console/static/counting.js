// @ts-check
// Counts how long things have lasted, each second, by the server's clock: elements with `data-since`.

/** By how much the server's clock is ahead of this one, in milliseconds. */
let ahead = 0;
/** @type {((element: HTMLElement, seconds: number) => void) | null} */
let told = null;

/** How long, as the server writes it. @param {number} seconds */
function span(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  const two = (/** @type {number} */ each) => String(each).padStart(2, "0");
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)}:${two(whole % 60)}`;
  if (whole < 86_400) return `${Math.floor(whole / 3600)}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
  const days = Math.round(whole / 86_400);
  return `${days} ${days === 1 ? "day" : "days"}`;
}

/** Set this clock by the server's, which says what time it is there in `data-now`. @param {ParentNode} where */
export function setClock(where) {
  const now = where.querySelector("[data-now]")?.getAttribute("data-now");
  if (now) ahead = Date.parse(now) - Date.now();
}

/** Write how long everything has lasted by now. */
export function count() {
  const now = Date.now() + ahead;
  for (const each of document.querySelectorAll("[data-since]")) {
    if (!(each instanceof HTMLElement) || each.closest(".gone")) continue;
    const seconds = (now - Date.parse(each.dataset["since"] ?? "")) / 1000;
    each.textContent = span(seconds);
    told?.(each, seconds);
  }
}

/** Count from now on. @param {(element: HTMLElement, seconds: number) => void} [tell] hears of each count */
export function countOn(tell) {
  told = tell ?? null;
  setClock(document);
  count();
  setInterval(count, 1_000);
}
