/**
 * On a phone the panel is a sheet over the lower part of the map, of three heights.
 */
import { t } from "./i18n.js";
import { element } from "./review_results.js";

const HEIGHTS = ["peek", "half", "full"];
/** Up to which share of the page a sheet that is let go becomes a lower one. */
const LOW = 0.35;
const HIGH = 0.75;
const MOVED_PX = 8;

export function createSheet(map) {
  const page = document.querySelector(".page");
  const panel = /** @type {HTMLElement} */ (document.querySelector(".panel"));
  const foot = document.querySelector(".foot");
  const handle = element("button", "", { type: "button", class: "sheet__handle" });
  const phone = matchMedia("(max-width: 60rem)");
  let from = null;
  let isMoved = false;

  function set(height) {
    const isFirst = !page.dataset.sheet; // what the address says is in the middle stays there
    page.dataset.sheet = height;
    panel.style.height = "";
    const next = { peek: t("Show more of the panel"), half: t("Show the whole panel"), full: t("Show the map") };
    handle.setAttribute("aria-label", next[height]);
    panel.scrollTop = 0;
    map.invalidateSize({ pan: isFirst });
  }

  const step = (by) => set(HEIGHTS.at((HEIGHTS.indexOf(page.dataset.sheet) + by) % HEIGHTS.length));
  const place = () => (phone.matches ? panel : page).append(foot);

  panel.prepend(handle);
  handle.addEventListener("pointerdown", ({ clientY, pointerId }) => {
    from = clientY + panel.offsetHeight;
    isMoved = false;
    handle.setPointerCapture(pointerId);
  });
  handle.addEventListener("pointermove", ({ clientY }) => {
    if (from === null) return;
    isMoved ||= Math.abs(from - clientY - panel.offsetHeight) > MOVED_PX;
    if (isMoved) panel.style.height = `${from - clientY}px`;
  });
  handle.addEventListener("lostpointercapture", () => {
    from = null;
    const share = panel.offsetHeight / panel.parentElement.offsetHeight;
    if (isMoved) set(share < LOW ? "peek" : share < HIGH ? "half" : "full");
  });
  handle.addEventListener("click", () => isMoved || step(1));
  handle.addEventListener("keydown", (event) => {
    isMoved = false;
    if (!["ArrowUp", "ArrowDown"].includes(event.key)) return;
    event.preventDefault();
    step(event.key === "ArrowUp" ? 1 : -1);
  });
  phone.addEventListener("change", place);
  place();
  set("half");
  return { set };
}
