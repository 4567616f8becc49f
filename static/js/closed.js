/**
 * Crossings that a question closes: how they are marked on a map, and how a page is told of a choice.
 */
import { t } from "./i18n.js";
import { stateOf } from "./map_state.js";
import { chooseIcon, chooseStyle } from "./style.js";

/** Mark the crossings of a map with these ids as closed, and all others as they are. */
export function showClosed(map, ids) {
  for (const { spec, layer } of stateOf(map).layers.values()) {
    if (spec.style !== "crossings") continue;
    spec.closed = ids;
    drawClosed(map, spec, layer);
  }
}

/** Say what a mark is; and that it is closed, if it is. */
export function sayClosed(spec, id, text) {
  return spec.closed?.includes(id) ? `${text}. ${t("Closed in this scenario")}` : text;
}

function drawClosed(map, spec, group) {
  for (const target of stateOf(map).targets.values()) {
    if (target.group !== group) continue;
    const { mark, shape, feature, text } = target;
    const words = sayClosed(spec, feature.id, text);
    mark.setIcon(chooseIcon(spec, feature));
    // Leaflet gives words to new images only.
    for (const one of [mark.options, mark.getElement()]) if (one) Object.assign(one, { alt: words, title: words });
    shape?.setStyle(chooseStyle(spec, feature));
    for (const one of [mark, shape]) if (one?.isPopupOpen()) one.getPopup().update();
  }
}

/** Let a page answer the choice of a crossing by mouse, finger or keyboard. */
export function tellOfChoice(map, { id, properties }, shape, mark) {
  const tell = () => map.fire("crossing", { id, isClosable: properties.is_closable });
  shape?.on("click", tell);
  mark.on("click", tell);
  mark.on("keypress", ({ originalEvent }) => originalEvent.key === "Enter" && tell());
}
