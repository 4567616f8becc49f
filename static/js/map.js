/**
 * Maps: layers that ask for their GeoJSON when they are first switched on, drawn on canvas.
 * folium writes the calls of `prepareMap` and `createLayer` into the page; Leaflet is the global L.
 */
import { sayClosed, tellOfChoice } from "./closed.js";
import { showFirst } from "./first_view.js";
import { canShow, leadIn, showThing, showWanted } from "./focus.js";
import { nameOnHover } from "./hover.js";
import { createImage, escape } from "./images.js";
import { t } from "./i18n.js";
import { countInView, followTree, nameTree } from "./layer_tree.js";
import { drawFromZoom, sayHidden } from "./low_zoom.js";
import { isFirst, startState, stateOf } from "./map_state.js";
import { joinNames } from "./names.js";
import { createMiddles, createSite, showPasses } from "./pictograms.js";
import { bindPopup, openPopup } from "./popup.js";
import { addressOf } from "./root.js";
import { followAddress } from "./share.js";
import { spreadSigns } from "./signs.js";
import { chooseIcon, chooseStyle, orderGround } from "./style.js";
import { createTileLayer } from "./tiles.js";
import { addTools } from "./tools.js";

/** @typedef {import("./map_state.js").LayerSpec} LayerSpec */

const GROUND = "ground";

/** Whose layers folium's script is making. @type {any} */
let newest = null;
/** Features that are being asked for, by address. @type {Map<string, Promise<any[]>>} */
const asked = new Map();
/** Layers of crossings, which depend on the day. @type {Set<{spec: LayerSpec, group: any}>} */
const ofDay = new Set();

/**
 * Make a map ready for layers: its ground, its attribution, keyboard and links from the text.
 * @param {any} map
 * @param {import("./popup.js").Labels} labels
 * @param {[number, number][]} corners of what it shows first, (lat, lon)
 */
export function prepareMap(map, labels, corners) {
  map.fitBounds(corners, { animate: false }); // for now, so that it need not glide back into its bounds
  if (!map.options.inertia) stopMotion(map);
  Object.assign(map.createPane(GROUND).style, { zIndex: "300", pointerEvents: "none" });
  newest = map;
  startState(map, labels, () => begin(map, corners));
  L.control.attribution({ prefix: false }).addTo(map).addAttribution(escape(labels.attribution));
  map.getContainer().prepend(map._controlContainer); // its buttons come before the marks
  followTree(map.getContainer());
  map.getContainer().addEventListener("keydown", ({ key }) => key === "Escape" && map.closePopup());
  followLinks(map);
  map.on("zoomend", () => {
    spreadSigns(map);
    showState(map);
  });
  map.on("layeradd layerremove", ({ layer }) => {
    nameTree(map.getContainer());
    showState(map);
    if ([...stateOf(map).layers.values()].some((one) => one.layer === layer)) spreadSigns(map);
  });
}

/** Begin once all layers and controls are made. */
function begin(map, corners) {
  nameControls(map);
  countInView(map);
  showState(map);
  if (isFirst(map)) addTools(map);
  showFirst(map, corners);
  if (isFirst(map)) followAddress(map); // an address has room for one map
}

/**
 * Create a layer; its data are asked for when it is first added to a map.
 * @param {LayerSpec} spec
 */
export function createLayer(spec) {
  const layer = makeLayer(spec);
  stateOf(newest).layers.set(spec.name, { spec, layer });
  return layer;
}

function makeLayer(spec) {
  const other = createImage(newest, spec, announce) ?? (spec.tiles && createTileLayer(spec, { announce, openPopup }));
  if (other) return other;
  const group = L.featureGroup();
  const own = { spec, group };
  let loaded = "";
  group.on("add", async () => {
    const map = group._map;
    const { begun, drawn } = stateOf(map);
    await begun;
    if (!group._map) return; // the address has switched it off
    drawn.add(own);
    if (loaded !== spec.url) {
      loaded = spec.url;
      if (!(await load(map, spec, group))) loaded = "";
    }
    stack(map);
  });
  if (spec.style === "crossings") ofDay.add(own);
  return group;
}

