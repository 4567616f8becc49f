/**
 * The reader's own place on the map, asked for once at a press; a second press takes it away.
 */
import { askGround, holds } from "./ground.js";
import { t, writeNumber } from "./i18n.js";

const ASKING = { enableHighAccuracy: true, timeout: 15_000, maximumAge: 30_000 };
const AROUND = { color: "#0b5394", weight: 1, fillOpacity: 0.12, interactive: false };
const DOT = { color: "#fff", weight: 2, fillColor: "#0b5394", fillOpacity: 1, radius: 7, interactive: false };
const ZOOM = 16;
const REFUSED = 1;

/** @param {import("./tools.js").Desk} desk @param {HTMLButtonElement} button */
export function createTool({ map, say }, button) {
  const group = L.layerGroup().addTo(map);
  const press = (isOn) => button.setAttribute("aria-pressed", String(isOn));

  map.on("locationfound", async ({ latlng, accuracy }) => {
    const isInside = await isInArea(map, latlng);
    press(isInside);
    if (!isInside) {
      say(t("You are outside the area of this map."));
      return;
    }
    L.circle(latlng, { ...AROUND, radius: accuracy }).addTo(group);
    L.circleMarker(latlng, DOT).addTo(group);
    map.setView(latlng, Math.max(map.getZoom(), ZOOM), { animate: false });
    say(t("You are here (± %(metres)s m).", { metres: writeNumber(accuracy) }));
  });
  map.on("locationerror", ({ code }) => {
    press(false);
    say(explain(code));
  });

  function toggle() {
    const isOn = group.getLayers().length > 0;
    group.clearLayers();
    press(!isOn);
    if (isOn) return;
    say(t("Finding your location …"));
    map.locate(ASKING);
  }

  return { toggle };
}

async function isInArea(map, { lat, lng }) {
  try {
    const { study_area: area } = await askGround();
    return holds(area, [lng, lat]);
  } catch {
    return map.options.maxBounds.contains([lat, lng]);
  }
}

function explain(code) {
  if (!window.isSecureContext) {
    return t("Your browser shares your location only with secure (HTTPS) pages.");
  }
  if (code === REFUSED) {
    return t("Your browser is not sharing your location. Allow it in the page settings, or search by name.");
  }
  return t("Your place could not be found. Try again, or search for a name.");
}
