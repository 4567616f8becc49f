/**
 * Signs that never stand on one another: at each zoom, one that would is moved beside the others and
 * tied to its place by a line.
 */
import { stateOf } from "./map_state.js";
import { SIGN_PX, liftSign } from "./style.js";

/** How far signs are apart: on a touch screen a finger fits between their middles. */
const APART_PX = matchMedia("(pointer: coarse)").matches ? 44 : SIGN_PX;
/** How many times its own size a sign is moved at most. */
const MOST_RINGS = 6;
const LINE = { color: "#33261a", weight: 1, opacity: 0.7, interactive: false };
/** Who stays in place first: people's crossings in use, then others, service lines, projects. */
const IN_USE = ["open", "restricted"];

/** Lines from moved signs to their places. @type {WeakMap<object, any>} */
const lines = new WeakMap();

/** Move the signs of a map apart, for the zoom that it has now. */
export function spreadSigns(map) {
  const { targets, layers } = stateOf(map);
  map.getContainer().classList.toggle("is-near", map.getZoom() >= 15); // room to say who may pass
  const specs = new Map([...layers.values()].map(({ layer, spec }) => [layer, spec]));
  const signs = [...targets.values()].filter(({ mark, group }) => mark instanceof L.Marker && group._map && specs.has(group));
  if (!lines.has(map)) {
    lines.set(map, L.layerGroup().addTo(map));
    map.on("moveend", () => reachInView(map));
  }
  lines.get(map).clearLayers();
  /** @type {any[]} */
  const taken = [];
  for (const sign of signs.sort((a, b) => rank(a) - rank(b))) {
    const lift = L.point(0, -liftSign(specs.get(sign.group)));
    const home = map.latLngToLayerPoint(sign.at).add(lift);
    const spot = findFree(home, taken);
    taken.push(spot);
    sign.mark.setLatLng(spot === home ? sign.at : map.layerPointToLatLng(spot.subtract(lift)));
    if (spot !== home) tie(map, sign.at, spot);
  }
  reachInView(map);
}

/** Let the keyboard reach what is in view: the map would move to each other sign that it came to. */
function reachInView(map) {
  const view = map.getBounds();
  for (const { mark } of stateOf(map).targets.values()) {
    const icon = mark instanceof L.Marker && mark.getElement();
    if (icon) icon.tabIndex = view.contains(mark.getLatLng()) ? 0 : -1;
  }
}

function rank({ feature: { properties } }) {
  const { use, status } = properties;
  if (use === "people") return IN_USE.includes(status) ? 0 : 1;
  return use === "services" ? 2 : 3;
}

/** Find the nearest spot to a sign's own, its own first, where no other sign stands. */
function findFree(home, taken) {
  const isFree = (spot) => taken.every((one) => Math.max(Math.abs(one.x - spot.x), Math.abs(one.y - spot.y)) >= APART_PX);
  if (isFree(home)) return home;
  for (let ring = 1; ring <= MOST_RINGS; ring += 1) {
    const spot = listRing(home, ring * (APART_PX + 1)).find(isFree);
    if (spot) return spot;
  }
  return home;
}

/** List spots around a place, all as far from it: beside it first. */
function listRing(home, reach) {
  const steps = 8;
  return Array.from({ length: steps }, (_, at) => {
    const turn = (at % 2 ? 1 : -1) * Math.ceil(at / 2) * ((2 * Math.PI) / steps);
    const [x, y] = [Math.cos(turn), Math.sin(turn)];
    const out = reach / Math.max(Math.abs(x), Math.abs(y));
    return home.add(L.point(x * out, y * out).round());
  });
}

function tie(map, at, spot) {
  L.polyline([at, map.layerPointToLatLng(spot)], LINE).addTo(lines.get(map));
}
