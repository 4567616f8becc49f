/**
 * How streets, railways, water, green and power lines are drawn on tiles: by class, voltage and zoom.
 *
 * @typedef {{highways: string[], fill: string, casing: string, width_m: number, least_px: number}}
 *   StreetLook
 * @typedef {{streets: StreetLook[], greens: {kinds: string[], fill: string, opacity: number}[],
 *   water: string, path: string, rail: string, voltages: [number, string][], highVoltage: number, noVoltage: string}} BaseStyle the table of `geodata/base_style.py`
 * @typedef {{x: number, y: number}[][]} Shapes
 */

/** Metres of a pixel at zoom 0 on the equator: https://wiki.openstreetmap.org/wiki/Zoom_levels */
const METRES_AT_ZOOM_0 = 156_543.03;
/** Streets this wide have edges; narrower ones are one line. */
const CASED_PX = 2;
/** Values of `oneway` that say which way traffic goes, and whether it is the way's own. */
const ONEWAY = { yes: true, true: true, 1: true, "-1": false, reverse: false };
const ARROWS_ZOOM = 16;
const ARROW_EVERY_PX = 90;

/**
 * Make the rules that draw a layer of the base map; null where it is none.
 * @param {BaseStyle} base
 */
export function makeBaseRules(spec, base, latitude) {
  switch (spec.layer) {
    case "roads":
      return makeStreetRules(spec, base, latitude);
    case "paths":
      return makePathRules(spec, base);
    case "rail":
      return makeRailRules(spec, base);
    case "waterways":
      return makeWaterRules(spec, base, latitude);
    case "green_areas":
      return makeGreenRules(spec, base);
    case "power_lines":
    case "power_cables":
      return makePowerRules(spec, base);
    default:
      return null;
  }
}

/** Make the rules that draw a layer of streets: all edges first, then all streets over them. */
function makeStreetRules(spec, { streets }, latitude) {
  const looks = new Map(streets.flatMap((look) => look.highways.map((one) => [one, look])));
  const find = ({ kind = "" }) => looks.get(kind.replace(/_link$/, "")) ?? streets.at(-1);
  const others = [...streets].reverse(); // the most important class is drawn last
  const widen = (look, zoom) => Math.max(look.least_px, look.width_m / measurePixel(zoom, latitude));
  const rule = (look, draw) => ({
    dataLayer: spec.layer,
    filter: (zoom, { props }) => find(props) === look,
    symbolizer: { draw: (context, shapes, zoom, { props }) => draw(context, shapes, props, widen(look, zoom), look, zoom) },
  });
  return [...others.map((look) => rule(look, drawCasing)), ...others.map((look) => rule(look, drawStreet))];
}

function drawCasing(context, shapes, { bridge, tunnel }, width, { casing }) {
  if (width < CASED_PX) return;
  context.lineCap = "butt";
  context.setLineDash(tunnel ? [4, 4] : []);
  strokeLines(context, shapes, bridge ? "#4a4a4a" : casing, width + (bridge ? 3 : 2));
  context.setLineDash([]);
}

function drawStreet(context, shapes, { tunnel, oneway }, width, { fill, casing }, zoom) {
  context.lineCap = "round";
  context.globalAlpha = tunnel ? 0.6 : 1;
  strokeLines(context, shapes, width < CASED_PX ? casing : fill, width);
  context.globalAlpha = 1;
  if (zoom >= ARROWS_ZOOM && oneway in ONEWAY) {
    for (const points of shapes) drawArrows(context, ONEWAY[oneway] ? points : [...points].reverse());
  }
}

/** Draw small arrows along a one-way street. */
function drawArrows(context, points) {
  let left = ARROW_EVERY_PX / 2;
  context.fillStyle = "#4d5660";
  for (let i = 1; i < points.length; i += 1) {
    const [a, b] = [points[i - 1], points[i]];
    const length = Math.hypot(b.x - a.x, b.y - a.y);
    for (; left < length; left += ARROW_EVERY_PX) {
      const at = left / length;
      drawArrow(context, a.x + (b.x - a.x) * at, a.y + (b.y - a.y) * at, Math.atan2(b.y - a.y, b.x - a.x));
    }
    left -= length;
  }
}

