/**
 * Filters and sorts the cards of a page at once; without it the form asks the server for the same.
 */
import { t, writeNumber } from "./i18n.js";

const form = /** @type {HTMLFormElement | null} */ (document.querySelector("form.filter"));
const holder = document.getElementById("cards");

function show() {
  const asked = Object.fromEntries(new FormData(form));
  const cards = /** @type {HTMLElement[]} */ ([...holder.querySelectorAll(".card[data-kind]")]);
  const rank = (card) => Number(card.dataset[asked.sort || "listed"]);
  for (const card of cards.sort((a, b) => rank(a) - rank(b))) {
    card.hidden = ["kind", "status"].some((name) => asked[name] && card.dataset[name] !== asked[name]);
    card.parentElement.append(card);
  }
  const shown = cards.filter((card) => !card.hidden).length;
  const said = { n: writeNumber(shown), all: writeNumber(cards.length) };
  form.querySelector("output").textContent = shown < cards.length ? t("Shown: %(n)s of %(all)s", said) : "";
}

/** Let the address ask for the same, so that it can be sent to others. */
function keep() {
  const here = new URL(location.href);
  const asked = here.searchParams;
  for (const { name, value } of form.querySelectorAll("select")) value ? asked.set(name, value) : asked.delete(name);
  history.replaceState(history.state, "", here);
  show();
}

/** Show what the address asks after a step back or forth. */
function follow() {
  const asked = new URL(location.href).searchParams;
  for (const select of form.querySelectorAll("select")) select.value = asked.get(select.name) ?? "";
  show();
}

if (form) {
  form.addEventListener("change", keep);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    keep();
  });
  holder.addEventListener("dayshown", show);
  window.addEventListener("popstate", follow);
}
