/**
 * The search of a map page: a combobox by the WAI-ARIA pattern, results in groups by layer.
 * A choice brings the thing before the reader's eyes, or leads to the page that shows it.
 *
 * @typedef {{id: string, layer: string, names: Record<string, string>,
 *   what: Record<string, string> | null, side: string | null, point: [number, number] | null,
 *   bbox: [number, number, number, number] | null, distance_m: number | null,
 *   is_modelled: boolean, parts: number, href: string}} Found
 */
import { leadIn, showThing } from "./focus.js";
import { language, t, tn, writeDistance } from "./i18n.js";
import { mapMade, stateOf } from "./map_state.js";
import { writeNames } from "./names.js";
import { joinNodes } from "./popup_parts.js";
import { addressOf } from "./root.js";

const PAUSE_MS = 120;
const STREET_ZOOM = 17;

const form = /** @type {HTMLFormElement} */ (document.querySelector("form.search"));
const input = /** @type {HTMLInputElement} */ (form.querySelector("input"));
const list = document.createElement("div");
const state = document.createElement("p");

/** @type {Found[]} in the order that the list shows them */
let found = [];
let active = -1;
let timer = 0;
/** What the list answers, so that a slow answer does not replace a newer one. */
let asked = "";
/** @type {import("./popup.js").Labels} */
let labels;
let map;

/** Build the search's query with the middle of the view, rounded to ten metres: small moves reuse an answer. */
function writeQuestion() {
  const q = input.value.trim();
  const { lat, lng } = map.getCenter();
  return q && new URLSearchParams({ q, near: [lng, lat].map((one) => one.toFixed(4)).join(",") }).toString();
}

async function ask() {
  const query = writeQuestion();
  if (query === asked) return;
  asked = query;
  if (!query) return close();
  try {
    const response = await fetch(addressOf(`/api/search?${query}`));
    const answer = await response.json();
    if (query !== asked) return;
    if (!response.ok) throw new Error(answer.detail);
    show(answer.results);
  } catch (error) {
    console.warn(`/api/search: ${error.message}`);
    if (query !== asked) return;
    asked = "";
    tell(t("The search failed. Type on to try again."));
  }
}

function show(results) {
  const layers = [...new Set(results.map(({ layer }) => layer))];
  const groups = layers.map((layer) => results.filter((one) => one.layer === layer));
  found = groups.flat();
  active = -1;
  list.replaceChildren(...groups.map(buildGroup));
  tell(
    found.length
      ? tn("%(n)s result", "%(n)s results", found.length)
      : t("No results. You can search for a name in any script, for what a thing is, such as hospital or bus stop, or for coordinates."),
  );
  state.classList.toggle("search__state--quiet", found.length > 0);
  open(found.length > 0);
}

function tell(sentence) {
  state.textContent = sentence;
  state.classList.remove("search__state--quiet");
  open(false);
}

function open(isOpen) {
  list.hidden = !isOpen;
  input.setAttribute("aria-expanded", String(isOpen));
  mark(-1);
}

function close() {
  found = [];
  tell("");
}

function buildGroup(results, number) {
  const group = document.createElement("div");
  group.setAttribute("role", "group");
  const heading = document.createElement("div");
  heading.id = `search-group-${number}`;
  heading.className = "search__group";
  heading.textContent = nameLayer(results[0].layer);
  group.setAttribute("aria-labelledby", heading.id);
  group.append(heading, ...results.map(buildOption));
  return group;
}

