/** Names under the pointer, in the reader's language: of features, and of what stands on tiles. */

const CAN_HOVER = matchMedia("(hover: hover)").matches;

/** Choose the name that a reader knows a feature by; nothing where it has none. */
function chooseName(facts, { nameFields }) {
  return [...nameFields.map((field) => facts[field]), facts.name].find(Boolean);
}

/** Say a feature's name while the pointer is over it. */
export function nameOnHover(layer, { properties }, labels) {
  const name = chooseName(properties, labels);
  if (name && CAN_HOVER) layer.bindTooltip(write(name), { sticky: true });
}

/**
 * Say the name of what stands on tiles under the pointer, at most once a frame.
 * @param {(at: any) => {props: Record<string, any>} | null} find
 */
export function followPointer(map, labels, find) {
  if (!CAN_HOVER) return;
  const tooltip = L.tooltip({ sticky: true, offset: [12, 0] });
  let newest = null;
  const look = () => {
    const found = newest && find(newest);
    const name = found && chooseName(found.props, labels);
    if (name) tooltip.setLatLng(newest).setContent(write(name)).addTo(map);
    else tooltip.remove();
    newest = null;
  };
  map.on("mousemove", ({ latlng, originalEvent }) => {
    const isOverFeature = originalEvent.target.closest(".leaflet-interactive, .leaflet-control, .leaflet-popup");
    if (newest === null) requestAnimationFrame(look);
    newest = isOverFeature ? undefined : latlng;
  });
  map.on("mouseout movestart", () => {
    if (newest) newest = undefined; // a frame that is asked for finds nothing
    tooltip.remove();
  });
}

/** Leaflet reads text as markup, an element as it is. */
function write(name) {
  const text = document.createElement("bdi");
  text.textContent = name;
  return text;
}
