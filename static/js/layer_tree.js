/**
 * The list of layers for keyboards and screen readers: branches are buttons, ticks of a kind have its name.
 * Beside each layer stands how many of its features are in view.
 */
import { stateOf } from "./map_state.js";
import { askPart } from "./part.js";

const HEADER = ".leaflet-layerstree-header-pointer";
const PAUSE_MS = 300;
const KIND = ".leaflet-layerstree-header-name";

/** Name what the list of layers of a map holds; it is made anew when layers come and go. */
export function nameTree(container) {
  for (const header of container.querySelectorAll(HEADER)) {
    const kind = header.querySelector(KIND).textContent.trim();
    const [button, tick] = [header.firstElementChild, header.querySelector("input")];
    header.removeAttribute("tabindex");
    button.tabIndex = 0;
    button.setAttribute("role", "button");
    button.setAttribute("aria-label", kind);
    button.setAttribute("aria-expanded", String(Boolean(header.nextElementSibling?.offsetParent)));
    if (tick && !tick.ariaLabel) tick.ariaLabel = `${kind}: ${tick.title}`;
  }
}

/** Open branches by Enter, too, and say which are open: the library knows only the space key. */
export function followTree(container) {
  container.addEventListener("keydown", (event) => {
    const header = event.target.closest?.(HEADER);
    if (event.key === "Enter" && header && event.target.localName !== "input") header.click();
    if (header) nameTree(container);
  });
  container.addEventListener("click", ({ target }) => target.closest?.(HEADER) && nameTree(container));
}

/** Say beside each layer how much of it is in view, as the server counts it when the map has stopped. */
export function countInView(map) {
  const list = map.getContainer().querySelector(".leaflet-control-layers-list");
  if (!list?.querySelector("[data-counted]")) return;
  let [asked, timer, said] = ["", 0, new Map()];
  const count = async () => {
    const day = new URL(stateOf(map).layers.get("crossings")?.spec.url ?? "", location.href).searchParams.get("as_of");
    const query = new URLSearchParams({ bbox: map.getBounds().toBBoxString(), ...(day && { as_of: day }) }).toString();
    if (list.offsetParent && query !== asked) {
      asked = query;
      const parts = await askPart("/map/counts", query).catch(() => []);
      if (query !== asked) return;
      said = new Map(parts.map(({ dataset, textContent }) => [dataset?.counted, textContent]));
      if (!parts.length) asked = ""; // what was said of another view is wrong here
    }
    for (const place of list.querySelectorAll("[data-counted]")) place.textContent = said.get(place.dataset.counted) ?? place.dataset.all;
  };
  const wait = () => {
    clearTimeout(timer);
    timer = window.setTimeout(count, PAUSE_MS);
  };
  map.on("moveend layeradd layerremove", wait); // layers make the list anew
  new ResizeObserver(wait).observe(list); // it is opened
}
