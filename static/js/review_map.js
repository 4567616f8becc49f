/**
 * Candidates on the map: drawn by two clicks, dragged or moved by keys; and minutes saved at homes.
 *
 * @typedef {import("./review_question.js").Line} Line
 */
import { t } from "./i18n.js";

const LINE = { color: "#004488", weight: 5, interactive: false };
const SCANNED = { color: "#882255", weight: 3, interactive: false };
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const STEP_PX = 4;
/** A second click ends a line; a double click that it makes must not zoom. */
const DOUBLE_CLICK_MS = 600;

/** The page's map, as soon as folium's script has made it. This module comes before that script. */
export const mapMade = new Promise((resolve) => {
  L.Map.addInitHook(function tell() {
    resolve(this);
  });
});

/**
 * Draw candidates whose ends can be moved.
 * @param {any} map
 * @param {(index: number, places: [number, number][], isDone: boolean) => void} move is told of moves
 */
export function createCandidates(map, move) {
  const group = L.layerGroup().addTo(map);
  let dragged = 0;

  /** @param {(Line | null)[]} lines */
  function show(lines) {
    if (dragged) return;
    const focused = document.activeElement?.getAttribute?.("data-end");
    group.clearLayers();
    lines.forEach((line, index) => line && drawLine(index, line));
    if (focused) map.getContainer().querySelector(`[data-end="${focused}"]`)?.focus();
  }

  function drawLine(index, line) {
    const places = line.places.map(([lon, lat]) => L.latLng(lat, lon));
    const path = L.polyline(places, LINE).addTo(group);
    [0, places.length - 1].forEach((position, which) => {
      const mark = createEnd(places[position], index, which).addTo(group);
      const follow = (isDone) => {
        const at = path.getLatLngs();
        at[position] = mark.getLatLng();
        path.setLatLngs(at);
        move(index, at.map(({ lat, lng }) => [lng, lat]), isDone);
      };
      mark.on("dragstart", () => { dragged += 1; });
      mark.on("drag", () => follow(false));
      mark.on("dragend", () => {
        dragged -= 1;
        follow(true);
      });
      moveByKeys(map, mark, () => follow(true));
    });
  }

  return { show, isDragged: () => dragged > 0 };
}

function createEnd(place, index, which) {
  const title = t("End %(end)s of bridge %(number)s; drag it or use the arrow keys", {
    end: which + 1,
    number: index + 1,
  });
  const face = document.createElement("span");
  face.textContent = String(index + 1);
  const icon = L.divIcon({ className: "review-end", html: face, iconSize: [28, 28] });
  const mark = L.marker(place, { icon, title, draggable: true, autoPan: true, zIndexOffset: 2000 });
  mark.on("add", () => {
    const node = mark.getElement();
    node.dataset.end = `${index}-${which}`;
    node.setAttribute("aria-label", title);
  });
  return mark;
}

function moveByKeys(map, mark, follow) {
  mark.getElement().addEventListener("keydown", (event) => {
    const step = ARROWS[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    const at = map.latLngToContainerPoint(mark.getLatLng());
    mark.setLatLng(map.containerPointToLatLng(at.add(step.map((px) => px * STEP_PX))));
    follow();
  });
}

/**
 * Let two clicks or taps draw a bridge, while that is switched on.
 * @param {any} map
 * @param {{drawn: (ends: [number, number][]) => void, changed: (clicks: number | null) => void}} told
 *   of a line that is drawn, and of how many clicks there were; null when drawing is off
 */
export function createPen(map, told) {
  const container = map.getContainer();
  const group = L.layerGroup().addTo(map);
  let first = null;
  let isOn = false;
  let last_ms = -Infinity;

  function toggle(on) {
    isOn = on;
    first = null;
    group.clearLayers();
    container.classList.toggle("review-drawing", on);
    told.changed(on ? 0 : null);
  }

  function take(event) {
    if (!isOn || map.dragging.moved() || event.target.closest(".leaflet-control")) return;
    event.stopPropagation();
    last_ms = event.timeStamp;
    const { lat, lng } = map.mouseEventToLatLng(event);
    if (first) {
      const ends = [first, [lng, lat]];
      toggle(false);
      told.drawn(ends);
      return;
    }
    first = [lng, lat];
    L.circleMarker([lat, lng], { ...LINE, radius: 6, fillOpacity: 1 }).addTo(group);
    told.changed(1);
  }

  // In the capture phase: popups of streets would swallow the click.
  container.addEventListener("click", take, true);
  container.addEventListener("dblclick", (event) => {
    if (event.timeStamp - last_ms < DOUBLE_CLICK_MS) event.stopPropagation();
  }, true);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && isOn) toggle(false);
  });
  return { toggle, isOn: () => isOn };
}

/** Draw places that a scan found; one of them stands out. */
export function createScanLayer(map) {
  const group = L.layerGroup().addTo(map);
  let paths = [];
  return {
    show(lines) {
      group.clearLayers();
      paths = lines.map((line) => L.polyline(line.map(([lon, lat]) => [lat, lon]), SCANNED).addTo(group));
    },
    mark(index) {
      paths.forEach((path, at) => path.setStyle({ weight: at === index ? 8 : 3 }));
      paths[index]?.bringToFront();
      if (paths[index]) map.panInside(paths[index].getCenter(), { padding: [60, 60] });
    },
  };
}

/** Draw homes in the colour and size of their class; null takes them away. */
export function createHomes(map) {
  const group = L.layerGroup().addTo(map);
  return (features, chooseLook) => {
    group.clearLayers();
    for (const feature of features ?? []) {
      const look = chooseLook(feature.properties.saved_min);
      const [lon, lat] = feature.geometry.coordinates;
      if (look) {
        const style = { stroke: false, fillOpacity: 0.85, interactive: false };
        L.circleMarker([lat, lon], { ...style, fillColor: look.colour, radius: look.radius }).addTo(group);
      }
    }
  };
}
