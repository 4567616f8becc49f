/**
 * Two maps in step, before and after, or one of the difference. The address follows the first one, and so both of them.
 */
import { t } from "./i18n.js";
import { keepInStep } from "./in_step.js";
import { mapMade } from "./map_state.js";
import { readLine } from "./review_question.js";
import { addressOf } from "./root.js";

const BRIDGE = { color: "#004488", weight: 6 };

/** Both maps, as folium's script makes them. This module comes before that script. @type {any[]} */
const maps = [];
L.Map.addInitHook(function tell() {
  maps.push(this);
});

const { lines } = JSON.parse(document.getElementById("compare-data").textContent);

/** Draw what is not there yet above everything that is. */
function drawBridges(map) {
  map.createPane("bridges").style.zIndex = "450";
  const renderer = L.svg({ pane: "bridges" });
  for (const line of lines.map(readLine).filter(Boolean)) {
    const words = document.createElement("p");
    words.textContent = t("Bridge being tested (not built)");
    const places = line.places.map(([lon, lat]) => [lat, lon]);
    L.polyline(places, { ...BRIDGE, renderer }).bindPopup(words).addTo(map);
  }
}

const form = document.querySelector("form.review__form");
form.addEventListener("submit", () => { form.action = addressOf(`/compare${location.hash}`); });
for (const link of document.querySelectorAll("[data-view]")) link.addEventListener("click", () => { link.hash = location.hash; });
await mapMade;
keepInStep(maps);
drawBridges(maps.at(-1));
