/**
 * Downloading what is visible: the layers that are switched on, cut to the view, in every format
 * that the server tells of.
 *
 * @typedef {{formats: {extension: string, title: string}[], counts: Record<string, number>,
 *   modelled: Record<string, "all" | "some" | "none">}} Counted
 */
import { t, tn } from "./i18n.js";
import { listShown, stateOf } from "./map_state.js";
import { addressOf } from "./root.js";

const DECIMALS = 6;
/** Styles of layers that no snapshot holds. */
const ELSEWHERE = ["labels", "raster", "homes"];
/** Of the crossings, a map shows those that are there on its day; others have no status then. */
const THERE = `filter=${encodeURIComponent("status IS NOT NULL")}`;

/** @param {import("./tools.js").Desk} desk @param {HTMLButtonElement} button */
export function createTool({ map, openPanel }, button) {
  const title = t("Download what is visible");
  let panel = null;
  let asked = "";

  async function refresh() {
    const layers = listShown(map).map((name) => stateOf(map).layers.get(name).spec);
    const specs = mergeByData(layers.filter(({ style }) => !ELSEWHERE.includes(style)));
    const question = writeQuestion(map, specs);
    if (!panel || question === asked) return;
    asked = question;
    const list = panel.querySelector(".tool__files");
    list.setAttribute("aria-busy", "true");
    try {
      const response = await fetch(addressOf(`/api/counts?${question}`));
      const counted = await response.json();
      if (!response.ok) throw new Error(counted.detail);
      if (asked === question) list.replaceChildren(...specs.map((spec) => buildRow(spec, counted, readBox(map))));
    } catch (error) {
      console.warn(`/api/counts: ${error.message}`);
      asked = "";
      list.textContent = t("This could not be counted. Move the map to try again.");
    } finally {
      list.setAttribute("aria-busy", "false");
    }
  }

  function start() {
    panel = openPanel(button, title, stop);
    const hint = document.createElement("p");
    hint.textContent = t("The visible layers, for the area shown. Objects that extend beyond the view are included in full.");
    const list = document.createElement("ul");
    list.className = "tool__files";
    panel.append(hint, list);
    map.on("moveend layeradd layerremove", refresh);
    asked = "";
    refresh();
  }

  function stop() {
    panel = null;
    map.off("moveend layeradd layerremove", refresh);
  }

  return { toggle: () => (panel ? panel.querySelector(".tool__close").click() : start()) };
}

/** Layers that are drawn apart of one set of data, such as crossings, are one here. */
function mergeByData(specs) {
  const apart = new Map(specs.map((spec) => [spec.use ? spec.style : spec.name, spec]));
  return [...apart].map(([name, spec]) => (spec.use ? { ...spec, name, title: t("Crossings") } : spec));
}

/** Write what is to be counted: a box, layers, and the day of the crossings. */
function writeQuestion(map, specs) {
  const day = specs.map(readDay).find(Boolean);
  const query = [`bbox=${readBox(map)}`, `layers=${specs.map(({ name }) => name).join(",")}`];
  return [...query, ...(day ? [`as_of=${day}`] : [])].join("&");
}

function readDay({ url }) {
  return new URL(url, location.href).searchParams.get("as_of");
}

function readBox(map) {
  const bounds = map.getBounds();
  const box = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
  return box.map((degrees) => Number(degrees.toFixed(DECIMALS))).join(",");
}

function buildRow(spec, { formats, counts, modelled }, box) {
  const row = document.createElement("li");
  const name = document.createElement("bdi");
  name.textContent = spec.title;
  const number = document.createElement("small");
  const word = { all: t("modelled"), some: t("partly modelled") }[modelled[spec.name]];
  const counted = tn("%(n)s feature", "%(n)s features", counts[spec.name] ?? 0);
  number.textContent = word ? `${counted} (${word})` : counted;
  row.append(name, " ", number);
  if (counts[spec.name]) {
    const links = document.createElement("span");
    links.append(...formats.flatMap((format) => [" ", buildLink(spec, format, box)]));
    row.append(links);
  }
  return row;
}

function buildLink(spec, { extension, title }, box) {
  const link = document.createElement("a");
  const day = readDay(spec);
  const mark = extension === "csv" ? ["bom=true"] : []; // what people click opens in a spreadsheet
  const query = [`bbox=${box}`, ...mark, ...(day ? [`as_of=${day}`] : []), ...(spec.style === "crossings" ? [THERE] : [])];
  link.href = addressOf(`/data/${spec.name}.${extension}?${query.join("&")}`);
  link.download = `${spec.name}.${extension}`;
  link.textContent = title;
  link.setAttribute("aria-label", `${spec.title}: ${title}`);
  return link;
}
