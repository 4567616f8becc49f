/**
 * Maps: layers that ask for their GeoJSON when they are first switched on, drawn on canvas.
 * folium writes the calls of `prepareMap` and `createLayer` into the page; Leaflet is the global L.
 *
 * @typedef {{title: string, url: string, style: string, colour?: string, rank: number,
 *   only?: string}} LayerSpec `only` is the id of the one feature that is drawn
 * @typedef {{labels: import("./popup.js").Labels, layers: Set<{spec: LayerSpec, group: any}>,
 *   targets: Map<string, any>, loading: Map<{title: string}, "loading" | "failed">}} MapState
 */
import { t } from "./i18n.js";
import { buildPopup, joinNames, sayTerm } from "./popup.js";
import { chooseIcon, chooseStyle, orderGround } from "./style.js";
import { createTileLayer } from "./tiles.js";

const GROUND = "ground";
const FOCUS_ZOOM = 16;
const OSM_LINK = '© <a href="https://www.openstreetmap.org/copyright">OpenStreetMap</a>';
/** Room in px for the layer control, which stands open on a wide page. */
const BESIDE_CONTROL = 220;

/** @type {WeakMap<object, MapState>} */
const states = new WeakMap();
/** Layers of crossings, which depend on the day. @type {Set<{spec: LayerSpec, group: any}>} */
const ofDay = new Set();

/**
 * Make a map ready for layers: its ground, its attribution, keyboard and links from the text.
 * @param {any} map
 * @param {import("./popup.js").Labels} labels
 * @param {[number, number][]} corners of what it shows first, (lat, lon)
 */
export function prepareMap(map, labels, corners) {
  const beside = map.getSize().x < 700 ? 0 : BESIDE_CONTROL;
  map.fitBounds(corners, { paddingBottomRight: [beside, 0], animate: false });
  const pane = map.createPane(GROUND);
  pane.style.zIndex = "300";
  pane.style.pointerEvents = "none";
  states.set(map, { labels, layers: new Set(), targets: new Map(), loading: new Map() });
  const attribution = document.createElement("span");
  attribution.textContent = labels.attribution;
  L.control.attribution({ prefix: false }).addTo(map).addAttribution(attribution.innerHTML);
  openTreeByEnter(map.getContainer());
  nameControls(map);
  followLinks(map);
}

/**
 * Create a layer; its data are asked for when it is first added to a map.
 * @param {LayerSpec} spec
 */
export function createLayer(spec) {
  if (spec.style === "raster") return L.tileLayer(spec.url, { maxZoom: 19, attribution: OSM_LINK });
  if (spec.tiles) return createTileLayer(spec, { announce, openPopup });
  const group = L.featureGroup();
  let loaded = "";
  group.on("add", async () => {
    const map = group._map;
    states.get(map).layers.add({ spec, group });
    if (loaded !== spec.url) {
      loaded = spec.url;
      if (!(await load(map, spec, group))) loaded = "";
    }
    stack(map);
  });
  if (spec.style === "crossings") ofDay.add({ spec, group });
  return group;
}

/** Show the crossings of another day, YYYY-MM-DD, on every map that shows crossings. */
export function showDay(day) {
  for (const { spec, group } of ofDay) {
    spec.url = `/data/crossings.geojson?as_of=${day}`;
    if (group._map) group.fire("add");
  }
}

/** Load and draw a layer; tells whether that worked. */
async function load(map, spec, group) {
  announce(map, spec, "loading");
  const { url } = spec;
  try {
    const response = await fetch(url);
    const document_ = await response.json();
    if (url !== spec.url) return true; // another day was asked for since
    if (!response.ok) throw new Error(document_.detail);
    clear(map, group);
    draw(map, spec, group, document_.features);
    announce(map, spec, "done");
    return true;
  } catch (error) {
    if (url !== spec.url) return true;
    console.warn(`${url}: ${error.message}`);
    announce(map, spec, "failed");
    return false;
  }
}

/** Tell how far something with a title is; what an address names is shown once all are done. */
function announce(map, what, state) {
  const { loading } = states.get(map);
  if (state === "done") loading.delete(what);
  else loading.set(what, state);
  showState(map);
  if (state !== "loading" && loading.size === 0) focusFromAddress(map);
}

/** Say in words what is loading or failed; `aria-busy` stays until nothing is under way. */
function showState(map) {
  const { loading } = states.get(map);
  const [what, state] = [...loading].at(-1) ?? [];
  const container = map.getContainer();
  container.setAttribute("aria-busy", String([...loading.values()].includes("loading")));
  const line = container.parentElement.querySelector("[role=status]");
  line.hidden = loading.size === 0;
  if (state === "loading") line.textContent = t("Loading: %(title)s …", what);
  if (state === "failed") {
    line.textContent = t("%(title)s could not be loaded. Switch it off and on to try again.", what);
  }
}

/** Take away what a layer drew for another day. */
function clear(map, group) {
  const { targets } = states.get(map);
  for (const [name, target] of targets) if (target.group === group) targets.delete(name);
  group.clearLayers();
}

