/**
 * The bridge review: its form is the state, the address follows it, and so do map and numbers.
 */
import { saysShown } from "./address.js";
import { showClosed } from "./closed.js";
import { language, t } from "./i18n.js";
import { mapMade } from "./map_state.js";
import { fillForm, fillLines, listLines, tidyLists } from "./review_fields.js";
import { prepareFiles } from "./review_file.js";
import { createCandidates, createHomes, createScanLayer, keepFocusInSight } from "./review_map.js";
import { createPen } from "./review_pen.js";
import { askAnswer, asksChange, askHomes, dropKept, readLine, readParams, writeLine } from "./review_question.js";
import { chooseLook, showLegend, showNumbers } from "./review_results.js";
import { prepareScan } from "./review_scan.js";
import { prepareStreets } from "./review_streets.js";
import { createSheet } from "./review_sheet.js";
import { createSteps } from "./review_steps.js";
import { createVariants } from "./review_variants.js";
import { addressOf } from "./root.js";

const SETTLED_MS = 350;
/** Parts of the page that show an answer, each by itself as it comes. */
const ANSWERS = ["review-card", "review-numbers", "review-report"];

const find = (id) => document.getElementById(id);
const form = /** @type {HTMLFormElement} */ (find("review-form"));
const { mostKept, beside, widths } = JSON.parse(find("review-data").textContent);
const map = await mapMade;
const homes = createHomes(map);
const candidates = createCandidates(map, moveLine);
const pen = createPen(map, { widths, drawn: addLine, changed: tellPen });
const sheet = createSheet(map);
const steps = createSteps((params) => {
  fillForm(form, params);
  change();
});

const variants = createVariants({ mostKept, params: () => readParams(form), changed: writeAddress });

/** Counts changes: an answer to an older state of the form is stale. */
let version = 0;
let isAsking = false;
let settling = 0;
let asking = 0;
/** What is scrolled to has to stop below the sentence that stays in sight. */
const watcher = new ResizeObserver(([{ target }]) => {
  find("content").style.setProperty("--first", `${/** @type {HTMLElement} */ (target).offsetHeight}px`);
});

/** Follow any change: the map at once, the numbers as fast as they come, the rest when it settles. */
function change() {
  version += 1;
  if (version > 1) find("review-drawn")?.remove();
  find("review-kept-said").textContent = "";
  clearTimeout(asking);
  const isAsked = asksChange(readParams(form));
  find("review-start").hidden = isAsked;
  for (const id of ["review-answer", "review-figures"]) find(id).hidden = !isAsked;
  ANSWERS.forEach((id) => find(id).classList.add("is-before"));
  tidyLists(form);
  draw();
  if (isAsked) follow();
  else say("");
  clearTimeout(settling);
  settling = setTimeout(settle, SETTLED_MS);
}

/** Draw what the form asks: its bridges, and the crossings that it closes. */
function draw() {
  candidates.show(listLines().map((input) => readLine(input.value)));
  showClosed(map, readParams(form).getAll("close"));
}

/** Close a crossing that was chosen on the map, or open it again. */
function toggleClosure(id) {
  const box = form.querySelector(`input[name=close][value="${CSS.escape(id)}"]`);
  if (!box) return;
  box.checked = !box.checked;
  box.closest("details").open = true;
  change();
}

/** Keep one question in flight; when the form has changed meanwhile, ask again for the newest. */
async function follow() {
  if (isAsking) return;
  isAsking = true;
  find("review-numbers").setAttribute("aria-busy", "true");
  let asked = -1;
  while (asked !== version) {
    asked = version;
    await answer(asked);
  }
  find("review-numbers").setAttribute("aria-busy", "false");
  isAsking = false;
}

async function answer(asked) {
  // While an end is dragged, an answer of a moment ago is still on its way; else it is stale.
  const isCurrent = () => asked === version || candidates.isDragged();
  const params = readParams(form);
  if (!asksChange(params)) return;
  try {
    const found = await askAnswer("numbers", dropKept(params));
    if (!isCurrent()) return;
    showNumbers(find("review-numbers"), found);
    say("");
    renew("review-numbers");
  } catch (error) {
    if (isCurrent()) fail(error);
  }
}

/** Let what a part shows stand for the newest change. */
function renew(id) {
  find(id).classList.remove("is-before");
  find(id).hidden = false;
}

/** Say why there is no answer; a refused change has none, and a silent server is asked again. */
function fail(error) {
  say(error.message, true);
  find("review-failed").hidden = !error.againS;
  clearTimeout(asking);
  if (error.againS) asking = setTimeout(change, error.againS * 1000);
  else ANSWERS.forEach((id) => { find(id).hidden = true; });
}

function say(sentence, isRefusal = false) {
  const status = find("review-status");
  if (status.textContent !== sentence) status.textContent = sentence;
  status.classList.toggle("review__status--refusal", isRefusal);
  find("review-failed").hidden = true;
}

/** When nothing changes for a moment: the address, the card, the charts, the tables, the homes. */
async function settle() {
  const params = readParams(form);
  const asked = version;
  const isCurrent = () => asked === version;
  writeAddress();
  const query = dropKept(params);
  const card = asksChange(params) ? bringCard(new URLSearchParams(query), isCurrent) : null;
  query.set("lang", language);
  try {
    await Promise.all([card, bringReport(query, isCurrent), showHomes(params, asked)]);
  } catch (error) {
    if (isCurrent()) fail(error);
  }
}

