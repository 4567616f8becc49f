/**
 * Names on the map, from the tiles: along streets and rivers, at places, and house numbers.
 *
 * A name stands in the reader's language, where the map has it so. protomaps-leaflet, the global
 * protomapsL, keeps labels from standing on each other; it writes only on straight lines itself.
 *
 * @typedef {{x: number, y: number}} Point in px
 * @typedef {{at: Point, angle: number}} Step
 */
const FONT = '"Noto Sans", sans-serif';
const HALO = "rgba(255,255,255,0.9)";
const SAME_NAME_PX = 350;
/** A long street's name comes again after so much of it; where in each part it is tried. */
const EVERY_PX = 500;
const SHIFTS = [0.5, 0.3, 0.7, 0.1, 0.9];
/** Between letters side by side, and over a whole name, in radians: more is hard to read. */
const SHARPEST = 0.6;
const MOST_BENT = 1.6;

const MAIN = /^(motorway|trunk|primary|secondary|tertiary)/;
const LARGE = /^(city|town|municipality)$/;
const MIDDLE = /^(suburb|quarter|village|borough)$/;

/** Wait for the letters of both scripts: a canvas does not draw anew when they come; others will do. */
export function loadLetters() {
  return Promise.allSettled(["a", "š", "ж"].map((letter) => document.fonts.load(`12px ${FONT}`, letter)));
}

/**
 * Make the rules of labels, those first that matter most.
 * @param {string[]} fields of names, in the reader's order
 * @param {number} scale by which letters are drawn larger than they are seen: tiles of a whole zoom
 *   are shrunk between two
 */
export function makeLabelRules(fields, scale) {
  const named = [...fields, "name"];
  const name = (props) => named.map((field) => props[field]).find(Boolean);
  const write = (labelProps, weight, size, fill) =>
    new protomapsL.CenteredTextSymbolizer({ labelProps, font: `${weight} ${size * scale}px ${FONT}`, fill, stroke: HALO, width: 1.5, maxLineChars: 24 });
  const places = (kinds, size, minzoom, maxzoom) => ({
    dataLayer: "place_names", minzoom, maxzoom,
    filter: (_, { props }) => kinds.test(props.kind ?? ""),
    symbolizer: write(named, 600, size, "#2b2b2b"),
  });
  const lines = (isWanted, size, minzoom, colour = "#333") => ({
    dataLayer: "line_names", minzoom,
    filter: (_, { props }) => isWanted(props.kind ?? ""),
    symbolizer: new LineName(name, size * scale, colour),
  });
  const isWater = (kind) => /^(river|canal|stream)$/.test(kind);
  return [
    places(LARGE, 16, 10, 15),
    places(MIDDLE, 13, 12, 16),
    lines((kind) => kind === "river" || kind === "canal", 13, 13, "#1f4e79"),
    lines((kind) => MAIN.test(kind), 12, 14),
    places(/^(?!city$|town$|municipality$|suburb$|quarter$|village$|borough$)/, 11, 14, 17),
    lines((kind) => !MAIN.test(kind) && !isWater(kind), 11, 15),
    lines((kind) => kind === "stream", 11, 15, "#1f4e79"),
    { dataLayer: "house_numbers", minzoom: 18, symbolizer: write(["number"], 400, 10, "#555") },
  ];
}

/** A name letter by letter along its line, where that bends little enough. */
class LineName {
  constructor(say, size, colour) {
    Object.assign(this, { say, size, colour, font: `${size}px ${FONT}` });
  }

  place(layout, lines, { props }) {
    const text = this.say(props);
    if (!text) return undefined;
    layout.scratch.font = this.font;
    const letters = [...text];
    const ends = letters.map((_, i) => layout.scratch.measureText(letters.slice(0, i + 1).join("")).width);
    const labels = lines.flatMap((line) => this.placeOn(line, text, letters, ends));
    return labels.length ? labels : undefined;
  }

