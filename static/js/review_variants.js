/**
 * Variants by name, side by side in a table that can be sorted and taken as CSV. The address keeps
 * each as the query that it asks, its name among it.
 */
import { t, writeDuration, writeNumber } from "./i18n.js";
import { askHomes, assess, dropKept } from "./review_question.js";
import { buildPopulation, buildTable, element, sayUnit } from "./review_results.js";
import { addressOf } from "./root.js";

/** Who saves less is not counted, and neither is who loses less. */
const LEAST_MIN = 1;
/** What begins a formula in a spreadsheet. */
const FORMULA = /^[=+\-@\t\r]/;

/** @param {{banks: object, services: object, mostKept: number, params: () => URLSearchParams, changed: () => void}} page */
export function createVariants(page) {
  const [box, section, button, link, file] = ["kept", "compare", "keep", "variants-link", "variants-csv"].map((id) => document.getElementById(`review-${id}`));
  const place = document.getElementById("review-variants");
  const inputs = () => /** @type {HTMLInputElement[]} */ ([...box.querySelectorAll("input[name=keep]")]);
  const known = new Map();
  let sort = { at: 0, isDown: false };

  let shown = 0;

  async function show() {
    const run = (shown += 1);
    page.changed();
    const queries = inputs().map(({ value }) => value);
    section.hidden = !queries.length;
    button.disabled = queries.length >= page.mostKept;
    for (const one of [link, document.getElementById("review-reset")]) {
      one.setAttribute("href", addressOf(`/review?${new URLSearchParams(queries.map((query) => ["keep", query]))}`));
    }
    const variants = await Promise.all(queries.map(async (query, at) => {
      const asked = dropKept(new URLSearchParams(query));
      const name = new URLSearchParams(query).get("name") || t("Variant %(number)s", { number: writeNumber(at + 1) });
      try {
        if (!known.has(`${asked}`)) known.set(`${asked}`, await Promise.all([assess(asked), askHomes(asked)]));
      } catch (error) {
        return { name, error: error.message };
      }
      const [answer, { homes }] = known.get(`${asked}`);
      return { at, name, query, asked, answer, homes };
    }));
    if (run !== shown) return; // changed meanwhile
    const [known_now, missing] = [variants.filter(({ answer }) => answer), variants.filter(({ error }) => error)];
    if (known_now.length) draw(known_now);
    else place.replaceChildren();
    place.append(...missing.map(({ name, error }) => element("p", `${name}: ${error}`, { role: "alert" })));
  }

  function draw(variants) {
    const columns = listColumns(variants, page);
    const by = columns[sort.at] ?? columns[0];
    const sorted = sort.at ? variants.toSorted((a, b) => (by.value(a) ?? -Infinity) - (by.value(b) ?? -Infinity)) : variants;
    if (sort.isDown) sorted.reverse();
    const headings = columns.map(({ title }, at) => {
      const press = element("button", title, { type: "button" });
      press.addEventListener("click", () => {
        sort = { at, isDown: sort.at === at ? !sort.isDown : at > 0 };
        draw(variants);
        place.querySelectorAll("thead button")[at].focus();
      });
      return press;
    });
    const rows = sorted.map((one) => [nameVariant(one), ...columns.slice(1).map(({ value, write = writeNumber }) => write(value(one)))]);
    const table = buildTable({ caption: t("Variants; data version %(snapshot)s", { snapshot: variants[0].answer.snapshot_id }), headings, rows });
    table.querySelectorAll("thead th")[sort.at].setAttribute("aria-sort", sort.isDown ? "descending" : "ascending");
    const populations = new Map(variants.map(({ answer, asked }) => [JSON.stringify(answer.figures), asked]));
    place.replaceChildren(table, ...[...populations.values()].map((asked) => buildPopulation({}, asked)));
    writeFile(file, [columns.map(({ title }) => title), ...sorted.map((one) => columns.map(({ value }) => value(one)))]);
  }

  /** Make what names a variant, opens it, and takes it out. */
  function nameVariant({ at, name, query, asked }) {
    const field = element("input", "", { value: name, maxlength: "60", "aria-label": t("Name of %(name)s", { name }) });
    field.addEventListener("change", () => {
      const named = new URLSearchParams(query);
      named.set("name", field.value);
      inputs()[at].value = String(named);
      show();
    });
    const open = element("a", t("Open"), { "aria-label": t("Open %(name)s", { name }) });
    open.setAttribute("href", addressOf(`/review?${new URLSearchParams([...asked, ...inputs().map(({ value }) => ["keep", value])])}`));
    const drop = element("button", t("Remove"), { type: "button", "aria-label": t("Remove %(name)s", { name }) });
    drop.addEventListener("click", () => {
      inputs()[at].remove();
      show();
    });
    const all = element("span", "", { class: "review__variant" });
    all.append(field, open, drop);
    return all;
  }

  button.addEventListener("click", () => {
    const query = String(dropKept(page.params()));
    if (inputs().some(({ value }) => String(dropKept(new URLSearchParams(value))) === query)) return;
    const name = t("Variant %(number)s", { number: writeNumber(inputs().length + 1) });
    box.append(element("input", "", { type: "hidden", name: "keep", value: `name=${encodeURIComponent(name)}&${query}` }));
    show();
  });
  return { show };
}

