/**
 * What every page does: links to it in another language, or with its tints swapped, keep the state
 * that the address holds; what is not there yet is asked for again.
 */
import { changeQuery } from "./address.js";

for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll("a[data-param]"))) {
  link.addEventListener("click", () => {
    if (link.pathname !== location.pathname) return; // this page answers a form
    const { param } = link.dataset;
    link.href = changeQuery(location.href, { [param]: new URL(link.href).searchParams.get(param) }).href;
  });
}

/** Ask for the page again, and show its part anew; all of the page once it has no such part. */
function bring(part) {
  setTimeout(async () => {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } }).catch(() => null);
    const text = await answer?.text().catch(() => "");
    const fresh = new DOMParser().parseFromString(text ?? "", "text/html").getElementById(part.id);
    if (!fresh && answer?.ok) return location.reload();
    if (fresh) part.replaceWith(fresh);
    if ((fresh ?? part).dataset.againS) bring(fresh ?? part);
  }, Number(part.dataset.againS) * 1000);
}

for (const part of document.querySelectorAll("[data-again-s]")) bring(part);