function buildOption(one) {
  const option = document.createElement("div");
  option.id = `search-option-${found.indexOf(one)}`;
  option.setAttribute("role", "option");
  option.setAttribute("aria-selected", "false");
  const what = one.what?.[language] ?? "";
  const isNamed = Object.keys(one.names).length > 0;
  const name = writeNames(isNamed ? one.names : what, labels, one.unofficial, labels.mostNames);
  const about = document.createElement("small");
  const away = one.distance_m === null ? "" : t("%(distance)s from the middle of the map", { distance: writeDistance(one.distance_m) });
  const parts = one.parts > 1 ? tn("%(n)s part", "%(n)s parts", one.parts) : "";
  const side = labels.sides[one.side] ? writeNames(labels.sides[one.side], labels) : "";
  about.append(...joinNodes([away, isNamed && what, one.is_modelled && t("modelled"), side, parts].filter(Boolean)));
  option.append(name, " ", about);
  option.addEventListener("click", () => choose(one));
  return option;
}

function nameLayer(layer) {
  const known = {
    crossings: t("Crossings"),
    projects: t("Projects"),
    institutions: t("Institutions"),
    providers: t("Providers"),
    names: t("Names of places"),
    coordinates: t("Coordinates"),
  };
  return known[layer] ?? labels.layers[layer] ?? layer;
}

function mark(index) {
  active = index;
  list.querySelector("[aria-selected=true]")?.setAttribute("aria-selected", "false");
  const option = list.querySelector(`#search-option-${index}`);
  option?.setAttribute("aria-selected", "true");
  option?.scrollIntoView({ block: "nearest" });
  if (option) input.setAttribute("aria-activedescendant", option.id);
  else input.removeAttribute("aria-activedescendant");
}

/** @param {Found} one */
function choose(one) {
  open(false);
  state.textContent = "";
  if (one.layer === "coordinates" && one.side === null) return showPlace(one);
  if (!stateOf(map).layers.has(one.layer) || !one.point) {
    location.assign(one.href);
    return;
  }
  const [left, bottom, right, top] = one.bbox;
  const [lon, lat] = one.point;
  map.fitBounds([[bottom, left], [top, right]], { maxZoom: STREET_ZOOM, padding: [60, 60], animate: false });
  input.blur();
  leadIn(map, () => input);
  showThing(map, { name: `${one.layer}/${one.id}`, at: [lat, lon], view: "kept" });
}

/** Show a place where nothing need be: the popup says where that is. */
function showPlace({ names, point: [lon, lat] }) {
  map.setView([lat, lon], Math.max(map.getZoom(), STREET_ZOOM), { animate: false });
  input.blur();
  map.openPopup(writeNames(names, labels), [lat, lon]);
}

/** @param {KeyboardEvent} event */
function press(event) {
  const isOpen = !list.hidden;
  const steps = { ArrowDown: 1, ArrowUp: -1 };
  if (event.key in steps && found.length) {
    event.preventDefault();
    if (!isOpen) open(true);
    const next = active < 0 && event.key === "ArrowUp" ? found.length - 1 : active + steps[event.key];
    mark((next + found.length) % found.length);
  } else if (event.key === "Escape") {
    if (isOpen) event.preventDefault(); // the second one empties the field
    open(false);
  }
}

/** Enter takes the marked result, else the nearest; without results the page of the search opens. */
function submit(event) {
  const isCurrent = asked === writeQuestion() && found.length > 0;
  if (!isCurrent) return;
  event.preventDefault();
  choose(found[Math.max(active, 0)]);
}

function prepare() {
  list.id = "search-list";
  list.className = "search__list";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", t("Search results"));
  state.className = "search__state";
  state.setAttribute("aria-live", "polite");
  form.append(state, list);
  const combobox = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id };
  for (const [name, value] of Object.entries(combobox)) input.setAttribute(name, value);
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = window.setTimeout(ask, PAUSE_MS);
  });
  input.addEventListener("keydown", press);
  input.addEventListener("focus", () => found.length && open(true));
  // Options are pressed before the field is left.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  form.addEventListener("focusout", ({ relatedTarget }) => form.contains(relatedTarget) || open(false));
  form.addEventListener("submit", submit);
}

mapMade.then((made) => {
  map = made;
  labels = stateOf(map).labels;
  prepare();
});
