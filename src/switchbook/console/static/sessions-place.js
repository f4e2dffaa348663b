// @ts-check
// Going back to a list: as many rows as there were, the same of them at the same height, and the keyboard where it was.

import { away } from "./sessions-far.js";

/** @typedef {{ rows: number, id: string, top: number, at: string }} Place */
const KEY = `switchbook-place:${location.pathname}${location.search}`;
const MOST_AT_ONCE = 500;

/** @returns {HTMLElement[]} */
function rows() {
  return Array.from(document.querySelectorAll("tbody[data-row]"));
}

/** Remember which row stands on top of what is seen, and which one the keyboard is at. */
function keep() {
  const all = rows();
  const at = all.findIndex((row) => row.classList.contains("at"));
  const first = scrollY === 0 ? undefined : all.find((row) => row.getBoundingClientRect().top >= 0);
  if (!first && at === -1) return sessionStorage.removeItem(KEY);
  const place = {
    // A list that was not scrolled stays at its top, and needs no more rows than down to the keyboard's.
    rows: first ? all.length + away.size : at + 1,
    id: first?.id ?? "",
    top: first?.getBoundingClientRect().top ?? 0,
    at: all[at]?.id ?? "",
  };
  return sessionStorage.setItem(KEY, JSON.stringify(place));
}

/** Whether the reader comes back to this list, rather than asking for it. */
function comesBack() {
  const [way] = performance.getEntriesByType("navigation");
  if (way instanceof PerformanceNavigationTiming && way.type === "back_forward") return true;
  return document.referrer.startsWith(`${location.origin}/console/sessions/`);
}

/** Fetch rows until there are as many as there were. @param {Place} place */
async function fetchUpTo(place) {
  for (let more = next(); more && rows().length < place.rows; more = next()) {
    const before = rows().length;
    const count = Math.min(MOST_AT_ONCE, place.rows - before);
    await htmx.ajax("GET", `${more}&countPerPage=${count}`, { target: "#more", swap: "outerHTML" });
    if (rows().length === before) return;
  }
}

/** The address of the rows that come next. */
function next() {
  return document.querySelector("#more a")?.getAttribute("href") ?? null;
}

async function restore() {
  const kept = sessionStorage.getItem(KEY);
  if (!kept || !comesBack()) return;
  history.scrollRestoration = "manual";
  const place = /** @type {Place} */ (JSON.parse(kept));
  await fetchUpTo(place);
  const row = document.getElementById(place.id);
  if (row) scrollBy(0, row.getBoundingClientRect().top - place.top);
  const link = document.getElementById(place.at)?.querySelector("a");
  // Who has gone on to something else while rows were fetched is left there.
  if (link && document.activeElement === document.body) link.focus({ preventScroll: true });
}

addEventListener("pagehide", keep);
void restore();
