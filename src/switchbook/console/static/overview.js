// @ts-check
// Draws the figures of the overview from their tables of numbers, and saves a drawing as a file of its own.

/** One row of a table of numbers: its cells by the heading of their column. @typedef {Record<string, string>} Numbers */
/** @typedef {{ title: string, unit: string, rows: Numbers[], links: Map<Numbers, string>, width: number }} Table */

const KINDS = /** @type {const} */ (["answered", "other", "missed"]);
const COLOURS = { answered: "var(--s-talk)", other: "var(--s-flow)", missed: "url(#missed-lines)" };
const DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const WORDS = { fill: "currentColor", "text-anchor": "start" };
const TIP = { fill: "var(--raise)", lineHeight: 1.25, className: "tip", ariaLabel: null };
const FONT = { className: "drawn", style: { fontSize: "12px", overflow: "visible" } };

/** A count as the page writes it. @param {number} count */
const written = (count) => count.toLocaleString("en").replaceAll(",", "\u202f");

/** @param {Numbers} row @param {string} column */
const number = (row, column) => Number(row[column] ?? 0);

/** What a tip says of a row. @param {string} head @param {Numbers} row */
function tip(head, row) {
  const parts = ["answered", "missed", "other"].filter((part) => part in row);
  const told = parts.map((part) => `${written(number(row, part))} ${part}`);
  return [head, `${written(number(row, "sessions"))} sessions`, ...told].join("\n");
}

/** @param {HTMLElement} figure @returns {Table} */
function read(figure) {
  const columns = Array.from(figure.querySelectorAll("thead th"), (cell) => (cell.textContent ?? "").toLowerCase());
  /** @type {Map<Numbers, string>} */
  const links = new Map();
  const rows = Array.from(figure.querySelectorAll("tbody tr"), (line) => {
    const cells = Array.from(line.querySelectorAll("[data-value]"), (cell) => cell.getAttribute("data-value") ?? "");
    const row = Object.fromEntries(columns.map((column, at) => [column, cells[at] ?? ""]));
    const link = line.querySelector("a");
    if (link) links.set(row, link.href);
    return row;
  });
  const width = figure.querySelector(".drawing")?.clientWidth || 640;
  return { title: figure.querySelector("h2")?.textContent ?? "", unit: figure.dataset["unit"] ?? "", rows, links, width };
}

/** A day, week or month as a tip names it. @param {string} unit @param {string} value */
function moment(unit, value) {
  if (unit === "hour") return `${value.padStart(2, "0")}:00 – ${value.padStart(2, "0")}:59`;
  /** @type {Intl.DateTimeFormatOptions} */
  const form = unit === "month" ? { month: "long" } : { weekday: "short", day: "numeric", month: "short" };
  const day = new Date(value).toLocaleDateString("en-GB", { ...form, year: "numeric", timeZone: "UTC" });
  return unit === "week" ? `Week from ${day}` : day;
}

/** What a row of numbers is about. @param {string} kind @param {string} unit @param {Numbers} row */
function called(kind, unit, row) {
  if (kind === "stacked") return moment(unit, row[unit] ?? "");
  if (kind === "heat") return `${row["weekday"]}, ${moment("hour", row["hour"] ?? "")}`;
  return Object.values(row)[0] ?? "";
}

/** Columns over time, each of what was answered, missed and neither. @param {Table} table */
function stacked({ unit, rows, width }) {
  const hours = unit === "hour";
  /** @param {Numbers} row */
  const at = (row) => (hours ? number(row, unit) : new Date(row[unit] ?? ""));
  const parts = rows.flatMap((row) => KINDS.map((kind) => ({ at: at(row), kind, sessions: number(row, kind) })));
  const interval = hours ? 1 : unit === "week" ? d3.utcMonday : unit === "month" ? d3.utcMonth : d3.utcDay;
  return Plot.plot({
    ...FONT,
    width,
    height: 260,
    marginLeft: 48,
    marginTop: 34,
    x: hours ? { label: null, ticks: width < 500 ? 6 : 12, domain: [0, 24] } : { type: "utc", label: null },
    y: { label: null, grid: true, tickFormat: written, ticks: 5, nice: true },
    color: { domain: [...KINDS], range: KINDS.map((kind) => COLOURS[kind]) },
    marks: [
      Plot.rectY(parts, { x: "at", interval, y: "sessions", fill: "kind", z: "kind", order: [...KINDS], insetLeft: 0.5, insetRight: 0.5 }),
      Plot.ruleY([0]),
      Plot.tip(
        rows,
        Plot.pointerX({
          x: at,
          interval,
          y: (/** @type {Numbers} */ row) => number(row, "sessions"),
          title: (/** @type {Numbers} */ row) => tip(called("stacked", unit, row), row),
          ...TIP,
        }),
      ),
    ],
  });
}

