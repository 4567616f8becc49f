/**
 * Crossings that a scenario closes, on the page of crossings: who is cut off, bank by bank, as the server
 * says it. The address holds which ones and for which way of travelling; the day is that of the page.
 */
import { showClosed } from "./closed.js";
import { t } from "./i18n.js";
import { mapMade } from "./map_state.js";
import { askPart } from "./part.js";

const AGAIN_S = 5;

const cards = document.getElementById("cards");
const map = await mapMade;
const day = /** @type {HTMLInputElement} */ (document.getElementById("as_of"));
const population = /** @type {HTMLSelectElement | null} */ (document.getElementById("day-population"));

/** Ids, the one closed last at the end. @type {string[]} */
let closed = [];
let mode = "walk";
/** Counts questions: an answer to an older one is stale. */
let version = 0;

const section = document.createElement("section");
section.className = "closing";
section.setAttribute("aria-live", "polite");
section.setAttribute("aria-labelledby", "closing-title");

/** Read from the address what is closed, and for which way of travelling. */
function readAddress() {
  const asked = new URL(location.href).searchParams;
  closed = [...new Set(asked.getAll("close"))];
  mode = asked.get("mode") ?? mode;
  show();
}

function toggle(id) {
  closed = closed.includes(id) ? closed.filter((one) => one !== id) : [...closed, id];
  show();
}

/** Bring address, map, cards and figures to what is closed. */
function show() {
  writeAddress();
  showClosed(map, closed);
  version += 1;
  for (const link of cards.querySelectorAll("[data-close]")) {
    const isClosed = closed.includes(link.dataset.close);
    link.setAttribute("role", "button");
    link.setAttribute("aria-pressed", String(isClosed));
    link.textContent = isClosed ? t("Reopen in this scenario") : t("What if it were closed? Who would be cut off?");
  }
  section.remove();
  if (!closed.length) return;
  place();
  ask(version);
}

/** Put the figures into the card of what was closed last; above all where it is not there. */
function place() {
  const card = document.getElementById(`crossings/${closed.at(-1)}`);
  const control = card?.querySelector("[data-close]")?.closest("p");
  if (control) control.after(section);
  else cards.prepend(section);
}

function writeAddress() {
  const here = new URL(location.href);
  here.searchParams.delete("close");
  here.searchParams.delete("mode");
  closed.forEach((id) => here.searchParams.append("close", id));
  if (closed.length) here.searchParams.set("mode", mode);
  history.replaceState(history.state, "", here);
}

/** Open the page anew with other totals of people: the server counts by them, too. */
function choosePopulation() {
  const here = new URL(location.href);
  here.searchParams.set("population", population.value);
  location.assign(here);
}

function buildQuestion() {
  const chosen = population?.value ? [["population", population.value]] : [];
  return [...closed.map((id) => ["close", id]), ["mode", mode], ["day", day.value], ...chosen];
}

async function ask(asked) {
  section.setAttribute("aria-busy", "true");
  const silence = t("The server does not answer. Your change is kept in the address of this page; the page asks again every %(n)s seconds.", { n: AGAIN_S });
  const parts = await askPart("/review/parts/closing", buildQuestion()).catch(({ message }) => [message || silence]);
  if (asked !== version) return;
  const hadFocus = document.activeElement?.id === "closing-mode";
  section.replaceChildren(...parts);
  if (hadFocus) section.querySelector("select")?.focus();
  section.setAttribute("aria-busy", "false");
  const said = section.querySelector(".closing__said");
  const againS = said ? Number(said.dataset.again) : AGAIN_S;
  if (againS) setTimeout(() => asked === version && ask(asked), againS * 1000);
}

function listen() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-close]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    toggle(link.dataset.close);
    if (!cards.contains(link) && section.isConnected) section.scrollIntoView({ block: "nearest" });
  });
  cards.addEventListener("keydown", (event) => {
    if (event.key !== " " || !event.target.matches?.("a[data-close]")) return;
    event.preventDefault();
    toggle(event.target.dataset.close);
  });
  section.addEventListener("change", ({ target }) => {
    mode = target.value;
    show();
    target.focus(); // it was taken out and put back
  });
  population?.addEventListener("change", choosePopulation);
  cards.addEventListener("dayshown", show);
  window.addEventListener("popstate", readAddress);
}

listen();
readAddress();