/** Show the crossings of another day, YYYY-MM-DD, on every map that shows crossings. */
export function showDay(day) {
  for (const { spec, group } of ofDay) {
    spec.url = `/map/crossings.geojson?as_of=${day}`;
    if (group._map) group.fire("add");
  }
}

/** Load and draw a layer; tells whether that worked. */
async function load(map, spec, group) {
  announce(map, spec, "loading");
  const { url } = spec;
  try {
    const features = await ask(url);
    if (url !== spec.url) return true; // another day was asked for since
    clear(map, group);
    draw(map, spec, group, features);
    announce(map, spec, "done");
    return true;
  } catch (error) {
    if (url !== spec.url) return true;
    console.warn(`${url}: ${error.message}`);
    announce(map, spec, "failed");
    return false;
  }
}

/** Ask for the features of an address, once for all layers that wait for them. */
function ask(url) {
  if (!asked.has(url)) {
    asked.set(url, fetchFeatures(url).finally(() => asked.delete(url)));
  }
  return asked.get(url);
}

async function fetchFeatures(url) {
  const response = await fetch(addressOf(url));
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.detail);
  return answer.features;
}

/** Tell how far something with a title is; what is waited for is shown as soon as it is there. */
function announce(map, what, state) {
  const { loading, done } = stateOf(map);
  if (state === "done") loading.delete(what);
  else loading.set(what, state);
  done[state === "done" ? "add" : "delete"](what);
  showState(map);
  if (state !== "loading") showWanted(map);
}

/** Say in words what is loading or failed; `aria-busy` stays until nothing is under way. */
function showState(map) {
  const { loading } = stateOf(map);
  const [what, state] = [...loading].at(-1) ?? [null, "done"];
  const container = map.getContainer();
  container.setAttribute("aria-busy", String([...loading.values()].includes("loading")));
  const line = container.parentElement.querySelector("[role=status]");
  if (state === "done") line.textContent = sayHidden(map);
  if (state === "loading") line.textContent = t("Loading: %(title)s …", what);
  if (state === "failed") {
    line.textContent = t("Could not load “%(title)s”. Turn the layer off and on to retry.", what);
  }
  line.hidden = !line.textContent;
}

/** Take away what a layer drew for another day. */
function clear(map, group) {
  const { targets } = stateOf(map);
  for (const [name, target] of targets) if (target.group === group) targets.delete(name);
  group.clearLayers();
}

function draw(map, spec, group, features) {
  if (spec.style === "banks") drawGround(map, group, features);
  else if (spec.style === "crossings" || spec.style === "projects") {
    features
      .filter((one) => one.geometry && (!spec.only || one.id === spec.only))
      .filter((one) => !spec.use || one.properties.use === spec.use)
      .forEach((one) => drawMarked(map, spec, group, one));
    spreadSigns(map);
  } else drawPlain(map, spec, group, features);
}

function drawGround(map, group, features) {
  const options = { pane: GROUND, renderer: L.canvas({ pane: GROUND }), interactive: false };
  const style = (feature) => chooseStyle({ style: "banks" }, feature);
  group.addLayer(L.geoJSON(orderGround(features), { ...options, style }));
}

function drawPlain(map, spec, group, features) {
  const { pictograms } = stateOf(map).labels.base;
  const style = (feature) => chooseStyle(spec, feature, map.getZoom());
  const layer = L.geoJSON(features, {
    style,
    pointToLayer: (feature, at) => createSite(at, style(feature), spec, feature, pictograms),
    onEachFeature: (feature, one) => bindFacts(map, one, spec, feature, group),
  });
  group.addLayer(layer);
  for (const [feature, mark] of createMiddles(features, style, spec, pictograms)) {
    bindFacts(map, mark, spec, feature, group);
    group.addLayer(mark);
  }
  drawFromZoom(map, spec, group);
  if (spec.style === "homes") map.on("zoomend", () => layer.setStyle(style));
}

