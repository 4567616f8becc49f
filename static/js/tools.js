/**
 * The buttons of a map below its zoom: find my place, measure, download what is visible, copy the
 * link. What a tool needs is loaded when it is first used.
 */
import { t } from "./i18n.js";
import { writeAddress } from "./share.js";

const SAID_MS = 6000;
const SVG = "http://www.w3.org/2000/svg";

/** Drawn for this map on a grid of 24. */
const ICONS = {
  locate: "M12 4v4M12 16v4M4 12h4M16 12h4M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8",
  measure: "M3 16 16 3l5 5L8 21zM7 12l2 2M10 9l3 3M13 6l2 2",
  download: "M12 4v10M8 10l4 4 4-4M5 19h14",
  share: "M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1",
};

/**
 * @typedef {{map: any, say: (sentence: string) => void,
 *   openPanel: (button: HTMLButtonElement, title: string, close: () => void) => HTMLElement}} Desk
 */

/** Add the buttons to a map. */
export function addTools(map) {
  const stage = map.getContainer().closest(".stage");
  if (!stage) return;
  const desk = { map, say: makeVoice(stage), openPanel: makePanels(stage) };
  const control = new L.Control({ position: "topleft" });
  control.onAdd = () => {
    const bar = L.DomUtil.create("div", "leaflet-bar tools");
    L.DomEvent.disableClickPropagation(bar);
    const add = (name, title, run) => bar.append(makeButton(name, title, run));
    add("locate", t("Show my location"), lazily("./locate.js", desk));
    add("measure", t("Measure"), lazily("./measure.js", desk));
    add("download", t("Download what is visible"), lazily("./download.js", desk));
    add("share", t("Copy a link to this view"), (button) => copyLink(desk, button));
    return bar;
  };
  control.addTo(map);
}

/** Make what runs a tool: its module is loaded at the first press and told of each. */
function lazily(module, desk) {
  let tool;
  return async (button) => {
    try {
      tool ??= (await import(module)).createTool(desk, button);
      tool.toggle();
    } catch (error) {
      console.warn(`${module}: ${error.message}`);
      desk.say(t("This tool could not be loaded. Try again."));
    }
  };
}

function makeButton(name, title, run) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = `tools__${name}`;
  button.title = title;
  button.setAttribute("aria-label", title);
  const icon = document.createElementNS(SVG, "svg");
  icon.setAttribute("viewBox", "0 0 24 24");
  icon.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[name]);
  icon.append(path);
  button.append(icon);
  button.addEventListener("click", () => run(button));
  return button;
}

/** Make what says a sentence over the map, to eyes and to screen readers. */
function makeVoice(stage) {
  const line = document.createElement("p");
  line.className = "stage__said";
  line.setAttribute("aria-live", "polite");
  stage.append(line);
  let timer = 0;
  return (sentence) => {
    clearTimeout(timer);
    line.textContent = sentence;
    timer = window.setTimeout(() => line.replaceChildren(), SAID_MS);
  };
}

/** Make the panels of tools: one stands open at a time, and Escape closes it. */
function makePanels(stage) {
  let shut = () => {};
  return (button, title, close) => {
    shut();
    const panel = document.createElement("section");
    panel.className = "tool";
    panel.tabIndex = -1;
    panel.setAttribute("aria-label", title);
    const heading = document.createElement("h2");
    heading.textContent = title;
    const leave = document.createElement("button");
    leave.type = "button";
    leave.className = "tool__close";
    leave.textContent = "×";
    leave.setAttribute("aria-label", t("Close"));
    panel.append(heading, leave);
    shut = () => {
      shut = () => {};
      button.setAttribute("aria-expanded", "false");
      const hadFocus = panel.contains(document.activeElement);
      panel.remove();
      if (hadFocus) button.focus();
      close();
    };
    leave.addEventListener("click", () => shut());
    panel.addEventListener("keydown", (event) => event.key === "Escape" && shut());
    stage.append(panel);
    button.setAttribute("aria-expanded", "true");
    panel.focus();
    return panel;
  };
}

async function copyLink({ map, say, openPanel }, button) {
  const address = writeAddress(map);
  try {
    await navigator.clipboard.writeText(address);
    say(t("The link is copied. It shows the same layers, place and language."));
  } catch {
    // Pages served over plain HTTP to other machines may not write to the clipboard.
    const field = document.createElement("input");
    field.readOnly = true;
    field.value = address;
    const label = document.createElement("label");
    label.append(t("Copy this link:"), field);
    openPanel(button, t("Copy a link to this view"), () => {}).append(label);
    field.select();
  }
}
