/**
 * The answer of the bridge review in numbers: by bank, in full tables, side by side, and by home.
 */
import { language, t, tn, writeDay, writeDuration, writeNumber } from "./i18n.js";

/** Within how many minutes of the other bank people are counted. */
const REACH_MIN = 15;

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
export function buildTable({ caption, headings, rows, notes = [] }) {
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

/**
 * Show the numbers of an answer, a column a bank.
 * @param {HTMLElement} place
 * @param {any} answer
 * @param {Record<string, string>} names bank → its names
 */
export function showNumbers(place, answer, names) {
  const headings = [t("Indicator"), ...answer.banks.map((bank) => names[bank.bank] ?? bank.bank)];
  const listed = answer.banks.map((bank) => listBank(bank, answer.weights_unit));
  const rows = listed[0].map(([name], at) => [name, ...listed.map((one) => one[at][1])]);
  const notes = listed[0].map(([, , note]) => note);
  const table = buildTable({ caption: writeCaption(answer), headings, rows, notes });
  const mutuality = answer.trips_to === "services" ?
    [element("p", t("Balance of benefit: %(value)s", { value: writeNumber(answer.mutuality, 2) }))] : [];
  const link = element("a", t("What the numbers mean"), { href: "#definitions" });
  const more = element("p");
  more.append(link);
  place.replaceChildren(table, buildPopulation(answer), ...mutuality, more);
  if (answer.is_modelled) {
    const warning = t("Modelled data: do not draw conclusions about the city.");
    place.append(element("p", warning, { class: "review__modelled" }));
  }
  place.hidden = false;
}

/** List a bank's numbers: name, value, definition. */
function listBank(bank, unit) {
  const people = sayUnit(unit);
  const near = bank.reach.find((one) => one.target === "other bank" && one.within_min === REACH_MIN);
  return [
    [t("Saved per trip"), writeDuration(bank.saved_person_min_per_trip), readMeaning("means-saved")],
    [t("Mean time before → after, min"), writeChange(bank.mean_cross_river_min, 1), readMeaning("means-mean")],
    [t("Other bank within %(minutes)s min, %(unit)s", { minutes: REACH_MIN, unit: people }), near ? writeChange(near.residents) : "–", readMeaning("means-reach")],
    [t("Newly connected, %(unit)s", { unit: people }), writeNumber(bank.gained), readMeaning("means-gained")],
    [t("Cut off with no route left, %(unit)s", { unit: people }), writeNumber(bank.cut), readMeaning("means-gained")],
    [t("Cut off before → after, %(unit)s", { unit: people }), writeChange(bank.cut_off), readMeaning("means-cut-off")],
  ];
}

function writeCaption(answer) {
  return t("What changes, by bank: %(day)s, data version %(snapshot)s", {
    day: writeDay(answer.day),
    snapshot: answer.snapshot_id,
  });
}

/**
 * Say the totals of people that figures stand on: what each counts, of when, from whom, how certain.
 * @param {{figures: any[], is_combination: boolean}} answer
 */
export function buildPopulation({ figures, is_combination }) {
  const all = element("div", "", { class: "population" });
  if (figures.length) {
    const list = element("ul");
    list.append(...figures.map(buildFigure));
    all.append(element("p", `${t("Population figures used")}:`), list);
  } else all.append(element("p", t("Weighted by floor area alone, not by people.")));
  if (is_combination) all.append(element("p", t("This is a combination: no source published these totals together for one year.")));
  return all;
}

function buildFigure(figure) {
  const { counts, certainty } = JSON.parse(document.getElementById("population-words").textContent);
  const name = figure.name[language] ?? Object.values(figure.name)[0] ?? figure.municipality;
  const source = figure.source_url ? element("a", figure.source, { href: figure.source_url, rel: "noopener" }) : element("bdi", figure.source);
  const date = figure.source_date ? `, ${writeDay(figure.source_date)}` : "";
  const item = element("li");
  item.append(
    element("bdi", name),
    ": ",
    element("b", writeNumber(figure.value)),
    ` (${counts[figure.counts] ?? figure.counts}), ${writeDay(figure.date)}. `,
    source,
    `${date} (${t("certainty")}: ${certainty[figure.certainty] ?? figure.certainty})`,
  );
  if (figure.note) item.append(element("p", figure.note, { lang: "en" }));
  return item;
}

/** Write a figure before and after. */
export function writeChange({ before, after }, decimals = 0) {
  return `${writeNumber(before, decimals)} → ${writeNumber(after, decimals)}`;
}

/** Read a definition from the list that the page has of them. */
function readMeaning(id) {
  return document.getElementById(id)?.nextElementSibling?.textContent ?? "";
}

/** Say what residents are counted in. */
export function sayUnit(unit) {
  return unit === "people" ? t("people") : t("m² of floor area");
}

/** Show all tables of a report as the server writes them. */
export function showTables(place, report) {
  const heading = element("dl", "", { class: "review__heading" });
  for (const [label, value] of report.heading) {
    const described = element("dd");
    described.append(element("bdi", value));
    heading.append(element("dt", label), described);
  }
  const tables = report.tables.map(({ title, headings, rows }) => buildTable({ caption: title, headings, rows }));
  const note = report.note ? [element("p", report.note, { class: "review__modelled" })] : [];
  const remarks = report.sentences.map((one) => element("p", one, { class: "review__remark" }));
  place.replaceChildren(heading, ...note, ...remarks, ...tables);
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
