/**
 * Downloading what is visible: the layers that are switched on, cut to the view, in every format; the
 * server lists the files.
 */
import { t } from "./i18n.js";
import { listShown, stateOf } from "./map_state.js";
import { askPart } from "./part.js";

const DECIMALS = 6;
/** Styles of layers that no snapshot holds. */
const ELSEWHERE = ["labels", "raster", "relief", "homes"];

/** @param {import("./tools.js").Desk} desk @param {HTMLButtonElement} button */
export function createTool({ map, openPanel }, button) {
  let panel = null;
  let asked = "";

  async function refresh() {
    const question = writeQuestion(map);
    if (!panel || question === asked) return;
    asked = question;
    const list = panel.querySelector(".tool__files");
    list.setAttribute("aria-busy", "true");
    try {
      const rows = await askPart("/map/files", question);
      if (asked === question) list.replaceChildren(...rows);
    } catch (error) {
      console.warn(`/map/files: ${error.message}`);
      if (asked !== question) return;
      asked = "";
      list.textContent = t("This could not be counted. Move the map to try again.");
    } finally {
      list.setAttribute("aria-busy", "false");
    }
  }

  function start() {
    panel = openPanel(button, t("Download what is visible"), stop);
    const hint = document.createElement("p");
    hint.textContent = t("The visible layers, for the area shown. Objects that extend beyond the view are included in full.");
    const list = document.createElement("ul");
    list.className = "tool__files";
    panel.append(hint, list);
    map.on("moveend layeradd layerremove", refresh);
    asked = "";
    refresh();
  }

  function stop() {
    panel = null;
    map.off("moveend layeradd layerremove", refresh);
  }

  return { toggle: () => (panel ? panel.querySelector(".tool__close").click() : start()) };
}

/** Write what is listed: a box, layers, once where they are drawn apart, and the day of the crossings. */
function writeQuestion(map) {
  const specs = listShown(map).map((name) => stateOf(map).layers.get(name).spec).filter(({ style }) => !ELSEWHERE.includes(style));
  const layers = new Set(specs.map((spec) => (spec.use ? spec.style : spec.name)));
  const day = specs.map(({ url }) => new URL(url, location.href).searchParams.get("as_of")).find(Boolean);
  const bounds = map.getBounds();
  const box = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
  const bbox = box.map((degrees) => Number(degrees.toFixed(DECIMALS))).join(",");
  return `${new URLSearchParams({ bbox, layers: [...layers].join(","), ...(day && { as_of: day }) })}`;
}
