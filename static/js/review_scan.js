/**
 * The scan of the river: its places for a bridge as a ranked list that the map follows.
 */
import { language, t, tn, writeDuration, writeNumber } from "./i18n.js";
import { askFor } from "./review_question.js";
import { buildPopulation, buildTable, element, sayUnit } from "./review_results.js";

const TOP = 20;

/**
 * @param {{params: () => URLSearchParams, layer: any, take: (ends: [number, number][]) => void}} page
 *   the question, the layer of scanned places, and who takes one as a candidate
 */
export function prepareScan(page) {
  const button = /** @type {HTMLButtonElement} */ (document.getElementById("review-scan-start"));
  const status = document.getElementById("review-scan-status");
  const list = document.getElementById("review-scan-list");
  button.addEventListener("click", async () => {
    button.disabled = true;
    status.textContent = t("Searching along the river …");
    try {
      const scan = await askFor(`/api/scan?${writeQuery(page.params())}`);
      list.replaceChildren(...(scan.alignments.length ? [buildList(scan, page)] : []));
      page.layer.show(scan.alignments.map((one) => one.line));
      const counted = tn("%(n)s location assessed.", "%(n)s locations assessed.", scan.alignments_considered);
      status.textContent = [counted, ...scan.sentences].join(" ");
    } catch (error) {
      status.textContent = error.message;
    } finally {
      button.disabled = false;
    }
  });
}

function writeQuery(params) {
  const names = ["mode", "day", "trips_to", "population"].filter((name) => params.has(name));
  return new URLSearchParams([...names.map((name) => [name, params.get(name)]), ["top", String(TOP)], ["lang", language]]);
}

function buildList(scan, page) {
  const headings = [t("Rank"), t("Along the river, km"), t("Length, m"), t("Saved per trip"), t("Newly connected"), t("Balance of benefit"), t("Candidate")];
  const rows = scan.alignments.map((one, index) => [
    String(one.rank) + (one.is_best ? " *" : ""),
    writeNumber(one.station_m / 1000, 2),
    writeNumber(one.length_m),
    writeDuration(one.saved_person_min_per_trip),
    writeNumber(one.gained),
    writeNumber(one.mutuality, 2),
    buildTake(one, index, page),
  ]);
  const caption = t("The %(number)s highest-ranked locations; data version %(snapshot)s; in %(unit)s.", {
    number: scan.alignments.length,
    snapshot: scan.snapshot_id,
    unit: sayUnit(scan.weights_unit),
  });
  const modelled = scan.is_modelled ? ` ${t("Modelled data: do not draw conclusions about the city.")}` : "";
  const table = buildTable({ caption: caption + modelled, headings, rows });
  table.querySelectorAll("tbody tr").forEach((row, index) => {
    row.addEventListener("mouseenter", () => page.layer.mark(index));
    row.addEventListener("focusin", () => page.layer.mark(index));
  });
  const note = element("p", t("* Not outperformed: no other place is at least as good on all four measures (time saved, newly connected, balance of benefit, length)."));
  const all = element("div");
  all.append(table, buildPopulation(scan), note);
  return all;
}

function buildTake(one, index, page) {
  const button = element("button", t("Use"));
  button.type = "button";
  button.setAttribute("aria-label", t("Use location %(rank)s in the assessment", { rank: one.rank }));
  button.addEventListener("click", () => page.take(one.line));
  return button;
}
