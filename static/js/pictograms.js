/**
 * Sites on the map: a dot in the colour of their layer, with a pictogram of their kind in it.
 *
 * @typedef {Record<string, Record<string, string>>} Pictograms layer → value of a tag → icon
 */

/** Icons are drawn on 15 × 15 units. */
const ICON_UNITS = 15;
const WITH_ICON_PX = 9;
/** Below this zoom there is room for dots only. */
const ICONS_ZOOM = 14;

/** @type {Map<string, Path2D | null>} null while an icon is on its way */
const icons = new Map();

/**
 * Create the mark of a site: a dot where its kind has no icon.
 * @param {Pictograms} pictograms
 */
export function createSite(at, style, spec, { properties: { tags } }, pictograms) {
  const kinds = pictograms[spec.name];
  if (!kinds) return L.circleMarker(at, style);
  return new Site(at, { ...style, icon: kinds[tags?.amenity] ?? kinds[tags?.healthcare] ?? kinds[""] });
}

/** Create marks in the middle of sites that are areas, which are small from afar. */
export function createMiddles(features, style, spec, pictograms) {
  if (!pictograms[spec.name]) return [];
  return features
    .filter(({ geometry }) => /Polygon/.test(geometry?.type))
    .map((feature) => {
      const at = L.geoJSON(feature).getBounds().getCenter();
      return [feature, createSite(at, style({ ...feature, geometry: { type: "Point" } }), spec, feature, pictograms)];
    });
}

const Site = L.CircleMarker.extend({
  _project() {
    const isLarge = this._map.getZoom() >= ICONS_ZOOM && this._map.getRenderer(this) instanceof L.Canvas;
    this._radius = isLarge ? WITH_ICON_PX : this.options.radius;
    this.hasRoom = isLarge;
    L.CircleMarker.prototype._project.call(this);
  },

  _updatePath() {
    L.CircleMarker.prototype._updatePath.call(this);
    const { _ctx: context, _drawing: isDrawing } = this._renderer;
    const icon = this.hasRoom && isDrawing && !this._empty() && getIcon(this.options.icon, () => this.redraw());
    if (!icon) return;
    context.save();
    context.translate(this._point.x - WITH_ICON_PX * 0.72, this._point.y - WITH_ICON_PX * 0.72);
    context.scale((WITH_ICON_PX * 1.44) / ICON_UNITS, (WITH_ICON_PX * 1.44) / ICON_UNITS);
    context.fillStyle = "#fff";
    context.fill(icon);
    context.restore();
  },
});

/** Get an icon; where it is not here yet, tell when it is. A map without icons has dots. */
function getIcon(name, tell) {
  if (!icons.has(name)) {
    icons.set(name, null);
    waiting.set(name, []);
    load(name);
  }
  if (waiting.has(name)) waiting.get(name).push(tell);
  return icons.get(name);
}

/** @type {Map<string, (() => void)[]>} */
const waiting = new Map();

async function load(name) {
  try {
    const answer = await fetch(new URL(`../vendor/maki/${name}.svg`, import.meta.url));
    const svg = new DOMParser().parseFromString(await answer.text(), "image/svg+xml");
    const whole = new Path2D();
    for (const one of svg.querySelectorAll("path")) whole.addPath(new Path2D(one.getAttribute("d")));
    icons.set(name, whole);
  } catch (error) {
    console.warn(`${name}: ${error.message}`);
  }
  const others = waiting.get(name);
  waiting.delete(name);
  others.forEach((tell) => tell());
}
