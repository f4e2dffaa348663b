// @ts-check
// The live board: counts the seconds, and takes over what the feed tells without moving rows under the reader's eyes.
//
// A row that jumps while it is read or about to be clicked is worse than one that stands a little out of order. So while
// the pointer is over the rows, or the keyboard is among them, rows change where they are, those that are over stay and
// say so, and new ones wait behind a button. The order is settled as soon as the reader looks away, or asks for it.

import { count, countOn, setClock } from "./counting.js";
import { onChanges, part } from "./feed.js";

const MARKED_MS = 6_000;
const board = document.getElementById("board");
const settle = document.querySelector("[data-settle]");

/** How the rows are now, where they have not been taken over yet. @type {Element | null} */
let waiting = null;
let pointed = false;

/** @param {ParentNode} where @param {string} name */
function piece(where, name) {
  return where.querySelector(`[data-part="${name}"]`);
}

/** @param {ParentNode | null} where @returns {HTMLElement[]} */
function rows(where) {
  return Array.from(where?.querySelectorAll("[data-row]") ?? []).filter((row) => row instanceof HTMLElement);
}

function place() {
  return board ? piece(board, "rows") : null;
}

/** Show how urgent a row is. @param {HTMLElement} element @param {number} seconds */
function urge(element, seconds) {
  const row = element.closest("[data-waits]");
  row?.classList.toggle("long", seconds >= 60 && seconds < 180);
  row?.classList.toggle("very-long", seconds >= 180);
}

/** Show for a while that a row came or changed. @param {HTMLElement} row @param {string} how */
function mark(row, how) {
  row.classList.add(how);
  setTimeout(() => row.classList.remove(how), MARKED_MS);
}

/** Whether the reader is among the rows. */
function looking() {
  return pointed || (place()?.contains(document.activeElement) ?? false);
}

async function refresh() {
  if (!board) return;
  const fresh = await part(board.dataset["address"] ?? "", "board");
  const made = piece(fresh, "rows");
  if (!made) throw new Error("no board came");
  setClock(fresh);
  for (const name of ["tiles", "narrowed"]) {
    const from = piece(fresh, name);
    const to = piece(board, name);
    if (from && to && !to.contains(document.activeElement)) to.replaceWith(from);
  }
  if (looking()) holdBack(made);
  else takeOver(made);
  count();
}

/** Change rows where they stand, and keep the rest for later. @param {Element} made */
function holdBack(made) {
  waiting = made;
  const fresh = new Map(rows(made).map((row) => [row.id, row]));
  for (const row of rows(place())) {
    const now = fresh.get(row.id);
    if (now) change(row, now);
    else end(row);
    fresh.delete(row.id);
  }
  const over = rows(place()).filter((row) => row.classList.contains("gone")).length;
  offer(fresh.size, over);
}

/** Write a row as it is now, leaving it and a link with the focus in place. @param {HTMLElement} row @param {HTMLElement} now */
function change(row, now) {
  if (row.dataset["state"] !== now.dataset["state"]) mark(row, "changed");
  row.dataset["state"] = now.dataset["state"] ?? "";
  row.toggleAttribute("data-waits", now.hasAttribute("data-waits"));
  row.classList.remove("gone", "long", "very-long");
  Array.from(row.children).forEach((cell, at) => {
    const to = now.children[at];
    if (to && !cell.contains(document.activeElement)) cell.innerHTML = to.innerHTML;
  });
}

/** @param {HTMLElement} row */
function end(row) {
  if (row.classList.contains("gone")) return;
  row.classList.add("gone");
  const state = row.querySelector(".state");
  if (state) {
    state.className = "state s-over";
    state.textContent = "Over";
  }
}

/** @param {number} came @param {number} over */
function offer(came, over) {
  if (!(settle instanceof HTMLElement)) return;
  const told = [came ? `${came} new` : "", over ? `${over} over` : ""].filter(Boolean).join(", ");
  settle.hidden = !told;
  settle.textContent = told ? `${told}: put in order` : "";
}

/** Put the rows as they are now in place of those there, and mark what came or changed. @param {Element} made */
function takeOver(made) {
  const old = place();
  const before = new Map(rows(old).map((row) => [row.id, row.dataset["state"]]));
  for (const row of rows(made)) {
    if (!before.has(row.id)) mark(row, "came");
    else if (before.get(row.id) !== row.dataset["state"]) mark(row, "changed");
  }
  old?.replaceWith(made);
  waiting = null;
  offer(0, 0);
}

/** What was held back, once the reader looks away or wants it. */
function settled() {
  if (!waiting || looking()) return;
  takeOver(waiting);
  count();
}

document.addEventListener("pointerover", (event) => {
  const target = event.target instanceof Node ? event.target : null;
  // A finger leaves nothing pointed at. On the way to the button nothing may change either.
  pointed = event.pointerType === "mouse" && [place(), settle].some((each) => each?.contains(target));
  if (!pointed) settled();
});
document.documentElement.addEventListener("pointerleave", () => {
  pointed = false;
  settled();
});
document.addEventListener("focusout", () => setTimeout(settled));
settle?.addEventListener("click", () => {
  pointed = false;
  if (waiting) takeOver(waiting);
  count();
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "w" || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  const wall = document.querySelector("a[data-wall]");
  if (wall instanceof HTMLAnchorElement) wall.click();
});

countOn(urge);
onChanges(refresh);
