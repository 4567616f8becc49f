/**
 * The scan of the river: its places for a bridge as a numbered list and on the map, a group each.
 */
import { language, t, tn, writeDuration, writeNumber } from "./i18n.js";
import { askFor } from "./review_question.js";
import { buildPopulation, element } from "./review_results.js";

const TOP = 12;

/** @param {{params: () => URLSearchParams, layer: any, take: (ends: [number, number][]) => void}} page */
export function prepareScan(page) {
  const button = /** @type {HTMLButtonElement} */ (document.getElementById("review-scan-start"));
  const status = document.getElementById("review-scan-status");
  const list = document.getElementById("review-scan-list");
  let isAsking = false;
  // A button that is disabled would lose the focus.
  button.addEventListener("click", async () => {
    if (isAsking) return;
    isAsking = true;
    status.textContent = t("Searching along the line between the banks …");
    try {
      const scan = await askFor(`/api/scan?${writeQuery(page.params())}`);
      list.replaceChildren(...(scan.groups.length ? buildList(scan, page) : []));
      page.layer.show(scan.groups.map(({ line }) => line), (at) => list.querySelectorAll("button")[at].focus());
      const counted = tn("%(n)s location assessed.", "%(n)s locations assessed.", scan.alignments_considered);
      status.textContent = [counted, ...scan.sentences].join(" ");
      if (document.activeElement === button) list.querySelector("h3")?.focus();
    } catch (error) {
      status.textContent = error.message;
    } finally {
      isAsking = false;
    }
  });
}

function writeQuery(params) {
  const names = ["mode", "day", "trips_to", "population"].filter((name) => params.has(name));
  return new URLSearchParams([...names.map((name) => [name, params.get(name)]), ["top", String(TOP)], ["lang", language]]);
}

function buildList(scan, page) {
  const places = element("ol", "", { class: "review__places" });
  places.append(...scan.groups.map((one, at) => buildPlace(one, at, page)));
  const warning = scan.is_modelled ? [element("p", t("Modelled data: do not draw conclusions about the city."), { class: "review__modelled" })] : [];
  const note = t("Places within 100 m of each other along the line between the banks count as one; the best of them is shown. Data version %(snapshot)s.", { snapshot: scan.snapshot_id });
  const heading = element("h3", t("Possible locations"), { tabindex: "-1" });
  return [heading, ...warning, places, element("p", note), buildPopulation(scan)];
}

function buildPlace(one, at, page) {
  const name = namePlace(one);
  const item = element("li");
  const use = element("button", t("Use this place"), { type: "button", "aria-label": t("Use place %(number)s: %(name)s", { number: at + 1, name }) });
  use.addEventListener("click", () => page.take(one.line));
  const facts = [
    t("%(time)s saved per trip", { time: writeDuration(one.saved_person_min_per_trip) }),
    t("%(length)s m long", { length: writeNumber(one.length_m) }),
    ...(one.gained >= 0.5 ? [t("newly connected: %(number)s", { number: writeNumber(one.gained) })] : []),
    ...(one.places > 1 ? [tn("%(n)s similar place beside it", "%(n)s similar places beside it", one.places - 1)] : []),
  ];
  item.append(element("b", name), element("span", facts.join(" · ")), use);
  for (const [begin, end] of [["mouseenter", "mouseleave"], ["focusin", "focusout"]]) {
    item.addEventListener(begin, () => page.layer.mark(at));
    item.addEventListener(end, () => page.layer.mark(-1));
  }
  return item;
}

function namePlace({ streets, station_m }) {
  const [one, other] = streets;
  if (one && other) return `${one} – ${other}`;
  const at = t("%(number)s km along the line between the banks", { number: writeNumber(station_m / 1000, 2) });
  return one || other ? `${one || other} (${at})` : at;
}
