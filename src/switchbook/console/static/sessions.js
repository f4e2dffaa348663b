// @ts-check
// The list of sessions: dialogs at the keyboard, rows that open at a click and never come twice.

import { away, tidy } from "./sessions-far.js";
import "./sessions-place.js";

/** Say that the next page is looked for, which may take a moment. */
function wait() {
  const listing = document.querySelector("[data-listing]");
  if (!listing) return;
  listing.setAttribute("aria-busy", "true");
  const told = document.getElementById("loading");
  if (told) told.textContent = "Looking…";
}

/** Rows that are there already are not shown a second time. */
function dropDoubles() {
  /** @type {Set<string>} */
  const seen = new Set();
  for (const row of document.querySelectorAll("tbody[data-row]")) {
    if (seen.has(row.id) || away.has(row.id)) row.remove();
    seen.add(row.id);
  }
  tidy();
}

/** Open a dialog of this page, if it has it. @param {string} id @param {Event} event */
function openDialog(id, event) {
  const dialog = document.getElementById(id);
  if (!(dialog instanceof HTMLDialogElement)) return;
  event.preventDefault();
  dialog.showModal();
}

/** Move a column of the dialog one place on. @param {HTMLElement} button */
function moveColumn(button) {
  const line = button.closest("li");
  const other = button.dataset["moves"] === "1" ? line?.nextElementSibling : line?.previousElementSibling;
  if (!line || !other) return;
  if (button.dataset["moves"] === "1") other.after(line);
  else other.before(line);
  button.focus();
}

/** @param {KeyboardEvent} event */
function heard(event) {
  const typing = event.target instanceof HTMLElement && event.target.matches("input, select, textarea");
  if (typing || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  if (event.key === "c") openDialog("columns", event);
  else if (event.key === "e") openDialog("export", event);
}

/** A row is opened by a click anywhere on it that meets nothing else and ends no selection. @param {MouseEvent} event */
function clicked(event) {
  const target = event.target instanceof Element ? event.target : null;
  const mover = target?.closest("[data-moves]");
  if (mover instanceof HTMLElement) moveColumn(mover);
  if (target?.closest("[data-closes]")) target.closest("dialog")?.close();
  if (!target || target.closest("a, button, input, label") || String(getSelection()) !== "") return;
  const link = target.closest("tbody[data-row]")?.querySelector("a");
  if (link instanceof HTMLElement && event.button === 0) link.click();
}

document.addEventListener("keydown", heard);
document.addEventListener("click", clicked);
document.addEventListener("submit", (event) => {
  if (!event.defaultPrevented && event.target instanceof HTMLElement && event.target.id !== "export-form") wait();
});
document.addEventListener("htmx:afterSettle", dropDoubles);
document.addEventListener("htmx:sendError", (event) => {
  const told = event.target instanceof Element ? event.target.closest("#more")?.querySelector("[role=status]") : null;
  if (!told) return;
  told.classList.remove("busy");
  told.textContent = "The server cannot be reached just now. Try again with More.";
});
addEventListener("pageshow", () => document.querySelector("[data-listing]")?.removeAttribute("aria-busy"));
