/**
 * Candidates on the map, whose ends and bends are dragged or moved by keys; scanned places; homes.
 *
 * @typedef {import("./review_question.js").Line} Line
 */
import { t } from "./i18n.js";

const LINE = { color: "#004488", weight: 5, interactive: false };
const SCANNED = { color: "#882255", weight: 3, interactive: false };
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const STEP_PX = 4;
/** A segment that is shorter on the screen, or of a line of more places, has no handle for a bend. */
const BENT_PX = 60;
const MOST_HANDLED = 12;
/** A link shows its bridges with their surroundings, near enough to bend them, and crossings amid streets. */
const AROUND = 1;
const BRIDGE_ZOOM = 17;
const CROSSING_ZOOM = 16;
const BELOW_CONTROLS = [70, 80];

/** Bring what the keyboard reaches out from below the controls that lie on the map. */
export function keepFocusInSight(map) {
  const container = map.getContainer();
  container.addEventListener("focusin", ({ target }) => {
    if (!target.matches(".leaflet-marker-icon:focus-visible")) return;
    container.scrollTo(0, 0); // browsers scroll to what has focus, and Leaflet takes it back later
    const [mark, frame] = [target, container].map((one) => one.getBoundingClientRect());
    const at = map.containerPointToLatLng([mark.x + mark.width / 2 - frame.x, mark.y + mark.height / 2 - frame.y]);
    const list = container.querySelector(".leaflet-control-layers-expanded")?.offsetWidth ?? 0;
    map.stop().panInside(at, { paddingTopLeft: BELOW_CONTROLS, paddingBottomRight: [list + 40, 40], animate: false });
  });
}

/** Draw candidates; `move` is told of each move of an end or a bend. */
export function createCandidates(map, move) {
  const group = L.featureGroup().addTo(map);
  let dragged = 0;
  let shown = [];
  map.on("zoomend", () => show(shown));

  /** @param {(Line | null)[]} lines */
  function show(lines) {
    shown = lines;
    if (dragged) return;
    const focused = document.activeElement?.getAttribute?.("data-end");
    group.clearLayers();
    lines.forEach((line, index) => line && drawLine(index, line));
    // What bent a line is its bend from then on.
    if (focused) map.getContainer().querySelector(`[data-end="${focused.replace("+", "")}"]`)?.focus();
  }

  function drawLine(index, line) {
    const places = line.places.map(([lon, lat]) => L.latLng(lat, lon));
    const path = L.polyline(places, LINE).addTo(group);
    const pixels = places.map((one) => map.latLngToLayerPoint(one));
    places.forEach((place, at) => {
      const isEnd = at === 0 || at === places.length - 1;
      if (isEnd || places.length <= MOST_HANDLED) addMark(path, index, at, place, isEnd ? "end" : "bend");
      if (isEnd && at || places.length > MOST_HANDLED || pixels[at].distanceTo(pixels[at + 1]) < BENT_PX) return;
      addMark(path, index, at + 1, L.latLngBounds(place, places[at + 1]).getCenter(), "between");
    });
  }

  /** Add what moves a place of a line, takes out a bend, or bends the line where it is straight. */
  function addMark(path, index, at, place, kind) {
    const mark = createMark(place, index, at, kind).addTo(group);
    const write = (removed, ...put) => {
      const line = path.getLatLngs();
      line.splice(at, removed, ...put);
      path.setLatLngs(line);
      move(index, line.map(({ lat, lng }) => [lng, lat]));
    };
    let isThere = kind !== "between";
    const follow = () => {
      write(Number(isThere), mark.getLatLng());
      isThere = true;
    };
    mark.on("dragstart", () => { dragged += 1; });
    mark.on("drag", follow);
    mark.on("dragend", () => {
      dragged -= 1;
      follow();
    });
    moveByKeys(map, mark, follow);
    const remove = () => write(1);
    if (kind === "bend") mark.on("contextmenu", remove).on("keydown", ({ originalEvent }) => originalEvent.key === "Delete" && remove());
  }

  /** Show what is drawn, and other places that a question is about, with what is around them. */
  function fit(beside = []) {
    const box = beside.reduce((one, place) => one.extend(place), group.getBounds());
    if (box.isValid()) map.fitBounds(box.pad(AROUND), { maxZoom: beside.length ? CROSSING_ZOOM : BRIDGE_ZOOM, animate: false });
  }

  return { show, fit, isDragged: () => dragged > 0 };
}

function createMark(place, index, at, kind) {
  const number = index + 1;
  const name = `${number}.${at ? 2 : 1}`;
  const title = {
    end: `${name}: ${t("End %(end)s of bridge %(number)s; drag it or use the arrow keys", { end: at ? 2 : 1, number })}`,
    bend: t("Bend of bridge %(number)s; drag it or use the arrow keys, Delete removes it", { number }),
    between: t("Bend bridge %(number)s: drag this or use the arrow keys", { number }),
  }[kind];
  const face = document.createElement("span");
  if (kind === "end") face.textContent = name;
  const size = kind === "end" ? 28 : 18;
  const icon = L.divIcon({ className: kind === "end" ? "review-end" : `review-bend review-bend--${kind}`, html: face, iconSize: [size, size] });
  const mark = L.marker(place, { icon, title, draggable: true, autoPan: true, zIndexOffset: kind === "between" ? 1600 : 2000 });
  mark.on("add", () => {
    const node = mark.getElement();
    node.dataset.end = `${index}-${at}${kind === "between" ? "+" : ""}`;
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

/** Draw places that a scan found, numbered; one of them stands out, and a press on one is told. */
export function createScanLayer(map) {
  const group = L.layerGroup().addTo(map);
  let places = [];
  return {
    show(lines, chosen) {
      group.clearLayers();
      places = lines.map((line, at) => {
        const path = L.polyline(line.map(([lon, lat]) => [lat, lon]), SCANNED).addTo(group);
        const face = document.createElement("span");
        face.textContent = String(at + 1);
        const icon = L.divIcon({ className: "review-place", html: face, iconSize: [24, 24] });
        const mark = L.marker(path.getCenter(), { icon, keyboard: false, zIndexOffset: 1500 - at }).addTo(group);
        mark.on("click", () => chosen(at));
        return { path, mark };
      });
    },
    mark(chosen) {
      places.forEach(({ path, mark }, at) => {
        path.setStyle({ weight: at === chosen ? 8 : 3 });
        mark.getElement().classList.toggle("review-place--chosen", at === chosen);
      });
      if (places[chosen]) map.panInside(places[chosen].mark.getLatLng(), { padding: [60, 60] });
    },
  };
}

/** Draw homes in the colour and size of their class; null takes them away. */
export function createHomes(map) {
  const group = L.layerGroup().addTo(map);
  return (found, chooseLook) => {
    group.clearLayers();
    for (const { saved_min, place: [lon, lat] } of found ?? []) {
      const look = chooseLook(saved_min);
      if (look) {
        const style = { stroke: false, fillOpacity: 0.85, interactive: false };
        L.circleMarker([lat, lon], { ...style, fillColor: look.colour, radius: look.radius_px }).addTo(group);
      }
    }
  };
}
