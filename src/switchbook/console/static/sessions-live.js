// @ts-check
// The list of sessions: rows change where they stand when the feed tells of them. New ones are announced, not pushed in
// under the reader's eyes; one that no longer passes the filters stays until the list is asked for anew, and says so.

import { count, countOn } from "./counting.js";
import { onChanges, part } from "./feed.js";
import { away } from "./sessions-far.js";

const MARKED_MS = 6_000;
const MOST = 200;
const listing = document.getElementById("listing");
const address = listing?.dataset["address"] ?? "";

/** Sessions that came since the page was made. @type {Set<string>} */
const news = new Set();
/** Sessions that changed while their rows were far away, and not in the page. @type {Set<string>} */
const late = new Set();

/** @param {ParentNode | null} where @returns {Map<string, HTMLElement>} */
function rows(where) {
  const found = Array.from(where?.querySelectorAll("tbody[data-row]") ?? []).filter((row) => row instanceof HTMLElement);
  return new Map(found.map((row) => [row.id.replace(/^s-/, ""), row]));
}

/** @param {HTMLElement | undefined} row */
function began(row) {
  return Date.parse(row?.dataset["began"] ?? "");
}

/** From when on a session that is not on the page is a new one. Newest first, it would stand among the rows that are there;
 * in any other order it is new if it began after the page was made. @param {Map<string, HTMLElement>} shown */
function newFrom(shown) {
  const oldest = Array.from(shown.values()).at(-1);
  if (oldest && listing?.querySelector("[data-newest-first]")) return began(oldest);
  return Date.parse(document.querySelector("[data-now]")?.getAttribute("data-now") ?? "");
}

/** Rows by the ids of their sessions. @param {string[]} ids */
async function asked(ids) {
  const found = await part(`${address}${address.includes("?") ? "&" : "?"}rows=${ids.join(",")}`, "rows");
  return rows(found);
}

/** @param {import("./feed.js").Batch} batch */
async function refresh(batch) {
  if (!listing) return;
  const shown = rows(listing);
  if (batch.all) announce(rows(await part(address, "")), shown);
  for (const id of batch.all ? Array.from(away, (row) => row.replace(/^s-/, "")) : batch.ids) if (isAway(id)) late.add(id);
  const ids = (batch.all ? Array.from(shown.keys()) : Array.from(batch.ids)).filter((id) => !isAway(id));
  for (let at = 0; at < ids.length; at += MOST) announce(await renew(ids.slice(at, at + MOST)), shown);
}

/** @param {string} id */
function isAway(id) {
  return away.has(`s-${id}`);
}

/** Ask for rows anew and write them where they stand; what came. @param {string[]} ids */
async function renew(ids) {
  const fresh = await asked(ids);
  const shown = rows(listing);
  for (const id of ids) {
    const row = shown.get(id);
    const now = fresh.get(id);
    if (row && now) change(row, now);
    else if (row) leave(row);
  }
  count();
  return fresh;
}

/** Rows that are back from far away are written as they are by now. */
async function catchUp() {
  const back = Array.from(late).filter((id) => !isAway(id)).slice(0, MOST);
  if (back.length === 0) return;
  for (const id of back) late.delete(id);
  await renew(back);
}

/** Write a row as it is now, if it is another; the focus stays. @param {HTMLElement} row @param {HTMLElement} now */
function change(row, now) {
  if (withoutCounts(row) === withoutCounts(now)) return;
  const focused = Array.from(row.querySelectorAll("a")).findIndex((link) => link === document.activeElement);
  row.replaceChildren(...Array.from(now.children));
  row.toggleAttribute("data-running", now.hasAttribute("data-running"));
  row.classList.remove("gone");
  if (focused !== -1) row.querySelectorAll("a")[focused]?.focus({ preventScroll: true });
  row.classList.add("changed");
  setTimeout(() => row.classList.remove("changed"), MARKED_MS);
}

/** What a row says, whatever second it is. @param {HTMLElement} row */
function withoutCounts(row) {
  const copy = row.cloneNode(true);
  if (copy instanceof HTMLElement) for (const each of copy.querySelectorAll("[data-since]")) each.textContent = "";
  return copy.textContent;
}

/** Say in a row that it is no longer among these; that goes when it is written anew. @param {HTMLElement} row */
function leave(row) {
  if (row.classList.contains("gone")) return;
  row.classList.add("gone");
  const told = document.createElement("span");
  told.className = "badge gone-told";
  told.textContent = "no longer here";
  told.title = "No longer among these sessions";
  row.querySelector("td")?.append(" ", told);
}

/** Tell how many new ones there are. @param {Map<string, HTMLElement>} found @param {Map<string, HTMLElement>} shown */
function announce(found, shown) {
  const from = newFrom(shown);
  for (const [id, row] of found) if (!shown.has(id) && !isAway(id) && (shown.size === 0 || began(row) >= from)) news.add(id);
  const link = document.querySelector("[data-news]");
  if (!(link instanceof HTMLElement) || news.size === 0) return;
  link.hidden = false;
  link.textContent = news.size === 1 ? "1 new session: show" : `${news.size} new sessions: show`;
}

addEventListener("scrollend", () => setTimeout(catchUp, 300));
countOn();
if (listing) onChanges(refresh);
