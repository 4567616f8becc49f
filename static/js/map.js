/**
 * Maps: layers that ask for their GeoJSON when they are first switched on, drawn on canvas.
 * folium writes the calls of `prepareMap` and `createLayer` into the page; Leaflet is the global L.
 *
 * @typedef {{title: string, url: string, style: string, colour?: string, rank: number}} LayerSpec
 * @typedef {{labels: import("./popup.js").Labels, layers: Set<{spec: LayerSpec, group: any}>,
 *   targets: Map<string, any>, loading: Map<LayerSpec, string>}} MapState
 */
import { buildPopup } from "./popup.js";
import { chooseIcon, chooseStyle, orderGround } from "./style.js";

const GROUND = "ground";
const FOCUS_ZOOM = 16;
/** Room in px for the layer control, which stands open on a wide page. */
const BESIDE_CONTROL = 220;

/** @type {WeakMap<object, MapState>} */
const states = new WeakMap();

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
  followLinks(map);
}

/**
 * Create a layer; its data are asked for when it is first added to a map.
 * @param {LayerSpec} spec
 */
export function createLayer(spec) {
  const group = L.featureGroup();
  let isLoaded = false;
  group.on("add", async () => {
    const map = group._map;
    states.get(map).layers.add({ spec, group });
    if (!isLoaded) {
      isLoaded = true;
      isLoaded = await load(map, spec, group);
    }
    stack(map);
  });
  return group;
}

/** Load and draw a layer; tells whether that worked. */
async function load(map, spec, group) {
  const { loading } = states.get(map);
  loading.set(spec, `Loading: ${spec.title} …`);
  showState(map);
  try {
    const response = await fetch(spec.url);
    const document_ = await response.json();
    if (!response.ok) throw new Error(document_.detail);
    draw(map, spec, group, document_.features);
    loading.delete(spec);
    return true;
  } catch (error) {
    loading.set(spec, `${spec.title} could not be loaded. Switch it off and on to try again.`);
    console.warn(`${spec.url}: ${error.message}`);
    return false;
  } finally {
    showState(map);
    if (loading.size === 0) focusFromAddress(map);
  }
}

/** Say in words what is loading or failed; `aria-busy` stays until nothing is under way. */
function showState(map) {
  const { loading } = states.get(map);
  const texts = [...loading.values()];
  const container = map.getContainer();
  container.setAttribute("aria-busy", String(texts.some((text) => text.startsWith("Loading"))));
  const line = container.parentElement.querySelector("[role=status]");
  line.textContent = texts.at(-1) ?? "";
  line.hidden = texts.length === 0;
}

function draw(map, spec, group, features) {
  if (spec.style === "banks") drawGround(map, group, features);
  else if (spec.style === "crossings" || spec.style === "projects") {
    features.filter((feature) => feature.geometry).forEach((one) => drawMarked(map, spec, group, one));
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
  const { title, kind, status, meets_divide_at } = feature.properties;
  const shape = type === "Point" ? null : L.geoJSON(feature, { style: chooseStyle(spec, feature) });
  const place = meets_divide_at ?? (shape ? null : coordinates);
  const at = place ? L.GeoJSON.coordsToLatLng(place) : shape.getBounds().getCenter();
  const text = `${title ?? kind}: ${status}`;
  const icon = chooseIcon(spec, feature);
  const zIndexOffset = status === "former" || status === "disused" ? -1000 : 0;
  const mark = L.marker(at, { icon, alt: text, title: text, zIndexOffset });
  for (const one of shape ? [shape, mark] : [mark]) {
    bindPopup(map, one, spec, feature);
    group.addLayer(one);
  }
  states.get(map).targets.set(`${spec.style}/${feature.id}`, { mark, group });
}

/** Give a layer a popup that opens clear of the controls in the upper corners. */
function bindPopup(map, layer, spec, feature) {
  const width = map.getSize().x;
  layer.bindPopup(() => buildPopup(spec, feature, states.get(map).labels), {
    maxWidth: Math.min(320, width - 150),
    minWidth: 200,
    maxHeight: 320,
    autoPanPaddingTopLeft: [52, 8],
    autoPanPaddingBottomRight: [width < 700 ? 60 : 330, 8],
  });
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

/** The tree control opens its branches by space only. */
function openTreeByEnter(container) {
  container.addEventListener("keydown", (event) => {
    const header = event.target.closest?.(".leaflet-layerstree-header-pointer");
    if (event.key === "Enter" && header) header.click();
  });
}
