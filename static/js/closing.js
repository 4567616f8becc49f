/**
 * Crossings closed in thought, on the page of crossings: who is cut off, bank by bank. The address
 * holds which ones and for which way of travelling; the day is that of the page.
 */
import { showClosed } from "./closed.js";
import { t, tn, writeNumber } from "./i18n.js";
import { mapMade } from "./map_state.js";
import { assess } from "./review_question.js";
import { buildPopulation, buildTable, element, sayUnit, writeChange } from "./review_results.js";
import { addressOf } from "./root.js";

const { banks, modes } = JSON.parse(document.getElementById("closing-data").textContent);
const cards = document.getElementById("cards");
const map = await mapMade;
const day = /** @type {HTMLInputElement} */ (document.getElementById("as_of"));
const population = /** @type {HTMLSelectElement | null} */ (document.getElementById("day-population"));

/** Half a second: a change that nobody notices, or the rounding of sums. */
const SAME_MIN = 0.5 / 60;

/** Ids, the one closed last at the end. @type {string[]} */
let closed = [];
/** Counts questions: an answer to an older one is stale. */
let version = 0;

const section = element("section", "", { class: "closing", "aria-labelledby": "closing-title" });
const title = element("h3", "", { id: "closing-title" });
const mode = element("select", "", { id: "closing-mode" });
const status = element("p", "", { role: "status" });
const numbers = element("div");
const links = element("p", "", { class: "closing__links" });

function build() {
  mode.append(...modes.map(([value, words]) => new Option(words, value)));
  const choice = element("p", "", { class: "closing__choice" });
  choice.append(element("label", t("How people travel"), { for: "closing-mode" }), mode);
  section.append(title, choice, status, numbers, links);
}

/** Read from the address what is closed, and for which way of travelling. */
function readAddress() {
  const asked = new URL(location.href).searchParams;
  closed = [...new Set(asked.getAll("close"))];
  if (modes.some(([value]) => value === asked.get("mode"))) mode.value = asked.get("mode");
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
  if (closed.length) here.searchParams.set("mode", mode.value);
  history.replaceState(history.state, "", here);
}

/** Open the page anew with other totals of people: the server counts by them, too. */
function choosePopulation() {
  const here = new URL(location.href);
  here.searchParams.set("population", population.value);
  location.assign(here);
}

function buildQuestion() {
  const asked = closed.map((id) => ["close", id]);
  const chosen = population?.value ? [["population", population.value]] : [];
  return new URLSearchParams([...asked, ["mode", mode.value], ["day", day.value], ...chosen]);
}

async function ask(asked) {
  const question = buildQuestion();
  title.textContent = t("If %(crossings)s were closed", { crossings: closed.map(readName).join(", ") });
  showLinks(question);
  section.setAttribute("aria-busy", "true");
  try {
    const answer = await assess(question);
    if (asked === version) showAnswer(answer);
  } catch (error) {
    if (asked !== version) return;
    numbers.replaceChildren();
    status.textContent = error.againS ? `${error.message} ${t("Retrying shortly.")}` : error.message;
    if (error.againS) setTimeout(() => asked === version && ask(asked), error.againS * 1000);
  } finally {
    if (asked === version) section.setAttribute("aria-busy", "false");
  }
}

/** Read a crossing's first name from its card; its id where it has none on this day. */
function readName(id) {
  const names = document.getElementById(`crossings/${id}`)?.querySelector("h3")?.textContent;
  return names?.split(" · ")[0].trim() ?? id;
}

function showAnswer(answer) {
  status.textContent = summarise(answer);
  const unit = sayUnit(answer.weights_unit);
  const row = (words, write) => [words, ...answer.banks.map(write)];
  const table = buildTable({
    caption: t("Data version %(snapshot)s", { snapshot: answer.snapshot_id }),
    headings: [t("Indicator"), ...answer.banks.map(({ bank }) => banks[bank] ?? bank)],
    rows: [
      row(t("Cut off before → after, %(unit)s", { unit }), (bank) => writeChange(bank.cut_off)),
      row(t("Cut off with no route left, %(unit)s", { unit }), (bank) => writeNumber(bank.cut)),
      row(t("Mean time before → after, min"), (bank) => writeChange(bank.mean_cross_river_min, 1)),
    ],
  });
  const meaning = t("Cut off: more than 60 minutes from the other bank, or with no route to it.");
  numbers.replaceChildren(table, buildPopulation(answer), element("p", meaning, { class: "closing__meaning" }));
  if (!answer.is_modelled) return;
  const warning = t("Modelled data: do not draw conclusions about the city.");
  numbers.append(element("p", warning, { class: "review__modelled" }));
}

function summarise({ banks: found, weights_unit }) {
  const more = found.reduce((sum, { cut_off }) => sum + cut_off.difference, 0);
  const isSame = ({ mean_cross_river_min: { before, after }, cut }) => Math.abs(before - after) < SAME_MIN && cut === 0;
  if (found.every(isSame)) return t("No trip would take longer: for this means of travel on this day, nothing changes.");
  if (more < 0.5) return t("Nobody else would be cut off, but some trips would take longer.");
  if (weights_unit !== "people") return t("Residential buildings with another %(n)s m² of floor area would be cut off.", { n: writeNumber(more) });
  return tn("%(n)s more person would be cut off.", "%(n)s more people would be cut off.", Math.round(more));
}

function showLinks(question) {
  const ways = [
    [addressOf(`/compare?${question}`), t("See before and after side by side")],
    [addressOf(`/review?${question}`), t("Open in the bridge assessment")],
    [addressOf(`/review/brief?${question}`), t("Open one-page summary for printing")],
  ];
  links.replaceChildren(...ways.map(([href, words]) => element("a", words, { href })));
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
  mode.addEventListener("change", show);
  population?.addEventListener("change", choosePopulation);
  cards.addEventListener("dayshown", show);
  window.addEventListener("popstate", readAddress);
}

build();
listen();
readAddress();
