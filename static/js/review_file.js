/**
 * Bridges from a GeoJSON file that a planner drew in a GIS program.
 */
import { t, writeNumber } from "./i18n.js";
import { writeLine } from "./review_question.js";

const MOST_LINES = 20;
const MOST_PLACES = 50;
const LINES = { LineString: (one) => [one.coordinates], MultiLineString: (one) => one.coordinates ?? [null] };

/** Let the page take a file that is chosen, or dropped anywhere on it. */
export function prepareFiles(input, { take, refuse }) {
  const read = async (file) => {
    if (!file) return;
    try {
      take(readLines(await file.text().then(JSON.parse).catch(() => null)));
    } catch (error) {
      refuse(error);
    }
    input.value = "";
  };
  input.addEventListener("change", () => read(input.files[0]));
  document.addEventListener("dragover", (event) => event.dataTransfer.types.includes("Files") && event.preventDefault());
  document.addEventListener("drop", (event) => {
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    read(event.dataTransfer.files[0]);
  });
}

/** Read the lines of GeoJSON as an address has them. @returns {string[]} */
function readLines(found) {
  const lines = listFeatures(found).flatMap((feature, at) => {
    const { geometry, properties } = feature ?? {};
    const list = LINES[geometry?.type];
    if (!list) throw new Error(t("Feature %(number)s of the file is not a line.", { number: writeNumber(at + 1) }));
    return list(geometry).map((places) => {
      if (!Array.isArray(places) || places.length < 2) throw noGeoJson();
      return writeLine(places.map(readPlace), listRest(properties ?? {}), true);
    });
  });
  if (lines.length && lines.length <= MOST_LINES) return lines;
  throw new Error(t("The file has %(number)s lines; 1 to %(most)s are assessed together.", { number: writeNumber(lines.length), most: MOST_LINES }));
}

function listFeatures(found) {
  if (Array.isArray(found?.features)) return found.features;
  if (found?.type === "Feature") return [found];
  if (LINES[found?.type]) return [{ geometry: found }];
  throw noGeoJson();
}

function noGeoJson() {
  return new Error(t("This file is not GeoJSON. Export the lines from a GIS program as GeoJSON."));
}

function readPlace(place, at) {
  if (!Array.isArray(place) || !place.slice(0, 2).every(Number.isFinite)) throw noGeoJson();
  const [lon, lat] = place;
  if (at >= MOST_PLACES) throw new Error(t("A line of the file has more than %(most)s points. Simplify it first.", { most: MOST_PLACES }));
  if (Math.abs(lon) <= 180 && Math.abs(lat) <= 90) return [lon, lat];
  throw new Error(t("The coordinates of the file are not degrees. Save it in EPSG:4326 (WGS 84)."));
}

/** List what a bridge is like, in the order of an address. */
function listRest({ modes, is_oneway, speed_kmh, length_m }) {
  return [
    modes && String(modes).replaceAll(" ", ""),
    ["1", "true", "yes"].includes(String(is_oneway).toLowerCase()) && "oneway",
    Number(speed_kmh) > 0 && `${Number(speed_kmh)}km/h`,
    Number(length_m) > 0 && `length=${Number(length_m)}m`,
  ].filter(Boolean);
}
