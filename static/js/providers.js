/**
 * The page of providers: features in the look of their provider, and just those of a chosen cell.
 * It runs before the map is made; folium's map and Leaflet's global L come from the page.
 *
 * @typedef {{colour: string, dash: string, shape: "dot" | "ring"}} Look
 * @typedef {{looks: Record<string, Look>, layers: string[], columns: Record<string, string>}} Data
 * @typedef {{provider: string | null, side: string | null}} Choice
 */
import { saysShown } from "./address.js";

/** @type {Data} */
const { looks, layers, columns } = JSON.parse(document.getElementById("provider-data").textContent);
const FIRST_ZOOM = 17;
const HIDDEN = { stroke: false, fill: false, interactive: false };

/** @type {Set<any>} everything of the service that was drawn, shown or not */
const drawn = new Set();
/** @type {any} */
let map;
let shown = location.search;
/** Counts choices: an answer to an older one is stale. */
let version = 0;
/** Whether the address says where the map is; it is not moved to what is chosen then. */
let isPlaced = saysShown(location.hash);

L.Map.addInitHook(function watch() {
  map = this;
  map.on("layeradd", ({ layer }) => {
    if (!layer.setStyle || !layers.includes(layer.feature?.properties.layer)) return;
    drawn.add(layer);
    restyle(layer, readChoice());
  });
});

new MutationObserver(() => frame()).observe(document.querySelector(".stage"), {
  attributeFilter: ["aria-busy"],
  subtree: true,
});

document.addEventListener("click", (event) => {
  const service = event.target.closest?.(".services a");
  if (service) service.hash = location.hash; // another service of the same place
  const link = event.target.closest?.("a[data-choose]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  history.pushState(null, "", link.href);
  isPlaced = false;
  update();
  map.getContainer().scrollIntoView({ block: "nearest" });
});

window.addEventListener("popstate", () => {
  isPlaced = saysShown(location.hash);
  const service = (query) => new URLSearchParams(query).get("service");
  if (service(shown) !== service(location.search)) location.reload();
  else if (shown !== location.search) update();
});

/** Show what the address names: on the map at once, in words when the server has told them. */
async function update() {
  shown = location.search;
  const choice = readChoice();
  drawn.forEach((layer) => restyle(layer, choice));
  frame();
  markLinks(choice);
  const asked = ++version;
  try {
    const answer = await fetch(location.pathname + location.search, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    // Another click may have come first.
    if (asked !== version) return;
    document.getElementById("choice").replaceChildren(...page.getElementById("choice").childNodes);
  } catch {
    location.reload();
  }
}

/** @returns {Choice} */
function readChoice() {
  const query = new URLSearchParams(location.search);
  return { provider: query.get("provider") || null, side: query.get("side") || null };
}

/** Make the key of a feature's row, as `make_key` in app/providers/matrix.py does. */
function makeKey({ provider, provider_basis, operator }) {
  return provider || `operator:${provider_basis === "unlisted" ? (operator ?? "") : ""}`;
}

/** Tell whether a choice holds a feature. */
function holds({ provider, side }, facts) {
  return (!provider || provider === makeKey(facts)) && (!side || side === columns[facts.side]);
}

function restyle(layer, choice) {
  const { properties, geometry } = layer.feature;
  const isShown = holds(choice, properties);
  layer.setStyle(isShown ? chooseLook(looks[makeKey(properties)], geometry.type) : HIDDEN);
}

/** Choose Leaflet's path options: a ring or a dash says the same as the colour. */
function chooseLook({ colour, dash, shape }, type) {
  const isRing = shape === "ring";
  const common = { stroke: true, interactive: true, opacity: 1 };
  if (type.endsWith("Point")) {
    const fill = { fill: true, fillColor: isRing ? "#fff" : colour, fillOpacity: 0.95 };
    return { ...common, ...fill, color: isRing ? colour : "#fff", weight: isRing ? 2.5 : 1.5 };
  }
  const isArea = type.endsWith("Polygon");
  const fill = { fill: isArea, fillColor: colour, fillOpacity: isRing ? 0.1 : 0.45 };
  return { ...common, ...fill, color: colour, weight: isArea ? 2 : 3.5, dashArray: dash || null };
}

/** Bring all that is chosen into view, once it is there. */
function frame() {
  const choice = readChoice();
  if (!map || isPlaced || !(choice.provider || choice.side)) return;
  const bounds = L.latLngBounds([]);
  for (const layer of drawn) {
    if (holds(choice, layer.feature.properties)) bounds.extend(layer.getBounds?.() ?? layer.getLatLng());
  }
  if (bounds.isValid()) map.fitBounds(bounds, { maxZoom: FIRST_ZOOM, padding: [30, 30], animate: false });
}

/** Mark the links that lead to what is chosen. */
function markLinks(choice) {
  for (const link of document.querySelectorAll("#matrix a[data-choose]")) {
    const query = new URL(link.href).searchParams;
    const isSame = query.get("provider") === choice.provider && query.get("side") === choice.side;
    if (isSame) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}
