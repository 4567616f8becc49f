/**
 * The form that prints the map: it carries the present view and the layers that are shown, as far
 * as a print can show them. Without this script it prints the first view.
 */
import { listShown, mapMade } from "./map_state.js";

const form = document.getElementById("print");

mapMade.then((map) => {
  const printable = form.dataset.layers.split(",");
  form.addEventListener("submit", () => {
    form.elements.bbox.value = map.getBounds().toBBoxString();
    form.elements.layers.value = listShown(map).filter((name) => printable.includes(name)).join(",");
  });
});