/** List the columns of the table: what each is called, its value, and how a reader sees it. */
function listColumns(variants, { banks, services }) {
  const unit = sayUnit(variants[0].answer.weights_unit);
  const sum = (test) => ({ homes }) => homes.reduce((all, { saved_min, weight }) => all + (saved_min !== null && test(saved_min) ? weight : 0), 0);
  const add = (field) => ({ answer }) => answer.banks.reduce((all, bank) => all + bank[field], 0);
  const near = (kind, field) => ({ answer }) => answer.services.find(({ service }) => service === kind)?.banks.reduce((all, bank) => all + bank[field][0], 0);
  const isChanged = ({ service }) => variants.some((one) => near(service, "save")(one) >= 0.5 || near(service, "lose")(one) >= 0.5);
  return [
    { title: t("Variant"), value: ({ name }) => name },
    { title: t("Save at least 1 min over the river, %(unit)s", { unit }), value: sum((one) => one >= LEAST_MIN) },
    { title: t("Lose at least 1 min over the river, %(unit)s", { unit }), value: sum((one) => one <= -LEAST_MIN) },
    ...variants[0].answer.banks.map(({ bank }, at) => ({ title: t("%(bank)s: saved per trip", { bank: banks[bank] ?? bank }), value: ({ answer }) => answer.banks[at].saved_person_min_per_trip, write: writeDuration })),
    { title: t("Newly connected, %(unit)s", { unit }), value: add("gained") },
    { title: t("Cut off with no route left, %(unit)s", { unit }), value: add("cut") },
    { title: t("Length, m"), value: ({ answer }) => answer.candidates.reduce((all, { length_m }) => all + length_m, 0) },
    ...variants[0].answer.services.filter(isChanged).flatMap(({ service }) => [
      { title: t("%(service)s: nearer by at least 1 min, %(unit)s", { service: services[service], unit }), value: near(service, "save") },
      { title: t("%(service)s: further by at least 1 min, %(unit)s", { service: services[service], unit }), value: near(service, "lose") },
    ]),
    { title: t("How people travel"), value: ({ asked }) => sayChoice("mode", asked), write: String },
    { title: t("Day"), value: ({ answer }) => answer.day, write: String },
  ];
}

function sayChoice(name, asked) {
  return document.querySelector(`#review-${name} option[value="${CSS.escape(asked.get(name) ?? "walk")}"]`)?.textContent ?? "";
}

/** Let a link give a table as CSV that a spreadsheet opens with its letters, and no cell as a formula. */
function writeFile(link, rows) {
  const cell = (value) => {
    const text = typeof value === "number" ? String(Number(value.toFixed(3))) : String(value ?? "").replace(FORMULA, "'$&");
    return `"${text.replaceAll('"', '""')}"`;
  };
  const text = rows.map((row) => row.map(cell).join(",")).join("\r\n");
  URL.revokeObjectURL(link.href);
  link.href = URL.createObjectURL(new Blob(["\ufeff", text, "\r\n"], { type: "text/csv" }));
}
