// @ts-check
// The page of one session: finds words in its log as they are typed, hears its keys, keeps what the reader did to it
// while parts of it are fetched anew.

/** The current hit, among all marks that are to be seen. */
let current = -1;

/** @returns {HTMLElement[]} */
function lines() {
  return Array.from(document.querySelectorAll(".log-line"));
}

/** @returns {HTMLElement[]} */
function hits() {
  return Array.from(document.querySelectorAll(".log-line:not([hidden]) mark"));
}

/** @param {string} id */
function field(id) {
  const found = document.getElementById(id);
  return found instanceof HTMLInputElement ? found : null;
}

/** Text in the form in which it is compared: letters in any case, one character for one. @param {string} text */
function folded(text) {
  const small = text.toLowerCase();
  return small.length === text.length ? small : Array.from(text, (each) => (each.toLowerCase().length === each.length ? each.toLowerCase() : each)).join("");
}

/** Write a line's text anew, with what was found marked; whether anything was. @param {Element} place @param {string} words */
function mark(place, words) {
  const text = place.textContent ?? "";
  const within = folded(text);
  const pieces = [];
  let done = 0;
  for (let at = words ? within.indexOf(words) : -1; at !== -1; at = within.indexOf(words, done)) {
    const found = document.createElement("mark");
    found.textContent = text.slice(at, at + words.length);
    pieces.push(text.slice(done, at), found);
    done = at + words.length;
  }
  if (done === 0 && !place.querySelector("mark")) return false;
  place.replaceChildren(...pieces, text.slice(done));
  return done > 0;
}

/** Mark what the search field says, hide other lines if that is wanted, and tell how many were found.
 * `afresh`: going from hit to hit begins anew. */
function search(afresh = true) {
  const words = folded((field("log-words")?.value ?? "").trim().normalize("NFC"));
  const only = words !== "" && (field("log-only")?.checked ?? false);
  let found = 0;
  for (const line of lines()) {
    const place = line.querySelector(".log-text");
    const hit = place !== null && mark(place, words);
    line.classList.toggle("hit", hit);
    line.hidden = only && !hit;
    if (hit) found += 1;
  }
  if (afresh) current = -1;
  const count = document.getElementById("log-count");
  if (count) count.textContent = words ? `${found} of ${lines().length}` : "";
  const none = document.getElementById("log-none");
  if (none) none.hidden = !only || found > 0;
}

/** Go to the next hit, or the one before. @param {number} step */
function goTo(step) {
  const all = hits();
  if (all.length === 0) return;
  all[current]?.classList.remove("current");
  current = current === -1 && step < 0 ? all.length - 1 : (current + step + all.length) % all.length;
  const hit = all[current];
  const line = hit?.closest(".log-line");
  if (!hit || !(line instanceof HTMLElement)) return;
  hit.classList.add("current");
  for (const each of lines()) each.classList.toggle("at", each === line);
  line.scrollIntoView({ block: "center" });
}

/** @param {KeyboardEvent} event */
function heard(event) {
  const typing = event.target instanceof HTMLElement && event.target.matches("input, select, textarea");
  if (typing && event.target instanceof HTMLElement && event.target.id === "log-words" && event.key === "Enter") {
    event.preventDefault();
    goTo(event.shiftKey ? -1 : 1);
  }
  if (typing || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  if (event.key === "n") goTo(1);
  else if (event.key === "p") goTo(-1);
  else if (event.key === "t") focusOn(document.querySelector("#timeline [tabindex='0']"), event);
  else reach(event);
}

/** A key that a field or a button names as its own. @param {KeyboardEvent} event */
function reach(event) {
  if (!/^[a-z]$/.test(event.key)) return;
  const named = document.querySelector(`main [data-key="${event.key}"]`);
  if (named instanceof HTMLButtonElement || named?.matches("summary:not([open] > *)")) /** @type {HTMLElement} */ (named).click();
  focusOn(named, event);
}

/** @param {Element | null} element @param {Event} event */
function focusOn(element, event) {
  if (!(element instanceof HTMLElement || element instanceof SVGElement)) return;
  event.preventDefault();
  element.focus();
  if (element instanceof HTMLInputElement) element.select();
}

/** What is unfolded, by id. @type {Set<string>} */
const unfolded = new Set();

/** The log only ever grows at its end: then the new lines are added, and what is there stays as the reader has it.
 * @param {Element} log @param {string} made */
function grow(log, made) {
  const fresh = new DOMParser().parseFromString(made, "text/html");
  const old = lines();
  const all = Array.from(fresh.querySelectorAll(".log-line"));
  const text = (/** @type {Element | undefined} */ line) => line?.querySelector(".log-text")?.textContent;
  if (old.length === 0 || !old.every((line, at) => text(line) === text(all[at]))) return false;
  const list = log.querySelector(".log");
  for (let next = all[old.length - 1]?.nextElementSibling; next; next = all[old.length - 1]?.nextElementSibling) list?.append(next);
  const size = document.getElementById("log-size");
  if (size) size.textContent = fresh.getElementById("log-size")?.textContent ?? "";
  search(false);
  return true;
}

/** Before a part is put into the page. @param {Event} event */
function comes(event) {
  const detail = event instanceof CustomEvent ? event.detail : null;
  if (!(detail?.target instanceof Element)) return;
  if (detail.target.id === "log" && grow(detail.target, detail.serverResponse)) detail.shouldSwap = false;
  for (const fold of detail.target.querySelectorAll("details[data-keeps]")) {
    if (fold instanceof HTMLDetailsElement && fold.open) unfolded.add(fold.id);
    else unfolded.delete(fold.id);
  }
}

/** After a part was put into the page. @param {Event} event */
function came(event) {
  if (event.target instanceof Element && event.target.id === "log") search();
  for (const id of unfolded) document.getElementById(id)?.setAttribute("open", "");
}

/** The search form does something only with this script. */
function begin() {
  const form = document.querySelector("[data-log-search]");
  if (form instanceof HTMLElement) form.hidden = false;
  search();
}

document.addEventListener("keydown", heard);
document.addEventListener("htmx:beforeSwap", comes);
document.addEventListener("htmx:afterSwap", came);
document.addEventListener("input", (event) => {
  if (event.target instanceof HTMLElement && event.target.closest("[data-log-search]")) search();
});
document.addEventListener("submit", (event) => {
  if (event.target instanceof HTMLElement && event.target.matches("[data-log-search]")) event.preventDefault();
});
document.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest("[data-hit]") : null;
  if (button instanceof HTMLElement) goTo(Number(button.dataset["hit"]));
});
begin();