async function bringCard(query, isCurrent) {
  const card = await askAnswer("card", query);
  if (!isCurrent()) return;
  find("review-card").replaceChildren(...card);
  watcher.disconnect();
  watcher.observe(find("review-card").querySelector(".review__first"));
  renew("review-card");
}

async function bringReport(query, isCurrent) {
  const tables = await askAnswer("tables", query);
  if (!isCurrent()) return;
  find("review-tables").replaceChildren(...tables);
  for (const chart of document.querySelectorAll("[data-chart]")) {
    chart.setAttribute("src", addressOf(`/api/assessments/charts/${chart.dataset.chart}.svg?${query}`));
  }
  for (const link of document.querySelectorAll("[data-report]")) {
    link.setAttribute("href", `${link.dataset.report}?${query}`);
  }
  renew("review-report");
}

/** Write the state into the address; a bridge that is dragged is nowhere yet. */
function writeAddress() {
  if (candidates.isDragged()) return;
  const params = readParams(form);
  const here = new URLSearchParams(location.search);
  for (const name of ["lang", "banks"]) if (here.has(name)) params.set(name, here.get(name));
  steps.record(params, version === 1);
}

async function showHomes(params, asked) {
  const isWanted = find("review-minutes").checked;
  find("review-legend").hidden = !isWanted;
  if (!isWanted) return homes(null);
  const found = await askHomes(params);
  if (asked !== version || !find("review-minutes").checked) return;
  homes(found.homes, chooseLook);
  showLegend(find("review-legend"), found);
}

/** Add a bridge to the change. */
function addLine(places, rest = []) {
  listLines().at(-1).value = writeLine(places, rest);
  change();
}

/** Let these bridges stand in place of those of the change. */
function useLines(lines) {
  fillLines(lines);
  change();
  candidates.fit();
}

function moveLine(index, places) {
  const input = listLines()[index];
  input.value = writeLine(places, readLine(input.value)?.rest);
  change();
}

function tellPen(clicks) {
  const button = find("review-draw");
  button.setAttribute("aria-pressed", String(clicks !== null));
  if (clicks === 0) sheet.set("peek");
  if (clicks === null) {
    say("");
    return;
  }
  say(clicks ? t("Now click where it ends, on the other bank. With Shift, a click is a bend.") : t("Click where the bridge begins, near the river; or move the map with the arrow keys and press Enter. Escape ends drawing."));
}

/** Begin one of the ways to change something. */
function begin(id) {
  if (id === "draw") {
    pen.toggle(true);
    return;
  }
  const fold = /** @type {HTMLDetailsElement} */ (find(id));
  fold.open = true;
  sheet.set("full");
  fold.scrollIntoView({ block: "nearest" });
  fold.querySelector("input, select, a").focus();
  if (id === "review-load") find("review-file").click();
}

/** Ask by a mode that a crossing is opened or closed to: by others nothing changes. */
function followAccess({ value }) {
  const modes = /;([a-z,]+)/.exec(value)?.[1].split(",");
  if (modes && !modes.includes(form.mode.value)) form.mode.value = modes[0];
}

function listen() {
  const day = find("review-day");
  document.querySelector(".review").addEventListener("input", ({ target }) => {
    if (target.form !== form) return;
    if (["open", "restrict"].includes(target.name)) followAccess(target);
    if (target !== day && target.name) change();
  });
  form.addEventListener("submit", (event) => {
    if (day.value !== day.defaultValue || event.submitter?.hasAttribute("formaction")) return;
    event.preventDefault();
    change();
  });
  // Other crossings are there on another day: the server draws the page of that day.
  day.addEventListener("keydown", (event) => event.key === "Enter" && form.requestSubmit());
  day.addEventListener("blur", () => day.value !== day.defaultValue && form.requestSubmit());
  document.querySelector(".review").addEventListener("click", take);
  prepareStreets(find("review-streets-form"), () => readParams(form));
  prepareFiles(find("review-file"), { take: useLines, refuse: (error) => say(error.message, true) });
  find("review-again").addEventListener("click", change);
  find("review-draw").addEventListener("click", () => pen.toggle(!pen.isOn()));
  map.on("crossing", ({ id, isClosable }) => isClosable && toggleClosure(id));
  map.getContainer().addEventListener("click", (event) => {
    const link = event.target.closest("a[data-close]");
    if (!link) return;
    event.preventDefault();
    toggleClosure(link.dataset.close);
  });
  find("review-minutes").addEventListener("change", settle);
  prepareScan({ params: () => readParams(form), layer: createScanLayer(map), take: (line) => useLines([writeLine(line)]) });
}

/** Take what is chosen in the panel: a way to begin, a project, a field to be taken out. */
function take(event) {
  const chosen = event.target.closest("[data-start], [data-line], [data-remove]");
  if (!chosen) return;
  event.preventDefault();
  const { start, line } = chosen.dataset;
  if (start) begin(start);
  else if (!line) {
    const list = chosen.closest("[data-list]");
    chosen.closest("li").remove();
    change();
    list.querySelector("li:last-child [name]").focus();
  } else if (chosen.localName === "a") useLines([line]);
  else addLine(readLine(line).places, readLine(line).rest);
}

listen();
keepFocusInSight(map);
map.getContainer().append(find("review-legend"));
document.querySelectorAll("[data-script]").forEach((one) => { one.hidden = false; });
change();
if (!saysShown(location.hash)) candidates.fit(beside);
if (readParams(form).has("keep")) variants.show();
