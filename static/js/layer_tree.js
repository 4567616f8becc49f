/** The list of layers for keyboards and screen readers: branches are buttons, ticks of a kind have its name. */

const HEADER = ".leaflet-layerstree-header-pointer";
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
