/**
 * The search of a map page: a combobox by the WAI-ARIA pattern, results in groups by layer.
 * A choice brings the thing before the reader's eyes, or leads to the page that shows it.
 */
import { leadIn, showThing } from "./focus.js";
import { t } from "./i18n.js";
import { mapMade, stateOf } from "./map_state.js";
import { askPart } from "./part.js";
import { openPopup } from "./popup.js";

const PAUSE_MS = 120;
const STREET_ZOOM = 17;

const form = /** @type {HTMLFormElement} */ (document.querySelector("form.search"));
const input = /** @type {HTMLInputElement} */ (form.querySelector("input"));
const list = document.createElement("div");
const state = document.createElement("p");

/** @type {HTMLElement[]} the options in their order */
let found = [];
let active = -1;
let timer = 0;
/** What the list answers, so that a slow answer does not replace a newer one. */
let asked = "";
let map;

/** Build the search's query with the middle of the view, rounded to ten metres: small moves reuse an answer. */
function writeQuestion() {
  const q = input.value.trim();
  const { lat, lng } = map.getCenter();
  return q && `${new URLSearchParams({ q, near: [lng, lat].map((one) => one.toFixed(4)).join(",") })}`;
}

async function ask() {
  const query = writeQuestion();
  if (query === asked) return;
  asked = query;
  if (!query) return close();
  try {
    const [said, ...groups] = (await askPart("/search/options", query)).filter((one) => one instanceof HTMLElement);
    if (query === asked) show(said.textContent, groups);
  } catch (error) {
    console.warn(`/search/options: ${error.message}`);
    if (query !== asked) return;
    asked = "";
    tell(t("The search failed. Type on to try again."));
  }
}

function show(sentence, groups) {
  list.replaceChildren(...groups);
  found = [...list.querySelectorAll("[role=option]")];
  tell(sentence);
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

function mark(index) {
  active = index;
  list.querySelector("[aria-selected=true]")?.setAttribute("aria-selected", "false");
  const option = found[index];
  option?.setAttribute("aria-selected", "true");
  option?.scrollIntoView({ block: "nearest" });
  if (option) input.setAttribute("aria-activedescendant", option.id);
  else input.removeAttribute("aria-activedescendant");
}

/** @param {HTMLElement} option */
function choose(option) {
  const { layer, id, href, point, box } = option.dataset;
  const [lon, lat] = (point ?? "").split(",").map(Number);
  open(false);
  state.textContent = "";
  if ("isPlace" in option.dataset) return showPlace(option, [lat, lon]);
  if (!stateOf(map).layers.has(layer) || !point) {
    location.assign(href);
    return;
  }
  const [left, bottom, right, top] = box.split(",").map(Number);
  map.fitBounds([[bottom, left], [top, right]], { maxZoom: STREET_ZOOM, padding: [60, 60], animate: false });
  input.blur();
  leadIn(map, () => input);
  showThing(map, { name: `${layer}/${id}`, at: [lat, lon], view: "kept" });
}

/** Show a place where nothing need be: the popup says where that is, and who serves there. */
function showPlace({ dataset }, at) {
  map.setView(at, Math.max(map.getZoom(), STREET_ZOOM), { animate: false });
  input.blur();
  openPopup(map, at, { name: dataset.layer }, { id: dataset.id });
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
  list.addEventListener("click", ({ target }) => {
    const option = target.closest("[role=option]");
    if (option) choose(option);
  });
  // Options are pressed before the field is left.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  form.addEventListener("focusout", ({ relatedTarget }) => form.contains(relatedTarget) || open(false));
  form.addEventListener("submit", submit);
}

mapMade.then((made) => {
  map = made;
  prepare();
});
