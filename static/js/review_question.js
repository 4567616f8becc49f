/**
 * A question of the bridge review: as its form has it, as an address, as the API takes it.
 *
 * @typedef {[number, number]} Position (lon, lat)
 * @typedef {{places: Position[], rest: string[]}} Line
 */
import { language, t, writeNumber } from "./i18n.js";
import { addressOf } from "./root.js";

const DECIMALS = 6;
const AGAIN_S = 5;
/** Parameters that each change something of the city. */
const CHANGES = ["line", "close", "open", "restrict"];

/** Read what a form asks as parameters of an address; empty fields ask nothing. */
export function readParams(form) {
  const params = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    const text = String(value).trim();
    if (text) params.append(name, text);
  }
  return params;
}

export function asksChange(params) {
  return CHANGES.some((name) => params.has(name));
}

/** Leave only what is asked: not what is kept beside it, nor what it is called. */
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

/**
 * Ask for the assessment of a question.
 * @param {URLSearchParams} params
 * @param {string[]} [include]
 * @returns {Promise<any>} the answer; an error has the sentence of the problem document
 */
export function assess(params, include = []) {
  const lines = params.getAll("line").map(readLine);
  // The server says in a sentence what is wrong with a line that is none.
  if (lines.includes(null)) return askFor(`/api/assessments/report.json?${dropKept(params)}`);
  return askFor("/api/assessments", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(buildBody(params, lines, include)),
  });
}

/** Ask for an assessment with the minutes saved at each home, and whom each home stands for. */
export async function assessHomes(params) {
  const people = new URLSearchParams([...params].filter(([name]) => ["people", "population"].includes(name)));
  const [answer, homes] = await Promise.all([assess(params, ["minutes_saved"]), askFor(`/review/homes.json?${people}`)]);
  // Of two snapshots, homes are in another order.
  if (answer.snapshot_id !== homes.snapshot_id) throw Object.assign(new Error(saySilence()), { againS: AGAIN_S });
  return { answer, homes, features: answer.minutes_saved.features, weights: homes.weights };
}

/** Ask for JSON; an error has a sentence for the reader, and when to ask again. */
export async function askFor(url, options = {}) {
  const response = await fetch(addressOf(url), options).catch(() => null);
  const answer = await response?.json().catch(() => null);
  if (response?.ok && answer) return answer;
  const isSilent = !answer?.detail;
  const againS = Number(response?.headers.get("Retry-After")) || (isSilent ? AGAIN_S : 0);
  throw Object.assign(new Error(isSilent ? saySilence() : sayRefusal(answer)), { againS });
}

function saySilence() {
  return t("The server does not answer. Your change is kept in the address of this page; the page asks again every %(n)s seconds.", { n: AGAIN_S });
}

/** Say why a question is refused: which bridge is meant, and no name of a field. */
function sayRefusal({ detail, field = "" }) {
  const sentence = detail.startsWith(`${field}: `) ? detail.slice(field.length + 2) : detail;
  const bridge = /^(?:features|line)\.(\d+)/.exec(field);
  if (bridge) return `${t("Bridge %(number)s", { number: writeNumber(Number(bridge[1]) + 1) })}: ${sentence}`;
  return sentence.charAt(0).toLocaleUpperCase(language) + sentence.slice(1);
}

function buildBody(params, lines, include) {
  const people = params.getAll("people").map((one) => one.split(":"));
  const beta = params.get("beta_per_min");
  return {
    features: lines.map(buildFeature),
    closures: params.getAll("close"),
    access: [
      ...params.getAll("open").map((text) => readAccess(text, true)),
      ...params.getAll("restrict").map((text) => readAccess(text, false)),
    ],
    mode: params.get("mode") ?? "walk",
    trips_to: params.get("trips_to") ?? "homes",
    population: params.get("population") ?? "",
    ...(params.has("day") ? { day: params.get("day") } : {}),
    people: Object.fromEntries(people.map(([name, total]) => [name, Number(total)])),
    ...(beta ? { beta_per_min: Number(beta) } : {}),
    include,
  };
}

/** Read a crossing that is opened or closed to some modes: ID;MODE,…;DAY,… */
function readAccess(text, isOpen) {
  const [crossing, ...lists] = text.split(";");
  const access = { crossing, is_open: isOpen };
  for (const list of lists.map((one) => one.split(","))) {
    access[/^[A-Z]/.test(list[0]) ? "days" : "modes"] = list;
  }
  return access;
}

function buildFeature({ places, rest }) {
  const properties = {};
  for (const part of rest) {
    if (part === "oneway") properties.is_oneway = true;
    else if (part.endsWith("km/h")) properties.speed_kmh = Number(part.slice(0, -4));
    else if (part.startsWith("length=")) properties.length_m = Number(part.slice(7, -1));
    else properties.modes = part.split(",");
  }
  return { type: "Feature", geometry: { type: "LineString", coordinates: places }, properties };
}
