/**
 * The page of the best sets of bridges: their places, numbered on the map as in the text.
 */
import { saysShown } from "./address.js";
import { mapMade } from "./map_state.js";
import { createScanLayer } from "./review_map.js";

const NEAREST_ZOOM = 15;

const lines = JSON.parse(document.getElementById("plan-data").textContent);
const map = await mapMade;
const layer = createScanLayer(map);
layer.show(lines, (at) => document.querySelector(`[data-place="${at + 1}"]`).scrollIntoView({ block: "center" }));
if (!saysShown(location.hash)) map.fitBounds(lines.flat().map(([lon, lat]) => [lat, lon]), { padding: [60, 60], maxZoom: NEAREST_ZOOM, animate: false });
for (const item of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-place]"))) {
  item.addEventListener("mouseenter", () => layer.mark(Number(item.dataset.place) - 1));
  item.addEventListener("mouseleave", () => layer.mark(-1));
}
