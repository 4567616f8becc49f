/** Bringing one thing before the reader's eyes: its layer on, its popup open. */
import { stateOf } from "./map_state.js";
import { openPopup } from "./popup.js";

const FOCUS_ZOOM = 16;
/** Styles whose features have a mark; of others the place is known. */
const MARKED = ["crossings", "projects", "facts"];

/** Tell whether a map has or could load a thing, whose place is known or not. */
export function canShow(map, name, at) {
  const state = stateOf(map);
  return state.targets.has(name) || listHolders(state, name).some(({ spec }) => at || !state.done.has(spec));
}

/** Lead who came by the keyboard into the next popup, and back when it closes. */
export function leadIn(map, findBack) {
  map.once("popupopen", ({ popup }) => {
    const whole = popup.getElement();
    whole.tabIndex = -1;
    whole.focus({ preventScroll: true });
    map.once("popupclose", () => whole.contains(document.activeElement) && findBack().focus());
  });
}

/**
 * Switch a thing's layer on and open its popup, now or as soon as it is drawn.
 * @param {any} map
 * @param {import("./map_state.js").Thing} thing
 */
export function showThing(map, thing) {
  stateOf(map).wanted = thing;
  return showWanted(map);
}

/** Show what is waited for, if it can be shown by now. */
export function showWanted(map) {
  const state = stateOf(map);
  const { wanted, targets } = state;
  if (!wanted) return;
  const known = findHolder(state, wanted.name);
  if (known && !map.hasLayer(known.layer)) map.addLayer(known.layer);
  const target = targets.get(wanted.name);
  if (!target && known && isUnderWay(state, known.spec)) return;
  state.wanted = null;
  if (target) openMark(map, target.mark, wanted);
  else if (known && wanted.at) openAt(map, known.spec, wanted);
  map.fire("shown");
}

/** List the layers that a thing may be of: crossings are drawn by what they carry. */
function listHolders({ layers }, name) {
  const [data] = splitName(name);
  return [...layers.values()].filter(({ spec }) => (spec.use ? spec.style : spec.name) === data);
}

/** Find the layer that has a thing; else the first one that might and is not drawn yet. */
function findHolder(state, name) {
  const holders = listHolders(state, name);
  const group = state.targets.get(name)?.group;
  return (
    holders.find(({ layer }) => layer === group) ??
    holders.find(({ spec }) => isUnderWay(state, spec)) ??
    holders[0]
  );
}

/** Tell whether a layer of marks has still to be drawn. */
function isUnderWay({ done, loading }, spec) {
  return MARKED.includes(spec.style) && !done.has(spec) && loading.get(spec) !== "failed";
}

function openMark(map, mark, { view }) {
  const at = mark.getLatLng?.() ?? mark.getBounds().getCenter();
  if (!view) map.setView(at, Math.max(map.getZoom(), FOCUS_ZOOM), { animate: false });
  const { options } = mark.getPopup();
  options.keepsView = view === "exact";
  mark.openPopup();
  map.once("popupclose", () => { options.keepsView = false; });
}

function openAt(map, spec, { name, at, view }) {
  if (!view) map.setView(at, Math.max(map.getZoom(), FOCUS_ZOOM), { animate: false });
  openPopup(map, at, spec, { id: splitName(name)[1] }, { keepsView: view === "exact" });
}

function splitName(name) {
  const [layer] = name.split("/", 1);
  return [layer, name.slice(layer.length + 1)];
}
