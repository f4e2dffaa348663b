// @ts-check
// The bar of filters: at the keyboard, one panel open at a time, put away on a narrow screen.

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
  if (event.key === "f") {
    event.preventDefault();
    goToFilters();
  }
}

document.addEventListener("keydown", heard);
document.addEventListener("click", (event) => {
  const target = event.target instanceof Element ? event.target : null;
  closeOthers(target);
  if (target?.closest("[data-filters-toggle]")) showFilters(document.getElementById("filters")?.hidden ?? false);
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
begin();