  /** Write it as often as there is room for, each time where the line bends least near by. */
  placeOn(line, text, letters, ends) {
    const road = measureLine(line);
    const room = road.length - ends.at(-1);
    if (room < 4) return [];
    const count = Math.max(1, Math.round(road.length / EVERY_PX));
    return Array.from({ length: count }).flatMap((_, i) => {
      const tried = SHIFTS.map((shift) => this.step(road, (room * (i + shift)) / count, ends));
      const steps = tried.find((one) => !bends(one));
      return steps ? [this.makeLabel(text, letters, steps, line[0])] : [];
    });
  }

  /** Place the middles of letters from a start along a line, upright. */
  step(road, start, ends) {
    const widths = ends.map((end, i) => end - (ends[i - 1] ?? 0));
    const middles = ends.map((end, i) => end - widths[i] / 2);
    const there = middles.map((at) => goAlong(road, start + at));
    if (there.at(-1).at.x >= there[0].at.x) return there;
    const back = start + ends.at(-1);
    return middles.map((at) => goAlong(road, back - at)).map(({ at, angle }) => ({ at, angle: turn(angle) }));
  }

  makeLabel(text, letters, steps, origin) {
    const anchor = Object.assign(origin.clone(), steps[Math.floor(steps.length / 2)].at);
    const half = this.size * 0.6;
    const bboxes = steps
      .filter((_, i) => i % 2 === 0 || i === steps.length - 1)
      .map(({ at: { x, y } }) => ({ minX: x - half, maxX: x + half, minY: y - half, maxY: y + half }));
    const draw = (context) => {
      prepare(context, this.font, this.colour);
      context.textAlign = "center";
      context.textBaseline = "middle";
      for (const stroke of [true, false]) {
        steps.forEach(({ at, angle }, i) => {
          context.save();
          context.translate(at.x - anchor.x, at.y - anchor.y);
          context.rotate(angle);
          if (stroke) context.strokeText(letters[i], 0, 0);
          else context.fillText(letters[i], 0, 0);
          context.restore();
        });
      }
      context.textAlign = "start";
      context.textBaseline = "alphabetic";
    };
    return { anchor, bboxes, draw, deduplicationKey: text, deduplicationDistance: SAME_NAME_PX };
  }
}

function prepare(context, font, colour) {
  Object.assign(context, { globalAlpha: 1, font, fillStyle: colour, strokeStyle: HALO, lineWidth: 3, lineJoin: "round" });
}

function measureLine(points) {
  const at = [0];
  for (let i = 1; i < points.length; i += 1) {
    at.push(at[i - 1] + Math.hypot(points[i].x - points[i - 1].x, points[i].y - points[i - 1].y));
  }
  return { points, at, length: at.at(-1) };
}

/** Find the place at a length along a line, and its direction there. @returns {Step} */
function goAlong({ points, at }, length) {
  const found = at.findIndex((one) => one >= length);
  const i = Math.max(1, found < 0 ? points.length - 1 : found);
  const [a, b] = [points[i - 1], points[i]];
  const share = (length - at[i - 1]) / (at[i] - at[i - 1] || 1);
  return { at: { x: a.x + (b.x - a.x) * share, y: a.y + (b.y - a.y) * share }, angle: Math.atan2(b.y - a.y, b.x - a.x) };
}

function turn(angle) {
  return angle > 0 ? angle - Math.PI : angle + Math.PI;
}

/** Tell whether letters turn too sharply, or all together too far, to be read. */
function bends(steps) {
  let whole = 0;
  for (let i = 1; i < steps.length; i += 1) {
    const one = Math.abs(Math.atan2(Math.sin(steps[i].angle - steps[i - 1].angle), Math.cos(steps[i].angle - steps[i - 1].angle)));
    whole += one;
    if (one > SHARPEST || whole > MOST_BENT) return true;
  }
  return false;
}
