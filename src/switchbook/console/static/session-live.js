// @ts-check
// The page of one session: its parts are asked for anew when the feed tells of it, and it counts how long that goes on.

import { countOn } from "./counting.js";
import { onChanges } from "./feed.js";

const page = document.querySelector("[data-session]");

/** The version of the record that is shown. */
let shown = page?.getAttribute("data-version") ?? "";

/** Whether the record is another by now. One that is gone, or was merged into another, is. @param {string} id */
async function isAnother(id) {
  const headers = { "x-requested-with": "XMLHttpRequest" };
  const answer = await fetch(`/sessions/${encodeURIComponent(id)}.json`, { headers, cache: "no-store" });
  await answer.body?.cancel();
  if (answer.status >= 500 || answer.status === 429) throw new Error(`no record: ${answer.status}`);
  // An entity tag begins with the version of the record.
  const version = /^"([0-9a-f]+)/.exec(answer.headers.get("etag") ?? "")?.[1] ?? `none: ${answer.status}`;
  const another = version !== shown;
  shown = version;
  return another;
}

/** @param {import("./feed.js").Batch} batch */
async function refresh(batch) {
  const id = page?.getAttribute("data-session") ?? "";
  if (!batch.all && !batch.ids.has(id)) return;
  if (!(await isAnother(id))) return;
  const parts = Array.from(document.querySelectorAll("main [hx-get][hx-trigger=refresh]"));
  await Promise.all(parts.map(renew));
}

/** Ask for a part anew; one that the keyboard is in, once it is elsewhere. The log only grows. @param {Element} part */
async function renew(part) {
  if (part.id !== "log" && part.contains(document.activeElement)) {
    part.addEventListener("focusout", () => setTimeout(() => renew(part)), { once: true });
    return;
  }
  await htmx.ajax("GET", part.getAttribute("hx-get") ?? "", { target: part, source: part });
}

countOn();
if (page) onChanges(refresh);
