/**
 * What every page does: links to it in another language, or with its tints swapped, keep the state
 * that the address holds, and the name of the page is in sight where the list of pages is wider
 * than a phone.
 */
import { changeQuery } from "./address.js";

for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll("a[data-param]"))) {
  link.addEventListener("click", () => {
    const { param } = link.dataset;
    link.href = changeQuery(location.href, { [param]: new URL(link.href).searchParams.get(param) }).href;
  });
}

const pages = document.querySelector(".top__nav");
const here = /** @type {HTMLElement | null} */ (pages?.querySelector("[aria-current]"));
if (pages && here) pages.scrollLeft = here.offsetLeft - (pages.clientWidth - here.offsetWidth) / 2;
