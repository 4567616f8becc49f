/** Drawing a place: the text field beside the map is what is sent, and each follows the other. */
import { t, tn } from "../i18n.js";
import { chooseStyle } from "../style.js";

const LOOK = { color: "#882255", weight: 4, fillOpacity: 0.15, interactive: false };
const CROSSING = { radius: 6, color: "#1c2630", weight: 2, fillColor: "#fff", fillOpacity: 1 };
const LARGEST = 200_000;
/** A place of more points is shown, and begun anew by the next click. */
const MOST_MARKS = 60;

/** Make a map ready for drawing. @param {any} map @param {any} ground GeoJSON @param {any} corners */
export function prepareDrawing(map, ground, corners) {
  const [tools, field, said, file] = ["tools", "text", "said", "file"].map((id) => document.getElementById(`place-${id}`));
  const container = map.getContainer();
  const group = L.featureGroup();
  let [kind, places] = ["LineString", []];

  function add({ lat, lng }) {
    kind = tools.querySelector("[name=place-kind]:checked").value;
    write([...(kind === "Point" ? [] : places), round(lng, lat)]);
  }
  function write(now) {
    places = now;
    const coordinates = { Point: places[0], LineString: places, Polygon: [[...places, places[0]]] }[kind];
    field.value = places.length ? JSON.stringify({ type: kind, coordinates }) : "";
    show();
  }
  /** Take what the field says, as far as it is a place that can be drawn on. */
  function read() {
    const geometry = find(field.value.trim());
    [kind, places] = [geometry.type ?? kind, list(geometry)];
    if (places.length) tools.querySelector(`[value=${kind}]`).checked = true;
    show(geometry);
    if (group.getLayers().length) map.fitBounds(group.getBounds().pad(1), { maxZoom: 17, animate: false });
  }
  function show(other = {}) {
    const line = places.map(([lon, lat]) => [lat, lon]);
    group.clearLayers();
    if (line.length) group.addLayer((kind === "Polygon" ? L.polygon : L.polyline)(line, LOOK));
    else if (other.type) group.addLayer(L.geoJSON(other, { style: LOOK }));
    line.forEach((at, i) => {
      const icon = L.divIcon({ className: "review-bend", iconSize: [18, 18] });
      const mark = L.marker(at, { icon, draggable: true, keyboard: false }).addTo(group);
      mark.on("dragend", () => write(places.with(i, round(mark.getLatLng().lng, mark.getLatLng().lat))));
    });
    said.textContent = line.length ? tn("%(n)s point is drawn", "%(n)s points are drawn", line.length) : "";
  }
  async function take(dropped) {
    const isLong = dropped?.size > LARGEST;
    if (dropped && !isLong) field.value = await dropped.text();
    read();
    if (isLong) said.textContent = t("The file is too long: choose one that holds this place alone.");
    file.value = "";
  }
  map.fitBounds(corners, { animate: false }).doubleClickZoom.disable();
  map.addLayer(drawGround(ground)).addLayer(group).on("click", ({ latlng }) => add(latlng));
  container.classList.add("review-drawing");
  container.addEventListener("keydown", ({ key, target }) => key === "Enter" && target === container && add(map.getCenter()));
  container.addEventListener("dragover", (event) => event.preventDefault());
  container.addEventListener("drop", (event) => event.preventDefault() ?? take(event.dataTransfer.files[0]));
  file.addEventListener("change", () => take(file.files[0]));
  field.addEventListener("change", read);
  tools.addEventListener("click", ({ target: { dataset: { act } } }) => act && write(act === "undo" ? places.slice(0, -1) : []));
  tools.hidden = false;
  read();
}
const round = (lon, lat) => [lon, lat].map((one) => Number(one.toFixed(7)));

/** Find the one geometry that a text holds; nothing where none can be drawn: the server says why. */
function find(text) {
  try {
    const found = JSON.parse(text.startsWith("{") ? text : `{"type":"Point","coordinates":[${text.split(",").reverse()}]}`);
    const [first, other] = found.features ?? [found];
    return other || !L.geoJSON(first).getLayers().length ? {} : (first.geometry ?? first);
  } catch {
    return {};
  }
}
function list({ type, coordinates }) {
  const ring = coordinates?.length === 1 ? coordinates[0].slice(0, -1) : [];
  const places = { Point: [coordinates], LineString: coordinates, Polygon: ring }[type] ?? [];
  return places.length <= MOST_MARKS ? places : [];
}
function drawGround({ features }) {
  return L.geoJSON(features, {
    style: (one) => (one.properties.part ? { color: "#98a1ac", weight: 1.5, ...chooseStyle({ style: "banks" }, one), interactive: false } : {}),
    pointToLayer: ({ properties: { name } }, at) => L.circleMarker(at, CROSSING).bindTooltip(Object.assign(document.createElement("span"), { textContent: name })),
  });
}