function bindFacts(map, mark, spec, feature, group) {
  const { labels, targets } = stateOf(map);
  bindPopup(map, mark, spec, feature);
  nameOnHover(mark, feature, labels);
  if (spec.style === "facts") targets.set(`${spec.name}/${feature.id}`, { mark, group, feature });
}

/** Draw a crossing or project: its shape, and a mark that is seen and reached at any zoom. */
function drawMarked(map, spec, group, feature) {
  const { type, coordinates } = feature.geometry;
  const { name, kind, status, meets_divide_at } = feature.properties;
  const { labels } = stateOf(map);
  const of = spec.style === "crossings" ? "crossing" : "project";
  const shape = type === "Point" ? null : L.geoJSON(feature, { style: chooseStyle(spec, feature) });
  const place = meets_divide_at ?? (shape ? null : coordinates);
  const at = place ? L.GeoJSON.coordsToLatLng(place) : shape.getBounds().getCenter();
  const title = joinNames(name, labels) || labels.terms[`${of} kind`][kind];
  const modelled = feature.properties.is_modelled ? ` (${t("modelled")})` : "";
  const text = `${title}: ${labels.terms[`${of} status`][status]}${modelled}`;
  const icon = chooseIcon(spec, feature);
  const zIndexOffset = status === "former" || status === "disused" ? -1000 : 0;
  const alt = sayClosed(spec, feature.id, text);
  const mark = L.marker(at, { icon, alt, title: alt, zIndexOffset });
  for (const one of shape ? [shape, mark] : [mark]) {
    bindPopup(map, one, spec, feature);
    group.addLayer(one);
  }
  showPasses(mark, feature.properties, labels);
  if (of === "crossing") tellOfChoice(map, feature, shape, mark);
  stateOf(map).targets.set(`${spec.style}/${feature.id}`, { mark, at, group, shape, feature, text });
}

/** Draw higher ranks above lower ones, whatever came first. */
function stack(map) {
  [...stateOf(map).drawn]
    .filter(({ group }) => map.hasLayer(group))
    .sort((a, b) => a.spec.rank - b.spec.rank)
    .forEach(({ group }) => group.bringToFront());
}

/** Let links in the text show their thing on the map; elsewhere they lead to its page. */
function followLinks(map) {
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-focus]");
    const { focus: name, at } = link?.dataset ?? {};
    if (link && canShow(map, name, at)) {
      event.preventDefault();
      const again = () => document.querySelector(`[data-focus="${CSS.escape(name)}"]`) ?? document.querySelector("#in-view summary, main");
      if (event.detail === 0) leadIn(map, again); // by Enter
      showThing(map, at ? { name, at: at.split(",").map(Number), view: "kept" } : { name });
      map.getContainer().scrollIntoView({ block: "nearest" });
    }
  });
}

/** Let a map jump where it would glide: the options of a reader who wants no motion leave pans. */
function stopMotion(map) {
  const { panBy } = map;
  map.panBy = (offset, options) => panBy.call(map, offset, { ...options, animate: false });
}

/** Leaflet names its controls in English. */
function nameControls(map) {
  const name = (node, words) => {
    node?.setAttribute("title", words);
    node?.setAttribute("aria-label", words);
  };
  name(map.zoomControl?._zoomInButton, t("Zoom in"));
  name(map.zoomControl?._zoomOutButton, t("Zoom out"));
  name(map.getContainer().querySelector(".leaflet-control-layers-toggle"), t("Layers"));
  nameTree(map.getContainer());
  map.on("popupopen", ({ popup }) => name(popup._closeButton, t("Close")));
}
