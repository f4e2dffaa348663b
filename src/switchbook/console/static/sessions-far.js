// @ts-check
// A list scrolled far: rows far from what is seen become one empty stretch of their height, and rows again when near.

/** From so many rows on; how far from what is seen rows go and come back, in pixels; how many go at once. */
const MANY = 400;
const FAR = 4000;
const NEAR = 2500;
const STRETCH = 50;

/** What stands in each empty stretch. @type {Map<Element, string>} */
const parked = new Map();
/** The ids of rows that are not in the page just now. @type {Set<string>} */
export const away = new Set();

/** @param {Element} element */
function distance(element) {
  const box = element.getBoundingClientRect();
  return Math.max(-box.bottom, box.top - innerHeight);
}

/** Put rows that follow one another away. @param {Element[]} rows */
function park(rows) {
  const [first] = rows;
  if (!first) return;
  const height = rows.reduce((sum, row) => sum + row.getBoundingClientRect().height, 0);
  const stretch = document.createElement("tbody");
  const cell = document.createElement("td");
  stretch.className = "parked";
  stretch.append(document.createElement("tr"));
  stretch.firstElementChild?.append(cell);
  cell.style.height = `${height}px`;
  parked.set(stretch, rows.map((row) => row.outerHTML).join(""));
  first.before(stretch);
  for (const row of rows) {
    away.add(row.id);
    row.remove();
  }
}

/** Bring the rows of a stretch back. @param {Element} stretch */
function unpark(stretch) {
  const holder = document.createElement("template");
  holder.innerHTML = `<table>${parked.get(stretch) ?? ""}</table>`;
  const rows = Array.from(holder.content.querySelectorAll("tbody"));
  for (const row of rows) away.delete(row.id);
  parked.delete(stretch);
  stretch.replaceWith(...rows);
}

/** Bring everything back that is near, and put away what is far. */
export function tidy() {
  for (const stretch of Array.from(parked.keys())) {
    if (!stretch.isConnected) parked.delete(stretch);
    else if (distance(stretch) < NEAR) unpark(stretch);
  }
  const rows = Array.from(document.querySelectorAll("tbody[data-row]"));
  if (rows.length <= MANY) return;
  const far = rows.filter((row) => distance(row) > FAR && !row.contains(document.activeElement));
  /** @type {Element[]} */
  let together = [];
  for (const row of far) {
    const last = together[together.length - 1];
    if (last && (last.nextElementSibling !== row || together.length === STRETCH)) {
      park(together);
      together = [];
    }
    together.push(row);
  }
  park(together);
}

let waiting = false;
addEventListener("scroll", () => {
  if (waiting) return;
  waiting = true;
  setTimeout(() => {
    waiting = false;
    tidy();
  }, 120);
}, { passive: true });
