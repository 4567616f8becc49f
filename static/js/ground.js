/**
 * The banks, the water and the study area as the map has them, and lengths and areas on them.
 *
 * Lengths are of the WGS84 ellipsoid, by its radii at the middle latitude of a segment: better
 * than 1 mm in 1 km in a city.
 *
 * @typedef {[number, number]} Position (lon, lat)
 * @typedef {Record<string, {side: string | null, rings: Position[][]}>} Ground part → its outline
 */
import { addressOf } from "./root.js";
const RADIUS_M = 6378137;
const ECCENTRICITY2 = 0.00669437999014;
const RADIANS = Math.PI / 180;
/** Parts that a place can lie in, the upper one first: banks reach to the middle of the water. */
const PARTS = ["water", "left", "right", "beyond"];

/** @type {Promise<Ground> | null} */
let asked = null;

/** Ask for the ground, once. @returns {Promise<Ground>} */
export function askGround() {
  asked ??= load().catch((error) => {
    asked = null;
    throw error;
  });
  return asked;
}

async function load() {
  const { features } = await (await fetch(addressOf("/data/banks.geojson"))).json();
  return Object.fromEntries(
    features.map(({ geometry, properties: { part, side } }) => [part, { side, rings: listRings(geometry) }]),
  );
}

function listRings(geometry) {
  if (geometry?.type === "Polygon") return geometry.coordinates;
  return geometry?.type === "MultiPolygon" ? geometry.coordinates.flat() : [];
}

/** Tell whether a part of the ground holds a place, by the even–odd rule. */
export function holds({ rings }, [x, y]) {
  let isIn = false;
  for (const [[x1, y1], [x2, y2]] of listEdges(rings)) {
    if (y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1) isIn = !isIn;
  }
  return isIn;
}

/** Measure a line in metres. */
export function measureLength(line) {
  return line.slice(1).reduce((sum, place, i) => sum + measureStep(line[i], place), 0);
}

/** Measure what a line encloses when its ends are joined, in square metres. */
export function measureArea(line) {
  const [east, north] = scaleAt(line.reduce((sum, [, lat]) => sum + lat, 0) / line.length);
  const [lon0, lat0] = line[0];
  const flat = line.map(([lon, lat]) => [(lon - lon0) * east, (lat - lat0) * north]);
  const twice = flat.reduce((sum, [x, y], i) => {
    const [x2, y2] = flat[(i + 1) % flat.length];
    return sum + x * y2 - x2 * y;
  }, 0);
  return Math.abs(twice) / 2;
}

/**
 * Measure how much of a line lies over the water and on either bank, in metres.
 * @param {Position[]} line
 * @param {Ground} ground
 * @returns {Record<string, number>} part → metres
 */
export function splitLength(line, ground) {
  const sums = {};
  for (const [i, end] of line.slice(1).entries()) {
    const stops = findStops(line[i], end, ground);
    for (const [j, stop] of stops.slice(1).entries()) {
      const [a, b, middle] = [stops[j], stop, (stops[j] + stop) / 2].map((at) => goAlong(line[i], end, at));
      const part = PARTS.find((name) => ground[name] && holds(ground[name], middle)) ?? "outside";
      sums[part] = (sums[part] ?? 0) + measureStep(a, b);
    }
  }
  return sums;
}

/** Find where a segment enters or leaves a part of the ground, as shares of its length. */
function findStops([x1, y1], [x2, y2], ground) {
  const stops = [0, 1];
  for (const { rings } of PARTS.map((name) => ground[name]).filter(Boolean)) {
    for (const [[x3, y3], [x4, y4]] of listEdges(rings)) {
      const across = (x2 - x1) * (y4 - y3) - (y2 - y1) * (x4 - x3);
      const at = ((x3 - x1) * (y4 - y3) - (y3 - y1) * (x4 - x3)) / across;
      const on = ((x3 - x1) * (y2 - y1) - (y3 - y1) * (x2 - x1)) / across;
      if (at > 0 && at < 1 && on >= 0 && on <= 1) stops.push(at);
    }
  }
  return stops.sort((a, b) => a - b);
}

function* listEdges(rings) {
  for (const ring of rings) {
    for (let i = 1; i < ring.length; i += 1) yield [ring[i - 1], ring[i]];
  }
}

function goAlong([x1, y1], [x2, y2], share) {
  return [x1 + (x2 - x1) * share, y1 + (y2 - y1) * share];
}

function measureStep([lon1, lat1], [lon2, lat2]) {
  const [east, north] = scaleAt((lat1 + lat2) / 2);
  return Math.hypot((lon2 - lon1) * east, (lat2 - lat1) * north);
}

/** Tell how many metres a degree to the east and to the north has at a latitude. */
function scaleAt(lat) {
  const w2 = 1 / (1 - ECCENTRICITY2 * Math.sin(lat * RADIANS) ** 2);
  const radius = RADIUS_M * RADIANS * Math.sqrt(w2);
  return [radius * Math.cos(lat * RADIANS), radius * w2 * (1 - ECCENTRICITY2)];
}
