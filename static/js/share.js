/**
 * The address follows the map, and the map follows the address: at the start, and back and forth.
 * Opening a thing is a step that one can go back from; everything else changes the step one is at.
 */
import { changeQuery, readShown, saysShown, writeShown } from "./address.js";
import { showThing } from "./focus.js";
import { language, t } from "./i18n.js";
import { listShown, stateOf } from "./map_state.js";

const PAUSE_MS = 150;

/** Show what the address says, and keep it true from then on. */
export function followAddress(map) {
  const bare = writeShown(readMap(map));
  let timer = 0;
  const write = (isStep) => {
    clearTimeout(timer);
    if (stateOf(map).wanted) return; // the address names what is still to be shown
    const hash = writeShown(readMap(map));
    if (hash === location.hash || (hash === bare && !saysShown(location.hash))) return;
    const address = writeAddress(map);
    if (isStep) history.pushState(history.state, "", address);
    else history.replaceState(history.state, "", address);
  };
  const writeSoon = () => {
    clearTimeout(timer);
    timer = window.setTimeout(write, PAUSE_MS, false);
  };
  if (saysShown(location.hash)) apply(map, readShown(location.hash));
  map.getContainer().classList.add("has-address");
  document.addEventListener("click", ({ target }) => {
    if (target instanceof HTMLElement && target.matches(".popup__share, .review__share")) share(map, target);
  });
  listen(map, write, writeSoon);
  document.addEventListener("submit", ({ target }) => keepShown(target));
  window.addEventListener("popstate", () => {
    if (saysShown(location.hash) || !location.hash) {
      clearTimeout(timer);
      apply(map, readShown(location.hash || bare));
    }
  });
}

/** Let a form that asks this page anew leave what the map shows. */
function keepShown(form) {
  const to = new URL(form.action);
  if (form.method !== "get" || to.pathname !== location.pathname) return;
  to.hash = location.hash;
  form.action = to.href;
}

/** Write the address by which somebody else sees the same: view, layers, thing, language, tints. */
export function writeAddress(map) {
  const { banks = "usual" } = document.documentElement.dataset;
  const url = changeQuery(location.href, { lang: language, banks });
  url.hash = writeShown(readMap(map));
  return url.href;
}

/** Share what is open: by the device's own dialog, else by the clipboard, else by hand. */
async function share(map, button) {
  const url = writeAddress(map);
  try {
    if (navigator.share) return await navigator.share({ url });
    await navigator.clipboard.writeText(url);
    button.textContent = t("Link copied");
  } catch (error) {
    if (error.name === "AbortError") return; // the reader closed the dialog
    const field = document.createElement("input");
    Object.assign(field, { readOnly: true, value: url });
    field.setAttribute("aria-label", t("Copy this link:"));
    button.replaceWith(field);
    field.select();
  }
}

function listen(map, write, writeSoon) {
  const layers = new Set([...stateOf(map).layers.values()].map(({ layer }) => layer));
  map.on("moveend shown", writeSoon);
  map.on("layeradd layerremove", ({ layer }) => layers.has(layer) && writeSoon());
  map.on("popupclose", writeSoon);
  map.on("popupopen", ({ popup }) => write(nameOf(popup) !== readShown(location.hash).open));
}

/** @returns {import("./address.js").Shown} */
function readMap(map) {
  const { lat, lng } = map.getCenter();
  const { popup } = stateOf(map);
  const open = popup && nameOf(popup);
  const place = open ? popup.getLatLng() : null;
  return {
    view: { zoom: map.getZoom(), at: [lat, lng] },
    layers: listShown(map),
    open,
    at: place && [place.lat, place.lng],
  };
}

function nameOf(popup) {
  return popup.getElement()?.querySelector("[data-feature]")?.dataset.feature ?? null;
}

/** @param {import("./address.js").Shown} shown */
function apply(map, { view, layers, open, at }) {
  if (layers) showLayers(map, layers);
  if (view) map.setView(view.at, view.zoom, { animate: false });
  stateOf(map).wanted = null;
  if (open) showThing(map, { name: open, at: at ?? undefined, view: view ? "exact" : undefined });
  else map.closePopup();
}

function showLayers(map, names) {
  for (const [name, { layer }] of stateOf(map).layers) {
    if (names.includes(name)) map.addLayer(layer);
    else map.removeLayer(layer);
  }
}
