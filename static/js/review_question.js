/**
 * A question of the bridge review: as its form has it, as an address, as the API answers it.
 *
 * @typedef {[number, number]} Position (lon, lat)
 * @typedef {{places: Position[], rest: string[]}} Line
 */
import { language, t } from "./i18n.js";
import { askPart, waitAtMost } from "./part.js";
import { addressOf } from "./root.js";

const DECIMALS = 6;
const AGAIN_S = 5;
/** Parameters that each change something of the city. */
const CHANGES = ["line", "close", "open", "restrict"];

/** Read what a form asks as parameters of an address; empty fields ask nothing. A day counts once its page is loaded. */
export function readParams(form) {
  const params = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    const text = name === "day" ? form.day.defaultValue : String(value).trim();
    if (text) params.append(name, text);
  }
  return params;
}

export function asksChange(params) {
  return CHANGES.some((name) => params.has(name));
}

/** Remove the saved variants and the name from a query; the question alone is left. */
export function dropKept(params) {
  const asked = new URLSearchParams(params);
  for (const name of ["keep", "name"]) asked.delete(name);
  return asked;
}

/**
 * Read a candidate as an address writes it; null where its numbers are no positions.
 * @returns {Line | null}
 */
export function readLine(text) {
  const [numbers, ...rest] = text.trim().split(";");
  const parts = numbers.split(",").map((one) => (one.trim() ? Number(one) : NaN));
  if (parts.length < 4 || parts.length % 2 || !parts.every(Number.isFinite)) return null;
  const places = [];
  for (let at = 0; at < parts.length; at += 2) places.push([parts[at], parts[at + 1]]);
  return { places, rest };
}

/** Write a candidate; the length of a design does not outlive a move of its ends. */
export function writeLine(places, rest = [], isAsDesigned = false) {
  const numbers = places.flat().map((degrees) => Number(degrees.toFixed(DECIMALS)));
  return [numbers.join(","), ...rest.filter((one) => isAsDesigned || !one.startsWith("length="))].join(";");
}

/** Ask for a part of the page that answers a question, as nodes. */
export function askAnswer(part, params) {
  return askPart(`/review/parts/${part}`, params).catch(({ answer, againS }) => {
    throw explain(answer, againS);
  });
}

/** Ask for the minutes saved at each home, and whom each home stands for. */
export async function askHomes(params) {
  const found = await askFor(`/api/assessments/homes.geojson?${dropKept(params)}`);
  const homes = found.features.map(({ geometry, properties }) => ({
    place: geometry.coordinates,
    saved_min: properties.saved_min,
    weight: properties.people ?? properties.floor_area_m2,
  }));
  return { ...found, homes };
}

/** Ask for JSON; an error has a sentence for the reader, and when to ask again. */
export async function askFor(url) {
  const response = await fetch(addressOf(url), { signal: waitAtMost() }).catch(() => null);
  const answer = await response?.json().catch(() => null);
  if (response?.ok && answer) return answer;
  throw explain(answer, Number(response?.headers.get("Retry-After")));
}

function explain(answer, againS) {
  const isSilent = !answer?.detail;
  const silence = t("The server does not answer. Your change is kept in the address of this page; the page asks again every %(n)s seconds.", { n: AGAIN_S });
  return Object.assign(new Error(isSilent ? silence : sayRefusal(answer)), { againS: againS || (isSilent ? AGAIN_S : 0) });
}

/** Say why a question is refused, without the name of a field. */
function sayRefusal({ detail, field = "" }) {
  const sentence = detail.startsWith(`${field}: `) ? detail.slice(field.length + 2) : detail;
  return sentence.charAt(0).toLocaleUpperCase(language) + sentence.slice(1);
}
