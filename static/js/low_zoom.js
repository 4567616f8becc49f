/** Layers of so many dots that a map of the whole city shows none of them, but says how many there are. */
import { t, writeNumber } from "./i18n.js";
import { listShown, stateOf } from "./map_state.js";

/** Keep what a layer has drawn off its map, below the layer's first zoom. */
export function drawFromZoom(map, { firstZoom }, group) {
  if (!firstZoom) return;
  const parts = group.getLayers();
  const update = () => {
    const change = map.getZoom() < firstZoom ? "removeLayer" : "addLayer";
    for (const one of parts) group[change](one);
  };
  map.on("zoomend", update);
  update();
}

/** Say which layers that are switched on are not drawn at this zoom; nothing where all are. */
export function sayHidden(map) {
  const specs = listShown(map).map((name) => stateOf(map).layers.get(name).spec);
  const hidden = specs.filter(({ firstZoom }) => map.getZoom() < firstZoom);
  const layers = hidden.map(({ title, count }) => `${title} (${writeNumber(count)})`).join(", ");
  return layers && t("Zoom in to see: %(layers)s", { layers });
}
