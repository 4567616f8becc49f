/**
 * Popups on a map, and bringing one thing before the reader's eyes: its layer on, its popup open.
 */
import { stateOf } from "./map_state.js";
import { buildPopup } from "./popup.js";
import { addressOf } from "./root.js";

const FOCUS_ZOOM = 16;
/** Above an open popup, for the search. */
const CLEAR_PX = 70;
/** Styles whose features have a mark; others are asked for by their place. */
const MARKED = ["crossings", "projects", "facts"];
/** How far around a place, in degrees, its feature is looked for: near first. */
const AROUND_DEG = [0.0002, 0.003];

export function bindPopup(map, layer, spec, feature) {
  layer.bindPopup(() => build(map, spec, feature), sizePopup(map));
}

export function openPopup(map, at, spec, feature, options = {}) {
  map.openPopup(build(map, spec, feature), at, { ...sizePopup(map), ...options });
}

/** Keep a popup in view once a part of it is unfolded: it grows upwards from its place. */
function build(map, spec, feature) {
  const content = buildPopup(spec, feature, stateOf(map).labels);
  content.querySelector("details")?.addEventListener("toggle", () => {
    const [top, limit] = [content, map.getContainer()].map((one) => one.getBoundingClientRect().top);
    const above = limit + CLEAR_PX - top;
    if (above > 0) map.panBy([0, -above], { animate: false });
  });
  return content;
}

/** Size popups so that they open clear of the controls in the upper corners. */
function sizePopup(map) {
  const width = map.getSize().x;
  return {
    maxWidth: Math.min(320, width - 150),
    minWidth: 200,
    autoPanPaddingTopLeft: [52, CLEAR_PX - 10],
    autoPanPaddingBottomRight: [width < 700 ? 60 : 330, 8],
  };
}

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
export async function showWanted(map) {
  const state = stateOf(map);
  const { wanted, targets } = state;
  if (!wanted || wanted.isAsked) return;
  const known = findHolder(state, wanted.name);
  if (known && !map.hasLayer(known.layer)) map.addLayer(known.layer);
  const target = targets.get(wanted.name);
  if (!target && known && isUnderWay(state, known.spec)) return;
  wanted.isAsked = true;
  const feature = !target && known && wanted.at ? await findFeature(known.spec, wanted) : null;
  if (state.wanted !== wanted) return; // something else is wanted by now
  state.wanted = null;
  if (target) openMark(map, target.mark, wanted);
  else if (feature) openAt(map, known.spec, feature, wanted);
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
  options.autoPan = view !== "exact";
  mark.openPopup();
  options.autoPan = true;
}

function openAt(map, spec, feature, { at, view }) {
  if (!view) map.setView(at, Math.max(map.getZoom(), FOCUS_ZOOM), { animate: false });
  openPopup(map, at, spec, feature, { autoPan: view !== "exact" });
}

async function findFeature(spec, { name, at: [lat, lon] }) {
  for (const pad of AROUND_DEG) {
    const box = [lon - pad, lat - pad, lon + pad, lat + pad];
    const feature = await askFeature(spec, splitName(name)[1], box);
    if (feature) return feature;
  }
  return null;
}

/** Ask for a feature whole, by a box that it touches. Tells nothing where that fails. */
export async function askFeature(spec, id, box) {
  try {
    const response = await fetch(addressOf(`${spec.url}?bbox=${box.join(",")}`));
    return (await response.json()).features?.find((feature) => feature.id === id);
  } catch {
    return null;
  }
}

function splitName(name) {
  const [layer] = name.split("/", 1);
  return [layer, name.slice(layer.length + 1)];
}
