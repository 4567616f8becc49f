/**
 * Variants by name, side by side in a table that the server writes and sorts. The address keeps each
 * as the query that it asks, its name among it.
 */
import { language, t, writeNumber } from "./i18n.js";
import { askAnswer, dropKept } from "./review_question.js";
import { addressOf } from "./root.js";

/** @param {{mostKept: number, params: () => URLSearchParams, changed: () => void}} page */
export function createVariants(page) {
  const [box, section, button, link, file] = ["kept", "compare", "keep", "variants-link", "variants-csv"].map((id) => document.getElementById(`review-${id}`));
  const place = document.getElementById("review-variants");
  const said = document.getElementById("review-kept-said");
  const say = (words) => { said.textContent = words; };
  const inputs = () => /** @type {HTMLInputElement[]} */ ([...box.querySelectorAll("input[name=keep]")]);
  let sort = { at: 0, isDown: false };
  let shown = 0;

  async function show() {
    const run = (shown += 1);
    page.changed();
    const kept = inputs().map(({ value }) => ["keep", value]);
    section.hidden = !kept.length;
    for (const one of [link, document.getElementById("review-reset")]) {
      one.setAttribute("href", addressOf(`/review?${new URLSearchParams(kept)}`));
    }
    const query = new URLSearchParams([...kept, ["sort", String(sort.at)], ["is_down", String(sort.isDown)]]);
    file.setAttribute("href", addressOf(`/review/variants.csv?${query}&lang=${language}`));
    const parts = await askAnswer("variants", query).catch(({ message }) => [message]);
    if (run === shown) place.replaceChildren(...parts); // else changed meanwhile
  }

  const find = (target) => inputs().find(({ value }) => value === target.closest("[data-keep]").dataset.keep);

  async function choose({ target }) {
    const { sort: at, drop } = target.dataset;
    const row = [...place.querySelectorAll("[data-keep]")].indexOf(target.closest("[data-keep]"));
    if (drop !== undefined) find(target)?.remove();
    else if (at) sort = { at: Number(at), isDown: sort.at === Number(at) ? !sort.isDown : at > 0 };
    else return;
    await show();
    if (drop === undefined) place.querySelector(`[data-sort="${at}"]`)?.focus();
    else focusDrop(row);
  }

  /** Focus what removes the variant now at a place, else the last one; with none left, what adds one. */
  function focusDrop(at) {
    const drops = /** @type {NodeListOf<HTMLElement>} */ (place.querySelectorAll("[data-drop]"));
    (drops[Math.min(at, drops.length - 1)] ?? button).focus();
  }

  function rename({ target }) {
    const input = find(target);
    if (!input) return; // the table is of a moment ago
    const named = new URLSearchParams(input.value);
    named.set("name", target.value);
    input.value = String(named);
    show();
  }

  place.addEventListener("click", choose);
  place.addEventListener("change", rename);
  button.addEventListener("click", () => {
    const query = String(dropKept(page.params()));
    const kept = inputs().map(({ value }) => new URLSearchParams(value));
    const same = kept.find((one) => String(dropKept(one)) === query);
    if (same) return say(t("This change is saved already: %(name)s.", { name: same.get("name") ?? "" }));
    if (kept.length >= page.mostKept) return say(t("At most %(n)s variants are kept. Remove one first.", { n: page.mostKept }));
    const name = t("Variant %(number)s", { number: writeNumber(inputs().length + 1) });
    const value = `name=${encodeURIComponent(name)}&${query}`;
    box.append(Object.assign(document.createElement("input"), { type: "hidden", name: "keep", value }));
    show();
    say(t("Saved: %(name)s. It stands below, beside the others.", { name }));
  });
  return { show };
}
