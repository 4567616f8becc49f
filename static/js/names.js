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
 * @param {{languages: string[], terms: Record<string, Record<string, string>>}} labels
 * @param {Record<string, string>} unofficial language → how a name was made that no source gives
 * @param {number} most how many names are written; each of them whole
 */
export function writeNames(names, labels, unofficial = {}, most = Infinity) {
  const whole = document.createElement("bdi");
  if (typeof names === "string") {
    whole.textContent = names;
    return whole;
  }
  pairNames(names, labels.languages)
    .slice(0, most)
    .forEach(([code, name], place) => {
      const one = document.createElement("bdi");
      one.lang = code;
      one.textContent = name;
      whole.append(place ? " · " : "", one);
      if (code in unofficial) whole.append(" ", writeMark(unofficial[code], labels));
    });
  return whole;
}

/**
 * Write a sentence with a gap that an element fills.
 * @param {(gap: string) => string} say writes the sentence around a text
 * @param {Node} node
 */
export function fillGap(say, node) {
  const [before, after = ""] = say("\u0001").split("\u0001");
  const sentence = document.createElement("bdi");
  sentence.append(before, node, after);
  return sentence;
}

function writeMark(how, labels) {
  const mark = document.createElement("small");
  mark.className = "unofficial";
  mark.textContent = `(${labels.terms["own work"]?.[how] ?? how})`;
  return mark;
}
