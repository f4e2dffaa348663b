// @ts-check
// The list of sessions: filters at the keyboard, one panel open at a time, rows that never come twice.

import { away, tidy } from "./sessions-far.js";
import "./sessions-place.js";

/** @returns {HTMLDetailsElement[]} */
function panels() {
  return Array.from(document.querySelectorAll("details.pick[open]"));
}

/** Close all panels but the one that holds an element. @param {Element | null} inside */
function closeOthers(inside) {
  for (const panel of panels()) if (!inside || !panel.contains(inside)) panel.open = false;
}

/** Open the form of filters and go to its first field. */
function goToFilters() {
  const form = document.getElementById("filters");
  if (!form) return;
  showFilters(true);
  const first = form.querySelector("summary");
  if (first instanceof HTMLElement) first.focus();
}

/** @param {boolean} shown */
function showFilters(shown) {
  const form = document.getElementById("filters");
  const toggle = document.querySelector("[data-filters-toggle]");
  if (form) form.hidden = !shown;
  if (toggle) toggle.setAttribute("aria-expanded", String(shown));
}

/** On a narrow screen filters are put away until they are asked for, unless something is wrong with one. */
function begin() {
  const toggle = document.querySelector("[data-filters-toggle]");
  if (!(toggle instanceof HTMLElement)) return;
  const narrow = matchMedia("(max-width: 46rem)").matches;
  toggle.hidden = !narrow;
  if (narrow && !document.querySelector(".is-wrong")) showFilters(false);
}

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
  if (event.key === "Escape") {
    const open = panels()[0];
    if (open) {
      open.open = false;
      open.querySelector("summary")?.focus();
    }
  }
  if (typing || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  if (event.key === "c") openDialog("columns", event);
  else if (event.key === "e") openDialog("export", event);
  else if (event.key === "f") {
    event.preventDefault();
    goToFilters();
  }
}

/** A row is opened by a click anywhere on it that meets nothing else and ends no selection. @param {MouseEvent} event */
function clicked(event) {
  const target = event.target instanceof Element ? event.target : null;
  closeOthers(target);
  const mover = target?.closest("[data-moves]");
  if (mover instanceof HTMLElement) moveColumn(mover);
  if (target?.closest("[data-closes]")) target.closest("dialog")?.close();
  if (target?.closest("[data-filters-toggle]")) showFilters(document.getElementById("filters")?.hidden ?? false);
  if (!target || target.closest("a, button, input, label") || String(getSelection()) !== "") return;
  const link = target.closest("tbody[data-row]")?.querySelector("a");
  if (link instanceof HTMLElement && event.button === 0) link.click();
}

document.addEventListener("keydown", heard);
document.addEventListener("click", clicked);
document.addEventListener("submit", (event) => {
  if (!event.defaultPrevented && event.target instanceof HTMLElement && event.target.id !== "export-form") wait();
});
document.addEventListener("change", (event) => {
  const field = event.target;
  if (field instanceof HTMLSelectElement && field.form?.id === "filters") field.form.requestSubmit();
});
document.addEventListener("focusin", (event) => closeOthers(event.target instanceof Element ? event.target : null));
document.addEventListener("toggle", (event) => {
  const panel = event.target;
  if (!(panel instanceof HTMLDetailsElement) || !panel.open || !panel.matches("[data-pick]")) return;
  const field = panel.querySelector("input[type=search]");
  if (field instanceof HTMLElement) field.focus();
}, true);
document.addEventListener("htmx:afterSettle", dropDoubles);
document.addEventListener("htmx:sendError", (event) => {
  const told = event.target instanceof Element ? event.target.closest("#more")?.querySelector("[role=status]") : null;
  if (!told) return;
  told.classList.remove("busy");
  told.textContent = "The server cannot be reached just now. Try again with More.";
});
addEventListener("pageshow", () => document.querySelector("[data-listing]")?.removeAttribute("aria-busy"));
begin();
