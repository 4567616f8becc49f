/**
 * Names side by side, in the reader's order, each in an element of its language; none is cut.
 *
 * @typedef {Record<string, string>} Names BCP 47 code → name
 */

/**
 * Pair the names with their languages; one that several languages share once, by the first.
 * @param {Names | null | undefined} names
 * @param {string[]} order languages that come first; others follow by the alphabet of their codes
 * @returns {[string, string][]}
 */
function pairNames(names, order) {
  const codes = [...new Set([...order, "und", ...Object.keys(names ?? {}).sort()])];
  const first = new Map();
  for (const code of codes) {
    const name = names?.[code];
    if (name && !first.has(name)) first.set(name, code);
  }
  return [...first].map(([name, code]) => [code, name]);
}

/** Write names as plain text: for titles and labels, which hold no elements. */
export function joinNames(names, labels) {
  return pairNames(names, labels.languages)
    .map(([, name]) => name)
    .join(" · ");
}

/**
 * Write names as elements.
 * @param {Names | string | null | undefined} names a text is no name: it is in the page's language
 * @param {{languages: string[]}} labels
 */
export function writeNames(names, labels) {
  const whole = document.createElement("bdi");
  if (typeof names === "string") {
    whole.textContent = names;
    return whole;
  }
  pairNames(names, labels.languages).forEach(([code, name], place) => {
    const one = document.createElement("bdi");
    one.lang = code;
    one.textContent = name;
    whole.append(place ? " · " : "", one);
  });
  return whole;
}
