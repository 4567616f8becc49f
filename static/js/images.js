/** Layers that are images: base maps from elsewhere, and the relief of the ground. */
import { addressOf } from "./root.js";

const OSM_LINK = '© <a href="https://www.openstreetmap.org/copyright">OpenStreetMap</a>';
const RELIEF = "relief";

/** Write text as markup that shows it. */
export function escape(text) {
  const element = document.createElement("span");
  element.textContent = text;
  return element.innerHTML;
}

/**
 * Create a layer that is an image; null where its style is another.
 * @param {(map: any, spec: object, state: "loading" | "failed" | "done") => void} announce
 */
export function createImage(map, spec, announce) {
  const attribution = spec.source ? escape(spec.source) : OSM_LINK;
  if (spec.style === "raster") return L.tileLayer(spec.url, { maxZoom: 19, attribution });
  if (spec.style !== RELIEF) return null;
  const pane = map.getPane(RELIEF) ?? map.createPane(RELIEF);
  pane.style.zIndex = "250"; // below the ground, whose tints let it through
  const tell = (state) => () => announce(map, spec, state);
  return L.imageOverlay(addressOf(spec.url), spec.bounds, { pane: RELIEF, attribution })
    .on("add", tell("loading")).on("load", tell("done")).on("error", tell("failed"))
    .on("remove", ({ target }) => { target._image = null; }); // it is loaded anew, which tells of the end
}
