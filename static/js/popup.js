/**
 * Popups: what the server says of a thing; of a home the minutes, which belong to a question.
 *
 * @typedef {{sides: Record<string, import("./names.js").Names | string>, hasOsmIds: boolean,
 *   terms: Record<string, Record<string, string>>, languages: string[], nameFields: string[],
 *   attribution: string}} Labels
 */
import { t, writeNumber } from "./i18n.js";
import { stateOf } from "./map_state.js";
import { writeNames } from "./names.js";
import { askPart } from "./part.js";

/** What comes sooner is not announced. */
const SLOW_MS = 300;
/** Room in px that controls take around an open popup, on the right of a wide map and of a phone. */
const CLEAR = { top: 70, left: 52, bottom: 8 };
const RIGHT = [330, 60];

export function bindPopup(map, layer, spec, feature) {
  let body = null;
  layer.bindPopup(() => (body = fill(map, spec, feature, body)), sizePopup(map));
}

export function openPopup(map, at, spec, feature, options = {}) {
  map.openPopup(fill(map, spec, feature), at, { ...sizePopup(map), ...options });
}

/** Size popups to fit beside the controls. Leaflet would glide, and a link slip from under a pointer. */
function sizePopup(map) {
  return { maxWidth: Math.min(320, map.getSize().x - 150), minWidth: 200, autoPan: false };
}

/** Fill what a popup holds, or bring it up to date. */
function fill(map, spec, feature, known) {
  const body = known ?? document.createElement("div");
  body.className = "popup";
  if (!known) body.addEventListener("toggle", () => bringIntoView(map, body), true);
  if (spec.style === "homes") body.replaceChildren(...writeHome(feature.properties, stateOf(map).labels));
  else ask(map, spec, feature, body);
  queueMicrotask(() => settle(map, body));
  return body;
}

/** Ask for what a popup says, unless it says that already; what it said stays until then. */
async function ask(map, spec, { id, properties }, body) {
  const thing = `${spec.use ? spec.style : spec.name}/${id}`;
  const { as_of } = properties ?? {};
  const query = as_of ? { as_of, is_closed: String(spec.closed?.includes(id) ?? false) } : {};
  const asked = JSON.stringify(query);
  if (body.dataset.asked === asked) return;
  Object.assign(body.dataset, { feature: thing, asked });
  const slow = setTimeout(() => body.hasChildNodes() || body.append(t("Loading …")), SLOW_MS);
  let parts;
  try {
    parts = await askPart(`/popups/${thing.split("/").map(encodeURIComponent).join("/")}`, query);
  } catch (error) {
    parts = [error.message || t("The server does not answer. Close this and open it again to retry.")];
    if (body.dataset.asked === asked) setTimeout(() => { body.dataset.asked = ""; });
  }
  clearTimeout(slow);
  if (body.dataset.asked !== asked) return; // asked anew since
  body.replaceChildren(...parts);
  const { popup } = stateOf(map);
  if (!popup?.getElement()?.contains(body)) return;
  const { lat, lng } = popup.getLatLng();
  for (const link of body.querySelectorAll("a[data-here]")) link.hash = `map=17/${lat.toFixed(5)}/${lng.toFixed(5)}`;
  popup.update();
  settle(map, body);
}

/** Bring a popup into view as it opens or grows, unless the address says what the map shows. */
function settle(map, body) {
  if (!stateOf(map).popup?.options.keepsView) bringIntoView(map, body);
}

function bringIntoView(map, body) {
  const frame = body.closest(".leaflet-popup");
  if (!frame) return;
  const [box, room] = [frame, map.getContainer()].map((one) => one.getBoundingClientRect());
  const right = RIGHT[Number(room.width < 700)];
  const x = Math.min(0, box.left - room.left - CLEAR.left) || Math.max(0, box.right - room.right + right);
  const y = Math.min(0, box.top - room.top - CLEAR.top) || Math.max(0, box.bottom - room.bottom + CLEAR.bottom);
  if (x || y) map.panBy([x, y], { animate: false });
}

function writeHome({ people, floor_area_m2, side, before_min, after_min, saved_min }, labels) {
  const make = (tag, ...parts) => {
    const node = document.createElement(tag);
    node.append(...parts);
    return node;
  };
  const write = (minutes) => (minutes === null ? t("no route") : t("%(n)s min", { n: writeNumber(minutes, 1) }));
  const rows = [
    [t("People"), people != null && writeNumber(people, 1)],
    [t("Floor area"), floor_area_m2 != null && `${writeNumber(floor_area_m2)} m²`],
    [t("Bank"), writeNames(labels.sides[side] ?? t("no street near"), labels)],
    [t("Before"), side && write(before_min)],
    [t("After"), side && write(after_min)],
    [t("Saved"), saved_min !== null && write(saved_min)],
  ].filter(([, value]) => value);
  const notes = labels.hasOsmIds ? [] : [make("p", t("Modelled, not real"))];
  for (const note of notes) note.className = "popup__modelled";
  return [make("h3", t("Home")), ...notes, make("dl", ...rows.flatMap(([title, value]) => [make("dt", title), make("dd", value)]))];
}