function draw(map, spec, group, features) {
  if (spec.style === "banks") drawGround(map, group, features);
  else if (spec.style === "crossings" || spec.style === "projects") {
    features
      .filter((one) => one.geometry && (!spec.only || one.id === spec.only))
      .forEach((one) => drawMarked(map, spec, group, one));
  } else drawPlain(map, spec, group, features);
}

function drawGround(map, group, features) {
  const options = { pane: GROUND, renderer: L.canvas({ pane: GROUND }), interactive: false };
  const style = (feature) => chooseStyle({ style: "banks" }, feature);
  group.addLayer(L.geoJSON(orderGround(features), { ...options, style }));
}

function drawPlain(map, spec, group, features) {
  const style = (feature) => chooseStyle(spec, feature);
  const layer = L.geoJSON(features, {
    style,
    pointToLayer: (feature, at) => L.circleMarker(at, style(feature)),
    onEachFeature: (feature, one) => bindPopup(map, one, spec, feature),
  });
  group.addLayer(layer);
}

/** Draw a crossing or project: its shape, and a mark that is seen and reached at any zoom. */
function drawMarked(map, spec, group, feature) {
  const { type, coordinates } = feature.geometry;
  const { name, kind, status, meets_divide_at } = feature.properties;
  const { labels } = states.get(map);
  const of = spec.style === "crossings" ? "crossing" : "project";
  const shape = type === "Point" ? null : L.geoJSON(feature, { style: chooseStyle(spec, feature) });
  const place = meets_divide_at ?? (shape ? null : coordinates);
  const at = place ? L.GeoJSON.coordsToLatLng(place) : shape.getBounds().getCenter();
  const title = joinNames(name, labels) || sayTerm(`${of} kind`, kind, labels);
  const text = `${title}: ${sayTerm(`${of} status`, status, labels)}`;
  const icon = chooseIcon(spec, feature);
  const zIndexOffset = status === "former" || status === "disused" ? -1000 : 0;
  const mark = L.marker(at, { icon, alt: text, title: text, zIndexOffset });
  for (const one of shape ? [shape, mark] : [mark]) {
    bindPopup(map, one, spec, feature);
    group.addLayer(one);
  }
  states.get(map).targets.set(`${spec.style}/${feature.id}`, { mark, group });
}

function bindPopup(map, layer, spec, feature) {
  layer.bindPopup(() => buildPopup(spec, feature, states.get(map).labels), sizePopup(map));
}

function openPopup(map, at, spec, feature) {
  map.openPopup(buildPopup(spec, feature, states.get(map).labels), at, sizePopup(map));
}

/** Size popups so that they open clear of the controls in the upper corners. */
function sizePopup(map) {
  const width = map.getSize().x;
  return {
    maxWidth: Math.min(320, width - 150),
    minWidth: 200,
    maxHeight: 320,
    autoPanPaddingTopLeft: [52, 8],
    autoPanPaddingBottomRight: [width < 700 ? 60 : 330, 8],
  };
}

/** Draw higher ranks above lower ones, whatever came first. */
function stack(map) {
  [...states.get(map).layers]
    .filter(({ group }) => map.hasLayer(group))
    .sort((a, b) => a.spec.rank - b.spec.rank)
    .forEach(({ group }) => group.bringToFront());
}

/** Show what `#crossings/main` in the address names, once it is drawn. */
function focusFromAddress(map) {
  focus(map, location.hash.slice(1));
}

function focus(map, name) {
  const target = states.get(map).targets.get(name);
  if (!target) return false;
  map.addLayer(target.group);
  map.setView(target.mark.getLatLng(), Math.max(map.getZoom(), FOCUS_ZOOM), { animate: false });
  target.mark.openPopup();
  return true;
}

/** Let links in the text show their thing on the map; elsewhere they lead to its page. */
function followLinks(map) {
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-focus]");
    if (link && focus(map, link.dataset.focus)) {
      event.preventDefault();
      map.getContainer().scrollIntoView({ block: "nearest" });
    }
  });
  window.addEventListener("hashchange", () => focusFromAddress(map));
}

/** Leaflet names its controls in English. */
function nameControls(map) {
  const name = (node, words) => {
    node?.setAttribute("title", words);
    node?.setAttribute("aria-label", words);
  };
  name(map.zoomControl?._zoomInButton, t("Zoom in"));
  name(map.zoomControl?._zoomOutButton, t("Zoom out"));
  // folium adds the control of the layers below this call.
  queueMicrotask(() => name(map.getContainer().querySelector(".leaflet-control-layers-toggle"), t("Layers")));
  map.on("popupopen", ({ popup }) => name(popup._closeButton, t("Close")));
}

/** The tree control opens its branches by space only. */
function openTreeByEnter(container) {
  container.addEventListener("keydown", (event) => {
    const header = event.target.closest?.(".leaflet-layerstree-header-pointer");
    if (event.key === "Enter" && header) header.click();
  });
}
