// @ts-check
// What every page does: tells the server the reader's zone, hears the keyboard, opens menus and dialogs, copies.

/** The reader's zone, which the server writes times in; the page is fetched again when it was made for another. */
function tellZone() {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const made = document.documentElement.dataset["zone"];
  const kept = `switchbook-zone=${encodeURIComponent(zone)}`;
  if (!zone || document.cookie.split("; ").includes(kept)) return;
  document.cookie = `${kept}; path=/console; max-age=31536000; samesite=lax`;
  if (made !== zone && document.cookie.includes(kept)) location.reload();
}

/** @param {EventTarget | null} target */
function isTyping(target) {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches("input, select, textarea"));
}

/** @returns {HTMLElement[]} */
function rows() {
  return Array.from(document.querySelectorAll("main [data-row]"));
}

/** Go to the next row, or the one before. @param {1 | -1} step */
function move(step) {
  const all = rows();
  const at = all.findIndex((row) => row.classList.contains("at"));
  const next = all[at === -1 ? (step === 1 ? 0 : all.length - 1) : Math.min(Math.max(at + step, 0), all.length - 1)];
  if (!next) return;
  for (const row of all) row.classList.toggle("at", row === next);
  const link = next.querySelector("a");
  if (link) link.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

/** Rows follow the focus, so that Tab and j, k agree. */
function followFocus() {
  document.addEventListener("focusin", (event) => {
    const row = event.target instanceof Element ? event.target.closest("[data-row]") : null;
    if (row) for (const each of rows()) each.classList.toggle("at", each === row);
  });
}

/** What `g` and a letter lead to. @type {Record<string, string>} */
const PLACES = { s: "/console/sessions", l: "/console/live", o: "/console/overview" };
let going = false;

/** @param {KeyboardEvent} event */
function heard(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  if (document.querySelector("dialog[open]")) return;
  const place = going ? PLACES[event.key] : undefined;
  going = event.key === "g";
  if (place && document.querySelector(`header a[href="${place}"]`)) location.assign(place);
  else if (event.key === "/") focusOn("[data-search]", event);
  else if (event.key === "j") move(1);
  else if (event.key === "k") move(-1);
  else if (event.key === "u") document.querySelector("a[data-up]")?.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }));
  else if (event.key === "?") open("keys");
}

/** @param {string} selector @param {Event} event */
function focusOn(selector, event) {
  const found = document.querySelector(selector);
  if (!(found instanceof HTMLInputElement)) return;
  event.preventDefault();
  found.focus();
  found.select();
}

/** @param {string} id */
function open(id) {
  const found = document.getElementById(id);
  if (found instanceof HTMLDialogElement && !found.open) found.showModal();
}

/** @param {MouseEvent} event */
async function clicked(event) {
  const target = event.target instanceof Element ? event.target : null;
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!target || !menu.contains(target)) menu.removeAttribute("open");
  }
  const opener = target?.closest("[data-opens]");
  if (opener instanceof HTMLElement) open(opener.dataset["opens"] ?? "");
  const copier = target?.closest("[data-copies], [data-copies-from]");
  if (copier instanceof HTMLElement) await copy(copier);
}

/** Copy what a button names, or what the element it names holds. @param {HTMLElement} button */
async function copy(button) {
  const named = document.getElementById(button.dataset["copiesFrom"] ?? "");
  const text = named ? (named.textContent ?? "").trim() : (button.dataset["copies"] ?? "");
  await navigator.clipboard.writeText(text);
  say(button.dataset["copied"] ?? "Copied.");
}

/** Tell the reader something, also by voice. @param {string} text */
export function say(text) {
  const told = document.getElementById("told");
  if (told) told.textContent = text;
}

tellZone();
followFocus();
document.addEventListener("keydown", heard);
document.addEventListener("click", clicked);
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    menu.removeAttribute("open");
    menu.querySelector("summary")?.focus();
  }
});
