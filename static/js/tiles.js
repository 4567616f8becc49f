/**
 * Heavy layers from vector tiles: all of a map's are drawn on one sheet, from one archive that is
 * read by ranges. protomaps-leaflet is the global protomapsL; it is loaded where a map has tiles.
 *
 * @typedef {import("./map_state.js").LayerSpec & {layer: string, tiles: {url: string, maxZoom: number}}}
 *   TileSpec
 * @typedef {{announce: (map: any, spec: object, state: "loading" | "failed" | "done") => void,
 *   openPopup: (map: any, at: any, spec: TileSpec, feature: any) => void}} Page
 */
import { makeBaseRules, traceLines } from "./base_map.js";
import { followPointer } from "./hover.js";
import { loadLetters, makeLabelRules } from "./labels.js";
import { stateOf } from "./map_state.js";
import { addressOf } from "./root.js";
import { chooseStyle } from "./style.js";

const PANE = "tiles";
/** How near in px a click must be to a line or a point. */
const NEAR = 8;
const TYPES = ["", "Point", "LineString", "Polygon"];

/** @type {WeakMap<object, Sheet>} */
const sheets = new WeakMap();

/**
 * Create a layer that is drawn on its map's sheet while it is switched on.
 * @param {TileSpec} spec
 * @param {Page} page
 */
export function createTileLayer(spec, page) {
  const layer = new L.Layer();
  const isText = spec.style === "labels";
  layer.onAdd = (map) => {
    if (!sheets.has(map)) sheets.set(map, new Sheet(map, spec.tiles, page));
    const sheet = sheets.get(map);
    if (isText) sheet.write(true);
    else sheet.show(spec);
  };
  layer.onRemove = (map) => (isText ? sheets.get(map).write(false) : sheets.get(map).hide(spec));
  return layer;
}

/** What draws the heavy layers of one map, and tells what stands at a place. */
class Sheet {
  constructor(map, { url, maxZoom }, page) {
    this.map = map;
    this.page = page;
    /** @type {TileSpec[]} from the lowest to the highest */
    this.specs = [];
    const pane = map.createPane(PANE);
    pane.style.zIndex = "350"; // above the ground, below what is drawn as features
    pane.style.pointerEvents = "none";
    const maxDataZoom = maxZoom;
    this.grid = protomapsL.leafletLayer({ url: addressOf(url), maxDataZoom, pane: PANE, attribution: "" });
    this.watchTiles();
    map.on("click", (event) => this.pick(event));
    map.on("zoomend", () => this.isWritten && this.scale !== this.measureScale() && this.write(true));
    followPointer(map, stateOf(map).labels, (at) => this.find(at));
  }

  show(spec) {
    this.specs = [...this.specs, spec].sort((a, b) => a.rank - b.rank);
    this.draw();
  }

  hide(spec) {
    this.specs = this.specs.filter((one) => one !== spec);
    this.draw();
  }

  /** Draw again once, however many layers are switched together. */
  draw() {
    this.drawing ??= Promise.resolve().then(() => {
      this.drawing = null;
      this.grid.paintRules = this.specs.flatMap((spec) => this.makeRules(spec));
      if (this.specs.length === 0 && !this.isWritten) {
        this.grid.remove();
        this.page.announce(this.map, this, "done"); // what was on its way is not waited for
      } else if (this.map.hasLayer(this.grid)) this.grid.rerenderTiles();
      else this.grid.addTo(this.map);
    });
  }

  makeRules(spec) {
    const { base } = stateOf(this.map).labels;
    return makeBaseRules(spec, base, this.map.getCenter().lat)
      ?? [{ dataLayer: spec.layer, symbolizer: { draw: makePainter(spec) } }];
  }

  /** What is said to be loading: the highest layer that is shown; else the names. */
  get title() {
    return this.specs.at(-1)?.title ?? stateOf(this.map).layers.get("labels")?.spec.title ?? "";
  }

  /** Write names, or none. */
  async write(isOn) {
    this.isWritten = isOn;
    if (isOn) await loadLetters();
    if (this.isWritten !== isOn) return; // switched again meanwhile
    this.scale = this.measureScale();
    this.grid.labelRules = isOn ? makeLabelRules(stateOf(this.map).labels.nameFields, this.scale) : [];
    this.grid.clearLayout();
    this.draw();
  }

  /** Measure by how much tiles are shrunk or stretched at the present zoom. */
  measureScale() {
    const zoom = this.map.getZoom();
    return 2 ** (Math.round(zoom) - zoom);
  }

  /** Say in words what is under way; the library tells nobody that an archive cannot be read. */
  watchTiles() {
    let hasFailed = false;
    const tell = (state) => this.page.announce(this.map, this, state);
    this.grid.on("loading", () => {
      hasFailed = false;
      tell("loading");
    });
    this.grid.on("load", () => tell(hasFailed ? "failed" : "done"));
    const [view] = this.grid.views.values();
    const { source } = view.tileCache;
    const get = source.get.bind(source);
    source.get = (...place) =>
      get(...place).catch(askAgain(() => get(...place))).catch((error) => {
        hasFailed ||= error.name !== "AbortError";
        throw error;
      });
  }

  /** Open a popup of the highest feature at a click. */
  pick({ latlng }) {
    const found = this.find(latlng);
    if (found) this.page.openPopup(this.map, latlng, found.spec, { id: `${found.props.element}/${found.props.id}` });
  }

  find({ lng, lat }) {
    if (this.specs.length === 0) return null;
    const picked = [...this.grid.queryTileFeaturesDebug(lng, lat, NEAR).values()].flat();
    for (const spec of [...this.specs].reverse()) {
      const one = picked.findLast(({ layerName }) => layerName === spec.layer);
      if (one) return { spec, props: one.feature.props };
    }
    return null;
  }
}

/**
 * Ask once more what failed. Chromium now and then fails one of several requests for parts of one
 * file without asking the server, as https://github.com/protomaps/PMTiles tells of it on Windows.
 */
function askAgain(ask) {
  return (error) => {
    if (error.name === "AbortError") throw error;
    return ask();
  };
}

/** Make a function that draws features of a layer in the style that they have everywhere. */
function makePainter(spec) {
  const styles = TYPES.map((type) => chooseStyle(spec, { geometry: { type }, properties: {} }));
  return (context, shapes, zoom, feature) => {
    const style = styles[feature.geomType];
    const type = TYPES[feature.geomType];
    context.beginPath();
    if (type === "Point") traceCircles(context, shapes, Math.min(spec.firstZoom ? 3 : style.radius, zoom - 11));
    else traceLines(context, shapes);
    if (type !== "LineString" && style.fill !== false) {
      context.globalAlpha = style.fillOpacity ?? 0.2;
      context.fillStyle = style.fillColor ?? style.color;
      context.fill("evenodd");
    }
    if (style.stroke !== false) {
      context.globalAlpha = style.opacity ?? 1;
      context.strokeStyle = style.color;
      context.lineWidth = style.weight;
      context.stroke();
    }
  };
}

function traceCircles(context, shapes, radius) {
  for (const { x, y } of shapes.flat()) {
    context.moveTo(x + radius, y);
    context.arc(x, y, radius, 0, 2 * Math.PI);
  }
}
