/**
 * What every page does: links to it in another language, or with its tints swapped, keep the state
 * that the address holds, and so does a page that loads itself again until its answer is there.
 */
import { changeQuery } from "./address.js";

for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll("a[data-param]"))) {
  link.addEventListener("click", () => {
    const { param } = link.dataset;
    link.href = changeQuery(location.href, { [param]: new URL(link.href).searchParams.get(param) }).href;
  });
}

const { againS } = document.documentElement.dataset;
if (againS) setTimeout(() => location.reload(), Number(againS) * 1000);
