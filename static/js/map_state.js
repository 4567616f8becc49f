/**
 * What the modules of a page know together of its maps.
 *
 * @typedef {{name: string, title: string, url: string, style: string, colour?: string,
 *   rank: number, only?: string, use?: "people" | "services", closed?: string[], field?: string,
 *   classes?: {from_min: number, colour: string}[]}} LayerSpec `only` is the id of the one feature
 *   that is drawn; `closed` are ids of crossings that a question closes; `field` and `classes` say by
 *   which minutes homes are coloured, and how
 * @typedef {{name: string, at?: [number, number], view?: "kept" | "exact",
 *   isAsked?: boolean}} Thing layer and id, as in "crossings/main"; where its popup opens, (lat, lon);
 *   whether the view stays, and whether even the popup must not move it
 * @typedef {{labels: import("./popup.js").Labels, layers: Map<string, {spec: LayerSpec, layer: any}>,
 *   drawn: Set<{spec: LayerSpec, group: any}>, targets: Map<string, any>, done: Set<object>,
 *   loading: Map<{title: string}, "loading" | "failed">, wanted: Thing | null,
 *   popup: any, begun: Promise<void>}} MapState
 */

/** @type {WeakMap<object, MapState>} */
const states = new WeakMap();
let first = null;
let tell;

/** The page's first map, once folium's script has made all of it. @type {Promise<any>} */
export const mapMade = new Promise((resolve) => {
  tell = resolve;
});

export function isFirst(map) {
  return map === first;
}

/** Start the state of a map; tells it to whoever waits when all of its layers are made. */
export function startState(map, labels, begin) {
  first ??= map;
  const begun = Promise.resolve().then(() => {
    begin(map);
    tell(map);
  });
  const maps = { layers: new Map(), targets: new Map(), loading: new Map() };
  const sets = { drawn: new Set(), done: new Set() };
  states.set(map, { labels, ...maps, ...sets, wanted: null, popup: null, begun });
  map.on("popupopen", ({ popup }) => {
    stateOf(map).popup = popup;
  });
  map.on("popupclose", ({ popup }) => {
    if (stateOf(map).popup === popup) stateOf(map).popup = null;
  });
}

/** @returns {MapState} */
export function stateOf(map) {
  return states.get(map);
}

/** List the names of the layers that a map shows, as its control has them. */
export function listShown(map) {
  const { layers } = stateOf(map);
  return [...layers].filter(([, { layer }]) => map.hasLayer(layer)).map(([name]) => name);
}