/** Hours of the week: the more sessions, the stronger. @param {Table} table */
function heat({ rows, width }) {
  /** @param {Numbers} row */
  const hour = (row) => number(row, "hour");
  const day = "weekday";
  return Plot.plot({
    ...FONT,
    width,
    height: 250,
    marginLeft: 48,
    marginTop: 34,
    padding: 0.06,
    x: { label: null, domain: d3.range(24), tickSize: 0, tickFormat: (at) => (at % (width < 500 ? 6 : 3) ? "" : `${at}:00`) },
    y: { label: null, domain: DAYS, tickSize: 0, tickFormat: (name) => name.slice(0, 3) },
    opacity: { range: [0.05, 1], domain: [0, d3.max(rows, (row) => number(row, "sessions")) || 1] },
    marks: [
      Plot.cell(rows, { x: hour, y: day, fill: "var(--mark)", fillOpacity: (row) => number(row, "sessions") }),
      Plot.tip(
        rows,
        Plot.pointer({
          x: hour,
          y: day,
          title: (/** @type {Numbers} */ row) => tip(called("heat", "", row), row),
          ...TIP,
        }),
      ),
    ],
  });
}

/** What sessions were, the most first. @param {Table} table */
function bars({ rows, width }) {
  const [name = ""] = Object.keys(rows[0] ?? {});
  /** @param {Numbers} row */
  const sessions = (row) => number(row, "sessions");
  return Plot.plot({
    ...FONT,
    width,
    height: rows.length * 26 + 12,
    marginLeft: 110,
    marginRight: 56,
    marginTop: 4,
    marginBottom: 8,
    x: { axis: null },
    y: { label: null, domain: rows.map((row) => row[name] ?? ""), tickSize: 0 },
    marks: [
      Plot.axisY({ label: null, tickSize: 0, lineWidth: 8, textOverflow: "ellipsis" }),
      Plot.barX(rows, { y: name, x: sessions, fill: "var(--s-queue)", insetTop: 2, insetBottom: 2 }),
      Plot.text(rows, { y: name, x: sessions, text: (row) => written(sessions(row)), textAnchor: "start", dx: 5 }),
      Plot.tip(
        rows,
        Plot.pointerY({
          y: name,
          x: sessions,
          title: (/** @type {Numbers} */ row) => tip(called("bars", "", row), row),
          ...TIP,
        }),
      ),
    ],
  });
}

const DRAWN = { stacked, heat, bars };

/** An element of SVG. @param {string} name @param {Record<string, string | number>} attributes @param {string} [text] */
function svg(name, attributes, text = "") {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  made.textContent = text;
  return made;
}

/** What the colours of a drawing stand for, above it. @param {string} kind @param {Table} table */
function legend(kind, table) {
  const most = Math.max(0, ...table.rows.map((row) => number(row, "sessions")));
  /** @type {[string, Record<string, string | number>][]} */
  const entries =
    kind === "stacked"
      ? KINDS.map((each) => [each, { fill: COLOURS[each] }])
      : [0, 0.5, 1].map((part) => [written(Math.round(part * most)), { fill: "var(--mark)", "fill-opacity": Math.max(0.05, part) }]);
  const drawn = svg("g", {});
  let at = 48;
  for (const [text, look] of entries) {
    drawn.append(svg("rect", { x: at, y: 4, width: 14, height: 14, ...look }), svg("text", { x: at + 20, y: 15, ...WORDS }, text));
    at += 44 + text.length * 7;
  }
  return drawn;
}

