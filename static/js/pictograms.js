/**
 * Sites on the map: a dot in the colour of their layer, with a pictogram of their kind in it.
 *
 * @typedef {Record<string, Record<string, string>>} Pictograms layer → value of a tag → icon
 */

/** Icons are drawn on 15 × 15 units. */
const ICON_UNITS = 15;
const ICON_PX = 13;
const WITH_ICON_PX = 9;
/** Below this zoom there is room for dots only. */
const ICONS_ZOOM = 14;

/** @type {Map<string, Path2D>} those that are here */
const icons = new Map();
/** @type {Map<string, Promise<void>>} */
const asked = new Map();

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

/** Show under the sign of a crossing who may pass it; the style sheet hides that from afar. */
export function showPasses(mark, { passes }, { terms }) {
  if (!passes?.length) return;
  const row = document.createElement("span");
  for (const mode of passes) {
    const icon = row.appendChild(new Image());
    Object.assign(icon, { loading: "lazy", src: new URL(`../img/mode-${mode}.svg`, import.meta.url).href, alt: terms["crossing mode"]?.[mode] ?? mode });
  }
  mark.bindTooltip(row, { permanent: true, direction: "bottom", offset: [0, 11], className: "passes" });
}

const Site = L.CircleMarker.extend({
  onAdd(map) {
    L.CircleMarker.prototype.onAdd.call(this, map);
    askIcon(this.options.icon).then(() => this._map && this.redraw());
  },

  _project() {
    this.hasRoom = this._map.getZoom() >= ICONS_ZOOM && this._renderer instanceof L.Canvas;
    this._radius = this.hasRoom ? WITH_ICON_PX : this.options.radius;
    L.CircleMarker.prototype._project.call(this);
  },

  _updatePath() {
    L.CircleMarker.prototype._updatePath.call(this);
    const { _ctx: context, _drawing: isDrawing } = this._renderer;
    const icon = icons.get(this.options.icon);
    if (!icon || !this.hasRoom || !isDrawing || !this.options.fill || this._empty()) return;
    const scale = ICON_PX / ICON_UNITS;
    context.save();
    context.translate(this._point.x - ICON_PX / 2, this._point.y - ICON_PX / 2);
    context.scale(scale, scale);
    context.fillStyle = "#fff";
    context.fill(icon);
    context.restore();
  },
});

/** Ask for an icon, once; a map without icons has dots. */
function askIcon(name) {
  if (!asked.has(name)) asked.set(name, load(name).catch((error) => console.warn(`${name}: ${error.message}`)));
  return asked.get(name);
}

async function load(name) {
  const answer = await fetch(new URL(`../vendor/maki/${name}.svg`, import.meta.url));
  const svg = new DOMParser().parseFromString(await answer.text(), "image/svg+xml");
  const whole = new Path2D();
  for (const one of svg.querySelectorAll("path")) whole.addPath(new Path2D(one.getAttribute("d")));
  icons.set(name, whole);
}
