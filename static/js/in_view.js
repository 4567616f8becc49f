/**
 * The list of what is in view: the server writes it, for as long as it stands open it follows the map.
 */
import { language, t } from "./i18n.js";
import { listShown, mapMade } from "./map_state.js";
import { addressOf } from "./root.js";

const PAUSE_MS = 300;
const fold = /** @type {HTMLDetailsElement} */ (document.getElementById("in-view"));
const [state, list] = fold.querySelectorAll("[aria-live], div");
let asked = "";
let timer = 0;

async function show(map) {
  const query = new URLSearchParams({ bbox: map.getBounds().toBBoxString(), layers: listShown(map).join(","), lang: language, part: "list" });
  const address = addressOf(`/view?${query}`);
  if (!fold.open || address === asked) return;
  asked = address;
  list.setAttribute("aria-busy", "true");
  const text = await fetch(address).then((answer) => (answer.ok ? answer.text() : ""), () => "");
  if (address !== asked) return;
  list.setAttribute("aria-busy", "false");
  const { body } = new DOMParser().parseFromString(text, "text/html");
  const sum = body.querySelector(".in-view__sum");
  state.textContent = sum?.textContent ?? t("The list could not be loaded. Move the map to try again.");
  if (!sum) return void (asked = "");
  sum.remove();
  // Who stands on a thing stays on it, or stands at the beginning.
  const { focus = "" } = list.contains(document.activeElement) ? /** @type {HTMLElement} */ (document.activeElement).dataset : {};
  list.replaceChildren(...body.childNodes);
  if (focus) (list.querySelector(`[data-focus="${CSS.escape(focus)}"]`) ?? fold.querySelector("summary")).focus({ preventScroll: true });
}

mapMade.then((map) => {
  fold.addEventListener("toggle", () => show(map));
  map.on("moveend layeradd layerremove", () => {
    clearTimeout(timer);
    timer = window.setTimeout(show, PAUSE_MS, map);
  });
});