function drawArrow(context, x, y, angle) {
  context.save();
  context.translate(x, y);
  context.rotate(angle);
  context.fillRect(-6, -0.6, 8, 1.2);
  context.beginPath();
  context.moveTo(1, -3);
  context.lineTo(6, 0);
  context.lineTo(1, 3);
  context.fill();
  context.restore();
}

/** Make the rule that draws footways and cycle tracks: thin and broken. */
function makePathRules(spec, { path }) {
  return [makeRule(spec, (context, shapes, zoom) => {
    if (zoom < 14) return;
    context.setLineDash([3, 3]);
    strokeLines(context, shapes, path, zoom < 16 ? 1 : 1.6);
    context.setLineDash([]);
  })];
}

/** Make the rule that draws railways: dark with light sleepers between. */
function makeRailRules(spec, { rail }) {
  return [makeRule(spec, (context, shapes, zoom) => {
    context.lineCap = "butt";
    strokeLines(context, shapes, rail, zoom < 14 ? 1.5 : 3);
    if (zoom < 14) return;
    context.setLineDash([7, 7]);
    strokeLines(context, shapes, "#ffffff", 1.6);
    context.setLineDash([]);
  })];
}

/** Make the rule that draws power lines in the colour of their highest voltage. */
function makePowerRules(spec, { voltages, highVoltage, noVoltage }) {
  return [makeRule(spec, (context, shapes, zoom, { voltage }) => {
    const volts = Math.max(...String(voltage ?? "").split(";").map((one) => (Number.parseFloat(one) || -1) * (/kv/i.test(one) ? 1_000 : 1)));
    const colour = volts < 0 ? noVoltage : voltages.findLast(([from]) => volts >= from)[1];
    context.setLineDash(spec.layer === "power_cables" ? [6, 3] : []);
    strokeLines(context, shapes, colour, volts >= highVoltage ? 2.5 : 1.6);
    context.setLineDash([]);
  })];
}

/** Make the rule that fills green areas by their kind, without edges. */
function makeGreenRules(spec, { greens }) {
  return [makeRule(spec, (context, shapes, zoom, { kind }) => {
    const { fill, opacity } = greens.find(({ kinds }) => kinds.includes(kind)) ?? greens.at(-1);
    context.beginPath();
    traceLines(context, shapes);
    context.globalAlpha = opacity;
    context.fillStyle = fill;
    context.fill("evenodd");
    context.globalAlpha = 1;
  })];
}

/** Make the rule that draws rivers and streams by their width: where no area is mapped, the only sign of them. */
function makeWaterRules(spec, { water }, latitude) {
  return [makeRule(spec, (context, shapes, zoom, { kind, width, tunnel }) => {
    context.lineCap = "round";
    context.setLineDash(tunnel ? [3, 5] : []);
    strokeLines(context, shapes, water, Math.max(kind === "river" ? 2 : 1, (Number(width) || 2) / measurePixel(zoom, latitude)));
    context.setLineDash([]);
  })];
}

/** Measure a pixel in metres. */
function measurePixel(zoom, latitude) {
  return (METRES_AT_ZOOM_0 * Math.cos((latitude * Math.PI) / 180)) / 2 ** zoom;
}

function makeRule(spec, draw) {
  const symbolizer = { draw: (context, shapes, zoom, { props }) => draw(context, shapes, zoom, props) };
  return { dataLayer: spec.layer, symbolizer };
}

function strokeLines(context, shapes, colour, width) {
  context.beginPath();
  traceLines(context, shapes);
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.lineJoin = "round";
  context.stroke();
}

/** @param {Shapes} shapes */
export function traceLines(context, shapes) {
  for (const points of shapes) {
    points.forEach(({ x, y }, i) => (i ? context.lineTo(x, y) : context.moveTo(x, y)));
  }
}
