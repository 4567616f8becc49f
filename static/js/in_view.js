/**
 * The list of what is in view: the server writes it, for as long as it stands open it follows the map.
 */
import { t } from "./i18n.js";
import { listShown, mapMade } from "./map_state.js";
import { askPart } from "./part.js";

const PAUSE_MS = 300;
const fold = /** @type {HTMLDetailsElement} */ (document.getElementById("in-view"));
const [state, list] = fold.querySelectorAll("[aria-live], div");
let asked = "";
let timer = 0;

async function show(map) {
  const query = String(new URLSearchParams({ bbox: map.getBounds().toBBoxString(), layers: listShown(map).join(","), part: "list" }));
  if (!fold.open || query === asked) return;
  asked = query;
  list.setAttribute("aria-busy", "true");
  const parts = await askPart("/view", query).catch(() => null);
  if (query !== asked) return;
  list.setAttribute("aria-busy", "false");
  const sum = parts?.find((one) => one.classList?.contains("in-view__sum"));
  state.textContent = sum?.textContent ?? t("The list could not be loaded. Move the map to try again.");
  if (!sum) return void (asked = "");
  // Who stands on a thing stays on it, or stands at the beginning.
  const { focus = "" } = list.contains(document.activeElement) ? /** @type {HTMLElement} */ (document.activeElement).dataset : {};
  list.replaceChildren(...parts.filter((one) => one !== sum));
  if (focus) (list.querySelector(`[data-focus="${CSS.escape(focus)}"]`) ?? fold.querySelector("summary")).focus({ preventScroll: true });
}

mapMade.then((map) => {
  fold.addEventListener("toggle", () => show(map));
  map.on("moveend layeradd layerremove", () => {
    clearTimeout(timer);
    timer = window.setTimeout(show, PAUSE_MS, map);
  });
});
