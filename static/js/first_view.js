/**
 * The first view of a map: all of the city in the part of it that neither search nor buttons cover,
 * also when the map changes its size before anybody has moved it.
 */
const EDGE_PX = 12;

/**
 * Show a box, and go on until the reader moves the map.
 * @param {any} map with its controls
 * @param {[number, number][]} corners of the box, (lat, lon)
 */
export function showFirst(map, corners) {
  let [zoom, middle, corner] = [NaN, null, null];
  const isSame = (one, other) => map.project(one).distanceTo(map.project(other)) < 2;
  const fit = () => {
    const [left, top, right] = measureCovered(map);
    const { maxBounds } = map.options;
    map.setMaxBounds(null); // a glide back into them would begin anew when it is stopped
    map.fitBounds(corners, { paddingTopLeft: [left, top], paddingBottomRight: [right, EDGE_PX], animate: false });
    map.setMaxBounds(maxBounds);
    [zoom, middle, corner] = [map.getZoom(), map.getCenter(), map.containerPointToLatLng([0, 0])];
  };
  fit();
  map.on("resize", () => {
    const isRead = map._popup?.isOpen() || document.activeElement.closest("form.search");
    const isKept = map.getZoom() === zoom && !isRead;
    if (isKept && (isSame(middle, map.getCenter()) || isSame(corner, map.containerPointToLatLng([0, 0])))) fit();
  });
}

/** Measure what stands over the left, the upper and the right edge of a map, in px. */
function measureCovered(map) {
  const box = map.getContainer().getBoundingClientRect();
  const find = (selector) => map.getContainer().parentElement.querySelector(selector)?.getBoundingClientRect();
  const list = find(".leaflet-control-layers-expanded");
  return [
    Math.max(EDGE_PX, (find(".leaflet-top.leaflet-left")?.right ?? 0) - box.left),
    Math.max(EDGE_PX, (find("form.search, .twins__title")?.bottom ?? 0) - box.top),
    EDGE_PX + (list ? box.right - list.left : 0),
  ];
}
