/**
 * Words of the page's language: the page carries the translations of what scripts say.
 */

const page = document.getElementById("words");
/** @type {Record<string, string | string[]>} */
const words = JSON.parse(page?.textContent ?? "{}");
/** The server says months and signs of numbers: not every browser knows each language. */
const { months = "", decimal = ".", group = "," } = page?.dataset ?? {};
export const language = document.documentElement.lang || "en";
const rules = new Intl.PluralRules([language, "en"]);
/** gettext numbers plural forms in this order. */
const FORMS = ["one", "few", "other"];
/** From which on a change of time is told in minutes; a shorter one in seconds. */
const LONG_MIN = 2;

/**
 * Translate a message and fill its gaps, written as %(name)s.
 * @param {string} message
 * @param {Record<string, string | number>} [values]
 */
export function t(message, values = {}) {
  const found = words[message];
  return fill((Array.isArray(found) ? found[0] : found) || message, values);
}

/**
 * Translate a message that depends on a number, its gap written as %(n)s.
 * @param {string} singular
 * @param {string} plural
 * @param {number} n
 */
export function tn(singular, plural, n) {
  const found = words[singular];
  const form = rules.select(n);
  const known = Array.isArray(found) ? found[Math.min(FORMS.indexOf(form), found.length - 1)] : "";
  return fill(known || (n === 1 ? singular : plural), { n: writeNumber(n) });
}

/** Write a number as the reader does; a dash where there is none. */
export function writeNumber(value, decimals = 0) {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  const [whole, part] = value.toFixed(decimals).split(".");
  return whole.replace(/\B(?=(\d{3})+$)/g, group) + (part ? decimal + part : "");
}

/** Write how much a time changes: in whole seconds where that is less than two minutes; −0 is 0. */
export function writeDuration(minutes) {
  if (minutes === null || minutes === undefined || !Number.isFinite(minutes)) return "–";
  return Math.abs(minutes) < LONG_MIN ? `${writeNumber(Math.round(60 * minutes) + 0)} s` : `${writeNumber(minutes, 1)} min`;
}

/** Write a day, YYYY-MM-DD, in words. */
export function writeDay(text) {
  const isSerbian = language.startsWith("sr");
  const dot = isSerbian ? "." : "";
  const [year, month, day] = text.split("-");
  const name = months.split(" ")[Number(month) - 1];
  return `${Number(day)}${dot} ${isSerbian ? decline(name) : name} ${year}${dot}`;
}

/** Put the name of a month into the genitive, in either script of Serbian. */
function decline(month) {
  if (/[bб][aа][rр]$/.test(month)) return month.replace(/(.)(.)$/, "$2$1");
  return month + (/^[a-z]/.test(month) ? "a" : "а");
}

function fill(text, values) {
  return text.replace(/%\((\w+)\)s/g, (whole, name) => (name in values ? String(values[name]) : whole));
}
