/**
 * The state of a page in its address: the query is what the server answers by, the part after #
 * is what the map shows, as in #map=ZOOM/LAT/LON&layers=banks,roads&open=crossings/ID.
 *
 * @typedef {{view: {zoom: number, at: [number, number]} | null, layers: string[] | null,
 *   open: string | null, at: [number, number] | null}} Shown places as (lat, lon)
 */

const DECIMALS = 6;
const THING = /^[^=&/]+\/[^=&]+$/;

/**
 * Read what an address shows; #crossings/main alone names one thing.
 * @returns {Shown}
 */
export function readShown(hash) {
  const text = hash.slice(1);
  const params = new URLSearchParams(text);
  const [zoom, ...at] = readNumbers(params.get("map"), "/", 3) ?? [];
  return {
    view: at.length ? { zoom, at: [at[0], at[1]] } : null,
    layers: params.has("layers") ? params.get("layers").split(",").filter(Boolean) : null,
    open: params.get("open") || (THING.test(text) ? [...params.keys()][0] : null),
    at: readNumbers(params.get("at"), ",", 2),
  };
}

/** Tell whether an address says what a map shows, and is no anchor of the text. */
export function saysShown(hash) {
  const { view, layers, open } = readShown(hash);
  return Boolean(view || layers || open);
}

/** @param {Shown} shown */
export function writeShown({ view, layers, open, at }) {
  const write = (numbers) => numbers.map((one) => String(Number(one.toFixed(DECIMALS))));
  const keep = (text) => encodeURIComponent(text).replaceAll("%2F", "/");
  const parts = [`map=${[view.zoom, ...write(view.at)].join("/")}`, `layers=${layers.map(keep).join(",")}`];
  if (open) parts.push(`open=${keep(open)}`);
  if (open && at) parts.push(`at=${write(at).join(",")}`);
  return `#${parts.join("&")}`;
}

/** Write an address with parameters of the query changed, its commas as people read them. */
export function changeQuery(address, changes) {
  const url = new URL(address);
  for (const [name, value] of Object.entries(changes)) url.searchParams.set(name, value);
  url.search = url.searchParams.toString().replaceAll("%2C", ",");
  return url;
}

function readNumbers(text, between, count) {
  const numbers = (text ?? "").split(between).map((part) => (part.trim() ? Number(part) : NaN));
  return numbers.length === count && numbers.every(Number.isFinite) ? numbers : null;
}
