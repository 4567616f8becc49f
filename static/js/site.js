/**
 * What every page does: links to it in another language, or with its tints swapped, keep the state
 * that the address holds.
 */
import { changeQuery } from "./address.js";

for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll("a[data-param]"))) {
  link.addEventListener("click", () => {
    const { param } = link.dataset;
    link.href = changeQuery(location.href, { [param]: new URL(link.href).searchParams.get(param) }).href;
  });
}
