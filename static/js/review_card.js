/**
 * The decision card: what a change would do in a few sentences, and what is not known about it.
 */
import { language, t } from "./i18n.js";
import { element } from "./review_results.js";

/** Show the card, which the server writes in every language, in the page's one. */
export function showCard(place, { texts, is_modelled }) {
  const { sentences, not_known } = texts[language];
  const told = sentences.map((one, at) => element("p", one, at ? {} : { class: "review__first" }));
  const unknown = element("ul", "", { class: "review__unknown" });
  unknown.append(...not_known.map((one) => element("li", one)));
  const warning = is_modelled ? [element("p", t("Modelled data: do not draw conclusions about the city."), { class: "review__modelled" })] : [];
  place.replaceChildren(...told, unknown, ...warning);
}
