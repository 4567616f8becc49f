/**
 * The answer of the bridge review in numbers: by bank, side by side, and by home.
 */
import { t, tn, writeNumber } from "./i18n.js";
import { askPart } from "./part.js";

/**
 * Classes of minutes saved, from gain to loss, as `app/maps/compare.py` has them; sizes so that colour is not all.
 * @type {{from_min: number, colour: string, radius_px: number, label: string}[]}
 */
const CLASSES = JSON.parse(document.getElementById("review-data").textContent).savedClasses;

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
  return saved_min === null ? null : CLASSES.find((one) => saved_min >= one.from_min);
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
  const rows = sums.map((one) => [buildClass(one), writeNumber(one.weight), tn("%(n)s home", "%(n)s homes", one.count)]);
  const caption = t("Minutes saved on an average trip to the other bank, by residential building; data version %(snapshot)s", {
    snapshot: found.snapshot_id,
  });
  const headings = [t("Minutes"), sayUnit(found.weights_unit), t("Homes")];
  place.replaceChildren(buildTable({ caption, headings, rows }));
  place.hidden = false;
}

function buildClass({ colour, radius_px, label }) {
  const all = element("span");
  const dot = element("span", "", { class: "review__dot" });
  Object.assign(dot.style, { background: colour, width: `${2 * radius_px}px` });
  all.append(dot, " ", label);
  return all;
}
