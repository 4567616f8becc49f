/**
 * What every page does: its links to other languages keep the state that the address holds, and
 * the name of the page is in sight where the list of pages is wider than a phone.
 */
for (const link of document.querySelectorAll(".top__languages a")) {
  link.addEventListener("click", () => {
    const here = new URL(window.location.href);
    here.searchParams.set("lang", /** @type {HTMLAnchorElement} */ (link).hreflang);
    /** @type {HTMLAnchorElement} */ (link).href = here.href;
  });
}

const pages = document.querySelector(".top__nav");
const here = /** @type {HTMLElement | null} */ (pages?.querySelector("[aria-current]"));
if (pages && here) pages.scrollLeft = here.offsetLeft - (pages.clientWidth - here.offsetWidth) / 2;
