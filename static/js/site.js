/**
 * What every page does: its links to other languages keep the state that the address holds.
 */
for (const link of document.querySelectorAll(".top__languages a")) {
  link.addEventListener("click", () => {
    const here = new URL(window.location.href);
    here.searchParams.set("lang", /** @type {HTMLAnchorElement} */ (link).hreflang);
    /** @type {HTMLAnchorElement} */ (link).href = here.href;
  });
}
