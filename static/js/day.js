/**
 * The day of the page of crossings: a slider whose ticks are the days on which something changed.
 * The map and the cards follow it, and the address holds it.
 */
import { t, writeDay } from "./i18n.js";
import { showDay } from "./map.js";
import { addressOf } from "./root.js";

const DAY_MS = 86_400_000;
const PAUSE_MS = 150;

const form = /** @type {HTMLFormElement} */ (document.getElementById("day"));
const field = /** @type {HTMLInputElement} */ (document.getElementById("as_of"));
const slider = /** @type {HTMLInputElement} */ (document.getElementById("slider"));
const cards = /** @type {HTMLElement} */ (document.getElementById("cards"));
const state = /** @type {HTMLOutputElement} */ (form.querySelector(".day__state"));
const steps = /** @type {HTMLButtonElement[]} */ ([...form.querySelectorAll("[data-step]")]);
const first = Date.parse(form.dataset.first ?? "");
const last = Date.parse(form.dataset.last ?? "");
const changes = (form.dataset.changes ?? "").split(" ").filter(Boolean).map(count).sort((a, b) => a - b);

let timer = 0;
let asked = field.value;

/** Count the days from the first one of the slider. */
function count(day) {
  return Math.round((Date.parse(day) - first) / DAY_MS);
}

function name(number) {
  return new Date(first + number * DAY_MS).toISOString().slice(0, 10);
}

/** Find the change before or after the slider's day. */
function findChange(direction) {
  const beyond = changes.filter((at) => (at - slider.valueAsNumber) * direction > 0);
  return direction > 0 ? beyond[0] : beyond.at(-1);
}

/** Bring slider, field and words to a day; the map and the cards follow after a pause. */
function choose(day) {
  slider.value = String(count(day));
  slider.setAttribute("aria-valuetext", writeDay(day));
  field.value = day;
  for (const step of steps) step.disabled = findChange(Number(step.dataset.step)) === undefined;
  if (day === asked) return;
  asked = day;
  state.textContent = writeDay(day);
  clearTimeout(timer);
  timer = window.setTimeout(show, PAUSE_MS, day);
}

async function show(day) {
  const here = new URL(location.href);
  here.searchParams.set("as_of", day);
  history.replaceState(history.state, "", here);
  showDay(day);
  cards.setAttribute("aria-busy", "true");
  try {
    const response = await fetch(addressOf(`/crossings/cards${here.search}`));
    if (!response.ok) throw new Error(response.statusText);
    const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
    if (day !== asked) return;
    cards.replaceChildren(...fresh.body.childNodes);
    cards.dispatchEvent(new Event("dayshown"));
  } catch (error) {
    console.warn(`${day}: ${error.message}`);
    if (day !== asked) return;
    state.textContent = t("This day could not be loaded. Choose it again.");
    asked = "";
  } finally {
    cards.setAttribute("aria-busy", String(Boolean(asked) && day !== asked)); // a newer day is on its way
  }
}

function prepare() {
  slider.max = String(Math.round((last - first) / DAY_MS));
  const ticks = changes.filter((at) => at >= 0).map((at) => new Option(writeDay(name(at)), String(at)));
  slider.list?.replaceChildren(...ticks);
  slider.parentElement?.removeAttribute("hidden");
  choose(field.value);
}

slider.addEventListener("input", () => choose(name(slider.valueAsNumber)));
field.addEventListener("change", () => field.value && choose(field.value));
form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (field.value) choose(field.value);
});
for (const step of steps) {
  step.addEventListener("click", () => choose(name(findChange(Number(step.dataset.step)) ?? 0)));
}
for (const link of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("a[data-day]"))) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    choose(link.dataset.day);
  });
}
window.addEventListener("popstate", () => choose(new URL(location.href).searchParams.get("as_of") ?? field.defaultValue));
prepare();
