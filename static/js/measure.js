/**
 * Measuring: a line drawn by clicks, taps or keys; its length, over the water and on either bank;
 * and what it encloses.
 */
import { askGround, measureArea, measureLength, splitLength } from "./ground.js";
import { t, writeNumber } from "./i18n.js";
import { stateOf } from "./map_state.js";
import { writeNames } from "./names.js";

const LINE = { color: "#882255", weight: 3, interactive: false };
const AREA = { stroke: false, fillColor: "#882255", fillOpacity: 0.12, interactive: false };
const DOT = { color: "#882255", weight: 2, fillColor: "#fff", fillOpacity: 1, radius: 5, interactive: false };

/** @param {import("./tools.js").Desk} desk @param {HTMLButtonElement} button */
export function createTool({ map, openPanel }, button) {
  const container = map.getContainer();
  const group = L.layerGroup();
  /** @type {import("./ground.js").Position[]} */
  let line = [];
  let panel = null;
  let ground = null;

  function change(next) {
    line = next;
    draw(group, line);
    if (panel) fill(panel.querySelector(".tool__sums"), line, ground, stateOf(map).labels);
    for (const one of panel?.querySelectorAll("[data-undo]") ?? []) one.disabled = line.length === 0;
    panel?.querySelector("p").toggleAttribute("hidden", line.length > 0); // room on a phone
  }

  const add = ({ lat, lng }) => change([...line, [lng, lat]]);
  const undo = () => change(line.slice(0, -1));

  // In the capture phase: streets would take the click and open a popup.
  function take(event) {
    const isElsewhere = event.target.closest(".leaflet-control, .leaflet-popup, .review-drawing");
    if (isElsewhere || map.dragging.moved()) return;
    event.stopPropagation();
    add(map.mouseEventToLatLng(event));
  }

  function press(event) {
    if (event.target !== container) return;
    if (event.key === "Enter") add(map.getCenter());
    if (event.key === "Backspace") undo();
    if (event.key === "Escape") panel.querySelector(".tool__close").click();
  }

  const stay = (event) => event.stopPropagation(); // a double click would zoom

  function start() {
    panel = openPanel(button, t("Measure"), stop);
    panel.append(...buildParts({ add: () => add(map.getCenter()), undo, clear: () => change([]) }));
    group.addTo(map);
    container.classList.add("measuring");
    container.addEventListener("click", take, true);
    container.addEventListener("dblclick", stay, true);
    container.addEventListener("keydown", press);
    change([]);
    askGround().then((found) => {
      ground = found;
      change(line);
    }, () => {}); // the length is told without the banks
  }

  function stop() {
    panel = null;
    group.remove();
    container.classList.remove("measuring");
    container.removeEventListener("click", take, true);
    container.removeEventListener("dblclick", stay, true);
    container.removeEventListener("keydown", press);
  }

  return { toggle: () => (panel ? panel.querySelector(".tool__close").click() : start()) };
}

function draw(group, line) {
  const places = line.map(([lon, lat]) => [lat, lon]);
  group.clearLayers();
  if (line.length > 2) group.addLayer(L.polygon(places, AREA));
  group.addLayer(L.polyline(places, LINE));
  for (const place of places) group.addLayer(L.circleMarker(place, DOT));
}

function buildParts({ add, undo, clear }) {
  const hint = document.createElement("p");
  hint.textContent = t("Click along the line to measure. By keyboard: move the map with the arrow keys, press Enter to add a point at the centre, Backspace to remove it.");
  const sums = document.createElement("dl");
  sums.className = "tool__sums";
  sums.setAttribute("aria-live", "polite");
  const row = document.createElement("p");
  row.className = "tool__row";
  row.append(
    makeButton(t("Point in the middle"), add),
    makeButton(t("Undo"), undo, true),
    makeButton(t("Clear"), clear, true),
  );
  return [hint, sums, row];
}

function makeButton(words, run, isUndo = false) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = words;
  if (isUndo) button.dataset.undo = "";
  button.addEventListener("click", run);
  return button;
}

function fill(list, line, ground, labels) {
  const name = (side) => writeNames(labels.sides[side], labels);
  const rows = line.length > 1 ? [[t("Length"), writeLength(measureLength(line))]] : [];
  if (rows.length && ground) {
    const { water, left, right, beyond, outside } = splitLength(line, ground);
    rows.push(
      [t("Over the water, bank to bank"), water && writeLength(water)],
      [name(ground.left?.side), left && writeLength(left)],
      [name(ground.right?.side), right && writeLength(right)],
      [name("beyond"), beyond && writeLength(beyond)],
      [name("outside"), outside && writeLength(outside)],
    );
  }
  if (line.length > 2) rows.push([t("Area (shape closed)"), writeArea(measureArea(line))]);
  list.replaceChildren(
    ...rows.filter(([, value]) => value).flatMap(([title, value]) => {
      const [dt, dd] = [document.createElement("dt"), document.createElement("dd")];
      dt.append(title);
      dd.textContent = value;
      return [dt, dd];
    }),
  );
}

function writeLength(metres) {
  if (metres >= 1000) return `${writeNumber(metres / 1000, 2)} km`;
  return `${writeNumber(metres, metres < 100 ? 1 : 0)} m`;
}

function writeArea(m2) {
  if (m2 >= 1e6) return `${writeNumber(m2 / 1e6, 2)} km²`;
  return m2 >= 1e4 ? `${writeNumber(m2 / 1e4, 2)} ha` : `${writeNumber(m2)} m²`;
}
