/**
 * The bridge review: its form is the state, the address follows it, and so do map and numbers.
 */
import { showClosed } from "./closed.js";
import { language, t, writeNumber } from "./i18n.js";
import { createCandidates, createHomes, createPen, createScanLayer, mapMade } from "./review_map.js";
import { askFor, assess, dropKept, readLine, readParams, writeLine } from "./review_question.js";
import { chooseLook, element, showLegend, showNumbers, showTables, showVariants, summarise } from "./review_results.js";
import { prepareScan } from "./review_scan.js";
import { addressOf } from "./root.js";

const SETTLED_MS = 350;

const find = (id) => document.getElementById(id);
const form = /** @type {HTMLFormElement} */ (find("review-form"));
const { banks, mostKept } = JSON.parse(find("review-data").textContent);
const map = await mapMade;
const homes = createHomes(map);
const candidates = createCandidates(map, moveLine);
const pen = createPen(map, { drawn: addLine, changed: tellPen });

/** Counts changes: an answer to an older state of the form is stale. */
let version = 0;
let isAsking = false;
let settling = 0;
/** Questions that are kept to be compared, each as a query. */
const kept = () => readParams(form).getAll("keep");

function listInputs() {
  return /** @type {HTMLInputElement[]} */ ([...form.querySelectorAll("input[name=line]")]);
}

/** Follow any change: the map at once, the numbers as fast as they come, the rest when it settles. */
function change() {
  version += 1;
  tidyLines();
  draw();
  follow();
  clearTimeout(settling);
  settling = setTimeout(settle, SETTLED_MS);
}

/** Draw what the form asks: its bridges, and the crossings that it closes. */
function draw() {
  candidates.show(listInputs().map((input) => readLine(input.value)));
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
  try {
    const found = await assess(readParams(form));
    if (!isCurrent()) return;
    showNumbers(find("review-numbers"), found, banks);
    say(candidates.isDragged() ? "" : summarise(found, banks));
  } catch (error) {
    if (!isCurrent()) return;
    find("review-numbers").hidden = true;
    say(error.message, true);
    if (error.againS) setTimeout(() => { if (asked === version) change(); }, error.againS * 1000);
  }
}

function say(sentence, isRefusal = false) {
  const status = find("review-status");
  if (status.textContent !== sentence) status.textContent = sentence;
  status.classList.toggle("review__status--refusal", isRefusal);
}

/** When nothing changes for a moment: the address, the charts, the tables, the map of homes. */
async function settle() {
  const params = readParams(form);
  writeAddress();
  const asked = version;
  const query = dropKept(params);
  query.set("lang", language);
  try {
    const report = await askFor(`/api/assessments/report.json?${query}`);
    if (asked !== version) return;
    showTables(find("review-tables"), report);
    for (const chart of document.querySelectorAll("[data-chart]")) {
      chart.setAttribute("src", addressOf(`/api/assessments/charts/${chart.dataset.chart}.svg?${query}`));
    }
    for (const link of document.querySelectorAll("[data-report]")) {
      link.setAttribute("href", `${link.dataset.report}?${query}`);
    }
    find("review-report").hidden = false;
    await showHomes(params, asked);
  } catch {
    if (asked === version) find("review-report").hidden = true; // the status says why
  }
}

/** Write the state into the address, its commas as people read them. */
function writeAddress() {
  const params = readParams(form);
  const here = new URLSearchParams(location.search);
  for (const name of ["lang", "banks"]) if (here.has(name)) params.set(name, here.get(name));
  const query = params.toString().replaceAll("%2C", ",");
  history.replaceState(null, "", `?${query}${location.hash}`);
}

async function showHomes(params, asked) {
  const isWanted = find("review-minutes").checked;
  if (!isWanted) {
    homes(null);
    find("review-legend").hidden = true;
    return;
  }
  const names = ["people", "population"];
  const people = new URLSearchParams([...params].filter(([name]) => names.includes(name)));
  const [found, weights] = await Promise.all([
    assess(params, ["minutes_saved"]),
    askFor(`/review/homes.json?${people}`),
  ]);
  if (asked !== version || found.snapshot_id !== weights.snapshot_id) return;
  homes(found.minutes_saved.features, chooseLook);
  showLegend(find("review-legend"), found.minutes_saved.features, weights);
}

