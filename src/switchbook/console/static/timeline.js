// @ts-check
// The timeline of a session: tells what is pointed at, walks with the arrow keys, goes to a line of the log and back.

const STOPS = ".bar-of[data-told], .mark-of, .tick";
/** What the line below the drawing says while nothing is pointed at. */
let unasked = "";

/** @param {EventTarget | null} target @param {string} selector */
function within(target, selector) {
  return target instanceof Element ? target.closest(selector) : null;
}

/** Say what a bar, a mark or a tick is; nothing: how to ask. @param {Element | null} stop */
function tell(stop) {
  const told = document.getElementById("timeline-told");
  if (!told) return;
  unasked ||= told.textContent ?? "";
  told.textContent = stop?.getAttribute("data-told") ?? unasked;
}

/** The lines of the log that a tick stands for. @param {Element} tick */
function linesOf(tick) {
  return Array.from(tick.querySelectorAll(".stroke"), (stroke) => document.getElementById(`l${stroke.id.slice(1)}`));
}

/** The tick that stands for a line of the log. @param {Element | null} line */
function tickOf(line) {
  return line ? (document.getElementById(`t${line.id.slice(1)}`)?.closest(".tick") ?? null) : null;
}

/** Show which lines and which tick belong together; nothing: none. @param {Element | null} tick */
function light(tick) {
  for (const lit of document.querySelectorAll(".tick.lit, .log-line.lit")) lit.classList.remove("lit");
  if (!tick) return;
  tick.classList.add("lit");
  for (const line of linesOf(tick)) line?.classList.add("lit");
}

/** Point at something, by mouse, finger or keyboard. @param {EventTarget | null} target */
function point(target) {
  const stop = within(target, STOPS) ?? tickOf(within(target, ".log-line"));
  tell(stop);
  light(stop?.matches(".tick") ? stop : null);
}

/** Give an element of the drawing the focus; the tabulator comes back to it. @param {Element | null | undefined} stop */
function focus(stop) {
  if (!(stop instanceof SVGElement)) return;
  for (const other of stop.parentElement?.querySelectorAll(STOPS) ?? []) other.setAttribute("tabindex", "-1");
  stop.setAttribute("tabindex", "0");
  stop.focus({ preventScroll: true });
}

/** From a tick to its line of the log, which may be hidden by the search. @param {Element} tick */
function toLog(tick) {
  const [line] = linesOf(tick);
  if (!line) return;
  line.hidden = false;
  line.scrollIntoView({ block: "center" });
  line.querySelector("a")?.focus({ preventScroll: true });
}

/** @param {MouseEvent} event */
function clicked(event) {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  const tick = within(event.target, ".tick");
  const when = within(event.target, ".log-when");
  if (tick) {
    event.preventDefault();
    toLog(tick);
  } else if (when) {
    event.preventDefault();
    document.getElementById("timeline")?.scrollIntoView({ block: "center" });
    focus(tickOf(when.closest(".log-line")));
  }
}

/** Arrow keys: left and right along a lane, up and down to the next. @param {KeyboardEvent} event */
function walked(event) {
  const stop = within(event.target, STOPS);
  const lane = stop?.parentElement;
  if (!stop || !lane) return;
  const stops = Array.from(lane.querySelectorAll(STOPS));
  const lanes = Array.from(document.querySelectorAll("#timeline .timeline > [role=group]")).filter((each) => each.querySelector(STOPS));
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  const turn = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (step) focus(stops[stops.indexOf(stop) + step]);
  else if (turn) focus(lanes[lanes.indexOf(lane) + turn]?.querySelector("[tabindex='0']"));
  else return;
  event.preventDefault();
}

document.addEventListener("mouseover", (event) => point(event.target));
document.addEventListener("focusin", (event) => point(event.target));
document.addEventListener("click", clicked);
document.addEventListener("keydown", walked);
