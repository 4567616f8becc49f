/**
 * What popups are built of: titles, lists of facts, folds, links. Every value becomes a text node.
 */
import { t } from "./i18n.js";
import { writeNames } from "./names.js";
import { addressOf } from "./root.js";

/** Say a term of the data, such as a status, in the reader's language. */
export function sayTerm(context, term, labels) {
  return labels.terms[context]?.[term] ?? term;
}

export function writeTitle(names, labels, instead) {
  const title = element("h3");
  title.append(writeNames(Object.keys(names ?? {}).length ? names : instead, labels));
  return title;
}

/** Put what fewer readers ask for behind one line. */
export function fold(...parts) {
  const details = element("details");
  details.append(element("summary", "", t("More facts")), ...parts);
  return details;
}

/** Link to where a thing may be seen, shared and mended. */
export function listActions(osmId) {
  const line = element("p", "popup__actions");
  if (osmId) line.append(linkOsm(osmId, t("Open in OpenStreetMap")));
  const share = element("button", "popup__share", t("Share"));
  share.setAttribute("type", "button");
  const wrong = element("a", "", t("Say what is wrong"));
  wrong.href = addressOf("/about#wrong");
  line.append(share, wrong);
  return line;
}

export function linkOsm(id, words = id) {
  const link = element("a", "", words);
  link.href = `https://www.openstreetmap.org/${id}`;
  link.rel = "noopener";
  return link;
}

/** Build a definition list of the rows that have a value. */
export function list(rows) {
  const dl = element("dl");
  for (const [name, value] of rows) {
    if (value == null || value === false || value === "") continue;
    const dd = element("dd");
    dd.append(value instanceof Node ? value : isolate(value));
    const dt = element("dt");
    dt.append(name instanceof Node ? name : isolate(name));
    dl.append(dt, dd);
  }
  return dl;
}

/** Keep the direction of a text to itself: a right-to-left mark in it turns nothing else. */
export function isolate(text) {
  return element("bdi", "", String(text));
}

export function element(tag, className = "", text = "") {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text) node.textContent = text;
  return node;
}

/** Put texts and elements into one element, as they follow each other. */
export function together(...parts) {
  const whole = element("bdi");
  whole.append(...parts);
  return whole;
}

/** Put a comma between parts. */
export function joinNodes(parts) {
  return parts.flatMap((part, place) => (place ? [", ", part] : [part]));
}

export function capitalise(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
