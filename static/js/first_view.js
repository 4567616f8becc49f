/**
 * The first view of a map: all of the city in the part of it that neither search nor buttons cover,
 * also when the map changes its size before anybody has moved it.
 */
const EDGE_PX = 12;
const SAME_M = 30;

/** Show a box, [(lat, lon), (lat, lon)], and go on until the reader moves the map with its controls. */
export function showFirst(map, corners) {
  let [zoom, seen] = [NaN, []];
  const look = () => [map.getCenter(), map.containerPointToLatLng([0, 0])];
  const fit = () => {
    const box = map.getContainer().getBoundingClientRect();
    const find = (selector) => map.getContainer().parentElement.querySelector(selector)?.getBoundingClientRect() ?? {};
    const { left = box.right } = find(".leaflet-control-layers-expanded");
    const { right = 0 } = find(".leaflet-top.leaflet-left");
    const { bottom = 0 } = find("form.search, .twins__title");
    const paddingTopLeft = [Math.max(EDGE_PX, right - box.left), Math.max(EDGE_PX, bottom - box.top)];
    const { maxBounds } = map.options;
    map.setMaxBounds(null); // a glide back into them would begin anew when it is stopped
    map.fitBounds(corners, { paddingTopLeft, paddingBottomRight: [EDGE_PX + box.right - left, EDGE_PX], animate: false });
    map.setMaxBounds(maxBounds);
    [zoom, seen] = [map.getZoom(), look()];
  };
  fit();
  map.on("resize", () => {
    const isRead = map._popup?.isOpen() || document.activeElement.closest("form.search");
    const isMoved = map.getZoom() !== zoom || look().every((at, n) => map.distance(at, seen[n]) > SAME_M);
    if (!isRead && !isMoved) fit();
  });
}