/** Keep one empty field at the end of the list, and a way to take out each that is filled. */
function tidyLines() {
  const items = [...find("review-lines").children];
  if (items.at(-1).querySelector("input").value) {
    const next = /** @type {HTMLElement} */ (items.at(-1).cloneNode(true));
    next.querySelector("input").value = "";
    find("review-lines").append(next);
  }
  for (const item of find("review-lines").children) {
    item.querySelector("[data-remove]").hidden = !item.querySelector("input").value;
  }
}

function addLine(places, rest = []) {
  listInputs().at(-1).value = writeLine(places, rest);
  change();
}

function moveLine(index, places) {
  const input = listInputs()[index];
  input.value = writeLine(places, readLine(input.value)?.rest);
  change();
}

function tellPen(clicks) {
  const button = find("review-draw");
  button.setAttribute("aria-pressed", String(clicks !== null));
  if (clicks === null) return;
  say(clicks ? t("Now click where it ends, on the other bank.") : t("Click where the bridge begins, near the river. Escape ends drawing."));
}

async function compare() {
  const variants = await Promise.all(
    kept().map(async (query, at) => ({ title: buildTitle(query, at), answer: await assess(new URLSearchParams(query)) })),
  );
  showVariants(find("review-variants"), variants, banks);
  find("review-compare").hidden = variants.length === 0;
  find("review-keep").disabled = kept().length >= mostKept;
}

function buildTitle(query, at) {
  const number = writeNumber(at + 1);
  const all = element("span");
  const open = new URLSearchParams([...new URLSearchParams(query), ...kept().map((one) => ["keep", one])]);
  const drop = element("button", t("Remove"), { type: "button", "aria-label": t("Remove variant %(number)s", { number }) });
  drop.addEventListener("click", () => {
    form.querySelectorAll("input[name=keep]")[at].remove();
    refreshKept();
  });
  all.append(element("a", t("Variant %(number)s", { number }), { href: addressOf(`/review?${open}`) }), " ", drop);
  return all;
}

function keep() {
  const query = dropKept(readParams(form)).toString();
  if (kept().length >= mostKept || kept().includes(query)) return;
  find("review-kept").append(element("input", "", { type: "hidden", name: "keep", value: query }));
  refreshKept();
}

function refreshKept() {
  writeAddress();
  compare().catch((error) => say(error.message, true));
}

function listen() {
  const day = find("review-day");
  form.addEventListener("input", (event) => event.target !== day && event.target.name && change());
  // Other crossings are there on another day: the server draws the page of that day.
  day.addEventListener("keydown", (event) => event.key === "Enter" && form.requestSubmit());
  day.addEventListener("blur", () => day.value !== day.defaultValue && form.requestSubmit());
  find("review-lines").addEventListener("click", (event) => {
    const item = event.target.closest("[data-remove]") && event.target.closest("li");
    if (!item) return;
    item.remove();
    change();
    listInputs().at(-1).focus();
  });
  find("review-project")?.addEventListener("change", ({ target }) => {
    const line = readLine(target.value);
    if (line) addLine(line.places, line.rest);
    target.value = "";
  });
  find("review-draw").addEventListener("click", () => pen.toggle(!pen.isOn()));
  map.on("crossing", ({ id, isClosable }) => isClosable && toggleClosure(id));
  map.getContainer().addEventListener("click", (event) => {
    const link = event.target.closest("a[data-close]");
    if (!link) return;
    event.preventDefault();
    toggleClosure(link.dataset.close);
  });
  find("review-keep").addEventListener("click", keep);
  find("review-minutes").addEventListener("change", settle);
  prepareScan({ params: () => readParams(form), layer: createScanLayer(map), take: addLine });
}

listen();
document.querySelectorAll("[data-script]").forEach((one) => { one.hidden = false; });
tidyLines();
draw();
follow();
if (kept().length) refreshKept();