/** Lines, so that what was missed is not told by its colour alone. */
function hatching() {
  const pattern = svg("pattern", { id: "missed-lines", width: 5, height: 5, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" });
  pattern.append(svg("rect", { width: 5, height: 5, fill: "var(--s-bad)" }), svg("rect", { width: 2, height: 5, fill: "var(--raise)" }));
  const defs = svg("defs", {});
  defs.append(pattern);
  return defs;
}

/** Put a link below a drawing. @param {HTMLElement} figure @param {string} address @param {string} text */
function offer(figure, address, text) {
  const link = document.createElement("a");
  link.href = address;
  link.textContent = text;
  figure.querySelector(".leading")?.replaceChildren(link);
}

/** Draw a figure in the width that it has. @param {HTMLElement} figure */
function draw(figure) {
  const kind = /** @type {keyof typeof DRAWN} */ (figure.dataset["plot"]);
  const table = read(figure);
  const drawn = DRAWN[kind](table);
  // The page's own style sheet says what this element would, which the policy forbids.
  drawn.querySelector("style")?.remove();
  // Its parts are called by names that no part of a picture may have.
  for (const part of drawn.querySelectorAll("[aria-label]")) part.removeAttribute("aria-label");
  drawn.setAttribute("role", "img");
  drawn.setAttribute("aria-label", `${table.title}, drawn; the numbers are below`);
  if (kind === "stacked") drawn.prepend(hatching());
  if (kind !== "bars") drawn.append(legend(kind, table));
  drawn.addEventListener("input", () => drawn.classList.toggle("leads", table.links.has(drawn.value)));
  drawn.addEventListener("click", () => {
    const link = table.links.get(drawn.value);
    // A finger has not seen the numbers yet: it is shown them first, and where they lead.
    if (link && matchMedia("(hover: none)").matches) offer(figure, link, `List those of ${called(kind, table.unit, drawn.value)}`);
    else if (link) location.assign(link);
  });
  figure.querySelector(".drawing")?.replaceChildren(drawn);
}

/** The light colours, whatever the reader's are now. @returns {Map<string, string>} */
function lightColours() {
  for (const sheet of document.styleSheets)
    for (const rule of sheet.cssRules)
      if (rule instanceof CSSStyleRule && rule.selectorText === ":root")
        return new Map(Array.from(rule.style, (name) => [name, rule.style.getPropertyValue(name).trim()]));
  return new Map();
}

/** A drawing that needs nothing of this page. @param {SVGElement} drawn @param {string} title */
function standalone(drawn, title) {
  const alone = /** @type {SVGElement} */ (drawn.cloneNode(true));
  const colours = lightColours();
  for (const tipped of alone.querySelectorAll(".tip")) tipped.remove();
  for (const element of [alone, ...alone.querySelectorAll("*")])
    for (const attribute of element.attributes)
      attribute.value = attribute.value.replace(/var\((--[\w-]+)\)/g, (whole, name) => colours.get(name) ?? whole);
  alone.removeAttribute("class");
  alone.setAttribute("color", colours.get("--ink") ?? "black");
  alone.prepend(svg("title", {}, title), svg("rect", { width: "100%", height: "100%", fill: "white" }));
  return new XMLSerializer().serializeToString(alone);
}

/** Give the reader a file. @param {string} name @param {string} content */
function save(name, content) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([content], { type: "image/svg+xml" }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}

const resized = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    const figure = target.closest("figure");
    const width = String(target.clientWidth);
    if (!figure || figure.dataset["drawn"] === width) continue;
    figure.dataset["drawn"] = width;
    draw(figure);
  }
});

document.addEventListener("htmx:load", (event) => {
  if (!(event.target instanceof Element)) return;
  for (const figure of event.target.querySelectorAll("figure[data-plot]")) {
    const place = figure.querySelector(".drawing");
    if (place) resized.observe(place);
    figure.querySelector("[data-saves]")?.removeAttribute("hidden");
  }
});
document.addEventListener("click", (event) => {
  const figure = event.target instanceof Element && event.target.closest("[data-saves]")?.closest("figure");
  const drawn = figure && figure.querySelector(".drawing svg");
  if (figure && drawn instanceof SVGElement) {
    const period = document.querySelector(".period")?.textContent ?? "";
    save(`${figure.dataset["name"]}.svg`, standalone(drawn, `${figure.querySelector("h2")?.textContent}, ${period}`));
  }
});
document.addEventListener("htmx:sendError", () => {
  const place = document.getElementById("figures");
  if (place) place.textContent = "The server could not be reached. Load the page again.";
});
