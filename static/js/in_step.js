/**
 * Maps in step: what a reader does to one of them, the others follow.
 */

/** What a reader begins to use a map by. */
const BEGINNINGS = ["pointerdown", "touchstart", "wheel", "keydown", "focusin"];

/**
 * Keep maps at the same place and zoom.
 *
 * One map leads, the one used last, and only its moves count: a map that is set back by the bounds
 * of the study area while it follows would otherwise pull the others with it.
 * @param {any[]} maps of Leaflet, which have their views already; the first one, which the address
 *   follows, leads at the start
 */
export function keepInStep(maps) {
  let leader = maps[0];
  let frame = 0;

  function follow(center, zoom, options) {
    for (const map of maps) if (map !== leader) map.setView(center, zoom, options);
  }

  function followNow() {
    cancelAnimationFrame(frame);
    frame = 0;
    follow(leader.getCenter(), leader.getZoom(), { animate: false });
  }

  for (const map of maps) {
    for (const name of BEGINNINGS) {
      const lead = () => { leader = map; };
      map.getContainer().addEventListener(name, lead, { capture: true, passive: true });
    }
    map.on("move", () => {
      // Once a frame is as often as anybody sees it.
      if (map === leader) frame ||= requestAnimationFrame(followNow);
    });
    map.on("zoomanim", ({ center, zoom, noUpdate }) => {
      if (map === leader && !noUpdate) follow(center, zoom, { animate: true });
    });
    map.on("moveend", () => map === leader && followNow());
    // The end of an animation sets a map where it began to go, whatever came since.
    map.on("zoomend", () => map !== leader && followNow());
  }
  window.addEventListener("popstate", () => {
    [leader] = maps;
    followNow();
  });
  followNow();
}
