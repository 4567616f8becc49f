/**
 * The list of what is in view, for readers who cannot see the map or point at it: the server writes
 * it; it is asked for while it stands open, and follows the map. Without this script it is a link.
 */
import { language, t } from "./i18n.js";
import { listShown, mapMade, readBox } from "./map_state.js";
import { addressOf } from "./root.js";

const PAUSE_MS = 300;

const fold = /** @type {HTMLDetailsElement} */ (document.getElementById("in-view"));
const [state, list] = fold.querySelectorAll("[aria-live], div");
let asked = "";
let timer = 0;

async function show(map) {
  const query = new URLSearchParams({ bbox: readBox(map), layers: listShown(map).join(","), lang: language, part: "list" });
  const address = addressOf(`/view?${query}`);
  if (!fold.open || address === asked) return;
  asked = address;
  list.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(answer.statusText);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (address === asked) replace(page.body);
  } catch (error) {
    console.warn(`/view: ${error.message}`);
    if (address === asked) [asked, state.textContent] = ["", t("The list could not be loaded. Move the map to try again.")];
  }
  list.setAttribute("aria-busy", String(address !== asked && asked !== ""));
}

/** Show another list; who stands on a thing stays on it, or stands at the beginning. */
function replace(body) {
  const held = list.contains(document.activeElement) && /** @type {HTMLElement} */ (document.activeElement).dataset.focus;
  state.textContent = body.querySelector(".in-view__sum").textContent;
  body.querySelector(".in-view__sum").remove();
  list.replaceChildren(...body.childNodes);
  const same = held && list.querySelector(`[data-focus="${CSS.escape(held)}"]`);
  if (held) (same ?? fold.querySelector("summary")).focus({ preventScroll: true });
}

mapMade.then((map) => {
  const showSoon = () => {
    clearTimeout(timer);
    timer = window.setTimeout(show, PAUSE_MS, map);
  };
  fold.addEventListener("toggle", () => show(map));
  map.on("moveend layeradd layerremove", showSoon);
});
