/** How things look on the map: colour is never the only sign of a status. */

const GROUND_ORDER = ["study_area", "left", "right", "beyond", "water", "divide", "assumed"];

/** Paul Tol's colour-blind-safe blue and sand, on neither flag; the page says if they are swapped. */
const TINTS = [
  { stroke: false, fillColor: "#4477aa", fillOpacity: 0.13 },
  { stroke: false, fillColor: "#ccbb44", fillOpacity: 0.2 },
];
if (document.documentElement.dataset.banks === "swapped") TINTS.reverse();

/** @type {Record<string, object>} */
const GROUND = {
  study_area: { color: "#8b939c", weight: 1, fill: false },
  left: TINTS[0],
  right: TINTS[1],
  water: { stroke: false, fillColor: "#9fcbe6", fillOpacity: 1 },
  beyond: { stroke: false, fillColor: "#8b939c", fillOpacity: 0.2 },
  assumed: { color: "#8b939c", weight: 3, dashArray: "2 4", fill: false },
  divide: { color: "#1f4e79", weight: 1.5, dashArray: "6 5", fill: false },
};

/** @type {Record<string, object>} */
const CROSSINGS = {
  open: { color: "#225522" },
  restricted: { color: "#b35900", dashArray: "8 4" },
  disused: { color: "#5c5c5c", dashArray: "3 5" },
  former: { color: "#5c5c5c", dashArray: "1 6" },
  "under construction": { color: "#004488", dashArray: "10 3 2 3" },
  proposed: { color: "#5b4a9c", dashArray: "2 3" },
  candidate: { color: "#004488", dashArray: "4 4" },
  unknown: { color: "#6b4e71", dashArray: "2 2 6 2" },
};

/** Service lines from bank to bank, by what they are. */
const SERVICE_LINES = { pipe: "#0077bb", cable: "#aa3377" };

/** A crossing that a question closes, whatever its status. */
const CLOSED = { color: "#000", dashArray: "2 7" };

/** Homes without a way, and those that no street is near to. */
const NO_WAY = { color: "#000", fillColor: "#fff", fillOpacity: 1 };
const NO_STREET = { radius: 1.5, stroke: false, fillColor: "#8b939c", fillOpacity: 1 };

/** Width and height of a sign in px. */
export const SIGN_PX = 24;

const MAIN_ROADS = /^(motorway|trunk|primary|secondary|tertiary)/;

/** Order the parts of the ground from the lowest to the highest. */
export function orderGround(features) {
  const place = (feature) => GROUND_ORDER.indexOf(feature.properties.part);
  return [...features].sort((a, b) => place(a) - place(b));
}

/** Choose Leaflet's path options for a feature of a layer; homes grow as one zooms in. */
export function chooseStyle(spec, feature, zoom = 15) {
  const { is_inferred, part, kind, status, use, is_example, tags } = feature.properties;
  switch (spec.style) {
    case "banks":
      return GROUND[part];
    case "crossings":
      return {
        weight: use === "services" ? 3 : 6,
        lineCap: "butt",
        dashArray: null,
        ...(spec.closed?.includes(feature.id) ? CLOSED : CROSSINGS[status]),
        ...(use === "services" ? { color: SERVICE_LINES[kind] } : {}),
      };
    case "projects":
      return { color: "#882255", weight: 4, fillOpacity: 0.15, dashArray: is_example ? "6 6" : is_inferred ? "2 7" : null };
    case "facts":
      return { color: "#fff", weight: 1.5, fillColor: spec.colour, fillOpacity: 0.95, radius: 7 };
    case "water_areas":
      return { stroke: false, fillColor: "#9fcbe6", fillOpacity: 0.9 };
    case "homes":
      return styleHome(spec, feature.properties, Math.max(1.5, 1.1 * (zoom - 11.5)));
    case "buildings":
      return { color: "#a39a8c", weight: 0.5, fillColor: "#b8afa2", fillOpacity: 0.7 };
    case "roads":
      return MAIN_ROADS.test(tags?.highway ?? "")
        ? { color: "#6d7683", weight: 3 }
        : { color: "#98a1ac", weight: 1.2 };
    default:
      return feature.geometry?.type === "Point"
        ? { color: "#fff", weight: 1.5, fillColor: spec.colour, fillOpacity: 0.95, radius: 6 }
        : { color: spec.colour, weight: 2, opacity: 0.85, fillOpacity: 0.45 };
  }
}

function styleHome({ field, classes }, facts, radius) {
  if (!facts.side) return NO_STREET;
  if (facts[field] === null) return { ...NO_WAY, radius, weight: radius / 2.5 };
  const { colour } = classes.findLast(({ from_min }) => facts[field] >= from_min);
  return { radius, color: "#33261a", weight: radius / 8, fillColor: colour, fillOpacity: 1 };
}

/** Choose the mark of a crossing or a project. */
export function chooseIcon(spec, feature) {
  const name = nameIcon(spec, feature);
  // A project stands above its place, so that a crossing at the same place stays in sight.
  const anchor = [SIGN_PX / 2, SIGN_PX / 2 + liftSign(spec)];
  return L.icon({
    iconUrl: new URL(`../img/${name}.svg`, import.meta.url).href,
    iconSize: [SIGN_PX, SIGN_PX],
    iconAnchor: anchor,
    popupAnchor: [0, -anchor[1]],
    className: feature.properties.is_inferred ? "mark--inferred" : "",
  });
}

/** Name a sign: one shape a status, one for what is closed; of a service line, one a kind. */
function nameIcon(spec, { id, properties }) {
  const { kind, status, use, is_example } = properties;
  if (spec.style !== "crossings") {
    const planned = status === "completed" ? "completed" : "planned";
    return `project-${is_example ? "example" : planned}`;
  }
  if (use === "services") return `service-${kind}`;
  return `crossing-${(spec.closed?.includes(id) ? "closed" : status).replaceAll(" ", "-")}`;
}

/** How far above its place the middle of a sign stands, in px. */
export function liftSign(spec) {
  return spec.style === "crossings" ? 0 : SIGN_PX + 2;
}
