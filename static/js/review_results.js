/**
 * The answer of the bridge review in numbers: by bank, side by side, and by home.
 */
import { t, tn, writeNumber } from "./i18n.js";
import { askPart } from "./part.js";

/** Classes of minutes saved, one scale from gain to loss; sizes so that colour is not all. */
const CLASSES = [
  { from: 10, colour: "#08306b", radius: 6 },
  { from: 5, colour: "#2166ac", radius: 5 },
  { from: 1, colour: "#4393c3", radius: 4 },
  { from: 0.1, colour: "#92c5de", radius: 3 },
  { from: -0.1, colour: "#999999", radius: 1.5 },
  { from: -1, colour: "#f4a582", radius: 3 },
  { from: -Infinity, colour: "#b2182b", radius: 5 },
];

/** Make an element; its text is never markup. */
export function element(tag, text = "", attributes = {}) {
  const node = document.createElement(tag);
  if (text) node.textContent = text;
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  return node;
}

/**
 * Build a table that can be scrolled by itself; cells are texts or nodes, the first is the row's.
 * @param {{caption: string, headings: (string | Node)[], rows: (string | Node)[][], notes?: string[]}} parts
 */
function buildTable({ caption, headings, rows, notes = [] }) {
  const head = element("thead");
  head.append(buildRow(headings, () => "col"));
  const body = element("tbody");
  body.append(...rows.map((row) => buildRow(row, (at) => (at ? "" : "row"))));
  body.querySelectorAll("th").forEach((one, at) => notes[at] && one.setAttribute("title", notes[at]));
  const table = element("table");
  table.append(element("caption", caption), head, body);
  const wide = element("div", "", { class: "review__wide", tabindex: "0", role: "region", "aria-label": caption });
  wide.append(table);
  return wide;
}

function buildRow(cells, scope) {
  const row = element("tr");
  cells.forEach((cell, at) => {
    const node = scope(at) ? element("th", "", { scope: scope(at) }) : element("td");
    if (cell instanceof Node) node.append(cell);
    else node.append(element("bdi", cell));
    row.append(node);
  });
  return row;
}

/** Show the numbers; headings tell what they mean, as the list of definitions on the page does. */
export function showNumbers(place, parts) {
  place.replaceChildren(...parts);
  for (const heading of place.querySelectorAll("[data-means]")) {
    heading.title = document.getElementById(heading.dataset.means).nextElementSibling.textContent;
  }
}

/** Show the totals of people that figures stand on: a place that is filled as soon as they are told. */
export function buildPopulation({ population, day }) {
  const place = element("div");
  askPart("/review/parts/population", { population, day }).then((parts) => place.replaceChildren(...parts), () => {});
  return place;
}

/** Say what residents are counted in. */
function sayUnit(unit) {
  return unit === "people" ? t("people") : t("m² of floor area");
}

/** Choose how a home is drawn by the minutes it saves; nothing where there is no figure. */
export function chooseLook(saved_min) {
  return saved_min === null ? null : CLASSES.find((one) => saved_min >= one.from);
}

/** Show what the colours mean, with the people in each class: the map's twin in text. */
export function showLegend(place, found) {
  const sums = CLASSES.map((one) => ({ ...one, count: 0, weight: 0 }));
  for (const { saved_min, weight } of found.homes) {
    const sum = sums[CLASSES.indexOf(chooseLook(saved_min))];
    if (!sum) continue;
    sum.count += 1;
    sum.weight += weight;
  }
  const rows = sums.map((one, at) => [buildClass(at), writeNumber(one.weight), tn("%(n)s home", "%(n)s homes", one.count)]);
  const caption = t("Minutes saved on an average trip to the other bank, by residential building; data version %(snapshot)s", {
    snapshot: found.snapshot_id,
  });
  const headings = [t("Minutes"), sayUnit(found.weights_unit), t("Homes")];
  place.replaceChildren(buildTable({ caption, headings, rows }));
  place.hidden = false;
}

function buildClass(at) {
  const { from, colour, radius } = CLASSES[at];
  const below = at ? CLASSES[at - 1].from : Infinity;
  const values = { from: writeNumber(from, from % 1 ? 1 : 0), below: writeNumber(below, below % 1 ? 1 : 0) };
  const all = element("span");
  const dot = element("span", "", { class: "review__dot" });
  Object.assign(dot.style, { background: colour, width: `${2 * radius}px` });
  all.append(dot, " ", sayClass(from, below, values));
  return all;
}

function sayClass(from, below, values) {
  if (below === Infinity) return t("%(from)s or more", values);
  if (from === -Infinity) return t("lost: below %(below)s", values);
  return t("%(from)s to %(below)s", values);
}
