/**
 * Drawing a bridge by two clicks or taps: a band follows the pointer and tells its length and the
 * river's width; a click with Shift is a bend.
 */
import { measureLength } from "./ground.js";
import { t, writeNumber } from "./i18n.js";
import { askPart } from "./part.js";
import { element } from "./review_results.js";

const BAND = { color: "#004488", weight: 4, dashArray: "6 6", interactive: false };
const DOT = { color: "#004488", weight: 5, radius: 6, fillOpacity: 1, interactive: false };
/** A second click ends a line; a double click that it makes must not zoom. */
const DOUBLE_CLICK_MS = 600;
/** So long the map stands still before words say where that is. */
const STILL_MS = 250;

/** Say how long a band is, and how wide the river is at the place nearest to its middle. */
function describe(line, widths) {
  const [one, other] = [line[0], line.at(-1)];
  const middle = [0, 1].map((at) => (one[at] + other[at]) / 2);
  const apart = widths.map((place) => measureLength([middle, place]));
  const [, , width] = widths[apart.indexOf(Math.min(...apart))] ?? [];
  const length = writeNumber(measureLength(line));
  if (!width) return t("%(length)s m", { length });
  return t("%(length)s m; river %(width)s m wide", { length, width: writeNumber(width) });
}

/** Create the pen; who is told of clicks gets null when drawing is off. */
export function createPen(map, told) {
  const container = map.getContainer();
  const group = L.layerGroup().addTo(map);
  const label = L.tooltip({ permanent: true, direction: "auto", offset: [12, 0] });
  let band = null;
  let places = [];
  let isOn = false;
  let last_ms = -Infinity;
  let isByKeys = false;
  let timer = 0;
  const where = document.getElementById("review-where");

  function toggle(on) {
    isOn = on;
    places = [];
    band = null;
    group.clearLayers();
    clearTimeout(timer);
    where.textContent = "";
    container.classList.toggle("review-drawing", on);
    if (on) container.focus({ preventScroll: true });
    told.changed(on ? 0 : null);
  }

  const read = (event) => {
    const { lat, lng } = map.mouseEventToLatLng(event);
    return /** @type {[number, number]} */ ([lng, lat]);
  };

  function take(event) {
    if (!isOn || map.dragging.moved() || event.target.closest(".leaflet-control")) return;
    event.stopPropagation();
    last_ms = event.timeStamp;
    put(read(event), event.shiftKey);
  }

  /** Put an end, or a bend, of the bridge. @param {[number, number]} place */
  function put(place, isBend) {
    places.push(place);
    if (places.length > 1 && !isBend) {
      const drawn = places;
      toggle(false);
      told.drawn(drawn);
      return;
    }
    const [lon, lat] = places.at(-1);
    L.circleMarker([lat, lon], DOT).addTo(group);
    told.changed(places.length);
  }

  /** Stretch the band to a place; words tell the same. */
  function stretch(place) {
    if (!places.length) return "";
    const line = [...places, place];
    const shown = line.map(([lon, lat]) => [lat, lon]);
    band = band?.setLatLngs(shown) ?? L.polyline(shown, BAND).addTo(group);
    const words = describe(line, told.widths);
    label.setLatLng(shown.at(-1)).setContent(element("span", words)).addTo(group);
    return words;
  }

  /** Say where the middle of the map is, to which the band leads by keyboard. */
  function follow() {
    if (!isOn || !isByKeys) return;
    const { lat, lng } = map.getCenter();
    const words = stretch([lng, lat]);
    clearTimeout(timer);
    timer = window.setTimeout(async () => {
      const asked = timer;
      const place = await askPart("/review/parts/place", { lon: lng, lat }).catch(() => []);
      const said = [...place.map(({ textContent }) => textContent), words];
      if (isOn && asked === timer) where.textContent = said.filter(Boolean).join(". ");
    }, STILL_MS);
  }

  // By keyboard the map moves below the cross in its middle.
  container.addEventListener("keydown", (event) => {
    isByKeys = true;
    if (event.key !== "Enter" || !isOn || event.target !== container) return;
    const { lat, lng } = map.getCenter();
    put([lng, lat], event.shiftKey);
  });
  // In the capture phase: popups of streets would swallow the click.
  container.addEventListener("click", take, true);
  map.on("moveend", follow);
  container.addEventListener("pointermove", (event) => {
    isByKeys = false;
    stretch(read(event));
  });
  container.addEventListener("dblclick", (event) => {
    if (event.timeStamp - last_ms < DOUBLE_CLICK_MS) event.stopPropagation();
  }, true);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && isOn) toggle(false);
  });
  return { toggle, isOn: () => isOn };
}
